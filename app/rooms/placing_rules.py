"""May this be a place of the house?"""

import re
from enum import Enum

from flask_babel import lazy_gettext as _

# How postal codes look in the three countries.
POSTAL_CODES = {"DE": r"\d{5}", "PL": r"\d{2}-\d{3}", "CZ": r"\d{3} ?\d{2}"}


class PlaceRefusal(Enum):
    """Why a place cannot be made or changed."""

    SAME_NAME = _("Einen Ort mit diesem Namen gibt es schon. Bitte wählen Sie einen anderen Namen.")
    NO_POSTAL_CODE = _(
        "Diese Postleitzahl gibt es in dem Land nicht. In Deutschland hat sie fünf Ziffern, in Polen sieht sie aus wie "
        "59-900, in Tschechien wie 460 01."
    )
    NO_POSITION = _(
        "Diese Koordinaten gibt es nicht: Die Breite geht von -90 bis 90, die Länge von -180 bis 180, und es braucht "
        "beide."
    )


def why_no_place(is_name_known, country, postal_code, position=(None, None)):
    """Return why a place cannot be so, or None; an empty postal code, or no position, is not known yet."""
    if is_name_known:
        return PlaceRefusal.SAME_NAME
    if postal_code and not re.fullmatch(POSTAL_CODES.get(country, ".*"), postal_code, re.ASCII):
        return PlaceRefusal.NO_POSTAL_CODE
    latitude, longitude = position
    if position != (None, None) and (None in position or not (abs(latitude) <= 90 and abs(longitude) <= 180)):
        return PlaceRefusal.NO_POSITION
    return None
