"""Taking persons out of what we keep: at once when they ask, and when the time to keep them is over."""

import sqlalchemy as sa

from app import clock
from app.accounts import audit, letters
from app.database import db, transaction
from app.notifications import outbox
from app.registrations import actions, files, finding, inviting, ledger, waiting
from app.registrations.invitations import SeatInvitation
from app.registrations.life import Act
from app.registrations.models import LIVING, Erasure


def erase(registration_id):
    """Give the seats back and take the person out of everything we keep: at once, and for good."""
    with transaction():
        registration, seats_now = ledger.lock_registration(registration_id)
        now = clock.now()
        was_living = registration.state in LIVING
        if registration.email and registration.confirmed_at:
            letters.tell_erased(registration.email, "registration", registration_id, now, registration.language)
        if was_living and registration.event.ends_at > now:
            actions.end(registration, Act.GIVE_UP, seats_now, now)
        handed_in = _forget(registration, now)
        if was_living:
            waiting.seat_the_waiting(registration.event_id, registration.kind, now)
    files.delete(handed_in)


def forget(registration_id):
    """Take the person out because the time to keep them is over; seats and counts stay."""
    with transaction():
        registration, _seats = ledger.lock_registration(registration_id)
        handed_in = _forget(registration, clock.now())
    files.delete(handed_in)


def forget_needs(registration_id):
    """Forget what a guest needed: it was for the event, and that is over."""
    with transaction():
        registration, _seats = ledger.lock_registration(registration_id)
        registration.wheelchairs, registration.needs, registration.needs_note = 0, [], ""


def _forget(registration, now):
    """Take the person out, and return the names of the files they handed in, to be deleted after the commit."""
    if registration.email is None and registration.name is None:
        return []
    handed_in = files.names_of(registration.answers)
    if registration.email:
        # A mail about several bookings names this one too.
        outbox.forget_address(registration.email, finding.TEMPLATE)
    registration.name = registration.email = registration.form_key = registration.ticket = None
    registration.answers, registration.people, registration.statistics = [], [], None
    registration.wheelchairs, registration.needs, registration.needs_note, registration.note = 0, [], "", ""
    registration.guardian_at, registration.language = None, "de"
    registration.link_version = registration.link_version + 1
    invited = sa.select(SeatInvitation).where(SeatInvitation.registration_id == registration.id)
    for invitation in db.session.scalars(invited):
        inviting.forget(invitation, now)
    db.session.add(Erasure(registration_id=registration.id, erased_at=now))
    db.session.flush()
    outbox.forget(registration.about)
    audit.forget(registration.about)
    return handed_in
