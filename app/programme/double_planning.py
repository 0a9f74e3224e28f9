"""Double plannings among drafts and events, in words: hosts at two places, an area twice in one town, a room that shut.

Rooms themselves are never held twice (law 1); here is what the rooms do not know.
"""

from itertools import takewhile

from flask_babel import gettext as _

from app import display
from app.programme.todo_lines import todo_of
from app.rooms import queries as rooms
from app.rooms import timetables
from app.rooms.rules import RoomRefusal


def clashes(events, now):
    """Return, as Todos, what of these events is planned twice, or in a room that was shut later."""
    coming = sorted((event for event in events if event.ends_at > now), key=lambda event: (event.starts_at, event.id))
    found = []
    for number, first in enumerate(coming):
        # In order of their starts: whoever begins after the end of one overlaps it no more, nor does the next.
        for second in takewhile(lambda each, end=first.ends_at: each.starts_at < end, coming[number + 1 :]):
            if _overlap(first, second):
                found += _of_two(first, second, now)
    return found + _shut(coming, now)


def _overlap(first, second):
    return any(
        begin < other_end and other_begin < end
        for begin, end in first.spans
        for other_begin, other_end in second.spans
    )


def _of_two(first, second, now):
    """Yield what is the matter with two events at the same time; the one planned later is to move."""
    here, there = _towns(first), _towns(second)
    moving, staying = (first, second) if first.id > second.id else (second, first)
    facts = {"other": staying.title, "when": display.span(staying.starts_at, staying.ends_at)}
    both = [host for host in first.hosts if host in second.hosts]
    if both and here and there and not here & there:
        names = ", ".join(host.name for host in both)
        sentence = _("%(hosts)s lädt zur selben Zeit woanders ein: „%(other)s“ (%(when)s).", hosts=names, **facts)
        yield _line(moving, staying, "same-host", sentence, now)
    if first.area_id == second.area_id and here & there:
        sentence = _("Im selben Ort und Bereich ist zur selben Zeit auch „%(other)s“ (%(when)s).", **facts)
        yield _line(moving, staying, "same-area", sentence, now)


def _towns(event):
    rooms_of = {booking.room.place_id for date in event.dates for booking in date.bookings}
    return (rooms_of | {event.external_place_id}) - {None}


def _line(event, other, rule, sentence, now):
    return todo_of(
        event, now, f"{rule}-{other.id}", sentence, _("Verlegen"), "verlegen", due_at=event.starts_at,
        settle=_("Das ist so gewollt"), marker=f"{event.starts_at.isoformat()} {other.starts_at.isoformat()}",
        is_clash=True,
    )  # fmt: skip


def _shut(events, now):
    """Return the events whose room is shut by then, unless it was planned there knowingly."""
    bookings = [(event, booking) for event in events for date in event.dates for booking in date.bookings]
    wanted = {booking.room.id: booking.room for _event, booking in bookings}
    if not wanted:
        return []
    begin = min(booking.starts_at for _event, booking in bookings)
    end = max(booking.ends_at for _event, booking in bookings)
    shut = timetables.shut_spans(list(wanted.values()), rooms.parts_of(wanted), begin, end)
    found = {}
    for event, booking in bookings:
        if booking.ends_at <= now or RoomRefusal.CLOSED.name in (booking.broken_rules or ()):
            continue
        for starts_at, ends_at, reason in shut[booking.room.id]:
            if starts_at < booking.ends_at and ends_at > booking.starts_at:
                sentence = _("%(room)s ist dann geschlossen: %(reason)s.", room=booking.room.place_line, reason=reason)
                found.setdefault(
                    event.id,
                    todo_of(
                        event, now, "room-shut", sentence, _("Verlegen"), "verlegen", due_at=event.starts_at,
                        settle=_("Findet trotzdem statt"), marker=f"{booking.starts_at.isoformat()} {reason}"[:200],
                        is_clash=True,
                    ),
                )  # fmt: skip
    return list(found.values())
