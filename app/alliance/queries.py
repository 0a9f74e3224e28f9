"""Looking up places, areas and organisations."""

import sqlalchemy as sa
from flask import abort

from app.alliance.models import InnovationArea, Organisation, Place
from app.database import db


def all_places(ids=None):
    """Return all places (or some) by name."""
    wanted = sa.true() if ids is None else Place.id.in_(ids)
    return db.session.scalars(sa.select(Place).where(wanted).order_by(Place.name)).all()


def get_place(key):
    """Return a place by its key, or abort with 404."""
    return db.session.scalar(sa.select(Place).where(Place.key == key)) or abort(404)


def all_areas():
    """Return all innovation areas in the order the alliance gave them."""
    return db.session.scalars(sa.select(InnovationArea).order_by(InnovationArea.position, InnovationArea.id)).all()


def all_organisations():
    """Return all organisations by name."""
    return db.session.scalars(sa.select(Organisation).order_by(Organisation.name)).all()
