"""What the team types about a place."""

import re

from flask_babel import lazy_gettext as _
from wtforms import SelectField, ValidationError

from app import typed
from app.forms import Form
from app.rooms import days

COUNTRIES = {"DE": _("Deutschland"), "PL": _("Polen"), "CZ": _("Tschechien")}
# Besides the German one.
NAMES = ("hsb", "pl", "cs")


# Two decimal numbers, with point or comma, as maps show and people type them: "50.896, 14.807", "50,896 14,807".
_POSITION = re.compile(r"([+-]?\d{1,3}(?:[.,]\d{1,20})?)°?\s*[\s,;/]\s*([+-]?\d{1,3}(?:[.,]\d{1,20})?)°?", re.ASCII)


def read_position(typed_text):
    """Return (latitude, longitude) to the metre, or None of what is no position."""
    match = _POSITION.fullmatch(typed_text.strip())
    return tuple(round(float(number.replace(",", ".")), 5) for number in match.groups()) if match else None


def _position_text(position):
    return ", ".join(f"{number:.5f}".rstrip("0").rstrip(".") for number in position) if position else ""


class PlaceForm(Form):
    """Name and address of a place, and the way there."""

    name = typed.text(
        _("Name"), 200, is_required=True, description=_("So heißt der Ort im Programm, zum Beispiel Zittau.")
    )
    hsb = typed.text(_("Name auf Obersorbisch"), 200)
    pl = typed.text(_("Name auf Polnisch"), 200)
    cs = typed.text(_("Name auf Tschechisch"), 200)
    street = typed.text(_("Straße und Hausnummer"), 200)
    postal_code = typed.text(_("Postleitzahl"), 20)
    city = typed.text(_("Stadt oder Gemeinde"), 200, description=_("Leer lassen, wenn sie heißt wie der Ort."))
    country = SelectField(_("Land"), choices=typed.choices(COUNTRIES.items()), default="DE")
    coordinates = typed.text(
        _("Koordinaten"), 60,
        description=_(
            "Breite und Länge, wie eine Karte im Netz sie nennt, zum Beispiel 50.896, 14.807. Kalender-Apps zeigen "
            "dann, wo der Ort liegt."
        ),
    )
    way = typed.prose(
        _("Der Weg"), description=_("Wie man hinkommt: Bahn, Bus, Rad, Parken. Eine leere Zeile trennt Absätze.")
    )

    @classmethod
    def of(cls, place):
        """Return the form filled with what is known of a place."""
        names = {name: place.names.get(name, "") for name in NAMES}
        return cls(obj=place, data={**names, "coordinates": _position_text(place.position)})

    def validate_coordinates(self, field):
        """Two numbers, or none."""
        if field.data and read_position(field.data) is None:
            raise ValidationError(_("Bitte schreiben Sie zwei Zahlen, zum Beispiel 50.896, 14.807."))

    def facts(self):
        """Return what was typed, as columns of Place."""
        names = {name: self[name].data for name in NAMES if self[name].data}
        same = {name: self[name].data for name in ("name", "street", "postal_code", "city", "country", "way")}
        latitude, longitude = read_position(self.coordinates.data or "") or (None, None)
        return {**same, "names": names, "latitude": latitude, "longitude": longitude}


class NewPlaceForm(PlaceForm):
    """A place that does not exist yet."""

    region = SelectField(
        _("Welche Feiertage gelten hier?"),
        description=_(
            "Sie werden angezeigt. Ob die Räume dann geschlossen sind, sagen Sie später auf der Seite des Orts."
        ),
    )

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.region.choices = [("", _("Keine")), *days.REGIONS.items()]

    def facts(self):
        """Return what was typed, as columns of Place."""
        return {**super().facts(), "holiday_region": self.region.data or None}
