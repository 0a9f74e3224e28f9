"""What there is to do about events: who interprets, holidays, barriers nobody has checked, drafts that are late."""

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import joinedload, selectinload

from app import clock, display
from app.accounts.models import ROOMS
from app.accounts.rules import Where
from app.alliance.queries import all_places
from app.database import db
from app.programme import double_planning, queries
from app.programme.afterwards import ClosingReport
from app.programme.interpreters import WANTED
from app.programme.interpreting_words import into
from app.programme.models import CANCELLED, DRAFT, PUBLISHED, Event, EventDate
from app.programme.todo import Todo
from app.programme.todo_lines import todo_of
from app.rooms import days

# So far ahead we look. For what was never closed we look back to the beginning: the newest of them.
AHEAD, MOST_TO_CLOSE = timedelta(days=120), 100
# When it becomes urgent: to find somebody who interprets, to ask what a room is like, to close an event.
TO_INTERPRET, TO_CHECK, TO_CLOSE = timedelta(days=21), timedelta(days=14), timedelta(days=3)
# Whom a holiday next door concerns: those who are spoken to in its language.
NEIGHBOURS = {"pl": "PL", "cs": "CZ"}
# Who is at school, or has somebody who is.
PUPILS = frozenset({"children", "youth", "families"})


def about_coming(now):
    """Return what there is to do about events to come."""
    is_coming = Event.dates.any(sa.and_(EventDate.ends_at > now, EventDate.starts_at < now + AHEAD))
    events = db.session.scalars(
        sa.select(Event)
        .where(Event.state != CANCELLED, is_coming)
        .options(*queries.with_everything(), selectinload(Event.hosts), selectinload(Event.interpretings))
    ).unique().all()  # fmt: skip
    special = _Holidays(events, now)
    found = []
    for event in events:
        found += [*_interpreting(event, now), *_late_draft(event, now), *special.clashes(event, now)]
    return [*found, *_unchecked(events, now), *double_planning.clashes(events, now)]


def _interpreting(event, now):
    due_at = event.starts_at - TO_INTERPRET
    for row in event.interpretings:
        if row.state == WANTED:
            yield todo_of(
                event, now, f"interpreter-{row.language}",
                _("Noch hat niemand zugesagt, %(into)s zu dolmetschen.", into=into(row.language)),
                _("Dolmetschen klären"), "dolmetschen", due_at=due_at,
            )  # fmt: skip
    if len(event.languages) > 1 and not event.interpretings:
        yield todo_of(
            event, now, "nobody-interprets",
            _("Mehrere Sprachen werden gesprochen, und niemand dolmetscht."),
            _("Dolmetschen wünschen"), "dolmetschen", due_at=due_at, settle=_("Das ist nicht nötig"),
            marker=",".join(sorted(event.languages)),
        )  # fmt: skip


def _late_draft(event, now):
    if event.state == DRAFT and event.publish_at is not None and event.publish_at <= now:
        yield todo_of(
            event, now, "late-draft",
            _("Sollte seit %(when)s öffentlich sein.", when=display.day_and_time(event.publish_at)),
            _("Veröffentlichen"), "veroeffentlichen", due_at=event.publish_at,
        )  # fmt: skip


class _Holidays:
    """The holidays at the places of some events, and next door; one statement for the places, one for the schools."""

    def __init__(self, events, now):
        spans = [date for event in events for date in event.dates]
        self.places = {place.id: place for place in all_places()} if spans else {}
        self.marks = {}
        if spans:
            first = clock.today(min(date.starts_at for date in spans))
            last = clock.today(max(date.ends_at for date in spans))
            self.marks = days.marks_of(list(self.places.values()), first, last)

    def clashes(self, event, now):
        """Yield what to do where a date of an event is on a holiday."""
        found = {}
        for date in event.dates:
            if date.ends_at <= now:
                continue
            day = clock.today(date.starts_at)
            names = [*self._here(event, date, day), *self._next_door(event, day)]
            if names:
                found[day] = list(dict.fromkeys(names))
        if found:
            said = "; ".join(f"{display.day(day)}: {', '.join(names)}" for day, names in found.items())
            yield todo_of(
                event, now, "holiday", _("Liegt auf einem freien Tag. %(days)s.", days=said), _("Verlegen"), "verlegen",
                due_at=event.starts_at - TO_INTERPRET, settle=_("Das ist so gewollt"),
                marker=" ".join(day.isoformat() for day in found),
            )  # fmt: skip

    def _here(self, event, date, day):
        places = {booking.room.place_id for booking in date.bookings} | {event.external_place_id}
        for_pupils = PUPILS & set(event.format.audiences or ())
        for place_id in sorted(places - {None}):
            for mark in self.marks.get(place_id, {}).get(day, ()):
                if mark.kind == days.HOLIDAY or for_pupils:
                    yield _("%(name)s in %(place)s", name=mark.name, place=self.places[place_id].city)

    def _next_door(self, event, day):
        for language, region in NEIGHBOURS.items():
            name = days.public_holidays(region, False, day.year).get(day) if language in event.languages else None
            if name:
                yield _("%(name)s in %(place)s", name=name, place=days.REGIONS[region])


def _unchecked(events, now):
    """Yield the rooms of public events of which nobody has checked whether one gets in without steps."""
    rooms = {}
    for event in events:
        if event.state == PUBLISHED:
            for room in event.rooms:
                if not room.is_digital and None in (room.step_free, room.accessible_wc):
                    rooms.setdefault(room, []).append(event)
    for room, some in rooms.items():
        first = min(event.starts_at for event in some)
        yield Todo(
            rule="unchecked-barriers", about=f"room:{room.id}", title=room.place_line,
            text=ngettext(
                "Barrieren sind noch nicht geprüft, und %(num)s öffentliche Veranstaltung kommt.",
                "Barrieren sind noch nicht geprüft, und %(num)s öffentliche Veranstaltungen kommen.", len(some),
            ),
            act=_("Barrieren eintragen"), href=f"/team/raeume/{room.id}/barrieren", roles=(ROOMS,),
            where=Where(places=frozenset({room.place_id})), due_at=first - TO_CHECK,
        )  # fmt: skip


def about_past(now):
    """Return the events that are over for three days and that nobody has closed: asked for until it is done."""
    ended = now - TO_CLOSE >= queries.LAST_END
    closed = sa.exists().where(ClosingReport.event_id == Event.id)
    events = db.session.scalars(
        sa.select(Event)
        .where(Event.state == PUBLISHED, ended, ~closed)
        .order_by(queries.LAST_END.desc(), Event.id)
        .limit(MOST_TO_CLOSE)
        .options(*queries.with_everything(), selectinload(Event.hosts), joinedload(Event.format))
    ).unique().all()  # fmt: skip
    return [
        todo_of(
            event, now, "not-closed", _("Ist vorbei und noch nicht abgeschlossen: Wie viele kamen?"),
            _("Abschließen"), "abschluss", due_at=event.ends_at + TO_CLOSE, settle=_("Wird nicht abgeschlossen"),
        )
        for event in events
    ]  # fmt: skip


