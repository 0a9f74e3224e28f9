"""What formats can ask of rooms."""

import sqlalchemy as sa

from app.database import db
from app.programme.planning_queries import HEARING_LOOP
from app.rooms.models import Equipment, Layout, Room


def known_layouts():
    """Return the names of the ways to sit in our rooms, the usual ones first."""
    counted = (
        sa.select(Layout.name)
        .join(Room, Room.id == Layout.room_id)
        .where(Room.retired_at.is_(None))
        .group_by(Layout.name)
        .order_by(sa.func.count().desc(), Layout.name)
    )
    return db.session.scalars(counted).all()


def known_needs():
    """Return what rooms have and the stock provides, by name; who interprets is asked for by language."""
    named = sa.select(sa.func.coalesce(Equipment.provides, Equipment.name)).where(Equipment.interprets.is_(None))
    return sorted({HEARING_LOOP, *db.session.scalars(named)}, key=str.casefold)
