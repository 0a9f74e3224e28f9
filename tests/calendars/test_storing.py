"""Stored entries are what the library would write now, whatever happened before: else somebody forgot one."""

from datetime import timedelta

import hypothesis.strategies as st
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app import clock
from app.alliance.models import InnovationArea, Place
from app.calendars import entries, feeds, storing
from app.calendars.models import CalendarEntry
from app.database import db, transaction
from app.errors import Refused
from app.programme import actions, settling, translating
from app.programme.filters import Filter
from app.programme.models import DRAFT, INVITE, PUBLISHED, SEAT, Event, EventDate, Format
from app.rooms import actions as rooms
from app.rooms.models import Room
from tests.calendars.lint import events
from tests.make import a_digital_room, a_format, a_place, a_room, an_event

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def stored():
    """{(date, language): entry} as it is stored."""
    db.session.rollback()
    rows = db.session.execute(sa.select(CalendarEntry.event_date_id, CalendarEntry.language, CalendarEntry.body))
    return {(ident, language): body for ident, language, body in rows}


def made_now():
    """The same as the library writes it now, from what is in the database."""
    db.session.rollback()
    db.session.expire_all()
    ids = db.session.scalars(sa.select(Event.id)).all()
    return {(ident, language): body for ident, language, body in storing.serialised(ids)}


def the_feed():
    """The whole programme as a feed, one without entries, and the entries."""
    bodies = feeds.of_programme(Filter(), clock.now())
    joined = entries.feed(bodies, "Haus", "uid")
    return joined, entries.feed([], "Haus", "uid"), bodies


class AnyHistory(RuleBasedStateMachine):
    """Events, rooms, places, formats and areas change in any order; after each act the entries are right."""

    app = None

    @initialize()
    def begin(self):
        self.events, self.number = [], 0
        self.places = [a_place(street="Markt 1"), a_place(street="Ring 2")]
        self.rooms = [a_room(place=self.places[0]), a_room(place=self.places[1]), a_digital_room()]
        self.formats = [a_format(), a_format()]

    def _try(self, act):
        try:
            act()
        except (Refused, ValueError):
            db.session.rollback()

    def _some(self, number, things):
        return things[number % len(things)]

    @rule(
        kind=st.integers(0, 5), days=st.integers(1, 40), dates=st.integers(1, 3),
        state=st.sampled_from([DRAFT, PUBLISHED]),
    )  # fmt: skip
    def plan(self, kind, days, dates, state):
        begin = clock.now().replace(microsecond=0) + days * DAY
        spans = [(begin + each * DAY, begin + each * DAY + HOUR) for each in range(dates)]
        room = self._some(kind, self.rooms)
        self._try(lambda: self.events.append(an_event(
            spans=spans, format=self._some(kind, self.formats), room_ids=[room.id], state=state, capacity=5,
        ).id))  # fmt: skip

    @precondition(lambda self: self.events)
    @rule(which=st.integers(0, 50), hours=st.integers(1, 30))
    def move(self, which, hours):
        event = db.session.get(Event, self._some(which, self.events))
        self._try(lambda: actions.move_event(event.id, [(b + hours * HOUR, e + hours * HOUR) for b, e in event.spans]))

    @precondition(lambda self: self.events)
    @rule(which=st.integers(0, 50))
    def call_off(self, which):
        self._try(lambda: actions.cancel_event(self._some(which, self.events), "Krank; leider, ja"))

    @precondition(lambda self: self.events)
    @rule(which=st.integers(0, 50), facts=st.sampled_from([
        {"title": "Anders, „neu“; 🧵"}, {"state": DRAFT}, {"state": PUBLISHED}, {"note": "Hinweis"},
    ]))  # fmt: skip
    def change(self, which, facts):
        self._try(lambda: actions.change_event(self._some(which, self.events), **facts))

    @precondition(lambda self: self.events)
    @rule(which=st.integers(0, 50), room=st.integers(0, 50))
    def settle(self, which, room):
        self._try(lambda: settling.settle_event(self._some(which, self.events), [self._some(room, self.rooms).id]))

    @precondition(lambda self: self.events)
    @rule(which=st.integers(0, 50), hours=st.integers(1, 5), room=st.integers(0, 50))
    def move_its_room(self, which, hours, room):
        event = db.session.get(Event, self._some(which, self.events))
        bookings = [booking for date in event.dates for booking in date.bookings]
        if bookings:
            booking = bookings[0]
            span = booking.starts_at + hours * HOUR, booking.ends_at + hours * HOUR
            self._try(lambda: rooms.move_booking(booking.id, *span, room_id=self._some(room, self.rooms).id))

    @rule(which=st.integers(0, 50), model=st.sampled_from([
        (Room, "name"), (Place, "street"), (InnovationArea, "title"), (Format, "summary"), (Room, "step_free"),
        (Format, "registration"),
    ]))  # fmt: skip
    def reword(self, which, model):
        kind, column = model
        self.number += 1
        value = f"Wort {self.number}"
        if column == "step_free":
            value = bool(self.number % 2)
        if column == "registration":
            value = INVITE if self.number % 2 else SEAT
        with transaction():
            row = self._some(which, db.session.scalars(sa.select(kind).order_by(kind.id)).all())
            setattr(row, column, value)

    @rule(which=st.integers(0, 1), north=st.sampled_from([None, 50.896, -0.00001]))
    def find_on_a_map(self, which, north):
        with transaction():
            place = db.session.get(Place, self.places[which].id)
            place.latitude, place.longitude = north, north and 14.807

    @rule(which=st.integers(0, 50), words=st.sampled_from(["Naprawa", ""]))
    def translate(self, which, words):
        if self.events:
            self._try(lambda: translating.translate_event(self._some(which, self.events), "pl", title=words))
        format = self._some(which, self.formats)
        translating.translate_format(format.id, "cs", name=words, summary=words and "Oprava")

    @precondition(lambda self: self.events)
    @rule(which=st.integers(0, 50))
    def delete(self, which):
        ident = self._some(which, self.events)
        self.events.remove(ident)
        with transaction():
            db.session.delete(db.session.get(Event, ident))

    @invariant()
    def what_is_stored_is_what_would_be_written(self):
        assert stored() == made_now()
        joined, head, bodies = the_feed()
        assert joined == head.removesuffix(entries.TAIL) + "".join(bodies).encode() + entries.TAIL


