"""What the booking form must know of an event: few facts, read in one statement, because many ask for them at once."""

from types import SimpleNamespace

import sqlalchemy as sa
from flask import abort

from app.database import Prepared, glance
from app.programme.models import Event, Format, SeatLedger
from app.programme.queries import FIRST_START, IS_PUBLIC, LAST_END

# One row for each kind of seats.
_BOOKABLE = Prepared(
    sa.select(
        Event.id,
        Event.slug,
        Event.state,
        Event.opens_at,
        Event.closes_at,
        FIRST_START.label("starts_at"),
        LAST_END.label("ends_at"),
        Format.registration,
        Format.companions_max,
        Format.has_waiting_list,
        Format.questions,
        Format.asks,
        Format.slot_minutes,
        Format.offers_seats,
        Event.attendance,
        Event.wheelchair_places,
        Event.languages,
        SeatLedger.house,
        SeatLedger.kind,
        SeatLedger.capacity,
        SeatLedger.taken,
    )
    .join(Event.format)
    .outerjoin(SeatLedger, SeatLedger.event_id == Event.id)
    .where(Event.slug == sa.bindparam("slug"), IS_PUBLIC)
    .order_by(SeatLedger.kind.desc())
)


class Bookable(SimpleNamespace):
    """The facts of an event that decide on a booking, under the names that they have in Event."""

    @property
    def registration(self):
        """How one takes part, as in rules.Seats."""
        return self.format.registration

    @property
    def questions(self):
        """What is asked, as in rules.Seats."""
        return self.format.questions

    def ledger(self, kind):
        """Return the seats of a kind (ONSITE, ONLINE), or None where the event has none."""
        return next((ledger for ledger in self.ledgers if ledger.kind == kind), None)


def get_bookable(slug):
    """Return a public event as a Bookable, or abort with 404; drafts are not public."""
    rows = glance(_BOOKABLE, {"slug": slug})
    if not rows:
        abort(404)
    row = rows[0]
    return Bookable(
        id=row.id, slug=row.slug, state=row.state, starts_at=row.starts_at, ends_at=row.ends_at,
        opens_at=row.opens_at, closes_at=row.closes_at, attendance=row.attendance,
        wheelchair_places=row.wheelchair_places, languages=row.languages,
        format=SimpleNamespace(
            registration=row.registration, companions_max=row.companions_max, has_waiting_list=row.has_waiting_list,
            questions=row.questions, asks=row.asks, slot_minutes=row.slot_minutes, offers_seats=row.offers_seats,
        ),
        ledgers=[
            SimpleNamespace(kind=each.kind, capacity=each.capacity, taken=each.taken, free=each.capacity - each.taken)
            for each in rows if each.kind
        ],
    )  # fmt: skip
