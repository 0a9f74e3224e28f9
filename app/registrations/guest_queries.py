"""The guest list of an event for the team: searched, filtered, in pages."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import abort

from app.database import db
from app.programme import queries as programme
from app.programme import scopes
from app.registrations import tickets
from app.registrations.models import (
    ATTENDED,
    COMING,
    CONFIRMED,
    HELD,
    LIVING,
    OFFERED,
    WAITING,
    Registration,
)

PAGE = 100
# Nobody turns further; a larger number would be none to a database.
LAST_PAGE = 10_000
# In the order of the list: who comes, by name; who is not sure; who waits, in order; who has ended.
_RANK = sa.case(
    (Registration.state.in_((CONFIRMED, ATTENDED)), 0), (Registration.state.in_((HELD, OFFERED)), 1),
    (Registration.state == WAITING, 2), else_=3,
)  # fmt: skip
STATES = {
    "dabei": COMING, "offen": (HELD, OFFERED), "warteliste": (WAITING,),
    "beendet": ("lapsed", "given_up", "declined", "removed", "missed"),
}  # fmt: skip
_HAS_NEEDS = sa.or_(
    Registration.wheelchairs > 0, Registration.carers > 0, Registration.needs_note != "",
    sa.cast(Registration.needs, sa.String) != "[]",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What of the list is wanted: words of a name, an address or a door code; a state; a kind; with needs only."""

    words: str = ""
    state: str = ""
    kind: str = ""
    needs: bool = False

    @property
    def conditions(self):
        """What a registration must be like."""
        found = [Registration.state.in_(STATES.get(self.state, LIVING))]
        if self.kind:
            found.append(Registration.kind == self.kind)
        if self.needs:
            found.append(_HAS_NEEDS)
        if self.words:
            like = f"%{_escaped(self.words.lower())}%"
            # SQLite knows small letters of ASCII only: "öztürk" is looked for as one may have written it.
            spelled = {self.words, self.words.lower(), self.words.title(), self.words.upper()}
            anywhere = [
                sa.func.lower(Registration.name).like(like, escape="!"), Registration.email.like(like, escape="!"),
                *(Registration.name.like(f"%{_escaped(each)}%", escape="!") for each in sorted(spelled)),
            ]  # fmt: skip
            if code := tickets.read_door_code(self.words):
                anywhere.append(Registration.id % code[1] == code[0])
            found.append(sa.or_(*anywhere))
        return found


def _escaped(words):
    return words.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def guests(event_id, wanted, page=1, limit=PAGE):
    """Return (registrations of a page, how many there are of all). Two statements."""
    conditions = (Registration.event_id == event_id, *wanted.conditions)
    number = db.session.scalar(sa.select(sa.func.count(Registration.id)).where(*conditions))
    rows = db.session.scalars(
        sa.select(Registration)
        .where(*conditions)
        .order_by(
            _RANK, sa.case((_RANK == 2, Registration.ahead_at.is_(None))),
            sa.case((_RANK == 2, Registration.ahead_at)), sa.case((_RANK == 2, Registration.booked_at)),
            sa.func.lower(sa.func.coalesce(Registration.name, "")), Registration.id,
        )
        .offset((page - 1) * (limit or 0))
        .limit(limit)
    ).all()  # fmt: skip
    return rows, number


def needs_of_all(event_id):
    """Return (wheelchairs, carers, needs, people) of those who come or may come and told any of it. One statement."""
    return db.session.execute(
        sa.select(Registration.wheelchairs, Registration.carers, Registration.needs, Registration.people).where(
            Registration.event_id == event_id, Registration.state.in_((*COMING, HELD, OFFERED)),
            sa.or_(_HAS_NEEDS, sa.cast(Registration.people, sa.String) != "[]"),
        )
    ).all()  # fmt: skip


def counts(event_id):
    """Return {(kind, state): seats} of an event, for the figures above the list. One statement."""
    return {
        (kind, state): seats
        for kind, state, seats in db.session.execute(
            sa.select(Registration.kind, Registration.state, sa.func.sum(Registration.seats))
            .where(Registration.event_id == event_id)
            .group_by(Registration.kind, Registration.state)
        )
    }


def get_registration(registration_id):
    """Return a registration with its event, or abort with 404."""
    registration = db.session.get(Registration, registration_id)
    if registration is None:
        abort(404)
    programme.get_event(registration.event_id)
    return registration


def of_registration(registration_id, **_rest):
    """What a page about a registration is about: its event (for access)."""
    event_id = db.session.scalar(sa.select(Registration.event_id).where(Registration.id == registration_id))
    return scopes.of_event(event_id or abort(404))
