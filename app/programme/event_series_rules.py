"""Why there can be no such series of events. Pure."""

from enum import Enum

from flask_babel import lazy_gettext as _

# So many events may be planned in one go: each has its own seats, page and rooms.
MOST_EVENTS = 60


class EventSeriesRefusal(Enum):
    """Why a series of events cannot be planned or changed so."""

    NOT_AT = _("%(when)s: %(why)s")
    NOTHING_LEFT = _("So bleibt keine einzige Veranstaltung übrig. Bitte lassen Sie weniger weg.")
    NOT_IN_SERIES = _("Diese Veranstaltung gehört zu keiner Reihe mehr. Bitte laden Sie die Seite neu.")
    NO_FUTURE = _("Von da an gibt es in dieser Reihe nichts mehr zu ändern.")
    FIRST_OF_ALL = _("Vor dieser Veranstaltung gibt es in der Reihe keine andere: Sie lässt sich hier nicht teilen.")
    NOTHING_TO_CHANGE = _("Es ist alles schon so. Bitte sagen Sie, was anders werden soll.")
