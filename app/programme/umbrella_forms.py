"""What the team types about a day under which several events stand."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app import typed
from app.forms import REQUIRED, Form
from app.programme.models import DRAFT, PUBLISHED


class UmbrellaForm(Form):
    """Its name, its days, what it is about."""

    title = typed.text(_("Name"), 200, is_required=True, description=_("Zum Beispiel „Zukunftsforum“."))
    starts_on = DateField(_("Erster Tag"), validators=[InputRequired(REQUIRED)])
    ends_on = DateField(_("Letzter Tag"), validators=[InputRequired(REQUIRED)])
    summary = typed.text(_("In einem Satz"), 400)
    description = typed.rich(_("Worum geht es?"))
    state = RadioField(_("Wer darf es sehen?"), default=DRAFT, validators=[InputRequired(REQUIRED)])

    def __init__(self, umbrella=None):
        super().__init__(obj=umbrella)
        self.state.choices = typed.choices([(DRAFT, _("Nur das Team")), (PUBLISHED, _("Alle"))])

    def facts(self):
        """Return what was typed, as columns of Umbrella."""
        return self.data


class ChooseForm(Form):
    """Which events stand under it."""

    events = typed.CheckboxesField(_("Was gehört dazu?"), coerce=int)


class CancelUmbrellaForm(Form):
    """Why all of it is called off."""

    reason = TextAreaField(
        _("Warum fällt alles aus? Diesen Satz lesen die Gäste."),
        filters=[lambda text: (text or "").strip()],
        validators=[DataRequired(REQUIRED), Length(max=1000, message=_("Bitte höchstens 1000 Zeichen."))],
    )
