"""A season file that says something new: done by the actions that people use, so that guests are told; or refused."""

import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import AuditEntry
from app.database import db, transaction
from app.notifications.models import Message
from app.programme import actions as programme
from app.programme.models import DRAFT, ONSITE, Event
from app.registrations import actions as registrations
from app.rooms import actions as rooms
from app.rooms.models import Room
from app.seasons.faults import SeasonFaults
from app.seasons.loading import load_season
from app.seasons.reading import read_season
from tests.dumps import everything
from tests.make import a_registration
from tests.make_moving import tell_changes
from tests.seasons.houses import held
from tests.seasons.season_examples import a_season, a_span, an_event, changed, in_bytes

SALON, NORD = "salon", "nord"


@pytest.fixture(autouse=True)
def _before_the_season(at):
    at("2027-02-01 08:00")


def load(*events, **changes):
    return load_season(read_season(in_bytes(a_season(*events, **changes))))


def event(key="E01"):
    return db.session.scalars(sa.select(Event).where(Event.key == key)).one()


def room(key):
    return db.session.scalars(sa.select(Room).where(Room.key == key)).one()


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.BERLIN)


def told():
    """Return which mails were written to guests since they confirmed."""
    tell_changes()
    written = db.session.scalars(sa.select(Message.template).order_by(Message.id)).all()
    return [template.rpartition("/")[2] for template in written if "confirm" not in template]


def book(key, start, end, title="Eigene Probe"):
    return rooms.book_room(room(key).id, local(start), local(end), title)


def refused(*events, **changes):
    with pytest.raises(SeasonFaults) as faults:
        load(*events, **changes)
    return [(fault.where, re.split(r"\.| \(", fault.sentence)[0]) for fault in faults.value.faults]


def test_new_words_stand_in_the_house(app):
    load(an_event())

    done = load(an_event(title="Repair-Café im Salon", note="Schlüssel holen"))

    assert (event().title, event().note) == ("Repair-Café im Salon", "Schlüssel holen")
    assert done == {("changed", "events"): ["E01"]}


def test_a_moved_event_moves_with_its_room_and_guests_are_told(app):
    load(an_event())
    a_registration(event())

    load(an_event(date="2027-02-13"))

    (date,) = event().dates
    stand, follow = held()
    assert (date.starts_at, date.moved_from_starts_at) == (local("2027-02-13 14:00"), local("2027-02-06 14:00"))
    assert [booking.starts_at for booking in date.bookings] == [local("2027-02-13 14:00")]
    assert stand == follow
    assert told() == ["moved"]


def test_another_room_is_a_change_that_guests_are_told(app):
    load(an_event())
    a_registration(event())

    load(an_event(rooms=[NORD]))

    assert [each.key for each in event().rooms] == [NORD]
    assert told() == ["moved"]


def test_the_address_in_calendars_stays_when_an_event_moves(app):
    load(an_event())
    was = [(date.uid, event().slug) for date in event().dates]

    load(an_event(date="2027-02-13"))

    assert [(date.uid, event().slug) for date in event().dates] == was


def test_two_events_change_places(app):
    load(an_event(), an_event("E02", date="2027-02-13"))

    load(an_event(date="2027-02-13"), an_event("E02"))

    stand, follow = held()
    assert [event(key).starts_at for key in ("E01", "E02")] == [local("2027-02-13 14:00"), local("2027-02-06 14:00")]
    assert stand == follow


def test_an_event_gets_a_second_day(app):
    load(an_event())

    load(an_event(occurrences=[a_span(), a_span("2027-02-07")]))

    stand, follow = held()
    assert [date.starts_at.day for date in event().dates] == [6, 7]
    assert len(stand) == 2
    assert stand == follow


def test_a_cancelled_event_frees_its_room_for_another_and_guests_are_told(app):
    load(an_event(), an_event("E02", date="2027-02-13"))
    a_registration(event())

    load(an_event(state="cancelled", cancel_reason="Krank."), an_event("E02"))

    assert (event().state, event().cancel_reason) == ("cancelled", "Krank.")
    assert event("E02").starts_at == local("2027-02-06 14:00")
    assert told() == ["cancelled"]


