"""Two houses: the one that is backed up, and another with a folder of its own."""

import pytest


@pytest.fixture
def other_house(make_app, tmp_path):
    """A function that makes a second, empty house on an engine; its DATA_DIR is tmp_path / "other"."""

    def make(engine):
        (tmp_path / "other").mkdir(exist_ok=True)
        return make_app(engine, DATA_DIR=tmp_path / "other")

    return make
