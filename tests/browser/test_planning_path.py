"""Planning as the team does it by hand: two days, a course, a series; the same pages with and without scripts."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.programme.models import SOME_DATES, Event
from app.rooms.bookings import BOOKED
from tests.browser.conftest import follow, sign_in
from tests.browser.every_page import faults_of

pytestmark = pytest.mark.browser
# Whether scripts run, how wide, how it looks, and how many weeks ahead each of them plans.
RUNS = [(True, 390, "dark", 30), (False, 1280, "light", 40)]


@pytest.fixture(params=RUNS, ids=["scripts", "no scripts"])
def run(request, open_page, house):
    """A page of somebody of the team, the Monday from which they plan, and a list of faults that axe finds."""
    javascript, width, theme, weeks = request.param
    page = open_page(width=width, theme=theme, javascript=javascript)
    sign_in(page)
    with house.app.app_context():
        today = clock.today(clock.now())
    return page, today + timedelta(days=7 * weeks - today.weekday()), javascript


def check(run, name):
    """Axe needs scripts."""
    page, _monday, javascript = run
    if javascript:
        assert faults_of(page, name) == []


def begin(run, title):
    """Open the planning page of a format, and give the event a title of its own."""
    page = run[0]
    page.goto("/team/veranstaltungen/neu")
    follow(page.get_by_role("main").get_by_role("link", name="Repair-Café", exact=True))
    page.get_by_label("Titel", exact=True).fill(title)
    return page


def fill_dates(page, rows):
    """Fill in (day, from, until, what it is about) of several dates."""
    page.get_by_label("Mehrere Termine, die zusammengehören").check()
    follow(page.get_by_role("button", name="Weitere Termine"))
    for number, (day, begins, ends, about) in enumerate(rows, 1):
        row = page.get_by_role("group", name=f"Termin {number}", exact=True)
        row.get_by_label("Tag").fill(str(day))
        row.get_by_label("Von").fill(begins)
        row.get_by_label("Bis").fill(ends)
        row.get_by_label("Worum geht es").fill(about)


def take_first_room(page):
    page.get_by_role("group", name="Räume").get_by_role("checkbox").first.check()


def planned(house, title):
    """The events of a title, as (spans, attendance, booked rooms of each date), in order."""
    with house.app.app_context():
        events = db.session.scalars(sa.select(Event).where(Event.title == title)).all()
        return [
            (
                [(f"{clock.local(date.starts_at):%d.%m. %H:%M}", date.title) for date in event.dates],
                event.attendance,
                [sum(booking.state == BOOKED for booking in date.bookings) for date in event.dates],
            )
            for event in sorted(events, key=lambda event: event.starts_at)
        ]


def test_a_two_day_event_and_a_course_with_chosen_sessions(run, house):
    monday, name = run[1], f"{run[1]:%W}"
    page = begin(run, f"Zwei Tage {name}")
    first, second = monday, monday + timedelta(days=1)
    fill_dates(page, [(first, "09:00", "16:00", "Erster Tag"), (second, "09:00", "16:00", "Zweiter Tag")])
    follow(page.get_by_role("button", name="Freie Räume zu diesen Terminen zeigen"))
    take_first_room(page)
    check(run, "two days")
    page.get_by_label("Alle: gleich veröffentlichen").check()
    follow(page.get_by_role("button", name="Veranstaltung planen"))
    if "trotzdem planen" in page.get_by_role("main").inner_text():
        check(run, "not open")
        page.get_by_label("Außerhalb der Öffnungszeit").check()
        follow(page.get_by_role("button", name="Veranstaltung planen"))
    assert "Die Veranstaltung ist öffentlich" in page.get_by_role("main").inner_text()

    begin(run, f"Kurs {name}")
    weeks = [monday + timedelta(days=3 + 7 * number) for number in range(3)]
    fill_dates(page, [(day, "14:00", "16:00", f"Teil {number}") for number, day in enumerate(weeks, 1)])
    page.get_by_label("Man kann auch zu einzelnen Terminen kommen").check()
    take_first_room(page)
    follow(page.get_by_role("button", name="Veranstaltung planen"))
    if "trotzdem planen" in page.get_by_role("main").inner_text():
        page.get_by_label("Außerhalb der Öffnungszeit").check()
        follow(page.get_by_role("button", name="Veranstaltung planen"))
    follow(page.get_by_role("main").get_by_role("link", name="Termine", exact=True))
    check(run, "sessions")

    two_days, course = planned(house, f"Zwei Tage {name}"), planned(house, f"Kurs {name}")
    days = [(f"{first:%d.%m.} 09:00", "Erster Tag"), (f"{second:%d.%m.} 09:00", "Zweiter Tag")]
    assert two_days == [(days, "all", [1, 1])]
    assert course == [([(f"{day:%d.%m.} 14:00", f"Teil {n}") for n, day in enumerate(weeks, 1)], SOME_DATES, [1] * 3)]
    assert page.foreign == []


def test_a_series_is_seen_planned_changed_and_split(run, house):
    monday, title = run[1], f"Offener Abend {run[1]:%W}"
    page = begin(run, title)
    page.get_by_label("Eine Reihe: jeder Termin").check()
    if run[2]:
        # What does not belong to a series is not seen.
        assert not page.get_by_role("group", name="Termin", exact=True).is_visible()
    page.get_by_label("Erster Tag").fill(str(monday))
    page.get_by_label("Jedes Mal von").fill("17:00")
    page.get_by_label("Jedes Mal bis").fill("19:00")
    page.get_by_label("Dienstag", exact=True).check()
    page.get_by_label("Eine feste Zahl von Terminen").check()
    page.get_by_label("Wie viele Termine?").fill("5")
    take_first_room(page)
    follow(page.get_by_role("button", name="Termine ansehen"))
    assert page.locator(".series-dates > li").count() == 5
    check(run, "series, seen")
    page.locator(".series-dates > li").nth(1).get_by_role("combobox").select_option("weg")
    page.get_by_label("Außerhalb der Öffnungszeit").check()
    page.get_by_label("Was nicht geht, weglassen").check()
    follow(page.get_by_role("button", name="Neu prüfen"))
    assert page.locator(".series-dates > li").nth(1).inner_text().count("Weggelassen") == 1
    follow(page.get_by_role("button", name="Reihe planen"))
    check(run, "series, planned")
    before = planned(house, title)

    later = page.get_by_label("Ab welcher Veranstaltung?").locator("option").nth(1).inner_text()
    page.get_by_label("Ab welcher Veranstaltung?").select_option(label=later)
    page.get_by_label("Von", exact=True).fill("15:00")
    page.get_by_label("Bis", exact=True).fill("17:00")
    follow(page.get_by_role("button", name="Ansehen, was sich ändert"))
    check(run, "series, change")
    follow(page.get_by_role("button", name="So machen"))
    page.get_by_label("Ab welcher Veranstaltung?").select_option(index=2)
    page.get_by_label("Nichts: Sie werden nur eine Reihe für sich").check()
    follow(page.get_by_role("button", name="Ansehen, was sich ändert"))
    follow(page.get_by_role("button", name="So machen"))

    days = [dates[0][0][:6] for dates, _attendance, _rooms in before]
    tuesdays = [f"{monday + timedelta(days=1 + 7 * number):%d.%m.}" for number in range(5)]
    # The left out one, and where the season has the room already.
    assert set(days) <= {tuesdays[0], *tuesdays[2:]}
    times = [dates[0][0][7:] for dates, _attendance, _rooms in planned(house, title)]
    assert times == ["17:00", *["15:00"] * (len(days) - 1)]
    assert "die Reihe ab" in page.get_by_role("main").inner_text()
    assert page.foreign == []
