"""Inviting people to an event, and what becomes of their links."""

import sqlalchemy as sa

from app import clock
from app.accounts import audit
from app.database import db, lock, transaction
from app.notifications import outbox
from app.programme.models import Event
from app.programme.queries import LAST_END
from app.registrations.invitations import SeatInvitation
from app.registrations.models import LIVING, Registration


def may_use(invitation_id, event_id, email, form_key):
    """Tell whether somebody may book with an invitation. Part of the act that books, under the lock of the event."""
    invitation = db.session.get(SeatInvitation, invitation_id, populate_existing=True)
    if invitation is None or invitation.event_id != event_id or invitation.withdrawn_at is not None:
        return False
    if not invitation.is_forwardable and invitation.email != email:
        return False
    return invitation.registration_id is None or _is_own(invitation, email, form_key)


def _is_own(invitation, email, form_key):
    """The same person once more, or one whose registration has ended: their link still counts."""
    used = db.session.get(Registration, invitation.registration_id)
    if used is None or used.state not in LIVING:
        return True
    return used.email == email or (form_key is not None and used.form_key == form_key)


def use(invitation_id, registration_id):
    """Note what came of an invitation. Part of the act that books."""
    db.session.execute(
        sa.update(SeatInvitation)
        .where(SeatInvitation.id == invitation_id)
        .values(registration_id=registration_id)
        .execution_options(synchronize_session=False)
    )


def invite(event_id, people, is_forwardable=False):
    """Invite people by mail; `people` are (name, address). Who is invited already is not invited twice.

    Returns how many were invited.
    """
    with transaction():
        now = clock.now()
        known = set(
            db.session.scalars(
                sa.select(SeatInvitation.email).where(
                    SeatInvitation.event_id == event_id, SeatInvitation.withdrawn_at.is_(None)
                )
            )
        )
        number = 0
        for name, email in people:
            if email in known:
                continue
            known.add(email)
            invitation = _add(event_id, now, is_forwardable, email, name)
            outbox.queue(
                email, "registrations/mail/invited", invitation.about, now, invitation_id=invitation.id
            )
            number += 1
        if number:
            audit.note("invite_guests", f"event:{event_id}", number=number)
    return number


def make_links(event_id, number):
    """Make links that the house hands out itself; whoever has one can book once with it. Returns the invitations."""
    with transaction():
        now = clock.now()
        made = [_add(event_id, now, True) for _ in range(number)]
        audit.note("make_invitation_links", f"event:{event_id}", number=number)
    return made


def withdraw(invitation_id):
    """Make an invitation worthless; a registration that came of it stays. Twice does no harm."""
    with transaction():
        invitation = lock(SeatInvitation, invitation_id)
        if invitation.withdrawn_at is None:
            invitation.withdrawn_at = clock.now()
            audit.note("withdraw_seat_invitation", f"event:{invitation.event_id}")


def forget(invitation, now):
    """Take the person out of an invitation and of the mail with it. Part of an act."""
    invitation.email = invitation.name = None
    invitation.withdrawn_at = invitation.withdrawn_at or now
    db.session.flush()
    outbox.forget(invitation.about)


def forget_old(invitation_id):
    """Forget whom the house invited, as the time to keep persons is over. For a job."""
    with transaction():
        forget(lock(SeatInvitation, invitation_id), clock.now())


def to_forget(ended_before, limit=500):
    """Return the numbers of invitations to events that ended before a moment and still name somebody."""
    return db.session.scalars(
        sa.select(SeatInvitation.id)
        .join(Event, Event.id == SeatInvitation.event_id)
        .where(SeatInvitation.email.is_not(None), ended_before > LAST_END)
        .order_by(SeatInvitation.id)
        .limit(limit)
    ).all()


def invitations_of(event_id):
    """Return the invitations to an event with what came of each: (SeatInvitation, state of the registration)."""
    return db.session.execute(
        sa.select(SeatInvitation, Registration.state)
        .outerjoin(Registration, Registration.id == SeatInvitation.registration_id)
        .where(SeatInvitation.event_id == event_id)
        .order_by(SeatInvitation.name, SeatInvitation.id)
    ).all()


def _add(event_id, now, is_forwardable, email=None, name=None):
    invitation = SeatInvitation(
        event_id=event_id, email=email, name=name, is_forwardable=is_forwardable, made_at=now
    )
    db.session.add(invitation)
    db.session.flush()
    return invitation
