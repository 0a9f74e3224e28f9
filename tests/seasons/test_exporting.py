"""Writing the house as a season file: nothing is lost, and loading it changes nothing."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.programme import actions as programme
from app.programme.models import DRAFT, ONLINE, ONSITE, PUBLISHED, Event, Format
from app.rooms import actions as rooms
from app.rooms.models import Room
from app.seasons.exporting import as_text, export_season
from app.seasons.loading import SHIPPED, load_season
from app.seasons.reading import read_season
from app.seasons.shifting import shift
from tests.dumps import everything
from tests.make import a_format, a_place, a_room, a_thing, an_event
from tests.seasons.season_examples import a_season, a_span, changed, in_bytes
from tests.seasons.season_examples import an_event as entry_of_an_event


def exported():
    """Return the house as a season, written as a file and read again."""
    return read_season(as_text(export_season()).encode())


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.BERLIN)


def test_the_shipped_season_comes_out_as_it_went_in(demo_app):
    assert shift(exported(), date(2027, 2, 1)) == read_season(SHIPPED.read_bytes())


def test_it_stays_in_the_weeks_in_which_it_takes_place(demo_app):
    assert exported()["anchor"] == "2026-11-23"


def test_loading_what_was_written_changes_nothing(demo_app):
    before = everything()

    load_season(exported())

    assert everything() == before


def test_loading_what_was_written_changes_nothing_weeks_later(demo_app):
    season = exported()
    before = everything()
    clock.stand_still(local("2027-02-10 12:00"))

    load_season(season)

    assert everything() == before


def test_another_house_says_the_same_after_loading_it(demo_app, engine, make_app):
    season = exported()
    other = make_app(engine)

    with other.app_context():
        load_season(season, monday=date(2026, 11, 23))

        assert exported() == season


def a_house_of_our_own():
    place = a_place(key="bautzen", name="Bautzen", names={"hsb": "Budyšin", "pl": "Budziszyn", "cs": "Budyšín"})
    room = a_room(key="stube", slug="stube", name="Stube", place=place, step_free=True)
    net = a_room(
        key="netz", slug="netz", name="Netz", kind="digital", join_url="https://video.example.org/n",
        opens_before_min=5, closes_after_min=5, interpreting_channels=["hsb"], recording="aus", waiting_room=True,
        provider="Jitsi",
    )  # fmt: skip
    thing = a_thing(key="koffer", name="Koffer", stock=2)
    format = a_format(key="chor", slug="chor", name="Chor", registration="slot", slot_minutes=20, opens_days=14)
    start = local("2026-12-05 18:00")
    an_event(
        title="Adventssingen", format=format, state=PUBLISHED, spans=[(start, start + timedelta(hours=2))],
        seats={ONSITE: 20, ONLINE: 5}, room_ids=[room.id, net.id], equipment_ids=[thing.id], sign_language=True,
    )  # fmt: skip
    an_event(title="Probe", format=format, state=DRAFT, spans=[(start, start + timedelta(hours=1))], seats={ONLINE: 0})


def test_what_the_team_made_itself_is_written_too(app, at):
    at("2026-11-25 12:00")
    a_house_of_our_own()

    season = exported()

    assert season["anchor"] == "2026-11-30"
    assert [(event["id"], event["state"], event["rooms"]) for event in season["events"]] == [
        ("adventssingen-2026-12-05", "open", ["stube", "netz"]),
        ("probe-2026-12-05", "draft", []),
    ]
    assert season["formats"][0]["registration"] == "slot:20"
    assert season["mobile_equipment"] == [
        {"id": "koffer", "name": "Koffer", "count": 2, "provides": None, "interprets": None}
    ]


def test_loading_what_the_team_made_itself_changes_nothing_of_it(app, at):
    at("2026-11-25 12:00")
    a_house_of_our_own()
    before = everything()

    load_season(exported())

    after = everything()
    assert {name for name in after if after[name] != before[name]} == {"seasons", "audit_entries"}


def test_own_events_beside_a_season_change_nothing_either(demo_app):
    format = db.session.scalars(sa.select(Format)).first()
    start = local("2026-12-20 10:00")
    programme.plan_event(format, [(start, start + timedelta(hours=2))], title="Hoffest", state=DRAFT)
    before = everything()

    load_season(exported())

    after = everything()
    assert {name for name in after if after[name] != before[name]} - {"seasons", "audit_entries"} == {
        # A file of the house names all of it, so it is no demo any more.
        "events", "formats", "rooms", "equipment", "places", "innovation_areas", "organisations", "umbrellas",
        "programme_revisions",
    }  # fmt: skip
    assert [row.replace("False", "True") for row in after["rooms"]] == [
        row.replace("False", "True") for row in before["rooms"]
    ]


def test_a_cancelled_event_can_be_written_though_its_room_is_somebody_else_s(demo_app):
    cancelled = db.session.scalars(sa.select(Event).where(Event.key == "E23")).one()
    room = cancelled.dates[0].bookings[0].room
    programme.plan_event(
        cancelled.format, [(cancelled.starts_at, cancelled.ends_at)], room_ids=[room.id], seats={ONSITE: 5}
    )

    assert [event["state"] for event in exported()["events"] if room.key in event["rooms"]][-1] == "draft"


def test_a_moved_event_says_from_when(demo_app):
    event = db.session.scalars(sa.select(Event).where(Event.key == "E50")).one()
    was = event.starts_at
    programme.move_event(event.id, [(was + timedelta(days=7), event.ends_at + timedelta(days=7))])

    (written,) = [each for each in exported()["events"] if each["id"] == "E50"]

    assert written["state"] == "moved"
    assert datetime.fromisoformat(written["moved_from"][0][0]) == was


@pytest.mark.parametrize(
    "salon",
    [
        {"opening_hours": {"mon": [["08:00", "12:00"], ["13:00", "24:00"]]}},
        {"opening_hours": {"fri": [["08:00", "12:00"], ["18:00", "02:00"]], "sat": [["02:00", "04:30"]]}},
        {"opening_hours": {"sun": [["08:00", "08:00"]], "tue": [["00:00", "24:00"]]}},
        {"equipment": ["Zeltplane", "Anker"]},
        {"layouts": {"Tische": 12, "Reihen": 36}},
        {"access": {"step_free": False, "note": "Zwei Stufen."}},
    ],
)
def test_a_room_comes_out_as_it_went_in(app, at, salon):
    at("2027-02-01 08:00")
    season = read_season(in_bytes(changed(a_season(), "rooms", 3, **salon)))
    load_season(season)

    (written,) = [room for room in exported()["rooms"] if room["id"] == "salon"]

    wanted = season["rooms"][3]
    closed = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), []) if wanted["opening_hours"] else {}
    assert written == {**wanted, "opening_hours": closed | wanted["opening_hours"]}


def test_what_no_table_knows_is_kept(app, at):
    at("2027-02-01 08:00")
    event = entry_of_an_event(
        holidays={"sn": "Winterferien"},
        partner_types=["Schule"],
        hosts=["Hochschule", "Schule"],
        rooms=["salon", "netz"],
    )
    season = read_season(in_bytes(changed(a_season(event), "formats", 0, colour="quer")))
    load_season(season)

    assert exported() == season


def test_two_dates_of_which_one_was_moved(app, at):
    at("2027-02-01 08:00")
    days, old = [a_span(), a_span("2027-02-07")], [a_span(), a_span("2027-02-08")]
    season = read_season(in_bytes(a_season(entry_of_an_event(occurrences=days, state="moved", moved_from=old))))
    load_season(season)

    assert exported() == season


def test_an_own_booking_is_nobody_s_season(app, at):
    at("2027-02-01 08:00")
    load_season(read_season(in_bytes(a_season())))
    with transaction():
        room = db.session.scalars(sa.select(Room).where(Room.key == "salon")).one()
        rooms.book_room(room.id, local("2027-02-06 14:00"), local("2027-02-06 15:00"), "Chor")

    assert exported()["events"] == []
