"""Looking up requests to become a partner."""

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from app.alliance.models import InnovationArea
from app.alliance.partners import ACCEPTED, DECLINED, OPEN, UNCONFIRMED, PartnerRequest
from app.database import db

# How many decided ones the team's list still shows.
MOST_DECIDED = 30


def open_requests():
    """Return the requests that wait for a decision, the oldest first."""
    return db.session.scalars(
        sa.select(PartnerRequest).where(PartnerRequest.state == OPEN).order_by(PartnerRequest.confirmed_at)
    ).all()


def decided_requests():
    """Return the requests decided last, with what became of them."""
    return db.session.scalars(
        sa.select(PartnerRequest)
        .where(PartnerRequest.state.in_((ACCEPTED, DECLINED)))
        .options(joinedload(PartnerRequest.organisation))
        .order_by(PartnerRequest.decided_at.desc())
        .limit(MOST_DECIDED)
    ).all()


def get_confirmed(request_id):
    """Return a request that was confirmed, whatever became of it, or abort with 404."""
    found = db.session.scalar(
        sa.select(PartnerRequest)
        .where(PartnerRequest.id == request_id, PartnerRequest.state != UNCONFIRMED)
        .options(joinedload(PartnerRequest.organisation), joinedload(PartnerRequest.decided_by))
    )
    return found or abort(404)


def find_of_person(request_id):
    """Return a request whose person is still known, or None."""
    return db.session.scalar(
        sa.select(PartnerRequest).where(PartnerRequest.id == request_id, PartnerRequest.email.is_not(None))
    )


def count_unconfirmed(email):
    """Return how many requests of an address wait to be confirmed."""
    select = sa.select(sa.func.count(PartnerRequest.id))
    return db.session.scalar(select.where(PartnerRequest.email == email, PartnerRequest.state == UNCONFIRMED))


def areas_of(request):
    """Return the innovation areas that a request names and that are still there."""
    select = sa.select(InnovationArea).where(InnovationArea.key.in_(request.facts.get("areas", [])))
    return db.session.scalars(select.order_by(InnovationArea.position, InnovationArea.id)).all()


def lapsing(requested_before):
    """Return the ids of the requests that nobody confirmed in time."""
    return db.session.scalars(
        sa.select(PartnerRequest.id).where(
            PartnerRequest.state == UNCONFIRMED, PartnerRequest.requested_at <= requested_before
        )
    ).all()


def to_forget(decided_before):
    """Return the ids of the requests that still name a person although they were decided long ago."""
    return db.session.scalars(
        sa.select(PartnerRequest.id).where(
            PartnerRequest.email.is_not(None), PartnerRequest.decided_at <= decided_before
        )
    ).all()
