"""What keeps a calendar of others, or an entry in it, from being read: words for the team."""

from enum import Enum

from flask_babel import lazy_gettext as _


class Unreadable(Enum):
    """Why nothing was read; what was known before stays."""

    NO_CALENDAR = _("Das ist kein Kalender, sondern etwas anderes, zum Beispiel eine Webseite.")
    CUT_OFF = _("Der Kalender bricht mittendrin ab.")
    TOO_MANY = _("Der Kalender hat zu viele Einträge.")
    TOO_SLOW = _("Den Kalender zu lesen, dauert zu lange.")
    STATUS = _("Der Server antwortet mit dem Fehler %(status)s.")


class Skip(Enum):
    """Why one entry was left out."""

    BROKEN = _("Der Eintrag ist nicht lesbar.")
    NO_START = _("Es fehlt der Beginn.")
    ENDS_FIRST = _("Er endet, bevor er anfängt.")
    UNKNOWN_ZONE = _("Die Zeitzone „%(zone)s“ kennt niemand.")
    BAD_RULE = _("Die Regel, nach der er sich wiederholt, ist nicht lesbar.")
    TOO_OFTEN = _("Er wiederholt sich öfter als jede Stunde.")
    TOO_MANY_DATES = _("Er hat sehr viele Termine; die nächsten %(most)s sind übernommen.")
    TOO_LONG = _("Ihn zu lesen, dauert zu lange.")
    STRANGE_DAYS = _("So lange dauern keine Ferien.")
    FULL = _("Der Kalender hat mehr Termine, als wir übernehmen.")
