"""Makers for planning in the browser."""

from app.accounts import granting
from app.programme import co_hosting
from bench.statements import counted
from tests.make import PASSWORD, a_member_of_staff, an_event, an_organisation


def sign_in_with(guest, role, place_id=None, organisation_id=None, email="rolle@example.org"):
    """Make somebody with one role, and sign them in with this browser."""
    account = a_member_of_staff(email, "Rolle", roles=())
    granting.grant_role(account.id, role, place_id, organisation_id)
    guest.post("/team/anmelden", email=email, password=PASSWORD)
    return guest


def statements(act):
    """Return how many SQL statements something takes, whichever app does it: a guest's browser has one of its own."""
    with counted() as seen:
        act()
    return len(seen)


def a_question(event=None, organisation=None, message=""):
    """An organisation that is asked to host an event with us."""
    event = event or an_event()
    organisation = organisation or an_organisation(contact_email=f"kontakt{event.id}@example.org")
    return co_hosting.ask(event.id, organisation.id, message)
