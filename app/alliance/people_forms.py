"""Forms about people who sign in, and their roles."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Email, Length

from app.alliance import role_places
from app.forms import REQUIRED, Form, lower, strip


class GrantForm(Form):
    """One role for somebody who has an account."""

    role = SelectField(_("Noch eine Rolle"), validators=[DataRequired(_("Bitte wählen Sie eine Rolle."))], default="")

    def __init__(self, offered):
        super().__init__()
        self.role.choices = _choices(_("Bitte wählen"), offered)

    @property
    def grant(self):
        """What was chosen: (role, place id, organisation id)."""
        return role_places.read(self.role.data)


class InviteForm(Form):
    """Whom to invite, and to what."""

    name = StringField(
        _("Name"),
        filters=[strip],
        validators=[DataRequired(REQUIRED), Length(max=200, message=_("Bitte höchstens 200 Zeichen."))],
        render_kw={"autocomplete": "off"},
    )
    email = EmailField(
        _("E-Mail-Adresse"),
        filters=[lower],
        validators=[
            DataRequired(REQUIRED),
            Length(max=254, message=_("Bitte höchstens 254 Zeichen.")),
            Email(
                _("Bitte schreiben Sie eine vollständige Adresse, zum Beispiel name@example.org."), allow_smtputf8=False
            ),
        ],
        render_kw={"autocomplete": "off"},
    )
    role = SelectField(_("Rolle"), validators=[DataRequired(_("Bitte wählen Sie eine Rolle."))], default="")
    second_role = SelectField(_("Zweite Rolle"), default="")
    third_role = SelectField(_("Dritte Rolle"), default="")

    def __init__(self, offered, **given):
        super().__init__(data=given)
        self.role.choices = _choices(_("Bitte wählen"), offered)
        for field in (self.second_role, self.third_role):
            field.choices = _choices(_("Keine"), offered)

    @property
    def grants(self):
        """What was chosen: [[role, place id, organisation id], …]."""
        chosen = (self.role.data, self.second_role.data, self.third_role.data)
        return [role_places.read(each) for each in chosen if each]


def _choices(first, offered):
    """Return what a select shows: what no answer means, then {heading: [(value, label)]}."""
    found = [SelectChoice("", first)]
    for heading, pairs in offered.items():
        found += [SelectChoice(value, label, optgroup=heading) for value, label in pairs]
    return found
