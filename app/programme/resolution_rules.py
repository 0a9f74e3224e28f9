"""What may be resolved and by whom, and how a resolution stands."""

from enum import Enum

import sqlalchemy as sa
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app import display
from app.alliance.bodies import ABSTAINED, AGAINST, DONE, DROPPED, FOR, OPEN, UNDER_WAY, VOTE, Resolution

VOTES = {FOR: _("dafür"), AGAINST: _("dagegen"), ABSTAINED: _("enthalten")}
FOLLOW_UPS = {
    OPEN: _("Offen"),
    UNDER_WAY: _("In Arbeit"),
    DONE: _("Erledigt"),
    DROPPED: _("Nicht weiter verfolgt"),
}
_SHAPES = {OPEN: "info", UNDER_WAY: "moved", DONE: "free", DROPPED: "past"}
UNFINISHED = (OPEN, UNDER_WAY)


class ResolutionRefusal(Enum):
    """Why a resolution is not recorded, or stays as it is."""

    NOT_A_MEMBER = _("Abstimmen können nur Mitglieder des Gremiums. Bitte laden Sie die Seite neu.")
    VOTED = _("Für diese Organisation steht schon eine Stimme da. Jede Organisation hat eine.")
    NO_VOTES = _("Bitte tragen Sie ein, wie die Mitglieder abgestimmt haben.")
    NOT_YET = _("Der Tag des Beschlusses liegt in der Zukunft. Bitte prüfen Sie das Datum.")
    DUE_BEFORE = _("Fällig kann es erst am Tag des Beschlusses oder danach sein.")
    OTHER_MEETING = _("Dieser Tagesordnungspunkt gehört zu einer anderen Sitzung. Bitte laden Sie die Seite neu.")
    PLANNED = _("Aus diesem Beschluss ist schon eine Veranstaltung geworden.")
    NOT_ADOPTED = _("Was nicht angenommen ist, wird auch nicht umgesetzt.")


def why_not_record(method, votes, member_ids, decided_on, due_on, today):
    """Return why a resolution with votes {organisation id: vote} cannot be recorded like this, or None."""
    if set(votes) - set(member_ids):
        return ResolutionRefusal.NOT_A_MEMBER
    if method == VOTE and not votes:
        return ResolutionRefusal.NO_VOTES
    if decided_on > today:
        return ResolutionRefusal.NOT_YET
    if due_on is not None and due_on < decided_on:
        return ResolutionRefusal.DUE_BEFORE
    return None


def is_overdue(resolution, today):
    """Tell whether a resolution should have been carried out before today."""
    return bool(
        resolution.is_adopted
        and resolution.follow_up in UNFINISHED
        and resolution.due_on is not None
        and resolution.due_on < today
    )


def is_overdue_in_sql(today):
    """Return `is_overdue` as a condition."""
    return sa.and_(Resolution.is_adopted, Resolution.follow_up.in_(UNFINISHED), Resolution.due_on < today)


def standing(resolution, today):
    """Return (shape, words) of how a resolution stands."""
    if not resolution.is_adopted:
        return "cancelled", gettext("Nicht angenommen")
    if is_overdue(resolution, today):
        return "full", gettext("Überfällig seit %(day)s", day=display.day_and_month(resolution.due_on))
    return _SHAPES[resolution.follow_up], str(FOLLOW_UPS[resolution.follow_up])
