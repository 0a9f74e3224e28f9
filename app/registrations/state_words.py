"""How a registration stands, in words and with a mark, for the team."""

from flask_babel import lazy_gettext as _

# state → (mark, words)
STATES = {
    "confirmed": ("free", _("Bestätigt")),
    "attended": ("free", _("War da")),
    "held": ("few", _("Noch nicht bestätigt")),
    "offered": ("few", _("Platz angeboten")),
    "waiting": ("info", _("Warteliste")),
    "missed": ("past", _("Kam nicht")),
    "lapsed": ("past", _("Abgelaufen")),
    "given_up": ("cancelled", _("Abgesagt")),
    "declined": ("cancelled", _("Angebot abgelehnt")),
    "removed": ("cancelled", _("Vom Haus zurückgenommen")),
}
UNCONFIRMED = ("few", _("Warteliste, noch nicht bestätigt"))
SOURCES = {
    "web": _("Selbst angemeldet"), "invited": _("Mit Einladung"), "phone": _("Am Telefon gebucht"),
    "house": _("Gäste des Hauses"), "list": _("Aus einer Liste"),
}  # fmt: skip


def mark(registration):
    """Return (mark, words) of a registration."""
    if registration.state == "waiting" and registration.confirmed_at is None:
        return UNCONFIRMED
    return STATES[registration.state]
