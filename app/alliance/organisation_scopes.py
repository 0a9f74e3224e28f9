"""What a page of the team is about that belongs to one organisation. For access.team(at=…)."""

from app.accounts.rules import Where
from app.alliance import organisation_queries as queries


def of_organisation(organisation_id, **_rest):
    """The organisation itself; 404 where there is none."""
    queries.get_organisation(organisation_id)
    return Where(organisations=frozenset({organisation_id}))
