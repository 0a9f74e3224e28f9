"""What the team types about things and briefings."""

from datetime import timedelta

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, EmailField, RadioField, SelectField
from wtforms.validators import DataRequired, Email, InputRequired, Length

from app import typed
from app.alliance.words import INTERPRETED
from app.forms import REQUIRED, Form, lower
from app.rooms.equipping import FIXED, MOBILE

A_YEAR = timedelta(days=365)


class ThingForm(typed.SectionForm):
    """A thing that stands in rooms or is lent."""

    name = typed.text(_("Name"), 200, is_required=True)
    kind = RadioField(
        _("Wo ist es?"),
        choices=typed.choices(
            [(FIXED, _("Steht fest in einem Raum")), (MOBILE, _("Wird zu einer Buchung mitgebracht"))]
        ),
        default=MOBILE,
        validators=[InputRequired(REQUIRED)],
    )
    stock = typed.number(
        _("Wie viele Stück zum Mitbringen?"), 1, 10_000, is_optional=True,
        description=_("Nur für das, was mitgebracht wird."),
    )  # fmt: skip
    provides = typed.text(
        _("Ersetzt"), 200, description=_("Was ein Format braucht und dieses Stück mitbringt, zum Beispiel „Beamer“."),
    )  # fmt: skip
    interprets = SelectField(
        _("Dolmetscht jemand? In welche Sprache?"),
        choices=typed.choices([("", _("Nein, es ist ein Ding")), *INTERPRETED.items()]), default="",
        coerce=lambda value: value or "",
        description=_("Auch Menschen lassen sich so mitbuchen: Veranstaltungen fragen nach der Sprache."),
    )  # fmt: skip
    needs_briefing = BooleanField(_("Maschine: nur wer eingewiesen ist, darf sie buchen"))

    def facts(self):
        """Return what was typed, as arguments of the act."""
        return {**super().facts(), "provides": self.provides.data or None}


class BriefingForm(Form):
    """Who was briefed, when, and until when it counts."""

    equipment_id = SelectField(_("Maschine"), coerce=int, validators=[InputRequired(REQUIRED)])
    name = typed.text(_("Name"), 200, is_required=True)
    email = EmailField(
        _("E-Mail-Adresse"),
        filters=[lower],
        description=_("Mit dieser Adresse bucht die Person."),
        validators=[
            DataRequired(_("Bitte schreiben Sie die E-Mail-Adresse.")),
            Length(max=254, message=_("Bitte höchstens 254 Zeichen.")),
            Email(
                _("Bitte schreiben Sie eine vollständige Adresse, zum Beispiel name@example.org."), allow_smtputf8=False
            ),
        ],
    )
    briefed_on = DateField(_("Eingewiesen am"), validators=[InputRequired(REQUIRED)])
    ends_on = DateField(_("Gilt bis einschließlich"), validators=[InputRequired(REQUIRED)])

    def __init__(self, machines, today, known=None, equipment_id=None):
        """`known` is a Briefing to be renewed."""
        data = {"briefed_on": today, "ends_on": today + A_YEAR, "equipment_id": equipment_id}
        if known is not None:
            data |= {name: getattr(known, name) for name in ("equipment_id", "name", "email")}
        super().__init__(data=data)
        self.equipment_id.choices = [(machine.id, machine.name) for machine in machines]
