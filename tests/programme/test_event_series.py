"""A series of events: a rule, each date seen before, and each an event of its own; all of it or nothing."""

from datetime import datetime, time

import pytest
import sqlalchemy as sa

from app.database import db
from app.errors import Refused
from app.programme import actions, planning
from app.programme.event_series_rules import EventSeriesRefusal
from app.programme.groupings import EventSeries
from app.programme.models import ONSITE, PUBLISHED, Event
from app.rooms import actions as rooms
from app.rooms.bookings import Booking, Occupancy
from app.rooms.models import RoomHours
from app.rooms.series_actions import Choices
from app.rooms.series_plan import SeriesRefusal
from tests.make import a_format, a_place, a_room
from tests.make_planning import statements
from tests.make_series import a_series, wall, weekly

NEW = "/team/veranstaltungen/neu"
FRIDAYS = ["2026-06-05", "2026-06-12", "2026-06-19", "2026-06-26"]


@pytest.fixture(autouse=True)
def in_may(at):
    at("2026-05-01 12:00")


def events():
    db.session.rollback()
    db.session.expire_all()
    found = db.session.scalars(sa.select(Event)).all()
    return sorted(found, key=lambda event: event.starts_at)


def key(day, begins="18:00"):
    """The name of the field with the choice for a date."""
    return f"wahl-{day}T{begins}"


def fill(staff, format, page=None, **fields):
    path = f"{NEW}?format={format.id}"
    return staff.fill(page or staff.get(path), path, **fields)


def lines(page):
    """What the preview says of each date."""
    return [" ".join(li.text_content().split()) for li in page.tree.xpath("//ol[@class='series-dates']/li/div[1]")]


def test_each_date_is_seen_before_and_then_is_an_event_of_its_own(staff, new_guest):
    room, format = a_room(place=a_place(name="Zittau"), name="Werkraum"), a_format(name="Lötabend", capacity=12)
    fields = weekly(FRIDAYS[0])

    seen = fill(staff, format, rooms=str(room.id), state=PUBLISHED, **fields)
    before = events()
    planned = fill(staff, format, seen, **{"rooms": str(room.id), **fields, "do": "book"})

    assert (seen.status, before, len(lines(seen))) == (200, [], 4)
    assert lines(seen)[0] == "Freitag, 5. Juni, 18 bis 20 Uhr Werkraum, Zittau"
    assert "Jede Woche am Freitag, 4 Termine" in seen.words
    made = events()
    assert (planned.status, planned.location) == (303, f"/team/veranstaltungen/{made[0].id}/reihe")
    assert [event.starts_at for event in made] == [wall(f"{day} 18:00") for day in FRIDAYS]
    assert [event.slug for event in made] == [f"loetabend-{day}" for day in FRIDAYS]
    assert [event.ledger(ONSITE).capacity for event in made] == [12] * 4
    assert {event.series.rule for event in made} == {"FREQ=WEEKLY;BYDAY=FR;WKST=MO;COUNT=4"}
    assert "Lötabend" in new_guest().get("/programm").words


def test_a_date_in_the_way_is_left_out_or_goes_elsewhere_or_refuses_all(staff):
    place = a_place(name="Zittau")
    room, other = a_room(place=place, name="Werkraum"), a_room(place=place, name="Salon")
    for day in FRIDAYS[1:3]:
        rooms.book_room(room.id, wall(f"{day} 19:00"), wall(f"{day} 21:00"), "Chorprobe")
    format, fields = a_format(), {"rooms": str(room.id), **weekly(FRIDAYS[0])}

    seen = fill(staff, format, **fields)
    refused = fill(staff, format, seen, **fields, do="book")
    nothing = events()
    chosen = {key(FRIDAYS[1]): "weg", key(FRIDAYS[2]): str(other.id)}
    planned = fill(staff, format, seen, **fields, **chosen, do="book")

    assert "Chorprobe" in lines(seen)[1]
    assert (refused.status, nothing) == (409, [])
    assert "An 2 von 4 Terminen geht es nicht" in refused.refusal
    assert planned.status == 303
    assert [(event.starts_at, event.rooms[0].name) for event in events()] == [
        (wall("2026-06-05 18:00"), "Werkraum"), (wall("2026-06-19 18:00"), "Salon"),
        (wall("2026-06-26 18:00"), "Werkraum"),
    ]  # fmt: skip