def test_seats_change(app):
    load(an_event())

    load(an_event(seats_onsite=24))

    assert event().ledger(ONSITE).capacity == 24


def test_a_draft_becomes_public(app):
    load(an_event(state="draft"))

    load(an_event())

    assert event().state == "published"


def test_free_seats_of_the_house_go_to_those_who_wait(app):
    load(an_event(state="waitlist"))
    waiting = a_registration(event(), would_wait=True)

    load(an_event())

    db.session.expire_all()
    assert waiting.state == "confirmed"
    assert (event().ledger(ONSITE).house, event().ledger(ONSITE).taken) == (0, 1)


def test_a_full_event_with_more_seats_seats_who_waits_and_stays_full(app):
    load(an_event(state="waitlist"))
    waiting = a_registration(event(), would_wait=True)

    load(an_event(state="waitlist", seats_onsite=20))

    db.session.expire_all()
    ledger = event().ledger(ONSITE)
    assert waiting.state == "confirmed"
    assert (ledger.capacity, ledger.taken, ledger.house) == (20, 20, 19)


def test_a_full_event_can_become_smaller(app):
    load(an_event(state="waitlist"))

    load(an_event(state="waitlist", seats_onsite=10))

    ledger = event().ledger(ONSITE)
    assert (ledger.capacity, ledger.taken, ledger.house) == (10, 10, 10)


def test_what_the_file_says_as_before_stays_as_the_team_made_it(app):
    load(an_event(), an_event("E02", date="2027-02-13"))
    programme.change_event(event().id, title="Von Hand")
    programme.cancel_event(event("E02").id, "Sturm")
    before = everything()

    load(an_event(), an_event("E02", date="2027-02-13"))

    assert everything() == before


def test_events_that_the_file_no_longer_names_stay(app):
    load(an_event(), an_event("E02", date="2027-02-13"))

    load(an_event())

    assert event("E02").state == "published"


def test_rooms_and_formats_change(app):
    load()
    salon_now = {"capacity": 30, "layouts": {"Reihen": 30}, "opening_hours": {"mon": [["08:00", "24:00"]]}}
    season = changed(a_season(), "rooms", 3, **salon_now)
    season = changed(season, "formats", 0, registration="slot:20", registration_closes_h=2)

    load_season(read_season(in_bytes(season)))

    salon = room(SALON)
    assert (salon.capacity, [layout.name for layout in salon.layouts], len(salon.hours)) == (30, ["Reihen"], 1)


def test_registration_closes_at_another_time_when_its_format_says_so(app):
    load(an_event())
    season = changed(a_season(an_event()), "formats", 0, registration_closes_h=2)

    load_season(read_season(in_bytes(season)))

    assert event().closes_at == local("2027-02-06 12:00")


def test_a_room_that_is_divided_later_keeps_its_bookings(app):
    season = changed(a_season(an_event(rooms=["saal"])), "rooms", 1, parent=None)
    load_season(read_season(in_bytes(season)))

    load(an_event(rooms=["saal"]))

    stand, follow = held()
    assert {part.id for part in room("saal").parts} == {room(key).parts[0].id for key in (NORD, "sued")}
    assert stand == follow


def test_a_room_cannot_be_divided_while_hall_and_half_are_both_booked(app):
    season = changed(a_season(an_event(rooms=["saal"])), "rooms", 1, parent=None)
    load_season(read_season(in_bytes(season)))
    book(NORD, "2027-02-06 14:00", "2027-02-06 15:00")
    before = everything()

    faults = refused(an_event(rooms=["saal"]))

    assert [where for where, _ in faults] == ["rooms[0] (saal)"]
    assert everything() == before