@pytest.mark.parametrize("engine", ["sqlite"])
def test_whatever_happens_the_stored_entries_are_right(app, at):
    at("2027-03-24 18:00")

    run_state_machine_as_test(
        AnyHistory,
        settings=settings(
            max_examples=12, stateful_step_count=14, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_a_calendar_of_stored_entries_is_the_one_that_the_library_writes(app, at):
    at("2027-03-24 18:00")
    room = a_room(place=a_place(street="Markt 1"))
    events = [
        an_event(starts_at=clock.now() + each * DAY, room_ids=[room.id], title=f"Nähen {each} 🧵") for each in range(5)
    ]
    head = entries.feed([], "Haus", "uid")
    calendar = type(entries.empty_calendar()).from_ical(head)
    for event in events:
        calendar.add_component(entries.entry(event, event.dates[0]))

    joined = entries.feed(feeds.of_programme(Filter(), clock.now()), "Haus", "uid")

    assert joined == calendar.to_ical()


def test_entries_of_another_form_are_written_for_the_answer_and_stored_by_the_job(app, at):
    at("2027-03-24 18:00")
    an_event(starts_at=clock.now() + DAY)
    with transaction():
        db.session.execute(sa.update(CalendarEntry).values(body="BEGIN:VEVENT alt", made_by="alt"))
    right = made_now()

    answered = feeds.of_programme(Filter(), clock.now())
    storing.store_missing()

    assert answered == list(right.values())
    assert stored() == right


def test_what_is_only_for_invited_people_or_not_public_stands_in_no_feed(app, at):
    at("2027-03-24 18:00")
    an_event(starts_at=clock.now() + DAY, format_facts={"registration": "invite"})
    an_event(starts_at=clock.now() + DAY, state=DRAFT)

    assert stored() == {}
    assert feeds.of_programme(Filter(), clock.now()) == []


def test_what_was_called_off_stays_until_its_day_is_over(app, at):
    at("2027-03-24 18:00")
    event = an_event(starts_at=clock.now() + HOUR)
    actions.cancel_event(event.id, "Krank")

    shown = []
    for moment in ("2027-03-24 23:59", "2027-03-25 00:00"):
        at(moment)
        shown.append(len(feeds.of_programme(Filter(), clock.now())))

    assert shown == [1, 0]


def test_dates_of_a_course_and_events_of_a_series_name_the_first_one(app, at):
    at("2027-03-24 18:00")
    begin = clock.now() + DAY
    course = an_event(spans=[(begin + each * DAY, begin + each * DAY + HOUR) for each in range(3)])

    bodies = feeds.of_programme(Filter(), clock.now())

    first = course.dates[0].uid
    told = [f"RELATED-TO;RELTYPE=SIBLING:{first}" in body.replace("\r\n ", "") for body in bodies]
    assert told == [False, True, True]
    assert db.session.scalar(sa.select(sa.func.count(EventDate.id))) == 3


def test_a_feed_speaks_the_language_that_is_asked_for_and_german_where_nobody_translated(app, at, feed):
    now = at("2027-03-24 18:00")
    said = an_event(starts_at=now + DAY, title="Nähen")
    an_event(starts_at=now + 2 * DAY, title="Reden")
    translating.translate_event(said.id, "pl", title="Szycie")

    titles = {lang: [entry["SUMMARY"] for entry in events(feed(f"lang={lang}"))] for lang in ("pl", "cs", "xx", "de")}

    assert titles == {
        "pl": ["Szycie", "Reden"], "cs": ["Nähen", "Reden"], "xx": ["Nähen", "Reden"], "de": ["Nähen", "Reden"],
    }  # fmt: skip


def test_a_public_feed_names_its_own_address(app, at, feed):
    at("2027-03-24 18:00")

    raw = feed("lang=pl&art=digital").replace(b"\r\n ", b"").decode()

    assert "SOURCE;VALUE=URI:http://localhost/kalender/programm.ics?art=digital&lang=pl\r\n" in raw
