"""For whom a format is: codes that one can filter by, and what they are called."""

from flask_babel import lazy_gettext as _

EVERYONE = "everyone"
AUDIENCES = {
    EVERYONE: _("Alle"),
    "children": _("Kinder"),
    "youth": _("Jugendliche"),
    "families": _("Familien"),
    "adults": _("Erwachsene"),
    "seniors": _("Ältere Menschen"),
    "professionals": _("Fachleute und Betriebe"),
    "alliance": _("Partner des Bündnisses"),
}


def audiences_text(codes):
    """ "Kinder, Familien": in the order in which forms show them; what nobody knows is left out."""
    return ", ".join(str(label) for code, label in AUDIENCES.items() if code in (codes or ()))
