"""Several events under one name: put together, shown as a timetable, called off together."""

from datetime import timedelta

import pytest

from app import clock
from app.accounts.models import PROGRAMME
from app.database import db
from app.errors import Refused
from app.programme import actions, planning, restoring, timetables, umbrellas
from app.programme.groupings import Umbrella
from app.programme.models import ONLINE, Event
from app.programme.umbrella_rules import UmbrellaRefusal
from tests.make import a_format, a_place, a_registration, a_room, an_event
from tests.make_days import an_umbrella
from tests.make_planning import sign_in_with, statements


def at_hour(hour, days_ahead=10):
    return clock.start_of(clock.today(clock.now()) + timedelta(days=days_ahead)) + timedelta(hours=hour)


def why_not(act, *args, **facts):
    with pytest.raises(Refused) as refused:
        act(*args, **facts)
    return refused.value.reason


def test_a_day_holds_only_events_of_its_days_and_of_no_other_day(app, at):
    at("2026-05-04 12:00")
    event, far = an_event(starts_at=at_hour(10)), an_event(starts_at=at_hour(10, days_ahead=11))
    day, other = an_umbrella(events=[event]), an_umbrella(title="Anderes")

    reasons = [
        why_not(umbrellas.choose_events, day.id, [event.id, far.id]),
        why_not(umbrellas.choose_events, other.id, [event.id]),
        why_not(umbrellas.change_umbrella, day.id, starts_on=day.starts_on + timedelta(days=1), ends_on=day.ends_on),
        why_not(umbrellas.create_umbrella, "Rückwärts", day.ends_on, day.ends_on - timedelta(days=1)),
        why_not(umbrellas.create_umbrella, "Endlos", day.ends_on, day.ends_on + timedelta(days=14)),
    ]

    assert reasons == [
        UmbrellaRefusal.OUTSIDE, UmbrellaRefusal.OTHER, UmbrellaRefusal.ENDS_BEFORE, UmbrellaRefusal.ENDS_BEFORE,
        UmbrellaRefusal.TOO_LONG,
    ]  # fmt: skip
    assert [each.id for each in umbrellas.events_of(day.id)] == [event.id]


def test_an_event_that_moves_to_another_day_stands_under_it_no_more(app, at):
    at("2026-05-04 12:00")
    event = an_event(starts_at=at_hour(10))
    an_umbrella(events=[event])

    actions.move_event(event.id, [(event.starts_at + timedelta(hours=1), event.ends_at + timedelta(hours=1))])
    stays = db.session.get(Event, event.id).umbrella_id
    actions.move_event(event.id, [(event.starts_at + timedelta(days=3), event.ends_at + timedelta(days=3))])

    assert (stays is None, db.session.get(Event, event.id).umbrella_id) == (False, None)


def test_an_event_is_planned_into_a_day(app, at):
    at("2026-05-04 12:00")
    day, format = an_umbrella(), a_format()
    plan = planning.Plan(format.id, ((at_hour(10), at_hour(12)),), (), {}, {"languages": ["de"]})
    elsewhere = planning.Plan(format.id, ((at_hour(10, 12), at_hour(12, 12)),), (), {}, {"languages": ["de"]})

    event = planning.plan(plan, came_from=[("tag", day.id)])

    assert event.umbrella_id == day.id
    assert why_not(planning.plan, elsewhere, came_from=[("tag", day.id)]) is UmbrellaRefusal.OUTSIDE


def test_all_of_a_day_is_called_off_in_one_act(app, at):
    at("2026-05-04 12:00")
    room = a_room()
    events = [an_event(starts_at=at_hour(hour), room_ids=[room.id]) for hour in (9, 12)]
    a_registration(events[0])
    day = an_umbrella(events=events)

    for _twice in range(2):
        umbrellas.cancel_umbrella(day.id, "Sturm")

    assert [db.session.get(Event, event.id).state for event in events] == ["cancelled"] * 2
    an_event(starts_at=at_hour(9), room_ids=[room.id])


def test_a_deleted_day_leaves_its_events(house, guest):
    event = an_event(starts_at=at_hour(10))
    day = an_umbrella(events=[event])

    umbrellas.delete_umbrella(day.id)

    assert (guest.get(f"/tage/{day.slug}").status, guest.get(f"/veranstaltungen/{event.slug}").status) == (404, 200)


