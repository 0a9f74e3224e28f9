"""Two who decide about the same partner request come to one decision; with a twin that shows the lock is needed."""

import secrets
from functools import partial

import pytest
import sqlalchemy as sa

from app.alliance import joining
from app.alliance.models import Organisation
from app.alliance.partners import ACCEPTED, DECLINED
from app.database import db
from app.notifications.models import Message
from tests.make import a_member_of_staff
from tests.make_organisations import a_partner_request, a_wish
from tests.races.processes import DONE, REFUSED, Outcome
from tests.races.rounds import breaks, in_rounds

pytestmark = pytest.mark.slow

WON, DECIDED = Outcome(DONE), Outcome(REFUSED, "DECIDED")


def staff():
    """Two members of the team."""
    found = db.session.scalars(sa.text("SELECT id FROM accounts ORDER BY id LIMIT 2")).all()
    return found or [a_member_of_staff(f"{name}@example.org", name).id for name in ("jana", "ole")]


def accept_against_decline(race, **conditions):
    """Race to accept and to decline one request."""
    jana, ole = staff()
    name = f"Garten {secrets.token_hex(4)}"
    request = a_partner_request(a_wish(name))
    calls = [partial(joining.accept, request.id, jana), partial(joining.decline, request.id, ole, "Leider nicht.")]

    outcomes = race(calls * 2, **conditions)

    assert sorted(outcomes, key=str) == [WON, DECIDED, DECIDED, DECIDED]
    is_accepted = WON in (outcomes[0], outcomes[2])
    made = db.session.scalar(sa.select(sa.func.count(Organisation.id)).where(Organisation.name == name))
    told = db.session.scalars(
        sa.select(Message.template).where(Message.about == request.about, ~Message.template.like("%please_confirm"))
    ).all()
    accepted = (ACCEPTED, 1, ["alliance/mail/partner_accepted"])
    declined = (DECLINED, 0, ["alliance/mail/partner_declined"])
    assert (request.state, made, told) == (accepted if is_accepted else declined)


@in_rounds
def test_of_accept_and_decline_one_wins_and_the_person_is_told_that_one(race, pause):
    accept_against_decline(race, pause=pause)


def test_without_locks_accept_and_decline_both_win(race):
    assert breaks(partial(accept_against_decline, race, pause=0.02, locks=False))
