"""Two houses: the one that is backed up, and another with a folder of its own. And the house with the demo."""

import pytest

from tests.registrations.conftest import guest, house, new_guest, staff  # noqa: F401
from tests.seasons.houses import demo_app, houses  # noqa: F401


@pytest.fixture
def other_house(make_app, tmp_path):
    """A function that makes a second, empty house on an engine; its DATA_DIR is tmp_path / "other"."""

    def make(engine):
        (tmp_path / "other").mkdir(exist_ok=True)
        return make_app(engine, DATA_DIR=tmp_path / "other")

    return make
