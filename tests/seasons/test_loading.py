"""The season that comes with the house, in the house: on both databases."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import AuditEntry
from app.alliance.models import InnovationArea, Organisation, Place
from app.database import db
from app.programme import revision
from app.programme.models import DRAFT, Event, Format, SeatLedger
from app.registrations.models import Registration
from app.rooms.bookings import BOOKED, Booking, Loan
from app.rooms.models import DIGITAL, Equipment, Room
from app.seasons import furnishing, loading
from app.seasons.models import Season
from app.seasons.reading import read_season
from tests.dumps import everything
from tests.seasons.houses import LOADED_AT, held


def lausitz():
    return read_season(loading.SHIPPED.read_bytes())


def event(key):
    return db.session.scalars(sa.select(Event).where(Event.key == key)).one()


def room(key):
    return db.session.scalars(sa.select(Room).where(Room.key == key)).one()


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.BERLIN)


def test_everything_is_there(demo_app):
    counted = {model: db.session.scalar(sa.select(sa.func.count(model.id))) for model in (Format, Room, Event, Place)}
    states = Counter(db.session.scalars(sa.select(Event.state)))

    assert counted == {Format: 12, Room: 12, Event: 60, Place: 8}
    assert states == {"published": 55, "draft": 3, "cancelled": 2}


def test_all_of_it_is_a_demo(demo_app):
    own = [
        row.key
        for model in (Event, Format, Room, Equipment, Place, InnovationArea, Organisation)
        for row in db.session.scalars(sa.select(model).where(~model.is_demo))
    ]

    assert own == []
    assert not loading.is_empty_house()


def test_places_keep_the_holidays_of_their_region_and_are_open_on_them(demo_app):
    places = db.session.scalars(sa.select(Place)).all()

    regions = Counter(place.holiday_region for place in places)
    assert regions == {"DE-SN": 6, "PL": 1, "CZ": 1}
    assert not any(place.holidays_close or place.holidays_catholic for place in places)


@pytest.mark.parametrize(
    ("country", "postal_code", "region"),
    [
        ("DE", "03046", "DE-BB"), ("DE", "15890", "DE-BB"), ("DE", "02763", "DE-SN"), ("PL", "59-900", "PL"),
        ("AT", "", None),
    ],
)  # fmt: skip
def test_the_region_follows_from_the_postal_code(country, postal_code, region):
    assert furnishing.holiday_region({"country": country, "postal_code": postal_code}) == region


def test_the_first_week_is_this_week(demo_app):
    season = db.session.scalars(sa.select(Season)).one()

    assert (season.anchor, season.monday) == (date(2027, 2, 1), date(2026, 11, 23))
    assert event("E01").starts_at == local("2026-11-23 15:00")


def test_a_hall_is_made_of_its_halves(demo_app):
    halves = [set(room(key).parts) for key in ("zi-saal-nord", "zi-saal-sued")]

    assert [len(half) for half in halves] == [1, 1]
    assert set(room("zi-saal").parts) == halves[0] | halves[1]
    assert len(halves[0] | halves[1]) == 2


def test_every_other_room_has_a_part_of_its_own(demo_app):
    rooms = [row for row in db.session.scalars(sa.select(Room)) if row.key != "zi-saal"]

    assert [len(row.parts) for row in rooms] == [1] * 11
    assert len({part for row in rooms for part in row.parts}) == 11


def test_a_room_has_its_facts(demo_app):
    salon = room("gr-salon")

    assert [(layout.name, layout.capacity) for layout in salon.layouts] == [
        ("Reihen", 36), ("Tische", 24), ("Stuhlkreis", 20)
    ]  # fmt: skip
    assert {thing.name for thing in salon.equipment} == {"Beamer", "Teeküche", "Hybrid-Kamera"}
    assert len(salon.hours) == 6
    assert room("d-saal").kind == DIGITAL


def test_fixed_equipment_of_one_name_is_one_thing(demo_app):
    beamers = db.session.scalars(sa.select(Equipment).where(Equipment.name == "Beamer")).all()

    assert [(thing.kind, thing.stock) for thing in beamers] == [("fixed", None)]


def test_events_with_a_waiting_list_are_full_of_seats_of_the_house(demo_app):
    full = db.session.scalars(sa.select(SeatLedger).where(SeatLedger.house > 0)).all()

    assert {ledger.event.key for ledger in full} == {"E07", "E15", "E18", "E45", "E55"}
    assert [(ledger.house, ledger.taken) for ledger in full] == [(ledger.capacity, ledger.capacity) for ledger in full]
    assert db.session.scalar(sa.select(sa.func.count(Registration.id))) == 0


def test_a_moved_event_knows_its_old_time(demo_app):
    (moved,) = event("E33").dates

    assert moved.starts_at == local("2027-01-02 10:00")
    assert (moved.moved_from_starts_at, moved.moved_from_ends_at) == (
        local("2027-01-01 15:00"), local("2027-01-01 17:30")
    )  # fmt: skip


def test_a_cancelled_event_says_why_and_holds_no_room(demo_app):
    cancelled = event("E23")
    bookings = [booking for each in cancelled.dates for booking in each.bookings]

    assert cancelled.cancel_reason == "Die Lernbegleitung ist kurzfristig erkrankt."
    assert [(booking.room.key, booking.state) for booking in bookings] == [("loe-lernwerkstatt", "cancelled")]


def test_an_event_elsewhere_knows_its_town(demo_app):
    guest = event("E42")

    assert (guest.external, guest.external_place.key, guest.rooms) == ("Zgorzelec, Gastort", "zgorzelec", [])


def test_hosts_keep_their_order(demo_app):
    assert [host.name for host in event("E26").hosts] == [
        name for each in lausitz()["events"] if each["id"] == "E26" for name in each["hosts"]
    ]


def test_things_go_along(demo_app):
    loans = db.session.scalars(sa.select(Loan)).all()

    assert Counter(loan.equipment.key for loan in loans) == {"m-pruef": 3, "m-exp": 2}


def test_what_is_held_follows_from_the_bookings(demo_app):
    wanted = sum(
        len(each["occurrences"]) * (2 if key == "zi-saal" else 1)
        for each in lausitz()["events"]
        if each["state"] != "cancelled"
        for key in each["rooms"]
    )

    stand, follow = held()

    assert stand == follow
    assert len(stand) == wanted


def test_a_draft_holds_its_room(demo_app):
    drafts = db.session.scalars(sa.select(Event).where(Event.state == DRAFT)).all()

    assert {booking.state for draft in drafts for booking in draft.dates[0].bookings} == {BOOKED}


def test_the_second_load_changes_nothing(demo_app):
    before = everything()

    done = loading.load_demo()

    assert done == {}
    assert everything() == before


def test_weeks_later_it_goes_into_the_weeks_it_went_before(demo_app):
    before = everything()
    clock.stand_still(LOADED_AT + timedelta(days=30))

    loading.load_season(lausitz())

    assert everything() == before


def test_the_audit_trail_gets_one_line(demo_app):
    lines = db.session.scalars(sa.select(AuditEntry)).all()

    assert [(line.act, line.details["new formats"], len(line.details["new events"])) for line in lines] == [
        ("load_season", 12, 60)
    ]


def test_the_programme_gets_one_new_number(demo_app):
    number = revision.current()[1]

    loading.load_season(lausitz(), monday=date(2027, 1, 4))

    assert revision.current()[1] == number + 1


def test_it_moves_to_other_weeks_when_asked(demo_app):
    bookings = db.session.scalar(sa.select(sa.func.count(Booking.id)))

    loading.load_season(lausitz(), monday=date(2027, 1, 6))

    stand, follow = held()
    assert event("E01").starts_at == local("2027-01-04 15:00")
    assert event("E23").starts_at == local("2027-01-30 10:00")
    assert stand == follow
    assert db.session.scalar(sa.select(sa.func.count(Booking.id))) == bookings


def test_it_may_lie_in_the_past(app, at):
    at("2026-11-25 12:00")

    loading.load_season(lausitz(), monday=date(2026, 3, 2))

    stand, follow = held()
    assert db.session.scalar(sa.select(sa.func.count(Event.id))) == 60
    assert stand == follow
