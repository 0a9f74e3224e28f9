"""What the team types about a format."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired

from app import typed
from app.alliance import words
from app.forms import REQUIRED, Form
from app.programme.models import DROP_IN, INVITE, SEAT, SLOT

PHYSICAL, HYBRID, DIGITAL = "physical", "hybrid", "digital"
MODES = {
    PHYSICAL: _("Vor Ort"), HYBRID: _("Vor Ort und digital"), DIGITAL: _("Digital"),
}  # fmt: skip
REGISTRATIONS = {
    SEAT: _("Mit Anmeldung: Man bucht einen Platz"),
    DROP_IN: _("Ohne Anmeldung: Man kommt einfach vorbei"),
    SLOT: _("Mit Zeitfenster, nach Absprache"),
    INVITE: _("Nur mit Einladung"),
}


class FormatForm(Form):
    """What every event of a format has in common."""

    name = typed.text(_("Name"), 200, is_required=True)
    area_id = SelectField(_("Bereich"), coerce=int, validators=[InputRequired(REQUIRED)])
    summary = typed.text(_("In einem Satz"), 400, description=_("Steht auf Karten, in Kalendern und über der Seite."))
    description = typed.rich(_("Was passiert da?"))
    for_whom = typed.prose(_("Für wen?"))
    bring = typed.prose(_("Was bringt man mit?"))
    cost = typed.text(_("Kosten"), 200, description=_("In Worten, zum Beispiel „kostenlos“."))
    minors = typed.text(
        _("Kinder und Jugendliche"), 200, description=_("Zum Beispiel „in Begleitung“ oder „ab 14 Jahren“.")
    )
    photo_rule = typed.prose(_("Fotos"), description=_("Ob fotografiert wird, und wie man nicht aufs Bild kommt."))
    languages = typed.CheckboxesField(_("Welche Sprachen werden gesprochen?"), render_kw={"class": "is-row"})
    mode = RadioField(_("Vor Ort oder digital?"), default=PHYSICAL, validators=[InputRequired(REQUIRED)])
    minutes = typed.number(_("Wie lange dauert es, in Minuten?"), 5, 14_400)
    capacity = typed.number(_("Wie viele Plätze?"), 1, 5000)
    min_participants = typed.number(
        _("Wie viele müssen mindestens kommen?"), 0, 5000, default=0, description=_("0: Es findet immer statt.")
    )
    registration = RadioField(_("Wie nimmt man teil?"), default=SEAT, validators=[InputRequired(REQUIRED)])
    slot_minutes = typed.number(
        _("Wie lange dauert ein Zeitfenster, in Minuten?"), 1, 999, is_optional=True,
        description=_("Nur bei „Mit Zeitfenster“."),
    )  # fmt: skip
    companions_max = typed.number(_("Wie viele Begleitungen darf man anmelden?"), 0, 100, default=0)
    has_waiting_list = BooleanField(_("Ist alles vergeben, gibt es eine Warteliste"), default=True)
    opens_days = typed.number(
        _("Wie viele Tage vorher öffnet die Anmeldung?"), 0, 3660, is_optional=True,
        description=_("Leer: sobald die Veranstaltung öffentlich ist."),
    )  # fmt: skip
    closes_hours = typed.number(
        _("Wie viele Stunden vorher schließt die Anmeldung?"), 0, 8784, default=0,
        description=_("0: Man kann sich anmelden, bis es beginnt."),
    )  # fmt: skip

    # In the order of the page: (heading, names of fields).
    PARTS = (
        (_("Worum es geht"), ("name", "area_id", "summary", "description", "for_whom", "bring")),
        (_("Gut zu wissen"), ("cost", "minors", "photo_rule", "languages")),
        (_("Wo, wie lange, wie viele"), ("mode", "minutes", "capacity", "min_participants")),
        (
            _("Teilnehmen"),
            ("registration", "slot_minutes", "companions_max", "has_waiting_list", "opens_days", "closes_hours"),
        ),
    )

    def __init__(self, areas, format=None):
        """`format` is the Format to be changed."""
        super().__init__(obj=format, data=None if format else {"languages": ["de"]})
        self.area_id.choices = [(area.id, area.title) for area in areas]
        self.languages.choices = list(words.LANGUAGES.items())
        self.mode.choices = typed.choices(MODES.items())
        self.registration.choices = typed.choices(REGISTRATIONS.items())

    def facts(self):
        """Return what was typed, as columns of Format."""
        return self.data
