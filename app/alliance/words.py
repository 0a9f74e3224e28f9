"""What kinds of organisations, countries and languages are called on screen."""

from babel import Locale
from flask_babel import lazy_gettext as _

from app.alliance.models import ADMINISTRATION, BUSINESS, CITIZENS, CIVIL_SOCIETY, OFFER, SCIENCE, SEEK

ACTOR_GROUPS = {
    SCIENCE: _("Wissenschaft und Bildung"), BUSINESS: _("Wirtschaft"), ADMINISTRATION: _("Verwaltung und Politik"),
    CIVIL_SOCIETY: _("Zivilgesellschaft"), CITIZENS: _("Bürgerinnen und Bürger"),
}  # fmt: skip
DIRECTIONS = {OFFER: _("Wir bieten"), SEEK: _("Wir suchen")}
OFFERED = {"rooms": _("Räume"), "machines": _("Maschinen"), "knowledge": _("Wissen"), "people": _("Menschen")}
# Offered in forms; a season or an earlier form may have used other words.
KINDS = (
    _("Hochschule"), _("Forschungseinrichtung"), _("Schule"), _("Bildungsträger"), _("Unternehmen"),
    _("Kammer oder Verband"), _("Stadt oder Gemeinde"), _("Behörde"), _("Verein"), _("Stiftung"), _("Genossenschaft"),
    _("Kirchengemeinde"), _("Initiative ohne Rechtsform"), _("Anderes"),
)  # fmt: skip
LANGUAGES = {
    "de": _("Deutsch"), "hsb": _("Obersorbisch"), "pl": _("Polnisch"), "cs": _("Tschechisch"), "en": _("Englisch"),
}  # fmt: skip
# Into what somebody interprets: also German Sign Language ("Deutsche Gebärdensprache").
INTERPRETED = {**LANGUAGES, "dgs": _("Deutsche Gebärdensprache")}
COUNTRIES = ("DE", "PL", "CZ", "AT", "SK", "UA")


def country_name(code):
    """Return a country's name: "Polen" of "PL"."""
    return Locale("de").territories.get(code, code)


def languages_text(codes):
    """ "Deutsch, Polnisch"."""
    return ", ".join(str(INTERPRETED.get(code, code)) for code in codes)
