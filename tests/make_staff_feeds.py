"""Makers for the calendars of the team."""

from app.accounts import granting
from app.accounts.models import REPRESENTATIVE
from app.calendars import staff_addresses
from tests import make


def somebody(role=None, place=None, organisation=None, email="ole@example.org"):
    """Somebody with an account, and with one role or none."""
    account = make.a_member_of_staff(email, "Ole", roles=())
    if role:
        represented = organisation.id if role == REPRESENTATIVE else None
        granting.grant_role(account.id, role, place.id if place else None, represented)
    return account


def calendars_of(account, **choices):
    """Where the calendars of somebody begin, by a new secret: "/kalender/team/…/"."""
    return f"/kalender/team/{staff_addresses.renew(account.id, **choices)}/"
