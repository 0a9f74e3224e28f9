"""Which events can stand under one day of the house? Pure."""

from datetime import timedelta
from enum import Enum

from flask_babel import lazy_gettext as _

from app import clock

LONGEST = timedelta(days=13)


class UmbrellaRefusal(Enum):
    """Why a day, or an event under it, cannot be so."""

    ENDS_BEFORE = _("Der letzte Tag liegt vor dem ersten. Bitte prüfen Sie beide.")
    TOO_LONG = _("Ein Thementag dauert höchstens zwei Wochen. Bitte prüfen Sie beide Tage.")
    OUTSIDE = _("„%(title)s“ findet an einem anderen Tag statt. Bitte prüfen Sie die Tage, oder nehmen Sie es heraus.")
    CANCELLED = _("Dieser Thementag ist abgesagt. Legen Sie bitte einen neuen an.")
    OTHER = _("„%(title)s“ gehört schon zu einem anderen Thementag. Bitte nehmen Sie es zuerst dort heraus.")


def why_no_days(starts_on, ends_on):
    """Return why these cannot be the first and last day, or None."""
    if ends_on < starts_on:
        return UmbrellaRefusal.ENDS_BEFORE
    if ends_on - starts_on > LONGEST:
        return UmbrellaRefusal.TOO_LONG
    return None


def why_not_under(spans, starts_on, ends_on):
    """Return why an event with these spans cannot stand under the local days from first to last, or None."""
    if all(starts_on <= clock.today(begin) <= ends_on for begin, _end in spans):
        return None
    return UmbrellaRefusal.OUTSIDE
