"""Guests in a browser, a phone without JavaScript and wide with it: a family that waits, a guardian, own data."""

import json
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.notifications.models import Message
from app.registrations import actions, queries
from tests.browser.conftest import follow
from tests.browser.every_page import faults_of
from tests.make import a_format, a_registration, an_event

pytestmark = pytest.mark.browser

WAYS = pytest.mark.parametrize(
    ("width", "javascript"), [(1280, True), (390, False)], ids=["desktop", "phone without JavaScript"]
)


def press(page, name):
    """Press a button of the main part that leads on."""
    follow(page.get_by_role("main").get_by_role("button", name=name))


def link_in(email, kind):
    """The newest link of a kind that an address got."""
    db.session.rollback()
    text = db.session.scalars(
        sa.select(Message.text).where(Message.recipient == email, Message.text.is_not(None)).order_by(Message.id.desc())
    ).first()
    return re.search(rf"http://\S+/{kind}/\S+", text).group()


@WAYS
def test_a_family_of_four_waits_is_offered_fewer_and_accepts(house, open_page, width, javascript):
    email = f"familie{width}@example.org"
    with house.app.app_context():
        event = an_event(
            capacity=4, title=f"Familienkurs {width}", format_facts={"companions_max": 3, "offers_seats": True}
        )
        seated = [a_registration(event).id for _ in range(4)]
        slug, event_id = event.slug, event.id
    page = open_page(width=width, javascript=javascript)
    page.goto(f"/veranstaltungen/{slug}")
    follow(page.get_by_role("link", name="Auf die Warteliste"))

    page.get_by_label("Wie viele Plätze?").select_option("4")
    press(page, "Weiter")
    page.get_by_label("Wie dürfen wir Sie nennen?").fill("Familie Beispiel")
    page.get_by_label("Ihre E-Mail-Adresse").fill(email)
    page.get_by_label("Wir nehmen auch weniger Plätze").check()
    press(page, "Weiter")
    press(page, "Auf die Warteliste setzen")
    house.run_jobs()
    with house.app.app_context():
        page.goto(link_in(email, "bestaetigen"))
    press(page, "Platz auf der Warteliste bestätigen")
    waits = page.get_by_role("main").inner_text()
    with house.app.app_context():
        for each in seated[:2]:
            actions.give_up(each)
    house.run_jobs()
    with house.app.app_context():
        page.goto(link_in(email, "b"))
    press(page, re.compile("annehmen"))

    assert "zwischen Platz 1 und 3" in waits
    assert "Ihr Platz ist sicher" in page.get_by_role("main").inner_text()
    assert not javascript or faults_of(page, "accepted") == []
    with house.app.app_context():
        assert queries.expected([event_id]) == {event_id: 3}
    assert page.context.cookies() == []


@WAYS
def test_a_guardian_books_for_a_child_takes_consent_back_and_everything_along(house, open_page, width, javascript):
    email = f"sorge{width}@example.org"
    with house.app.app_context():
        format = a_format(name=f"Ferienwerkstatt {width}", asks=["minors", "photos", "needs"], companions_max=1)
        here = an_event(format=format, title=format.name)
        later = clock.now().replace(microsecond=0) + timedelta(days=30)
        an_event(format=format, title=format.name, starts_at=later)
        slug = here.slug
    page = open_page(width=width, javascript=javascript)
    page.goto(f"/veranstaltungen/{slug}/platz")
    press(page, "Weiter")
    page.get_by_label("Wie dürfen wir Sie nennen?").fill("Sorge Beispiel")
    page.get_by_label("Ihre E-Mail-Adresse").fill(email)
    page.get_by_label("Vorname von Person 1").fill("Mila")
    page.get_by_label("Wie alt ist Person 1?").select_option("6-9")
    page.get_by_label("Person 1 darf fotografiert").check()
    press(page, "Weiter")
    refused = page.get_by_role("alert").inner_text()
    page.get_by_label("Ich bin sorgeberechtigt").check()
    press(page, "Weiter")
    press(page, "Platz buchen")
    house.run_jobs()
    with house.app.app_context():
        page.goto(link_in(email, "bestaetigen"))
    press(page, "Platz bestätigen")
    mine = page.url

    follow(page.get_by_role("link", name="Angaben ändern"))
    page.get_by_label("Person 1 darf fotografiert").uncheck()
    page.get_by_label("Höranlage").check()
    press(page, "Speichern")
    changed = page.get_by_role("main").inner_text()
    follow(page.get_by_role("link", name="Eintrittskarte"))
    assert page.get_by_role("img", name="Code für den Einlass").is_visible()
    assert not javascript or faults_of(page, "ticket") == []
    page.goto(f"{mine.partition('?')[0]}/termin")
    page.get_by_role("radio").first.check()
    press(page, "Zu diesem Termin wechseln")
    copy = json.loads(page.request.get(f"{mine.partition('?')[0]}/daten.json").text())
    page.goto("/meine-plaetze")
    page.get_by_label("Mit welcher E-Mail-Adresse").fill(email)
    press(page, "Links schicken")
    house.run_jobs()
    with house.app.app_context():
        page.goto(link_in(email, "b"))
    follow(page.get_by_role("link", name="Meine Daten löschen"))
    press(page, "Meine Daten löschen")

    assert "ihre Sorgeberechtigten" in refused
    assert "Mila, 6 bis 9 Jahre" in changed
    assert "fotografiert" not in changed
    assert copy["people"] == [{"name": "Mila", "age": "6-9"}]
    assert copy["needs"] == ["Höranlage (Induktion)"]
    assert page.request.get(links_of(mine)).status == 404
    assert page.foreign == []
    assert page.context.cookies() == []


def links_of(address):
    """The personal page itself."""
    return address.partition("?")[0]
