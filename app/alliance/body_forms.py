"""What the team types about bodies."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from app import typed
from app.alliance.bodies import CONSENT, VOTE
from app.forms import REQUIRED, Form


class BodyForm(Form):
    """What a body is."""

    name = typed.text(_("Name"), 200, is_required=True)
    purpose = typed.prose(_("Wozu ist es da?"))
    method = RadioField(
        _("Wie wird in der Regel entschieden?"),
        choices=typed.choices(
            [
                (CONSENT, _("Konsent: angenommen ist, wogegen niemand ist")),
                (VOTE, _("Abstimmung: angenommen ist, wofür mehr sind als dagegen")),
            ]
        ),
        default=CONSENT,
        validators=[InputRequired(REQUIRED)],
    )


class MemberForm(Form):
    """Which organisation is taken in."""

    organisation_id = SelectField(_("Organisation"), coerce=int, validators=[InputRequired(REQUIRED)])

    def __init__(self, organisations):
        super().__init__()
        self.organisation_id.choices = [(each.id, each.name) for each in organisations]
