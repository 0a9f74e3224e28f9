"""What a body may still do, and when something it decided counts as adopted."""

from enum import Enum

from flask_babel import lazy_gettext as _

from app.alliance.bodies import AGAINST, CONSENT, FOR, VOTE


class BodyRefusal(Enum):
    """Why a body stays as it is."""

    DISSOLVED = _("Das Gremium ist aufgelöst. Bitte nehmen Sie es zuerst wieder auf.")


METHODS = {CONSENT: _("Konsent"), VOTE: _("Abstimmung")}


def why_not_change(dissolved_at):
    """Return why a body takes no members, meetings or resolutions any more, or None."""
    return BodyRefusal.DISSOLVED if dissolved_at else None


def is_adopted(method, votes):
    """Tell whether votes adopt something: by vote more for than against, by consent nobody against."""
    votes = list(votes)
    if method == CONSENT:
        return AGAINST not in votes
    return votes.count(FOR) > votes.count(AGAINST)
