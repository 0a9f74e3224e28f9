"""Fixed words of entries stand in the language of the feed, or of the person whose diary it is."""

from datetime import timedelta

import pytest

from app.calendars import feeds, invitations, own_entries, own_feeds, room_entries
from app.database import db
from app.notifications.models import Message
from app.programme import actions, translating
from app.programme.filters import Filter
from app.programme.models import ONLINE
from app.registrations import changing
from tests.make import a_digital_room, a_format, a_registration, a_room, a_room_request, an_event
from tests.make_planning import statements


@pytest.fixture
def engine():
    """What an entry says does not depend on the database."""
    return "sqlite"


def said(entry):
    """(summary, location) of an entry."""
    return str(entry["SUMMARY"]), str(entry["LOCATION"])


def test_a_feed_speaks_its_language_where_something_is_said_in_it(app, at):
    now = at("2027-03-24 18:00")
    format = a_format(name="Nähen", summary="Nadel und Faden.")
    translating.translate_format(format.id, "pl", name="Szycie", summary="Igła i nitka.")
    off = an_event(format=format, title="Nähen", starts_at=now + timedelta(days=5))
    actions.cancel_event(off.id, "Strom aus.")

    german, polish = ("".join(feeds.of_programme(Filter(), now, language)) for language in ("de", "pl"))

    assert "SUMMARY:Abgesagt: Nähen" in german
    assert "Fällt aus: Strom aus." in german
    assert "SUMMARY:Odwołane: Szycie" in polish
    assert "Nie odbędzie się: Strom aus." in polish
    assert "Igła i nitka." in polish
    assert "Na miejscu" in polish


def test_a_guest_finds_their_language_in_their_diary(app, at):
    now = at("2027-03-24 18:00")
    format = a_format(name="Nähen")
    translating.translate_format(format.id, "cs", name="Šití", summary="")
    event = an_event(format=format, title="Nähen", starts_at=now + timedelta(days=5), seats={ONLINE: 5},
                     room_ids=[a_digital_room().id])  # fmt: skip
    guest = a_registration(event, kind=ONLINE, language="cs")

    (_date, entry), *_none = own_entries.entries_of(guest)
    before = said(entry)
    actions.cancel_event(event.id, "Strom aus.")
    (_date, entry), *_none = own_entries.entries_of(guest)

    assert before == ("Šití", "Digitálně")
    assert said(entry) == ("Zrušeno: Šití", "Digitálně")


def test_the_date_that_a_guest_changed_for_another_leaves_their_diary_in_their_language(app, at):
    now = at("2027-03-24 18:00")
    format = a_format(name="Nähen")
    translating.translate_format(format.id, "pl", name="Szycie", summary="")
    old, new = (an_event(format=format, title="Nähen", starts_at=now + timedelta(days=days)) for days in (5, 6))

    changing.move_to(a_registration(old, language="pl").id, new.id)
    left = db.session.query(Message).filter(Message.template == "registrations/mail/left_date").one()
    method, calendar = invitations.of_left_date(left.facts)

    assert (method, "SUMMARY:Szycie" in calendar.decode()) == ("CANCEL", True)


def test_the_dates_of_a_course_ask_once_what_it_is_called(app, at):
    now = at("2027-03-24 18:00")

    def statements_of(days):
        spans = [(now + timedelta(days=day), now + timedelta(days=day, hours=2)) for day in days]
        guest = a_registration(an_event(spans=spans), language="pl")
        own_entries.entries_of(guest)
        return statements(lambda: own_entries.entries_of(guest))

    assert statements_of((5, 6, 7)) == statements_of((8,)) > 0


def test_a_diary_in_another_language_takes_the_same_few_statements_for_any_number_of_bookings(app, at):
    now = at("2027-03-24 18:00")
    guest = a_registration(an_event(starts_at=now + timedelta(days=5)), language="pl")
    secret, email = own_feeds.renew(guest.email), guest.email

    def statements_of_feed():
        db.session.rollback()
        db.session.expunge_all()
        address, _stamp = own_feeds.find(secret, now)
        return statements(lambda: own_feeds.bodies(address, now))

    one = statements_of_feed()
    for number in (1, 2):
        days = [now + timedelta(days=5 * number + n) for n in (1, 2)]
        event = an_event(spans=[(day, day + timedelta(hours=2)) for day in days])
        a_registration(event, email=email, language="pl")

    assert statements_of_feed() == one


def test_whoever_asks_for_a_room_does_so_too(app):
    request = a_room_request(a_room(name="Saal"), language="en")

    entry = room_entries.entry(request.bookings[0], request.language)

    assert said(entry)[0] == "Asked for: Chorprobe (Saal)"
