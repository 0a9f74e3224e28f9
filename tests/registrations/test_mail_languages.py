"""In which language people are written to: asked wherever they leave an address, and changed where they manage it."""

import pytest
import sqlalchemy as sa

from app.database import db
from app.programme import subscribing_links
from app.programme.subscribers import Follower
from app.registrations import links
from app.rooms import links as room_links
from app.rooms.persons import RoomRequest, RoomWatch
from tests.make import a_format, a_registration, a_room, a_room_request, an_event
from tests.make_followers import a_follower
from tests.registrations.test_booking_pages import address, book, registrations

LANGUAGE = "//select[@name='language']"


@pytest.fixture
def engine():
    """What is asked does not depend on the database."""
    return "sqlite"


def offered(page):
    """(code, lang, words) of each language of the question, and the one that is chosen."""
    [question] = page.tree.xpath(LANGUAGE)
    options = [(each.get("value"), each.get("lang"), each.text_content()) for each in question.xpath("option")]
    return options, question.xpath("option[@selected]/@value")


def all_of(model):
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(sa.select(model)).all()


def test_whoever_books_chooses_and_the_language_of_the_event_is_chosen_already(house, guest):
    german, polish, both = (
        an_event(languages=spoken, format_facts={"asks": []}) for spoken in (["de"], ["pl"], ["de", "pl"])
    )

    pages = [guest.fill(guest.get(address(event)), address(event)) for event in (german, polish, both)]
    book(guest, polish)

    names = [("de", "Deutsch"), ("en", "English"), ("pl", "Polski"), ("cs", "Čeština")]
    assert [offered(page) for page in pages] == [
        ([(code, code, name) for code, name in names], [chosen]) for chosen in ("de", "pl", "de")
    ]
    assert [row.language for row in registrations()] == ["pl"]


def test_one_that_nobody_offered_is_refused(house, guest):
    event = an_event(format_facts={"asks": []})

    page = guest.fill(guest.fill(guest.get(address(event)), address(event)), address(event), name="Jana",
                      email="jana@example.org", language="xx")  # fmt: skip

    assert page.status in (200, 422)
    assert page.step == "Ihre Angaben"
    assert page.tree.xpath("//p[@id='language-error']")


def test_upper_sorbian_is_offered_where_the_house_writes_it_and_asked_once(house, guest):
    event = an_event(format_facts={"asks": ["language"]})

    page = guest.fill(guest.get(address(event)), address(event))

    assert [code for code, _lang, _name in offered(page)[0]] == ["de", "en", "pl", "cs", "hsb"]


def test_whoever_is_written_to_in_it_keeps_it_when_the_format_does_not_ask_any_more(house, guest):
    registration = a_registration(an_event(format_facts={"asks": ["needs"]}), language="hsb")
    path = f"{links.manage_path(registration)}/angaben"

    page = guest.get(path)
    guest.fill(page, path, needs_note="Nah an der Tür")

    assert offered(page)[1] == ["hsb"]
    assert [(row.language, row.needs_note) for row in registrations()] == [("hsb", "Nah an der Tür")]


def test_it_can_be_changed_on_every_personal_page(house, guest):
    path = links.manage_path(a_registration(an_event(format_facts={"asks": []}), language="cs"))
    request, format = a_room_request(a_room(), language="cs"), a_format()
    followers = [a_follower(each, language="cs") for each in (format, a_format())]
    room_path, mine = room_links.manage_path(request), subscribing_links.manage_path(followers[0].reader)

    link = guest.get(path).links("Sprache der E-Mails ändern")
    pages = [guest.get(each) for each in (*link, f"{room_path}/sprache", mine)]
    for page, where in zip(pages[:2], (*link, f"{room_path}/sprache"), strict=True):
        assert guest.fill(page, where, language="pl").status == 303
    guest.post(mine, was="sprache", language="pl")

    assert [offered(page)[1] for page in pages] == [["cs"]] * 3
    assert [row.language for row in registrations()] == ["pl"]
    assert [row.language for row in all_of(RoomRequest)] == ["pl"]
    assert [row.language for row in all_of(Follower)] == ["pl", "pl"]


def test_whoever_asks_for_a_room_or_waits_for_one_chooses(house, guest):
    room = a_room()
    form, when = f"/raeume/{room.slug}/buchen", {"tag": "2026-05-14", "von": "14:00", "bis": "16:00"}
    watch = f"/raeume/{room.slug}/bescheid"

    second = guest.fill(guest.get(form), form, **when)
    third = guest.fill(second, form, name="Jana", email="jana@example.org", purpose="Chorprobe", language="cs")
    guest.fill(third, form)
    guest.fill(guest.get(watch, **when), watch, email="eva@example.org", language="en")

    assert offered(second)[1] == ["de"]
    assert "Wir schreiben Ihnen auf Čeština" in third.words or "Wir schreiben Ihnen aufČeština" in third.words
    assert [row.language for row in all_of(RoomRequest)] == ["cs"]
    assert [row.language for row in all_of(RoomWatch)] == ["en"]
