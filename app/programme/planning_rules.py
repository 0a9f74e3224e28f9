"""Does a plan make sense, and what would guests miss? Pure."""

from dataclasses import dataclass
from enum import Enum

from flask_babel import lazy_gettext as _

from app.programme.models import BOOKED_HERE, EXTERNAL, ONLINE, ONSITE
from app.programme.rules import EventRefusal


class PlanningRefusal(Enum):
    """Why an event cannot be planned or shown as somebody wishes."""

    BEGUN = _("Ein Termin hat schon begonnen. Bitte wählen Sie eine spätere Zeit.")
    OVER_STAYS = _("Ein Termin, der schon vorbei ist, bleibt, wie er war. Bitte ändern Sie nur die kommenden.")
    TWO_PLACES = _(
        "Bitte entscheiden Sie sich: entweder Räume von uns, oder ein anderes Haus. Beides zusammen verstehen "
        "Gäste nicht."
    )
    NOT_READY = _(
        "So kann die Veranstaltung noch nicht öffentlich werden. Es fehlt: %(missing)s. Bitte ergänzen Sie es, oder "
        "speichern Sie sie als Entwurf."
    )
    # Asked for by a tick, and noted at the bookings.
    NOT_OPEN = _(
        "%(what)s Wenn Sie trotzdem planen möchten, kreuzen Sie bitte „Außerhalb der Öffnungszeit: trotzdem planen“ an."
    )
    NO_DRAFT = _("Sie ist kein Entwurf mehr.")
    PUBLISHED_IN_THE_PAST = _(
        "Der Tag, von dem an alle die Veranstaltung sehen, ist schon vorbei. Bitte wählen Sie einen späteren, oder "
        "veröffentlichen Sie gleich."
    )
    PUBLISHED_TOO_LATE = _(
        "Dann hat die Veranstaltung schon begonnen. Bitte wählen Sie einen früheren Tag, von dem an alle sie sehen."
    )


@dataclass(frozen=True)
class Where:
    """Where an event takes place: in rooms of ours, in a house elsewhere, in a digital room."""

    is_here: bool
    is_elsewhere: bool
    is_digital: bool

    @classmethod
    def of(cls, rooms, external):
        """Return the Where of some rooms, and of a house elsewhere in words."""
        return cls(
            is_here=any(not room.is_digital for room in rooms),
            is_elsewhere=bool(external),
            is_digital=any(room.is_digital for room in rooms),
        )

    @property
    def is_onsite(self):
        """Whether people come to some house."""
        return self.is_here or self.is_elsewhere


def why_not_plan(spans, where, now):
    """Return why nobody can plan an event so, or None."""
    if not spans:
        return EventRefusal.NO_DATE
    if min(spans)[0] <= now:
        return PlanningRefusal.BEGUN
    if where.is_here and where.is_elsewhere:
        return PlanningRefusal.TWO_PLACES
    return None


def why_not_publish_at(publish_at, first_start, now):
    """Return why an event cannot go public by itself at a moment, or None."""
    if publish_at <= now:
        return PlanningRefusal.PUBLISHED_IN_THE_PAST
    if publish_at >= first_start:
        return PlanningRefusal.PUBLISHED_TOO_LATE
    return None


def missing_for_guests(registration, where, seats, languages, external_url=""):
    """Return all that guests must know and do not yet, in words."""
    missing = []
    if not where.is_onsite and not where.is_digital:
        missing.append(_("wo sie stattfindet (Raum, anderes Haus oder digitaler Raum)"))
    if registration in BOOKED_HERE:
        onsite, online = bool(seats.get(ONSITE)), bool(seats.get(ONLINE))
        if not onsite and (where.is_onsite or not (where.is_digital or online)):
            missing.append(_("wie viele Plätze es vor Ort gibt"))
        if not online and where.is_digital:
            missing.append(_("wie viele Plätze es digital gibt"))
        if onsite and where.is_digital and not where.is_onsite:
            missing.append(_("ein Raum für die Plätze vor Ort"))
        if online and where.is_onsite and not where.is_digital:
            missing.append(_("ein digitaler Raum für die digitalen Plätze"))
    if registration == EXTERNAL and not external_url:
        missing.append(_("der Link, unter dem man sich anmeldet (beim Format)"))
    if not languages:
        missing.append(_("welche Sprachen gesprochen werden"))
    return missing
