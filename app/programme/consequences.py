"""What a change of an event would come to, seen before it is made: who is told, and whether the seats fit."""

import zlib
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app import display
from app.database import rehearsal
from app.programme.models import ONSITE, PUBLISHED

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


@dataclass(frozen=True)
class Consequences:
    """What a page shows before a change is made."""

    told: int
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
        lines = (_when(changed), _where(changed), *_seats(changed, guests), *_wheelchairs(guests))
    mark = f"{zlib.crc32(repr((guests, lines)).encode()):08x}"
    return None if seen == mark else Consequences(guests.told, tuple(line for line in lines if line), mark)


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
        if number := waiting.get(ledger.kind):
            line += " · " + ngettext("%(num)s Platz auf der Warteliste", "%(num)s Plätze auf der Warteliste", number)
        yield line


def _wheelchairs(guests):
    if guests.wheelchairs:
        yield ngettext(
            "%(num)s Gast kommt im Rollstuhl", "%(num)s Gäste kommen im Rollstuhl", guests.wheelchairs
        )