def test_hall_and_digital_room_are_booked_for_each_and_another_hall_leaves_the_digital_one(app):
    hall, net, other = a_room(), a_room(kind="digital"), a_room()

    choices = Choices(rooms={datetime(2026, 6, 12, 18): other.id})
    made = a_series(count=2, room_ids=[hall.id, net.id], choices=choices, is_public=False)

    assert [[room.id for room in event.rooms] for event in made] == [[hall.id, net.id], [other.id, net.id]]


def test_what_is_not_open_is_asked_for_by_a_tick(app):
    hours = [RoomHours(weekday=4, opens=time(8), closes=time(17))]
    room = a_room(hours=hours)

    with pytest.raises(Refused) as refused:
        a_series(room_ids=[room.id])

    assert refused.value.reason is SeriesRefusal.NOT_ALL
    assert len(a_series(room_ids=[room.id], choices=Choices(knowingly=True))) == 4


def test_one_date_that_fails_late_leaves_nothing_behind_and_is_named(app):
    large, small = a_room(capacity=50), a_room(capacity=5, name="Kammer", place=a_place(name="Zittau"))

    with pytest.raises(Refused) as refused:
        a_series(room_ids=[large.id], choices=Choices(rooms={datetime(2026, 6, 26, 18): small.id}))

    assert refused.value.reason is EventSeriesRefusal.NOT_AT
    assert "Freitag, 26. Juni, 18 bis 20 Uhr: Kammer, Zittau hat nur 5 Plätze." in refused.value.sentence
    counts = [db.session.scalar(sa.select(sa.func.count()).select_from(each)) for each in (EventSeries, Event, Booking)]
    assert (counts, db.session.scalar(sa.select(sa.func.count(Occupancy.id)))) == ([0, 0, 0], 0)


def test_dates_that_are_over_do_not_count_where_only_free_ones_are_wanted(app):
    made = a_series(start="2026-04-24T18:00", choices=Choices(only_free=True), room_ids=[a_room().id])

    assert [event.starts_at for event in made] == [wall(f"2026-05-{day} 18:00") for day in ("01", "08", "15")]


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"reihe-count": "0"}, 422, "Bitte eine Zahl ab 1."),
        ({"reihe-count": "61"}, 409, "Das sind mehr als 60 Termine"),
        ({"reihe-count": ""}, 422, "wie viele Termine es sind"),
        ({"reihe-ends": "17:00"}, 422, "Das Ende liegt vor dem Anfang."),
        ({"reihe-weekdays": []}, 422, "mindestens einen Wochentag"),
        ({"reihe-first": "2026-04-03", "reihe-count": "2"}, 409, "An 2 von 2 Terminen geht es nicht"),
    ],
)
def test_what_makes_no_series_comes_back_filled(staff, fields, status, sentence):
    answer = fill(staff, a_format(), **{"title": "Nähen", **weekly(FRIDAYS[0]), **fields, "do": "book"})

    assert (answer.status, sentence in answer.refusal) == (status, True)
    assert answer.sent["title"] == "Nähen"
    assert events() == []


def test_a_date_in_the_hour_that_march_skips_takes_the_first_that_exists_and_says_so(staff):
    fields = weekly("2027-03-28", "02:30", "04:00", count=1, weekdays=("SU",))

    seen = fill(staff, a_format(), **fields)

    assert "An diesem Tag wird die Uhr vorgestellt. Der Termin ist 3 bis 4 Uhr." in lines(seen)[0]


def test_looking_takes_no_more_statements_for_many_dates(staff):
    room, format = a_room(), a_format()
    few, many = ({"rooms": str(room.id), **weekly(FRIDAYS[0], count=number)} for number in (2, 20))
    fill(staff, format, **few)

    costs = [statements(lambda fields=fields: fill(staff, format, **fields)) for fields in (few, many)]

    assert costs[0] == costs[1]


def test_the_public_page_names_the_other_dates_of_its_series_in_few_statements(new_guest):
    made = a_series(count=4)
    actions.cancel_event(made[1].id, "Krank.")
    planning.change_event(made[2].id, title="Löten für Fortgeschrittene")
    first = f"/veranstaltungen/{made[0].slug}"

    guest = new_guest()
    page = guest.get(first)
    # By a browser whose house knows its name already: that is asked once.
    costs = [statements(lambda slug=event.slug: guest.get(f"/veranstaltungen/{slug}")) for event in made[1:]]

    named = page.tree.xpath("//h2[.='Weitere Termine dieser Reihe']/following-sibling::ul[1]/li")
    assert [li.text_content() for li in named] == [
        "Freitag, 19. Juni, 18 Uhr: Löten für Fortgeschrittene", "Freitag, 26. Juni, 18 Uhr",
    ]  # fmt: skip
    assert max(costs) <= 6