def test_the_timetable_has_a_column_for_each_room_and_covers_the_time(house, guest):
    town = a_place(name="Zittau")
    north, south, stream = a_room(name="Nord", place=town), a_room(name="Süd", place=town), a_room(kind="digital")
    events = [
        an_event(title="Lang", room_ids=[north.id], starts_at=at_hour(10), hours=3),
        an_event(title="Früh", room_ids=[south.id], starts_at=at_hour(10), hours=1),
        an_event(title="Spät", room_ids=[south.id], starts_at=at_hour(12), hours=1),
        an_event(title="Netz", room_ids=[stream.id], seats={ONLINE: 5}, starts_at=at_hour(11), hours=1),
    ]
    day = an_umbrella(events=events)

    (table,) = timetables.timetables(events, day.starts_on, day.ends_on)
    page = guest.get(f"/tage/{day.slug}")

    assert table.columns == ("Nord, Zittau", "Süd, Zittau", "Digital")
    cells = [[cell and (cell.event.title, cell.rows) for cell in row] for _label, row in table.rows]
    assert [label for label, _row in table.rows] == ["10 Uhr", "11 Uhr", "12 Uhr"]
    assert cells == [[("Lang", 3), ("Früh", 1), ""], [None, "", ("Netz", 1)], [None, ("Spät", 1), ""]]
    assert [cell.get("rowspan") for cell in page.tree.xpath("//td[@rowspan]")] == ["3", "1", "1", "1"]
    assert page.words.count("Plätze frei") == 8


def test_what_happens_at_once_in_one_place_stands_side_by_side(app, at):
    at("2026-05-04 12:00")
    events = [an_event(title=str(number), external="Rathaus", starts_at=at_hour(10)) for number in range(2)]

    (table,) = timetables.timetables(events, clock.today(at_hour(10)), clock.today(at_hour(10)))

    assert table.columns == ("Rathaus", "Rathaus")


def test_a_draft_of_a_day_is_seen_by_the_team_only(house, guest, staff):
    event = an_event(starts_at=at_hour(10))
    day = an_umbrella(state="draft", events=[event])

    assert guest.get(f"/tage/{day.slug}").status == 404
    assert "Zukunftsforum" not in guest.get(f"/veranstaltungen/{event.slug}").words
    assert "Zukunftsforum" in staff.get("/team/tage").words


def test_the_page_of_a_day_costs_the_same_few_statements_however_much_happens(app, at):
    at("2026-05-04 12:00")
    costs = []
    for number in (1, 3):
        events = [an_event(starts_at=at_hour(8 + each), room_ids=[a_room().id]) for each in range(number)]
        day = an_umbrella(events=events, title=f"Tag {number}")
        browser = app.test_client()
        costs.append(statements(lambda browser=browser, day=day: browser.get(f"/tage/{day.slug}")))

    assert costs[0] == costs[1] <= 6


def test_the_teams_calendar_shows_drafts_and_what_is_called_off(house, staff):
    town = a_place(name="Zittau", key="zittau", holiday_region="DE-SN")
    room = a_room(place=town)
    an_event(title="Entworfen", state="draft", room_ids=[room.id])
    gone = an_event(title="Gestrichen")
    actions.cancel_event(gone.id, "Krank")

    page, there = staff.get("/team/kalender?monat=2026-05"), staff.get("/team/kalender?monat=2026-05&ort=zittau")

    expected = ("Entworfen", "Entwurf", "Gestrichen", "Abgesagt", "Christi Himmelfahrt")
    assert [word for word in expected if word not in page.words] == []
    assert ("Entworfen" in there.words, "Gestrichen" in there.words) == (True, False)


def test_a_month_prints_as_a_list(house, guest):
    an_event(title="Repair-Café", external="Rathaus")

    page = guest.get("/programm?ansicht=monat&monat=2026-05")

    printed = " ".join(page.tree.xpath("//*[@class='print-only']")[0].text_content().split())
    when = "Donnerstag, 14. Mai"
    assert printed == f"Mai 2026 {when} Repair-Café: {when}, 12 bis 14 Uhr, Rathaus (Plätze frei)"


def test_a_draft_under_a_day_that_is_off_stays_one_and_nothing_new_comes_under_it(app, at):
    at("2026-05-04 12:00")
    draft = an_event(starts_at=at_hour(9), state="draft", publish_at=clock.now() + timedelta(hours=1))
    day, format = an_umbrella(events=[draft]), a_format()
    umbrellas.cancel_umbrella(day.id, "Sturm")
    plan = planning.Plan(format.id, ((at_hour(10), at_hour(12)),), (), {}, {"languages": ["de"]})

    reasons = [
        why_not(planning.plan, plan, came_from=[("tag", day.id)]),
        why_not(umbrellas.change_umbrella, day.id, state="published"),
    ]

    assert reasons == [UmbrellaRefusal.CANCELLED] * 2
    draft = db.session.get(Event, draft.id)
    assert (draft.state, draft.publish_at) == ("draft", None)


def test_who_plans_for_one_place_puts_nothing_under_a_day(house, guest):
    day, format = an_umbrella(), a_format()
    sign_in_with(guest, PROGRAMME, place_id=a_place().id)

    assert guest.get(f"/team/veranstaltungen/neu?format={format.id}&tag={day.id}").status == 404


def test_an_event_that_takes_place_after_all_opens_its_day_again(app, at):
    at("2026-05-04 12:00")
    event = an_event(starts_at=at_hour(10))
    day = an_umbrella(events=[event])
    umbrellas.cancel_umbrella(day.id, "Sturm")

    restoring.restore_event(event.id)

    assert db.session.get(Umbrella, day.id).state == "published"
