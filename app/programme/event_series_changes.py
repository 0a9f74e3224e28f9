"""Changing a series of events from one of them on. Each event changes by its own act, so rooms, guests and calendars
follow; one that cannot change refuses all of it, and is named.

Locks: the series, then its events by their numbers, then all their bookings, then all rooms at once.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import clock
from app.accounts import audit
from app.database import db, lock, transaction
from app.errors import Refused
from app.programme import actions, event_series_queries, planning, settling
from app.programme.event_series import naming
from app.programme.event_series_rules import EventSeriesRefusal
from app.programme.groupings import EventSeries
from app.programme.models import CANCELLED, DRAFT
from app.rooms import actions as rooms
from app.rooms import recurrence


@dataclass(frozen=True)
class Where:
    """Rooms of ours by their ids, or a house elsewhere."""

    room_ids: tuple = ()
    external: str | None = None
    external_place_id: int | None = None


def following(events, event_id, now):
    """Return those of a series' events that begin with or after one of them, have not begun, and are not called off."""
    first = next((event for event in events if event.id == event_id), None)
    if first is None:
        raise Refused(EventSeriesRefusal.NOT_IN_SERIES)
    return [
        event for event in events
        if event.starts_at >= first.starts_at and event.starts_at > now and event.state != CANCELLED
    ]  # fmt: skip


def retime(event_id, begins, ends, knowingly=False):
    """Let an event and all that follow begin and end at other times of their days. Returns them. Raises Refused."""
    with _locked(event_id) as events:
        spans = {event.id: [at_times(date, begins, ends) for date in event.dates] for event in events}
        changing = [event for event in events if tuple(spans[event.id]) != event.spans]
        if not changing:
            raise Refused(EventSeriesRefusal.NOTHING_TO_CHANGE)
        # Whoever goes later makes room for the one before.
        later = spans[changing[0].id][0] > changing[0].spans[0]
        for event in reversed(changing) if later else changing:
            with naming(event.starts_at, event.ends_at):
                planning.move_event(event.id, spans[event.id], knowingly)
    return changing


def at_times(date, begins, ends):
    """Return the span of a date of an event on its day at other times; an end not after the begin is the next day's."""
    start = datetime.combine(clock.today(date.starts_at), begins)
    end = datetime.combine(start.date(), ends)
    wanted = recurrence.localise(start, end if end > start else end + timedelta(days=1))
    return wanted.starts_at, wanted.ends_at


def settle(event_id, where, knowingly=False, has_spoken=False):
    """Let an event and all that follow take place somewhere else. Returns them. Raises Refused.

    `has_spoken`: with those whom steps might keep from coming.
    """
    with _locked(event_id, where.room_ids) as events:
        for event in events:
            with naming(event.starts_at, event.ends_at):
                settling.settle_event(
                    event.id, where.room_ids, where.external, where.external_place_id, has_spoken=has_spoken,
                    knowingly=knowingly,
                )  # fmt: skip
    return events


def describe(event_id, **facts):
    """Let an event and all that follow say something else of themselves (columns of Event). Raises Refused."""
    with _locked(event_id) as events:
        for event in events:
            if any(getattr(event, name) != value for name, value in facts.items()):
                with naming(event.starts_at, event.ends_at):
                    planning.change_event(event.id, **facts)
    return events


def publish(event_id):
    """Show an event and all that follow to everyone, those that are drafts. Raises Refused."""
    with _locked(event_id) as events:
        drafts = [event for event in events if event.state == DRAFT]
        if not drafts:
            raise Refused(EventSeriesRefusal.NOTHING_TO_CHANGE)
        for event in drafts:
            with naming(event.starts_at, event.ends_at):
                planning.publish_event(event.id)
    return drafts


def cancel(event_id, reason):
    """Call off an event and all that follow. Raises Refused."""
    with _locked(event_id) as events:
        for event in events:
            actions.cancel_event(event.id, reason)
    return events


def split(event_id):
    """Make an event and all that follow a series of their own; what lies before keeps its own. Raises Refused."""
    with _locked(event_id) as events:
        series = events[0].series
        if all(event.starts_at >= events[0].starts_at for event in event_series_queries.events_of(series.id)):
            raise Refused(EventSeriesRefusal.FIRST_OF_ALL)
        new = EventSeries(
            format_id=series.format_id, rule=_rest(series.rule, len(events)), split_from_id=series.id,
            made_at=clock.now(), is_demo=series.is_demo,
        )  # fmt: skip
        db.session.add(new)
        db.session.flush()
        # Those called off go along: they were of the later part.
        for event in event_series_queries.events_of(series.id):
            if event.starts_at >= events[0].starts_at:
                event.series_id = new.id
        series.rule = _until(series.rule, clock.today(events[0].starts_at) - timedelta(days=1))
        db.session.flush()
        audit.note("split_event_series", f"event:{event_id}", events=len(events))
    return events


def _rest(rule, number):
    if not rule:
        return ""
    read = recurrence.read(rule)
    return str(read.ending(count=number) if read.count is not None else read)


def _until(rule, day):
    return str(recurrence.read(rule).ending(until=day)) if rule else ""


@contextmanager
def _locked(event_id, room_ids=()):
    """Lock the series of an event; give those of its events that are to change. One transaction. Raises Refused."""
    with transaction():
        found = event_series_queries.series_of(event_id)
        if found is None:
            raise Refused(EventSeriesRefusal.NOT_IN_SERIES)
        lock(EventSeries, found)
        events = event_series_queries.events_of(found)
        for ident in sorted(event.id for event in events):
            actions.lock_event(ident)
        # As they are under the lock: one may have been moved or split off meanwhile.
        events = following(event_series_queries.events_of(found), event_id, clock.now())
        if not events:
            raise Refused(EventSeriesRefusal.NO_FUTURE)
        held = [booking.id for event in events for date in event.dates for booking in date.bookings]
        rooms.lock_bookings(held, room_ids)
        yield events
