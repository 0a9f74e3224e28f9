"""A program that subscribes: it asks by HTTP, as an app of its own on the same database."""

import pytest

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
