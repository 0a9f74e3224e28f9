"""What the house is: set in the browser, else by config.py; known to every page and mail, at hardly any cost."""

import mailbox

import pytest
import sqlalchemy as sa

from app.accounts.models import AuditEntry
from app.alliance import house_actions, house_queries
from app.alliance.houses import House
from app.database import db
from app.notifications import delivery
from bench.statements import counted
from tests.make import a_registration, an_event


@pytest.fixture
def browser(make_app, engine):
    """A guest's browser, and the app behind it."""
    app = make_app(engine)
    with app.app_context():
        an_event()
    return app.test_client()


def change(browser, **facts):
    with browser.application.app_context():
        house_actions.change_house(**facts)


def cost(browser, path):
    with counted() as seen:
        assert browser.get(path).status_code in (200, 404)
    return len(seen)


def test_what_nobody_set_is_as_config_says(app):
    house = house_queries.current()

    assert (house.name, house.mail_url, house.is_open) == (app.config["HOUSE_NAME"], app.config["MAIL_URL"], True)


def test_what_was_set_wins_and_what_was_taken_back_does_not(app):
    house_actions.change_house(name="Haus am Fluss", imprint="Verein")
    named = house_queries.current()

    house_actions.change_house(name=None)

    assert (named.name, named.imprint) == ("Haus am Fluss", "Verein")
    assert (house_queries.current().name, house_queries.current().imprint) == (app.config["HOUSE_NAME"], "Verein")


def test_a_change_that_changes_nothing_makes_no_revision_and_no_line(app):
    house_actions.change_house(name="Haus am Fluss", claim="Für alle")
    before = house_queries.revision()

    house_actions.change_house(name="Haus am Fluss", claim="Für alle")

    assert house_queries.revision() == before
    assert db.session.scalar(sa.select(sa.func.count(AuditEntry.id))) == 1


def test_the_trail_tells_from_what_to_what_but_quotes_no_person_and_no_secret(app):
    house_actions.change_house(name="Haus am Fluss", imprint="Erika Muster", mail_url="smtp://ich:geheim@mail.example")

    entry = db.session.scalars(sa.select(AuditEntry)).one()

    assert (entry.act, entry.about) == ("change_house", "house:1")
    assert entry.details == {
        "changed": {
            "name": [None, "Haus am Fluss"], "imprint": [None, "12 Zeichen"], "mail_url": [None, "smtp://mail.example"],
        }
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/programm", "/impressum", "/kalender", "/gibt-es-nicht"])
def test_a_new_name_stands_on_every_page_at_once(browser, path):
    for _visit in range(2):
        browser.get(path)

    change(browser, name="Haus am Fluss")

    # What nobody asks the database for follows with the next page that does.
    browser.get("/programm")
    assert "Haus am Fluss" in browser.get(path).text


def test_a_feed_bears_the_new_name_and_says_when_that_came(browser, at):
    at("2036-05-01 13:00")
    change(browser, name="Haus am Fluss")
    at("2036-05-01 14:00")

    after = browser.get("/kalender/programm.ics", headers={"If-Modified-Since": "Thu, 01 May 2036 10:30:00 GMT"})

    assert after.status_code == 200
    assert "X-WR-CALNAME:Haus am Fluss" in after.text


def test_a_kept_page_asks_once_and_another_page_once_more_after_a_change(browser):
    browser.get("/programm")
    kept = cost(browser, "/programm")
    made = cost(browser, "/programm?ort=x")
    change(browser, name="Haus am Fluss")

    first, second = cost(browser, "/programm?ort=y"), cost(browser, "/programm?ort=z")

    assert (kept, first, second) == (1, made + 1, made)


def test_each_process_learns_of_what_another_changed(make_app, engine, new_database):
    url = new_database(engine)
    mine, others = (make_app(url=url) for _ in range(2))
    with others.app_context():
        assert house_queries.current().name == others.config["HOUSE_NAME"]

    with mine.app_context():
        house_actions.change_house(name="Haus am Fluss")

    with others.app_context():
        assert house_queries.current().name == "Haus am Fluss"


def test_an_error_page_asks_no_database(browser):
    browser.get("/")
    change(browser, name="Haus am Fluss")
    browser.get("/")

    with counted() as seen:
        text = browser.get("/gibt-es-nicht").text

    assert len(seen) == 0
    assert "Haus am Fluss" in text


def test_the_house_is_known_where_its_row_is_missing(app):
    db.session.execute(sa.delete(House))
    db.session.commit()

    assert house_queries.current().name == app.config["HOUSE_NAME"]


def test_mails_come_from_the_house_and_bear_its_name(app, tmp_path):
    house_actions.change_house(name="Haus am Fluss", mail_from="Fluss <post@fluss.example>")
    a_registration(an_event())

    delivery.deliver_messages()

    (mail,) = mailbox.Maildir(tmp_path / "mail")
    text = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    assert mail["From"] == "Fluss <post@fluss.example>"
    assert "Haus am Fluss" in text.get_payload(decode=True).decode()


def test_mail_takes_the_way_that_the_house_says(app, tmp_path):
    house_actions.change_house(mail_url=f"maildir:{tmp_path / 'elsewhere'}")
    a_registration(an_event())

    delivery.deliver_messages()

    assert len(mailbox.Maildir(tmp_path / "elsewhere")) == 1
