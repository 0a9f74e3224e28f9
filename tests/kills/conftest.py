"""What kills can ask for."""

import os

import pytest

from tests.conftest import SETTINGS
from tests.races import processes

KILLS = 200 if os.environ.get("SOAK") == "1" else 20


@pytest.fixture
def kills():
    """How many times to kill: 20, or 200 with SOAK=1."""
    return KILLS


@pytest.fixture
def settings(app):
    """The settings for another process on the database of `app`."""
    return {key: app.config[key] for key in (*SETTINGS, "DATA_DIR", "MAIL_URL", "SQLALCHEMY_DATABASE_URI")}


@pytest.fixture
def start():
    """A function that starts a process of ours; it is gone after the test, whatever happened."""
    started = []

    def start(target, *args):
        started.append(processes.start(target, *args))
        return started[-1]

    yield start
    processes.stop(*started)
