"""What becomes of a registration: the pure function, all of it, and the drawing of it."""

import re
from itertools import product
from pathlib import Path

import pytest

from app.registrations import life
from app.registrations.life import Act, Facts
from app.registrations.models import LIVING, MISSED, REMOVED, SEATED, STATES

DRAWING = Path(__file__).parents[2] / "docs/registration-life.md"
FLAGS = ("fits", "is_open", "has_list", "would_wait", "is_sure", "is_due", "offers")
EVERY_FACTS = [Facts(**dict(zip(FLAGS, flags, strict=True))) for flags in product((False, True), repeat=len(FLAGS))]
EVERY = list(product((None, *STATES), Act, EVERY_FACTS))


def steps():
    """Every (state, act, next state) in which something changes, whatever the facts."""
    every = ((state, act, life.follow(state, act, facts)) for state, act, facts in EVERY)
    return {(state, act.value, then) for state, act, then in every if then != state}


def test_it_is_drawn_as_it_is():
    drawn = re.findall(r"^\s+(\S+) --> (\w+): (.+)$", DRAWING.read_text(encoding="utf-8"), re.MULTILINE)
    arrows = {
        (None if state == "[*]" else state, act.strip(), then)
        for state, then, acts in drawn for act in acts.split(",")
    }  # fmt: skip

    assert arrows == steps()


def test_every_act_ends_in_a_known_state():
    assert {life.follow(*each) for each in EVERY} == {None, *STATES}


def test_seats_come_only_by_acts_that_look_whether_there_are_any():
    """A step into the ledger needs free seats, or the seats were there already."""
    taking = {
        (state, act.value) for state, act, facts in EVERY
        if life.seats_moved(state, life.follow(state, act, facts)) == 1 and not facts.fits
    }  # fmt: skip

    assert taking == set()


def test_what_has_ended_by_the_house_stays_so():
    assert {then for state, _act, then in steps() if state == REMOVED} == set()


def test_nobody_is_seated_twice_or_gives_back_twice():
    moved = {life.seats_moved(state, then) for state, _act, then in steps()}

    assert moved == {-1, 0, 1}
    assert all(
        life.seats_moved(state, then) == (then in SEATED) - (state in SEATED) for state, _act, then in steps()
    )


@pytest.mark.parametrize("act", [Act.CONFIRM, Act.LAPSE, Act.ACCEPT, Act.GIVE_UP, Act.REMOVE, Act.CHECK_IN, Act.MISS])
def test_twice_is_as_good_as_once(act):
    """Where the facts are as they are after the first time: whoever confirmed is sure."""
    for state, facts in product(STATES, EVERY_FACTS):
        once = life.follow(state, act, facts)
        sure = Facts(**{**facts.__dict__, "is_sure": facts.is_sure or act is Act.CONFIRM})
        again = life.follow(once, act, sure)
        # Who came although an offer had lapsed waits no more; a late acceptance is no second one.
        assert again == once, (state, act, facts)


def test_the_living_can_end_and_the_ended_cannot_end_again():
    ended = set(STATES) - set(LIVING) - {MISSED}

    for state in ended:
        assert {life.follow(state, act, facts) for act in (Act.GIVE_UP, Act.REMOVE, Act.LAPSE, Act.MISS)
                for facts in EVERY_FACTS} == {state}  # fmt: skip
