"""Who may see an event, and from when on: the fields."""

from datetime import datetime

from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, TimeField
from wtforms.validators import InputRequired

from app import clock, typed
from app.forms import REQUIRED, Form
from app.programme.models import DRAFT, PUBLISHED
from app.rooms.repeat_forms import in_reach, needed

LATER = "later"
_TIMES = ["%H:%M", "%H:%M:%S"]


def _is_later(form):
    return form.state.data == LATER


class PublishFields(Form):
    """A draft, one that goes public by itself at a moment, or public at once."""

    state = RadioField(
        _("Wer darf es sehen?"),
        choices=typed.choices(
            [
                (DRAFT, _("Erst einmal nur das Team: als Entwurf speichern")),
                (LATER, _("Alle, aber erst von einem Tag an: bis dahin Entwurf")),
                (PUBLISHED, _("Alle: gleich veröffentlichen")),
            ]
        ),
        default=DRAFT,
        validators=[InputRequired(REQUIRED)],
    )
    publish_day = DateField(
        _("Öffentlich ab dem"), validators=[needed(_is_later, _("Bitte wählen Sie den Tag.")), in_reach]
    )
    publish_time = TimeField(
        _("Um"), format=_TIMES, validators=[needed(_is_later, _("Bitte schreiben Sie die Uhrzeit."))]
    )

    @property
    def publish_at(self):
        """The moment at which the event goes public by itself, or None; only of a valid form."""
        if self.state.data != LATER:
            return None
        return clock.from_wall(datetime.combine(self.publish_day.data, self.publish_time.data))


class PublishForm(PublishFields):
    """For a draft: now, later, or not yet after all."""

    def __init__(self, event):
        then = event.publish_at and clock.local(event.publish_at)
        super().__init__(
            data={
                "state": LATER if then else PUBLISHED,
                "publish_day": then and then.date(), "publish_time": then and then.time(),
            }
        )  # fmt: skip
        self.state.choices = typed.choices(
            [
                (PUBLISHED, _("Gleich")),
                (LATER, _("Von einem Tag an, von selbst")),
                (DRAFT, _("Noch nicht: Sie bleibt Entwurf")),
            ]
        )
        self.state.label.text = _("Wann dürfen alle sie sehen?")
