"""What somebody who plans an event can choose: rooms that are free at all its dates, and why others are not."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import joinedload, selectinload

from app.database import db
from app.programme import barriers, rules
from app.programme.models import ANY
from app.rooms import timetables
from app.rooms.models import STAFF, Equipment, Room
from app.rooms.rules import BREAKABLE, RoomRefusal

# A format may ask for it; rooms say it among their barriers.
HEARING_LOOP = "Induktionsschleife"


@dataclass(frozen=True)
class RoomChoice:
    """A room that somebody may choose, or not: `why_not` says in a word what keeps it from all of the dates."""

    id: int
    name: str
    label: str
    is_digital: bool
    can_be_had: bool
    why_not: str
    room: Room
    # How many it takes as people are to sit, and whether it has barriers that the format must not have.
    capacity: int
    has_barriers: bool
    # How many of the things that the format needs are not there.
    lacks: int


def room_choices(spans, persons, needs, now, place_ids=None, but_not=(), layout="", barrier_need=ANY):
    """Return the RoomChoices for an event, those that fit best first; without spans all can be had.

    `place_ids`: only rooms at these places, and digital ones; None: all. `but_not`: ids of bookings to overlook, which
    the event has already. `layout` and `barrier_need`: how people sit, and what must be without barriers; see Format.
    A few statements, however many rooms.
    """
    rooms = all_rooms(place_ids)
    table = None
    if spans and rooms:
        first, last = min(begin for begin, _end in spans), max(end for _begin, end in spans)
        table = timetables.load(rooms, first, last, but_not)
    choices = [_choice(room, spans, table, needs, now, layout, barrier_need) for room in rooms]
    return sorted(choices, key=lambda each: _fit(each, persons))


def all_rooms(place_ids=None):
    """Return the rooms in use (at some places) with all that says whether an event fits, physical ones first."""
    here = sa.true() if place_ids is None else sa.or_(Room.place_id.is_(None), Room.place_id.in_(place_ids))
    return db.session.scalars(
        sa.select(Room)
        .where(Room.retired_at.is_(None), here)
        .options(
            joinedload(Room.place), selectinload(Room.hours), selectinload(Room.policies), selectinload(Room.equipment),
            selectinload(Room.layouts),
        )
        .order_by(Room.kind.desc(), Room.place_id, Room.name)
    ).all()  # fmt: skip


def _choice(room, spans, table, needs, now, layout, barrier_need):
    capacity = rules.room_capacity(room, layout)
    refusals = [table.why_not(room, *span, now, STAFF) for span in spans] if table else []
    reasons = {refused[0]: refused[1] for refused in refusals if refused}
    hard = next((reason for reason in reasons if reason not in BREAKABLE), None)
    # A room without its own hours may be shut on one date: the planner decides, and is told.
    soft = [_in_words(reason, facts) for reason, facts in reasons.items() if reason in BREAKABLE]
    parts = [
        _how_many(room, capacity, layout),
        *([_("frei")] if table and not reasons else []),
        *dict.fromkeys(soft),
    ]
    lacking = [] if room.is_digital else _lacking(room, needs)
    if lacking:
        parts.append(_("ohne %(things)s", things=", ".join(lacking)))
    barrier = barriers.why_not_fit(room, barrier_need)
    if barrier:
        parts.append(barrier)
    return RoomChoice(
        room.id, room.place_line, f"{room.place_line}: {', '.join(parts)}", room.is_digital, hard is None,
        _in_words(hard, reasons[hard]) if hard else ", ".join(soft), room, capacity, bool(barrier), len(lacking),
    )  # fmt: skip


def _how_many(room, capacity, layout):
    if any(each.name == layout for each in room.layouts):
        return ngettext(
            "bis %(num)s Person (%(layout)s)", "bis %(num)s Personen (%(layout)s)", capacity, layout=layout
        )
    return ngettext("bis %(num)s Person", "bis %(num)s Personen", capacity)


def _in_words(reason, facts):
    return {
        RoomRefusal.BUSY: _("belegt"),
        RoomRefusal.OUTSIDE_HOURS: _("dann nicht geöffnet"),
        RoomRefusal.CLOSED: _("dann geschlossen (%(reason)s)", reason=facts.get("reason", "")),
    }.get(reason, _("geht dann nicht"))


def _lacking(room, needs):
    there = {thing.name for thing in room.equipment} | {thing.provides for thing in room.equipment}
    if room.hearing_loop in ("fest", "mobil"):
        there.add(HEARING_LOOP)
    return [need for need in needs if need not in there]


def _fit(choice, persons):
    room = choice.room
    return (
        not choice.can_be_had, bool(choice.why_not), choice.has_barriers, choice.capacity < (persons or 1),
        choice.lacks, choice.capacity, room.place_line,
    )  # fmt: skip


def lent_things():
    """Return the things that can be brought along, by name; who interprets is asked for by language."""
    is_a_thing = sa.and_(Equipment.stock.is_not(None), Equipment.interprets.is_(None))
    return db.session.scalars(sa.select(Equipment).where(is_a_thing).order_by(Equipment.name)).all()
