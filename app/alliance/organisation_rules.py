"""What may become of an organisation, and whether an address belongs to a role or to a person. Pure."""

import re
from enum import Enum

from flask_babel import lazy_gettext as _

from app.slugs import slug

# Words in the local part of addresses that several people read.
_ROLES = {
    "info", "infos", "kontakt", "contact", "kontakty", "mail", "email", "post", "poczta", "office", "buero", "biuro",
    "kancelar", "kancelaria", "sekretariat", "verwaltung", "vorstand", "verein", "team", "hallo", "hello", "ahoj",
    "service", "presse", "redaktion", "leitung", "geschaeftsstelle", "zentrale", "rathaus", "stadt", "gemeinde",
    "schule", "anmeldung", "willkommen", "werkstatt", "labor", "projekt", "projekte", "initiative", "gruppe", "haus",
}  # fmt: skip


class OrganisationRefusal(Enum):
    """Why an organisation stays as it is, and what to do instead."""

    NAME_TAKEN = _("Eine Organisation mit diesem Namen gibt es schon.")
    IN_USE = _(
        "„%(name)s“ wird noch gebraucht: %(what)s. Beenden Sie stattdessen die Mitgliedschaft;"
        " dann steht sie nicht mehr bei den Partnern."
    )
    MEMBER_IN_FUTURE = _("Die Mitgliedschaft kann nicht in der Zukunft beginnen.")


class LogoRefusal(Enum):
    """Why a file is not shown as a logo."""

    NO_PICTURE = _(
        "Das ist kein Bild, das wir zeigen können. Bitte nehmen Sie JPEG, PNG oder WebP."
        " SVG-Dateien nehmen wir nicht an, weil Programme darin stecken können."
    )
    NO_ALT = _("Bitte beschreiben Sie, was auf dem Logo steht oder zu sehen ist.")


def is_role_address(email, name=""):
    """Tell whether an address looks like one of a role ("kontakt@…"), or bears the organisation's own name."""
    local = slug(email.partition("@")[0])
    if set(local.split("-")) & _ROLES:
        return True
    words = [word for word in slug(name).split("-") if len(word) >= 4]
    return any(word in re.sub("-", "", local) for word in words)
