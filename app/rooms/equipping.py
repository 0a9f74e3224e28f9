"""What the team does with things: what stands in rooms, what is lent, and which of them are machines."""

import sqlalchemy as sa

from app import clock, display
from app.accounts import audit
from app.database import db, lock, lock_numbers, transaction
from app.errors import Refused
from app.rooms import furnishing_queries
from app.rooms.actions import STOCK
from app.rooms.bookings import Loan
from app.rooms.furnishing import lock_furnishing
from app.rooms.furnishing_rules import FurnishingRefusal
from app.rooms.models import Equipment
from app.slugs import free_slug, slug

FIXED, MOBILE = "fixed", "mobile"


def create_thing(name, kind, stock=None, provides=None, needs_briefing=False, interprets=None):
    """Make a thing: a fixed one, or a mobile one with a stock. A machine is one that needs a briefing."""
    with transaction():
        lock_furnishing()
        stock = _stock_of(kind, stock)
        thing = Equipment(
            key=free_slug(slug(name)[:70], furnishing_queries.thing_keys()), name=name, kind=kind, stock=stock,
            provides=provides, needs_briefing=needs_briefing, interprets=interprets,
        )  # fmt: skip
        db.session.add(thing)
        db.session.flush()
        audit.note("create_thing", f"equipment:{thing.id}", name=name)
    return thing


def change_thing(equipment_id, kind, stock=None, **facts):
    """Change a thing. Less stock than is lent at any moment to come is refused, as is another kind of a used one."""
    with transaction():
        lock_furnishing()
        lock_numbers(STOCK, [equipment_id])
        thing = lock(Equipment, equipment_id)
        stock = _stock_of(kind, stock)
        if kind != thing.kind and furnishing_queries.was_used(equipment_id):
            raise Refused(FurnishingRefusal.KIND_IN_USE, thing=thing.name)
        if stock is not None and thing.stock is not None and stock < thing.stock:
            _refuse_less_than_lent(thing, stock)
        if thing.needs_briefing and not facts.get("needs_briefing", True) and stock is None:
            # Only machines go along with a booking of the room in which they stand.
            _refuse_while_lent(thing)
        facts = {"kind": kind, "stock": stock, **facts}
        before = audit.facts_of(thing, facts)
        for name, value in facts.items():
            setattr(thing, name, value)
        audit.note("change_thing", f"equipment:{equipment_id}", **audit.changes(before, facts))
    return thing


def delete_thing(equipment_id):
    """Delete a thing that is not lent in the time to come, and with it who had it in the past and who was briefed."""
    with transaction():
        lock_furnishing()
        lock_numbers(STOCK, [equipment_id])
        thing = lock(Equipment, equipment_id)
        _refuse_while_lent(thing)
        name = thing.name
        # All of them are over: nobody has the thing any more.
        db.session.execute(sa.delete(Loan).where(Loan.equipment_id == equipment_id))
        db.session.delete(thing)
        audit.note("delete_thing", f"equipment:{equipment_id}", name=name)


def _stock_of(kind, stock):
    """Return the stock that a thing of a kind has; raise Refused where a mobile one has none."""
    if kind == FIXED:
        return None
    if stock is None or stock < 1:
        raise Refused(FurnishingRefusal.NO_STOCK)
    return stock


def _refuse_while_lent(thing):
    loan = furnishing_queries.find_coming_loan(thing.id, clock.now())
    if loan is not None:
        when = display.span(loan.booking.starts_at, loan.booking.ends_at)
        raise Refused(FurnishingRefusal.THING_LENT, thing=thing.name, title=loan.booking.title, when=when)


def _refuse_less_than_lent(thing, stock):
    loans = furnishing_queries.coming_loans(thing.id, clock.now())
    for starts_at, ends_at, _quantity in loans:
        # The most that is out at once is out when one of the loans begins.
        lent = sum(loan.quantity for loan in loans if loan.starts_at <= starts_at < loan.ends_at)
        if lent > stock:
            when = display.span(starts_at, ends_at)
            raise Refused(FurnishingRefusal.STOCK_LENT, thing=thing.name, lent=lent, when=when)
