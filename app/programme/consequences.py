"""What a change of an event would come to, seen before it is made: who is told, and whether the seats fit."""

import zlib
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock, display
from app.database import rehearsal
from app.programme import rules
from app.programme.models import ONLINE, ONSITE, PUBLISHED

# function(event_id) -> Guests: filled in create_app, because registrations stand further right.
GUESTS_OF = []
# The name under which the second sending of a form says what its sender has seen.
SEEN = "seen"


@dataclass(frozen=True)
class Guests:
    """Whom a change concerns: people who would be told, seats that wait ({kind: seats}), guests in wheelchairs."""

    told: int = 0
    waiting: tuple = ()
    wheelchairs: int = 0
    # How many of those who would be told wait for a seat.
    told_waiting: int = 0


@dataclass(frozen=True)
class Consequences:
    """What a page shows before a change is made."""

    told: int
    told_waiting: int
    # Too near for a second thought.
    at_once: bool
    lines: tuple
    mark: str


def guests_of(event_id):
    """Return the Guests of an event."""
    return next((ask(event_id) for ask in GUESTS_OF), Guests())


def look_first(event, act, seen):
    """Return the Consequences that somebody has to see before an act, or None where they have, or nobody is concerned.

    The act (a function that returns the event) is done and taken back: it raises Refused as it would in earnest.
    `seen`: what the form says its sender has seen; where that has changed meanwhile, they look again.
    """
    guests = guests_of(event.id)
    if event.state != PUBLISHED or not guests.told:
        return None
    with rehearsal():
        changed = act()
        then = guests_of(changed.id)
        lines = (
            _when(changed), _where(changed), *_things(changed), *_seats(changed, then), *_come_in(guests, then),
            *_wheelchairs(guests),
        )  # fmt: skip
        at_once = rules.may_tell(changed.tell_at, clock.now())
    mark = _mark(guests, lines)
    if seen == mark:
        return None
    lines = tuple(line for line in lines if line)
    return Consequences(guests.told, guests.told_waiting, at_once, lines, mark)


def mark_of(event):
    """Return the mark of what somebody sees who is about to call an event off."""
    return _mark(guests_of(event.id), (event.spans, event.place_line))


def _mark(*facts):
    return f"{zlib.crc32(repr(facts).encode()):08x}"


def _when(event):
    return _("Wann: %(when)s", when=" · ".join(display.span(*span) for span in event.spans))


def _where(event):
    return _("Wo: %(where)s", where=event.place_line) if event.place_line else ""


def _seats(event, guests):
    waiting = dict(guests.waiting)
    for ledger in event.ledgers:
        if not ledger.capacity:
            continue
        kind = _("Vor Ort") if ledger.kind == ONSITE else _("Digital")
        line = _(
            "%(kind)s: %(taken)s von %(all)s Plätzen vergeben",
            kind=kind, taken=ledger.taken or _("keiner"), all=ledger.capacity,
        )  # fmt: skip
        if room := _room_for(event, ledger.kind):
            line += " · " + _("Platz wäre für %(num)s", num=room)
        if number := waiting.get(ledger.kind):
            line += " · " + ngettext("%(num)s Platz auf der Warteliste", "%(num)s Plätze auf der Warteliste", number)
        yield line


def _room_for(event, kind):
    """Return how many people the rooms of a kind take as they are to sit; 0: there is none of ours."""
    rooms = [room for room in event.rooms if room.is_digital == (kind == ONLINE)]
    return sum(rules.room_capacity(room, event.format.layout) for room in rooms)


def _things(event):
    """What was lent goes along, or goes back."""
    names = {loan.equipment.name for date in event.dates for booking in date.bookings for loan in booking.loans}
    if names:
        yield _("Dabei ist: %(things)s", things=", ".join(sorted(names)))


def _come_in(guests, then):
    number = sum(seats for _kind, seats in guests.waiting) - sum(seats for _kind, seats in then.waiting)
    if number > 0:
        yield ngettext(
            "%(num)s Platz von der Warteliste rückt gleich nach",
            "%(num)s Plätze von der Warteliste rücken gleich nach",
            number,
        )  # fmt: skip


def _wheelchairs(guests):
    if guests.wheelchairs:
        yield ngettext(
            "%(num)s Gast kommt im Rollstuhl", "%(num)s Gäste kommen im Rollstuhl", guests.wheelchairs
        )