def test_all_that_stands_in_the_way_is_listed_and_nothing_is_changed(app):
    load(an_event(), an_event("E02", date="2027-02-13"))
    book(SALON, "2027-02-20 12:00", "2027-02-20 18:00")
    book(SALON, "2027-02-27 12:00", "2027-02-27 18:00", "Chor")
    before = everything()

    faults = refused(
        an_event(title="Neu"),
        an_event("E02", date="2027-02-20"),
        an_event("E03", date="2027-02-27"),
        an_event("E04", date="2027-03-06"),
    )

    assert faults == [
        ("events[1] (E02)", "Salon, Görlitz ist schon belegt: „Eigene Probe“"),
        ("events[2] (E03)", "Salon, Görlitz ist schon belegt: „Chor“"),
    ]
    assert everything() == before


def test_a_public_event_does_not_become_a_draft(app):
    load(an_event())

    assert [where for where, _ in refused(an_event(state="draft"))] == ["events[0] (E01)"]


def test_a_cancelled_event_does_not_come_back(app):
    load(an_event(state="cancelled", cancel_reason="Krank."))

    assert refused(an_event()) == [("events[0] (E01)", "Die Veranstaltung ist abgesagt")]


def test_fewer_seats_than_are_taken_are_refused(app):
    load(an_event())
    a_registration(event())
    a_registration(event())

    assert [where for where, _ in refused(an_event(seats_onsite=1))] == ["events[0] (E01)"]


def test_words_about_what_is_over_are_corrected_and_nobody_is_told(app, at):
    load(an_event())
    a_registration(event())
    at("2027-02-08 08:00")

    load(an_event(title="Repair-Café mit Kuchen", start="14:30"))

    assert (event().title, event().starts_at) == ("Repair-Café mit Kuchen", local("2027-02-06 14:30"))
    assert told() == []


def test_a_cancelled_event_holds_nothing_even_if_its_room_is_given_to_others(app):
    load()
    book(SALON, "2027-02-06 12:00", "2027-02-06 18:00")

    load(an_event(state="cancelled", cancel_reason="Krank."))

    assert [booking.state for booking in event().dates[0].bookings] == ["cancelled"]


def test_a_demo_becomes_the_house_s_own_with_the_first_change(app):
    load_season(read_season(in_bytes(a_season(an_event()))), is_demo=True)
    load(an_event())
    still = event().is_demo

    load(an_event(title="Unser Café"))

    db.session.expire_all()
    assert (still, event().is_demo, room(SALON).is_demo) == (True, False, False)


def test_a_demo_changes_nothing_that_is_the_house_s_own(app):
    load(an_event())
    with transaction():
        room(SALON).name = "Unser Salon"
    before = everything()

    load_season(read_season(in_bytes(a_season(an_event(title="Vorführung")))), is_demo=True)

    after = everything()
    assert {name for name in after if after[name] != before[name]} == {"seasons", "audit_entries"}


def test_an_event_that_the_team_planned_is_known_by_its_address(app):
    load()
    format = event_format()
    start = local("2027-02-20 10:00")
    own = programme.plan_event(format, [(start, start + timedelta(hours=2))], state=DRAFT, title="Hoffest")

    load(an_event(own.slug, title="Hoffest am Fluss", rooms=[], seats_onsite=0, date="2027-02-20", start="10:00",
                  end="12:00", state="draft"))  # fmt: skip

    assert [(row.id, row.title) for row in db.session.scalars(sa.select(Event))] == [(own.id, "Hoffest am Fluss")]


def event_format():
    from app.programme.models import Format

    return db.session.scalars(sa.select(Format).where(Format.key == "repair")).one()


def test_each_load_that_does_something_is_one_line_in_the_audit_trail(app):
    load(an_event())
    load(an_event(title="Neu", date="2027-02-13"))
    load(an_event(title="Neu", date="2027-02-13"))

    lines = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [line.act for line in lines] == ["load_season", "load_season"]
    assert lines[1].details == {"monday": "2027-02-01", "moved events": ["E01"], "changed events": ["E01"]}


def test_a_seat_given_up_is_not_taken_by_the_next_load(app):
    load(an_event(state="waitlist"))
    guest = a_registration(event(), would_wait=True)
    registrations.give_up(guest.id)
    before = everything()

    load(an_event(state="waitlist"))

    assert everything() == before
