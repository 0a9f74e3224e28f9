"""What the team types about a place."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField

from app import typed
from app.forms import Form
from app.rooms import days

COUNTRIES = {"DE": _("Deutschland"), "PL": _("Polen"), "CZ": _("Tschechien")}
# Besides the German one.
NAMES = ("hsb", "pl", "cs")


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
    way = typed.prose(
        _("Der Weg"), description=_("Wie man hinkommt: Bahn, Bus, Rad, Parken. Eine leere Zeile trennt Absätze.")
    )

    @classmethod
    def of(cls, place):
        """Return the form filled with what is known of a place."""
        return cls(obj=place, data={name: place.names.get(name, "") for name in NAMES})

    def facts(self):
        """Return what was typed, as columns of Place."""
        names = {name: self[name].data for name in NAMES if self[name].data}
        same = {name: self[name].data for name in ("name", "street", "postal_code", "city", "country", "way")}
        return {**same, "names": names}


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
