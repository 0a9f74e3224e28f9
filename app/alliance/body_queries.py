"""Looking up bodies and who belongs to them."""

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import selectinload

from app.accounts.rules import Where
from app.alliance.bodies import Body, body_members
from app.alliance.models import Organisation
from app.database import db


def all_bodies(organisation_ids=None):
    """Return the bodies with their members by name, dissolved ones last; only those with one of these members."""
    wanted = sa.select(Body).options(selectinload(Body.members)).order_by(Body.dissolved_at.is_not(None), Body.name)
    if organisation_ids is not None:
        wanted = wanted.where(of_members(organisation_ids))
    return db.session.scalars(wanted).all()


def of_members(organisation_ids):
    """Return the condition that one of these organisations belongs to a Body."""
    return Body.id.in_(
        sa.select(body_members.c.body_id).where(body_members.c.organisation_id.in_(sorted(organisation_ids)))
    )


def get_body(body_id):
    """Return a body with its members, or abort with 404."""
    found = db.session.scalar(sa.select(Body).where(Body.id == body_id).options(selectinload(Body.members)))
    return found or abort(404)


def where_body(body_id):
    """Its members."""
    rows = db.session.execute(
        sa.select(Body.id, body_members.c.organisation_id).outerjoin(body_members).where(Body.id == body_id)
    ).all()
    if not rows:
        abort(404)
    return Where(organisations=frozenset(organisation_id for _body, organisation_id in rows if organisation_id))


def taken_slugs(wanted):
    """Return the addresses of bodies that begin like the wanted one."""
    return set(db.session.scalars(sa.select(Body.slug).where(Body.slug.startswith(wanted, autoescape=True))))


def organisations_outside(body):
    """Return the organisations that do not belong to a body, by name."""
    inside = [member.id for member in body.members]
    return db.session.scalars(
        sa.select(Organisation).where(Organisation.id.not_in(inside)).order_by(Organisation.name)
    ).all()
