"""What races can ask for."""

import pytest

from app.database import db
from tests.conftest import SETTINGS
from tests.races.processes import Conditions, Runners


@pytest.fixture(scope="session")
def runners():
    """Sixteen processes, started once."""
    runners = Runners()
    yield runners
    runners.stop()


@pytest.fixture
def race(app, runners):
    """A function that does calls at the same moment in processes of their own, and returns their outcomes."""
    keys = (*SETTINGS, "PRIVATE_HOSTS", "DATA_DIR", "MAIL_URL", "SQLALCHEMY_DATABASE_URI")
    settings = {key: app.config[key] for key in keys}

    def race(calls, **conditions):
        db.session.rollback()
        outcomes = runners.race(settings, Conditions(**conditions), calls)
        # What the test looks at now is what the others wrote.
        db.session.rollback()
        db.session.expire_all()
        return outcomes

    return race
