"""How a page or feed in memory knows that it is old: one number that every public change raises.

With it comes the revision of the house, which every stamp begins with (see pages.STAMP).
"""

import sqlalchemy as sa

from app import clock
from app.alliance.bodies import Body, Resolution, ResolutionVote
from app.alliance.houses import House
from app.alliance.ideas import Idea, IdeaDecision
from app.alliance.models import InnovationArea, Offer, Organisation, Place
from app.alliance.targets import AreaTarget
from app.database import Prepared, UtcDateTime, db, glance
from app.programme import indexing  # noqa: F401 - its listeners come before those of this file
from app.programme.afterwards import ClosingReport
from app.programme.groupings import Umbrella
from app.programme.interpreters import EventInterpreting
from app.programme.models import Event, EventDate, Format, ProgrammeRevision, SeatLedger
from app.programme.translations import EventText, FormatText
from app.rooms.bookings import Booking, Occupancy
from app.rooms.closures import Closure, ClosureSpan, SchoolHoliday
from app.rooms.models import Equipment, Layout, Part, Room, RoomHours, RoomPolicy

# Whatever of these is added, changed or deleted can change a public page.
PUBLIC = (
    Event, EventDate, Format, Place, InnovationArea, Organisation, Offer, AreaTarget,
    House,
    Idea, IdeaDecision,
    Room, Part, Layout, RoomHours, RoomPolicy, Equipment, Booking, Occupancy, Closure, ClosureSpan, SchoolHoliday,
    Body, Resolution, ResolutionVote,
    Umbrella, FormatText, EventText, EventInterpreting, ClosingReport,
)  # fmt: skip

# Asked before every public page, so they stand ready.
_CURRENT = Prepared(
    sa.select(
        sa.select(House.revision).scalar_subquery(),
        sa.select(ProgrammeRevision.number).scalar_subquery(),
        sa.select(sa.func.coalesce(sa.func.sum(SeatLedger.revision), 0)).scalar_subquery(),
    )
)
_LAST_CHANGE = Prepared(
    sa.select(sa.select(House.revision).scalar_subquery(), ProgrammeRevision.number, ProgrammeRevision.changed_at)
)


def mark():
    """Say that the present transaction changes what is public (needed only after statements past the session)."""
    db.session().info["public_change"] = True


def current():
    """Return (revision of the house, programme number, sum of all seat revisions).

    Each only rises, so three that are equal mean equal pages.
    """
    return tuple(glance(_CURRENT)[0])


def by_minute():
    """Return the stamp of what changes with the programme, with seats, and with the minute (what opens, is over)."""
    return (*current(), int(clock.now().timestamp()) // 60)


def last_change():
    """Return (revision of the house, programme number, moment of the last change of either)."""
    return tuple(glance(_LAST_CHANGE)[0])


@sa.event.listens_for(db.session, "before_flush")
def _notice(session, _context, _instances):
    changed = (*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row)))
    if any(isinstance(row, PUBLIC) for row in changed):
        session.info["public_change"] = True


@sa.event.listens_for(db.session, "before_commit")
def _raise(session):
    session.flush()
    if session.in_nested_transaction():
        # A savepoint is not the end yet.
        return
    if session.info.pop("public_change", False):
        # The last statement before the commit: everyone who changes the programme meets at this row,
        # and nobody who holds it waits for anything else.
        # Its moment never goes back, as Last-Modified must not: who waited here comes later than their clock said.
        now, was = sa.literal(clock.now(), UtcDateTime), ProgrammeRevision.changed_at
        session.execute(
            sa.update(ProgrammeRevision).values(
                number=ProgrammeRevision.number + 1, changed_at=sa.case((was < now, now), else_=was)
            )
        )


@sa.event.listens_for(db.session, "after_rollback")
def _forget(session):
    session.info.pop("public_change", None)
