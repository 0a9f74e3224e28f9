"""What the team types about meetings, their agenda and minutes."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app import display, typed
from app.forms import REQUIRED, Form

MOST_MINUTES = 40_000


class ConnectForm(Form):
    """Which event is the meeting."""

    event_id = SelectField(_("Veranstaltung"), coerce=int, validators=[InputRequired(REQUIRED)])

    def __init__(self, events):
        super().__init__()
        self.event_id.choices = [
            (event.id, f"{event.title}, {display.span(event.dates[0].starts_at, event.dates[0].ends_at)}")
            for event in events
        ]


class ItemForm(Form):
    """One point of an agenda."""

    title = typed.text(_("Worum geht es?"), 300, is_required=True)
    text = typed.prose(_("Dazu"), render_kw={"rows": 3})


class MinutesForm(Form):
    """Who was there, and what was said."""

    present = typed.CheckboxesField(_("Wer war da?"), coerce=int)
    minutes = TextAreaField(
        _("Protokoll"),
        filters=[typed.keep_lines],
        description=_("Eine leere Zeile trennt Absätze. Tagesordnung und Beschlüsse stehen von selbst dabei."),
        validators=[
            Optional(), Length(max=MOST_MINUTES, message=_("Bitte höchstens %(most)s Zeichen.", most=MOST_MINUTES)),
        ],
        render_kw={"rows": 16},
    )  # fmt: skip

    def __init__(self, body, meeting):
        organisations = {each.id: each for each in (*body.members, *meeting.present)}
        super().__init__(data={"present": [each.id for each in meeting.present], "minutes": meeting.minutes})
        self.present.choices = [(ident, each.name) for ident, each in organisations.items()]
