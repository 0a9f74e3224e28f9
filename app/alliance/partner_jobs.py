"""What must happen with requests to become a partner when nobody clicks."""

from datetime import timedelta

from flask import current_app

from app import clock
from app.alliance import joining, partner_rules
from app.alliance import partner_queries as queries
from app.jobs import for_each


def lapse_partner_requests():
    """Forget the requests that nobody confirmed in a day."""
    for_each(queries.lapsing(clock.now() - partner_rules.CONFIRM_WITHIN), joining.lapse)


def forget_partners():
    """Forget who asked, some weeks after the decision."""
    decided_before = clock.now() - timedelta(days=current_app.config["KEEP_PERSONS_DAYS"])
    for_each(queries.to_forget(decided_before), joining.forget)
