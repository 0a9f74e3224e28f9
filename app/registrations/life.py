"""What a registration goes through: one pure function over facts. Drawn in docs/registration-life.md.

It decides what becomes of a registration; why somebody is refused, in words, is for registrations.rules.
"""

from dataclasses import dataclass
from enum import Enum

from app.registrations.models import (
    ATTENDED,
    CONFIRMED,
    DECLINED,
    GIVEN_UP,
    HELD,
    LAPSED,
    LIVING,
    MISSED,
    OFFERED,
    REMOVED,
    SEATED,
    WAITING,
)


class Act(Enum):
    """What happens to a registration."""

    BOOK = "book"
    CONFIRM = "confirm"
    LAPSE = "lapse"
    SEAT = "seat"
    ACCEPT = "accept"
    GIVE_UP = "give up"
    REMOVE = "remove"
    CHECK_IN = "check in"
    UNDO = "undo"
    MISS = "miss"


@dataclass(frozen=True)
class Facts:
    """What the next state depends on, as it is under the lock."""

    # Enough seats of every kind that is wanted are free.
    fits: bool = False
    # The event takes place and has not begun.
    is_open: bool = True
    has_list: bool = True
    # They would rather wait than not be there.
    would_wait: bool = False
    # The mailbox confirmed it, or the house vouches for it.
    is_sure: bool = False
    # A deadline (of a hold, of an offer) has passed.
    is_due: bool = False
    # Freed seats are offered, not given.
    offers: bool = False


def follow(state, act, facts):
    """Return the state after an act; the same one where the act changes nothing. `state` None: not there yet."""
    return _FOLLOW[act](state, facts)


def seats_moved(before, after):
    """Return +1 where seats of the ledger are taken by a step, -1 where they are given back, else 0."""
    return (after in SEATED) - (before in SEATED)


def _book(state, facts):
    if state is not None:
        return state
    if facts.fits:
        return CONFIRMED if facts.is_sure else HELD
    return WAITING if facts.would_wait and facts.has_list else None


def _confirm(state, facts):
    if not facts.is_open or facts.is_sure:
        return state
    if state == HELD:
        return CONFIRMED
    if state not in (WAITING, LAPSED):
        return state
    if facts.fits:
        return CONFIRMED
    # Too late for the seat, not for the list: with the place of the first day.
    return WAITING if facts.has_list else state


def _lapse(state, facts):
    if not facts.is_due:
        return state
    if state in (HELD, OFFERED) or (state == WAITING and not facts.is_sure):
        return LAPSED
    return state


def _seat(state, facts):
    if state != WAITING or not (facts.is_sure and facts.fits and facts.is_open):
        return state
    return OFFERED if facts.offers else CONFIRMED


def _accept(state, facts):
    if not facts.is_open:
        return state
    # Late, but nobody has passed the seats on yet.
    if state == OFFERED:
        return CONFIRMED
    return CONFIRMED if state == LAPSED and facts.is_sure and facts.fits else state


def _give_up(state, _facts):
    if state == OFFERED:
        return DECLINED
    return GIVEN_UP if state in (HELD, CONFIRMED, WAITING) else state


def _remove(state, _facts):
    return REMOVED if state in LIVING and state != ATTENDED else state


def _check_in(state, facts):
    if state in (CONFIRMED, HELD, OFFERED, MISSED):
        return ATTENDED
    return ATTENDED if state == WAITING and facts.fits else state


def _undo(state, _facts):
    return CONFIRMED if state == ATTENDED else state


def _miss(state, _facts):
    return MISSED if state == CONFIRMED else state


_FOLLOW = {
    Act.BOOK: _book, Act.CONFIRM: _confirm, Act.LAPSE: _lapse, Act.SEAT: _seat, Act.ACCEPT: _accept,
    Act.GIVE_UP: _give_up, Act.REMOVE: _remove, Act.CHECK_IN: _check_in, Act.UNDO: _undo, Act.MISS: _miss,
}  # fmt: skip
