"""What the alliance wants to reach: the targets that hold, how they came to be, and which want to be looked at."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from app.alliance.models import InnovationArea
from app.alliance.targets import AreaTarget
from app.database import db

_newer = aliased(AreaTarget)
# Of all versions, the newest holds.
HOLDS = ~sa.exists().where(
    _newer.area_id == AreaTarget.area_id,
    _newer.year == AreaTarget.year,
    _newer.measure == AreaTarget.measure,
    _newer.version > AreaTarget.version,
)


def due_for_review(today):
    """Return the targets that hold and whose day of review has come, the longest waiting first, with their areas.

    Those of years that are over are what they were: nobody changes them any more.
    """
    return db.session.scalars(
        sa.select(AreaTarget)
        .where(HOLDS, AreaTarget.review_on <= today, AreaTarget.year >= today.year)
        .options(joinedload(AreaTarget.area))
        .order_by(AreaTarget.review_on, AreaTarget.id)
    ).all()


def all_versions(area_id):
    """Return every version of every target of an area: later years first, of each target the newest first."""
    return db.session.scalars(
        sa.select(AreaTarget)
        .where(AreaTarget.area_id == area_id)
        .order_by(AreaTarget.year.desc(), AreaTarget.measure, AreaTarget.version.desc())
    ).all()


def find_current(area_id, year, measure):
    """Return the version of a target that holds, or None."""
    return db.session.scalar(
        sa.select(AreaTarget)
        .where(AreaTarget.area_id == area_id, AreaTarget.year == year, AreaTarget.measure == measure)
        .order_by(AreaTarget.version.desc())
        .limit(1)
    )


def numbers_of_current(year):
    """Return {area id: how many targets it has for a year}."""
    rows = db.session.execute(
        sa.select(AreaTarget.area_id, sa.func.count(AreaTarget.measure.distinct()))
        .join(InnovationArea)
        .where(AreaTarget.year == year)
        .group_by(AreaTarget.area_id)
    )
    return dict(rows.all())
