"""A program that subscribes: it asks by HTTP, as an app of its own on the same database."""

import shutil

import pytest

from app import clock, create_app
from app.alliance import house_queries
from app.database import db
from tests import databases, once
from tests.conftest import SETTINGS
from tests.pages import CheckingClient

FEED = "/kalender/programm.ics"


@pytest.fixture
def web(app, make_app):
    """A client of a second app on the database of `app`, so that nothing is remembered between what both do."""
    return make_app(url=app.config["SQLALCHEMY_DATABASE_URI"]).test_client()


@pytest.fixture
def feed(web):
    """A function that fetches the feed, with a query if wanted, and returns its bytes."""

    def fetch(query="", path=FEED):
        answer = web.get(f"{path}?{query}" if query else path)
        assert answer.status_code == 200
        return answer.data

    return fetch


@pytest.fixture(scope="module")
def make_lasting_app(templates, tmp_path_factory):
    """As make_app, of apps that last for all tests of a module, which only look; on SQLite. The clock runs after it."""
    made = []

    def make(url=None, **settings):
        folder = tmp_path_factory.mktemp("lasting")
        if url is None:
            shutil.copy(templates("sqlite"), folder / "house.db")
            url = databases.sqlite_url(folder / "house.db")
        data = {"DATA_DIR": folder, "MAIL_URL": f"maildir:{folder / 'mail'}", "SQLALCHEMY_DATABASE_URI": url}
        app = create_app({**SETTINGS, **data, **settings})
        app.test_client_class = CheckingClient
        made.append(app)
        with app.app_context():
            once.compile_each_statement_once(db.engine)
            house_queries.prepare()
        return app

    yield make
    clock.stand_still(None)
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
