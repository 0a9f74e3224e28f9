"""Are the things there that somebody wants to have along? Read once, judged for any number of spans."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.database import Prepared, db, look
from app.rooms import rules
from app.rooms.bookings import Loan
from app.rooms.models import Equipment

# All of them: a house has a few dozen, and one text of a statement serves every question.
_THINGS = Prepared(sa.select(Equipment.id, Equipment.name, Equipment.stock).order_by(Equipment.id))


@dataclass(frozen=True)
class Stock:
    """Some things of which so many are wanted, and the loans of them in a span."""

    sizes: dict
    wanted: dict
    loans: list

    def lasts(self, starts_at, ends_at):
        """Tell whether nothing runs out, should the wanted ones be out from one moment to another."""
        return self.find_missing(starts_at, ends_at) is None

    def find_missing(self, starts_at, ends_at):
        """Return the id of the first thing that would run out, or None."""
        return next(
            (ident for ident, size in self.sizes.items()
             if self._most_out(ident, starts_at, ends_at) + self.wanted[ident] > size), None,
        )  # fmt: skip

    def _most_out(self, ident, starts_at, ends_at):
        return rules.most_lent(
            (begin, end, quantity)
            for thing, begin, end, quantity in self.loans
            if thing == ident and begin < ends_at and end > starts_at
        )


def things(wanted):
    """Return (id, name, stock) for each of the wanted ids or names, or as given if they are such already.

    Raises LookupError for one that is not there.
    """
    if not wanted or hasattr(wanted[0], "stock"):
        return list(wanted)
    found = look(_THINGS)
    known = {thing.name: thing for thing in reversed(found)} | {thing.id: thing for thing in found}
    if missing := [each for each in wanted if each not in known]:
        raise LookupError(f"No equipment {missing}")
    return [known[each] for each in wanted]


def stock_of(things, starts_at, ends_at, but_not=()):
    """Return the Stock of those things that are lent, for spans between two moments; `but_not`: ids of bookings."""
    sizes = {thing.id: thing.stock for thing in things if thing.stock is not None}
    loans = []
    if sizes:
        loans = db.session.execute(
            sa.select(Loan.equipment_id, Loan.starts_at, Loan.ends_at, Loan.quantity).where(
                Loan.equipment_id.in_(sizes),
                Loan.starts_at < ends_at,
                Loan.ends_at > starts_at,
                Loan.booking_id.not_in(but_not),
            )
        ).all()
    return Stock(sizes, {ident: sum(thing.id == ident for thing in things) for ident in sizes}, loans)
