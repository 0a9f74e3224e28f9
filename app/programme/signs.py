"""What the sign at the door of a room says: free, in use or shut, until when, and what comes next. Pure.

No names: who has the room is told of public events only.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from app import clock, display
from app.rooms import days, door_rules, hours

FREE, BUSY, CLOSED = "free", "busy", "closed"
# How far the sign looks ahead, and how many of the next bookings it names.
AHEAD, MOST_NEXT = timedelta(days=7), 3
# The sign says "until" only of moments that are near.
NEAR = timedelta(hours=24)


@dataclass(frozen=True)
class Held:
    """A time in which a piece of the room is held for a booking."""

    booking_id: int
    held_from: datetime
    held_until: datetime
    starts_at: datetime
    ends_at: datetime
    room_id: int
    room_name: str
    checked_in_at: datetime | None = None
    # Of a public event.
    title: str | None = None
    # Also of an event that is not public.
    is_event: bool = False
    # Not only asked for.
    is_sure: bool = True


@dataclass(frozen=True)
class Sign:
    """The words of the sign, and what may be done at the door."""

    state: str
    word: str
    until: str = ""
    what: str = ""
    next: tuple = ()
    # When a walk-in would have to leave, where one may come in.
    use_until: datetime | None = None
    # The bookings to which somebody may check in, and those that run and so may end early. Events are the team's.
    to_check_in: tuple = ()
    running: tuple = ()


def sign(room, held, closures, now):
    """Return the Sign of a room; `held` in order of time, `closures` as (starts_at, ends_at, reason)."""
    own = [each for each in held if each.is_sure and not each.is_event]
    facts = {
        "next": tuple(_line(room, each, now) for each in held if each.starts_at > now)[:MOST_NEXT],
        "to_check_in": tuple(
            each for each in own if each.starts_at - door_rules.EARLIEST_CHECK_IN <= now < each.ends_at
        ),
        "running": tuple(each for each in own if each.starts_at <= now < each.ends_at),
    }
    present = [each for each in held if each.held_from <= now < each.held_until]
    if present:
        what = " · ".join(_what(room, each, now) for each in present)
        return Sign(BUSY, _("Belegt"), _until(_end_of_chain(held, now), now), what, **facts)
    shut = sorted([*closures, *days.closed_in(room.place, now, now + AHEAD)])
    closed = [span for span in shut if span[0] <= now < span[1]]
    if closed:
        return Sign(CLOSED, _("Geschlossen"), _until(max(span[1] for span in closed), now), closed[0][2], **facts)
    closes_at = hours.closes_at(room.hours, now)
    if closes_at == now:
        return Sign(CLOSED, _("Geschlossen"), _opens(room, now), **facts)
    begins = [span[0] for span in shut if span[0] > now] + ([closes_at] if closes_at else [])
    comes = [each.held_from for each in held if each.held_from > now]
    until = min([*begins, *comes], default=None)
    return Sign(
        FREE, _("Frei"), _until(until, now), use_until=_use_until(room, [*comes[:1]], begins, now), **facts
    )  # fmt: skip


def _use_until(room, comes, begins, now):
    """Return until when a walk-in may stay, or None where none may come in."""
    if not door_rules.takes_walk_ins(room):
        return None
    teardown = timedelta(minutes=room.teardown_min)
    until = door_rules.use_until(room, now, [*(moment - teardown for moment in comes), *begins])
    return until if until - door_rules.full_minute(now) >= door_rules.SHORTEST_USE else None


def _end_of_chain(held, now):
    """Return when the room becomes free: bookings without a gap between them are one."""
    until = now
    for each in sorted(held, key=lambda each: each.held_from):
        if each.held_from > until:
            break
        until = max(until, each.held_until)
    return until


def _until(moment, now):
    if moment is None or moment - now > NEAR:
        return ""
    if clock.today(moment - timedelta(seconds=1)) == clock.today(now):
        wall = clock.local(moment)
        return _("bis 24 Uhr") if not (wall.hour or wall.minute) else _("bis %(time)s", time=display.time(moment))
    return _("bis %(moment)s", moment=display.day_and_time(moment))


def _opens(room, now):
    """Say when a room that is shut opens again."""
    today = clock.today(now)
    opens = [span[0] for span in hours.open_spans(room.hours, today, today + AHEAD) if span[0] > now]
    if not opens:
        return ""
    if clock.today(opens[0]) == today:
        return _("öffnet um %(time)s", time=display.time(opens[0]))
    return _("öffnet %(moment)s", moment=display.day_and_time(opens[0]))


def _what(room, held, now):
    """Say what is in the room now: a public event by its title, else only how far it is."""
    if held.starts_at > now:
        text = _("Aufbau bis %(time)s", time=display.time(held.starts_at))
    elif held.ends_at <= now:
        text = _("Abbau")
    else:
        text = held.title or ""
    if held.room_id == room.id:
        return text
    where = _("%(room)s ist belegt", room=held.room_name)
    return f"{where}: {text}" if text else where


def _line(room, held, now):
    """Return (when, what) of a coming booking."""
    is_today = clock.today(held.starts_at) == clock.today(now)
    is_short = clock.today(held.starts_at) == clock.today(held.ends_at - timedelta(seconds=1))
    say = display.time_span if is_today and is_short else display.span
    when = say(held.starts_at, held.ends_at)
    what = held.title or _("Belegt")
    return when, what if held.room_id == room.id else f"{what} ({held.room_name})"
