"""Setting what an area is to reach: never overwritten, always a new version with its reason."""

from app import clock
from app.accounts import audit
from app.alliance import target_queries
from app.alliance.area_rules import why_no_target
from app.alliance.models import InnovationArea
from app.alliance.targets import AreaTarget
from app.database import db, lock, transaction
from app.errors import Refused


def set_target(area_id, year, measure, value, reason="", review_on=None):
    """Set a target of an area for a year; the one before stays readable. Said again without a change, nothing happens.

    Whoever sets one at the same time comes before or after: both versions are kept. Raises Refused.
    """
    with transaction():
        # The area is the lock: versions are counted under it.
        lock(InnovationArea, area_id)
        now = clock.now()
        before = target_queries.find_current(area_id, year, measure)
        if before and (before.value, before.reason, before.review_on) == (value, reason, review_on):
            return before
        refusal = why_no_target(year, clock.today(now).year, reason, value, before and before.value)
        if refusal:
            raise Refused(refusal)
        target = AreaTarget(
            area_id=area_id, year=year, measure=measure, value=value, reason=reason, review_on=review_on, set_at=now,
            version=before.version + 1 if before else 1,
        )  # fmt: skip
        db.session.add(target)
        db.session.flush()
        changed = {"value": [before and before.value, value], "review_on": [_day(before), _day(target)]}
        audit.note("set_target", f"area:{area_id}", year=year, measure=measure, version=target.version, changed=changed)
    return target


def _day(target):
    return target.review_on.isoformat() if target and target.review_on else None
