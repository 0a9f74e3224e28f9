"""A house on a stopped clock, and somebody who opens its pages."""

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from lxml import html

from tests.make import PASSWORD, a_member_of_staff

NOW = "2026-05-04 12:00"


@dataclass
class Page:
    """An answer, read."""

    status: int
    location: str | None
    body: bytes
    headers: dict

    @property
    def tree(self):
        """The page as a tree."""
        return html.document_fromstring(self.body.decode())

    @property
    def words(self):
        """What the main part says, with single spaces."""
        return " ".join(self.tree.xpath("//main")[0].text_content().split())

    @property
    def h1(self):
        """The heading."""
        return " ".join(self.tree.xpath("//h1")[0].text_content().split())

    @property
    def title(self):
        """What the browser's tab says."""
        return self.tree.xpath("//title")[0].text_content()

    @property
    def step(self):
        """Which step of a booking is shown."""
        return " ".join(self.tree.xpath("//*[@aria-current='step']")[0].text_content().split())

    @property
    def sent(self):
        """What a browser would send with the (first) form of the page: {name: value, or several of them}."""
        form = self.tree.xpath("//main//form")[0]
        sent = {}
        for name, value in form.form_values():
            sent.setdefault(name, []).append(value)
        return {name: values if len(values) > 1 else values[0] for name, values in sent.items()}

    @property
    def buttons(self):
        """The labels of the buttons in the main part, in the order of the Enter key."""
        return [" ".join(button.text_content().split()) for button in self.tree.xpath("//main//button")]

    @property
    def refusal(self):
        """What the summary of errors says."""
        return " ".join(self.tree.xpath("//*[@class='error-summary']")[0].text_content().split())

    def links(self, text):
        """The addresses of the links that say this."""
        return [a.get("href") for a in self.tree.xpath("//main//a") if text in a.text_content()]


@dataclass
class Guest:
    """Somebody with a browser. What the site stores in it is in `client`."""

    client: FlaskClient

    def get(self, path, **query):
        """Open an address."""
        return self._read(self.client.get(path, query_string=query or None))

    def post(self, path, **fields):
        """Send a form."""
        return self._read(self.client.post(path, data=fields))

    def fill(self, page, path, **fields):
        """Fill in some fields of a page's form and send it, with all that stands in it already."""
        return self.post(path, **{**page.sent, **fields})

    @staticmethod
    def _read(answer):
        return Page(answer.status_code, answer.headers.get("Location"), answer.get_data(), dict(answer.headers))


@pytest.fixture
def house(make_app, at):
    """An app with its context pushed, on Monday, 4 May 2026; to arrange and to look at what is stored."""
    at(NOW)
    app = make_app()
    with app.app_context():
        yield app


@pytest.fixture
def new_guest(house, make_app):
    """A function that gives somebody with a fresh browser, served by an app of its own on the same database."""

    def make(**settings):
        return Guest(make_app(url=house.config["SQLALCHEMY_DATABASE_URI"], **settings).test_client())

    return make


@pytest.fixture
def guest(new_guest):
    """Somebody with a fresh browser."""
    return new_guest()


@pytest.fixture
def staff(guest):
    """Somebody of the team who has signed in."""
    a_member_of_staff()
    answer = guest.post("/team/anmelden", email="team@example.org", password=PASSWORD)
    assert answer.location == "/team/"
    return guest
