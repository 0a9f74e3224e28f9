"""What there is to do because of those who come, or do not: too few, or more than the room takes."""

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import selectinload

from app.database import db
from app.programme import planning_queries, queries
from app.programme import rules as programme_rules
from app.programme.models import ONSITE, PUBLISHED, Event, EventDate, Format
from app.programme.todo_lines import todo_of
from app.registrations.models import CONFIRMED, WAITING, Registration
from app.rooms import timetables
from app.rooms.models import STAFF

# From so many on the waiting list on we look for a larger room.
MANY_WAIT = 6


def too_few(now):
    """Return the events whose moment of decision has come and that have fewer guests than they need."""
    confirmed = _seats(Registration.state == CONFIRMED)
    rows = db.session.execute(
        sa.select(Event, confirmed)
        .join(Event.format)
        .where(Event.state == PUBLISHED, Event.decide_at <= now, now < queries.FIRST_START)
        .where(Format.min_participants > confirmed)
        .options(*queries.with_everything(), selectinload(Event.hosts))
    ).unique()
    return [
        todo_of(
            event, now, "too-few",
            ngettext(
                "Bisher kommt %(num)s Person, nötig sind %(least)s.",
                "Bisher kommen %(num)s Personen, nötig sind %(least)s.", number, least=event.format.min_participants,
            ) if number else _("Bisher kommt niemand, nötig sind %(least)s.", least=event.format.min_participants),
            _("Absagen"), "absagen", due_at=event.decide_at, settle=_("Findet trotzdem statt"),
            marker=event.starts_at.isoformat(),
        )
        for event, number in rows
    ]  # fmt: skip


def _seats(*conditions):
    return (
        sa.select(sa.func.coalesce(sa.func.sum(Registration.seats), 0))
        .where(Registration.event_id == Event.id, *conditions)
        .correlate(Event)
        .scalar_subquery()
    )


def many_wait(now):
    """Return the events for which more than five wait, with the smallest free room that would take them, if any."""
    waiting = _seats(
        Registration.kind == ONSITE, Registration.state == WAITING, Registration.confirmed_at.is_not(None)
    )
    rows = db.session.execute(
        sa.select(Event, waiting)
        .where(Event.state == PUBLISHED, Event.dates.any(EventDate.starts_at > now), waiting >= MANY_WAIT)
        .options(*queries.with_everything(), selectinload(Event.hosts))
    ).unique()
    return _with_rooms([(event, number) for event, number in rows if event.starts_at > now], now)


def _with_rooms(crowded, now):
    if not crowded:
        return []
    events = [event for event, _number in crowded]
    rooms = [room for room in planning_queries.all_rooms() if not room.is_digital]
    held = [booking.id for event in events for date in event.dates for booking in date.bookings]
    first, last = min(event.starts_at for event in events), max(event.ends_at for event in events)
    # Each event would leave its own room; that of another of them stays taken, see below.
    table = timetables.load(rooms, first, last, held)
    found = []
    for event, number in crowded:
        room = _larger(event, number, rooms, table, events, now)
        sentence = ngettext(
            "%(num)s Person wartet auf einen Platz.", "%(num)s Personen warten auf einen Platz.", number
        )
        if room:
            sentence += " " + _("%(room)s ist dann frei und größer.", room=room.place_line)
        else:
            sentence += " " + _("Einen größeren freien Raum haben wir dann nicht.")
        page, act = "verdoppeln", _("Noch einmal planen")
        if room:
            wanted = event.ledger(ONSITE).capacity + number
            page, act = f"ort?raum={room.id}&plaetze={wanted}", _("Raum wechseln")
        found.append(
            todo_of(
                event, now, "many-wait", sentence, act, page,
                due_at=event.closes_at or event.starts_at, settle=_("Es bleibt dabei"),
                marker=f"{room.id if room else 0} {event.starts_at.isoformat()}",
            )
        )  # fmt: skip
    return found


def _larger(event, number, rooms, table, events, now):
    """Return the smallest room at the same place that takes those who wait as well and is free, or None."""
    ledger, own = event.ledger(ONSITE), [room for room in event.rooms if not room.is_digital]
    if ledger is None or not own:
        return None
    layout, wanted = event.format.layout, ledger.capacity + number
    fitting = [
        room for room in rooms
        if room.id not in {each.id for each in own} and room.place_id in {each.place_id for each in own}
        and programme_rules.room_capacity(room, layout) >= wanted
    ]  # fmt: skip
    fitting.sort(key=lambda room: (programme_rules.room_capacity(room, layout), room.id))
    for room in fitting:
        is_free = all(table.why_not(room, *span, now, STAFF) is None for span in event.spans)
        if is_free and not _is_anothers(room, event, events, table):
            return room
    return None


def _is_anothers(room, event, events, table):
    """Tell whether one of the other events has a part of a room at the same time."""
    return any(
        set(table.parts.get(booking.room_id, ())) & set(table.parts[room.id])
        and booking.starts_at < ends_at and booking.ends_at > starts_at
        for other in events if other is not event
        for date in other.dates for booking in date.bookings
        for starts_at, ends_at in event.spans
    )  # fmt: skip
