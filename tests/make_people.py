"""People who sign in: invited, and with an account."""

from datetime import timedelta

import pyotp
import sqlalchemy as sa

from app import clock
from app.accounts import inviting, second_factor
from app.accounts.models import ROOMS, RoleGrant
from app.database import db
from app.notifications import delivery, erased
from tests.make import PASSWORD

NEW_PASSWORD = "Kranich Teppich Morgen Ziegel"


def an_invitation(email="neu@example.org", name="Ole", grants=((ROOMS, None, None),), by_id=None):
    """Somebody was invited by mail."""
    return inviting.invite(email, name, [list(grant) for grant in grants], by_id=by_id)


def accept_path(invitation):
    """The path of the link in the newest mail of an invitation."""
    return inviting.link_path(inviting.queries.find_invitation(invitation.id))


def sign_in(guest, email="team@example.org", password=PASSWORD, weiter=None):
    """Sign somebody in, as the form does."""
    path = "/team/anmelden" + (f"?weiter={weiter}" if weiter else "")
    return guest.post(path, email=email, password=password)


def later(**span):
    """Let the stopped clock go on."""
    clock.stand_still(clock.now() + timedelta(**span))


def grants_of(account):
    """The stored roles of somebody: [(role, place id, organisation id)]."""
    # What others wrote meanwhile.
    db.session.rollback()
    columns = RoleGrant.role, RoleGrant.place_id, RoleGrant.organisation_id
    found = db.session.execute(sa.select(*columns).where(RoleGrant.account_id == account.id).order_by(RoleGrant.id))
    return [tuple(row) for row in found]


def a_second_factor(account):
    """Somebody set their phone up; returns (secret, codes for a lost phone)."""
    secret = pyotp.random_base32()
    return secret, second_factor.set_up(account.id, secret, code_of(secret))


def code_of(secret, steps=0):
    """What the phone shows now, or some steps of 30 seconds later."""
    return pyotp.TOTP(secret).generate_otp(int(clock.now().timestamp()) // 30 + steps)


def last_mails_go_out():
    """Those who were erased read that it is done, and their addresses are forgotten, too."""
    delivery.deliver_messages()
    erased.forget_told()
