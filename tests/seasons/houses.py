"""Houses with a season in them, for tests: loaded once per engine, then copied."""

import shutil
from datetime import datetime

import pytest
import sqlalchemy as sa

from app import clock, create_app
from app.database import db
from app.seasons import loading
from tests import databases
from tests.conftest import SETTINGS

# Once in a run, though tests in two folders ask for it.
_MADE = {}
# A Wednesday: some events of the first week are over, all others are to come.
LOADED_AT = datetime(2026, 11, 25, 12, tzinfo=clock.BERLIN)


@pytest.fixture(scope="session")
def houses(request, templates, tmp_path_factory):
    """A function that returns a database of an engine with the shipped season as a demo, to be copied."""
    made = _MADE

    def house(engine):
        if engine not in made:
            template = templates(engine)
            if engine == "sqlite":
                made[engine] = tmp_path_factory.mktemp("season") / "house.db"
                shutil.copy(template, made[engine])
                url = databases.sqlite_url(made[engine])
            else:
                server = request.getfixturevalue("postgres")
                made[engine] = "template_season"
                server.create_database(made[engine], template=template)
                url = server.url(made[engine])
            _load(url)
        return made[engine]

    return house


def _load(url):
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": url})
    clock.stand_still(LOADED_AT)
    with app.app_context():
        loading.load_demo()
        db.session.remove()
        db.engine.dispose()
    clock.stand_still(None)


@pytest.fixture
def demo_app(request, houses, engine, make_app, tmp_path, at):
    """An app in whose house the shipped season was loaded as a demo on LOADED_AT. On both engines."""
    template = houses(engine)
    if engine == "sqlite":
        url = databases.sqlite_url(shutil.copy(template, tmp_path / "demo.db"))
    else:
        server = request.getfixturevalue("postgres")
        server.drop_database("demo")
        server.create_database("demo", template=template)
        url = server.url("demo")
    clock.stand_still(LOADED_AT)
    app = make_app(engine, url=url)
    with app.app_context():
        yield app


def held():
    """Return the occupancies as they stand, and as they follow from the bookings; the two must be equal."""
    from app.rooms import rules
    from app.rooms.bookings import BOOKED, Booking, Occupancy

    db.session.expire_all()
    stand = sorted(
        (row.booking_id, row.part_id, row.starts_at, row.ends_at) for row in db.session.scalars(sa.select(Occupancy))
    )
    follow = sorted(
        (row.id, part.id, *rules.held_span(row.starts_at, row.ends_at, row.setup_min, row.teardown_min))
        for row in db.session.scalars(sa.select(Booking).where(Booking.state == BOOKED))
        for part in row.room.parts
    )
    return stand, follow
