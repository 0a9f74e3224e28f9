"""What somebody types who changes a series of events from one of them on."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, TimeField
from wtforms.validators import InputRequired

from app import clock, typed
from app.forms import REQUIRED
from app.programme import cards
from app.programme.moving_forms import SettleForm
from app.programme.planning_forms import WhereForm
from app.rooms.repeat_forms import BEGINS_MISSING, ENDS_MISSING, needed

TIME, PLACE, WORDS, PUBLISH, CANCEL, SPLIT = "time", "place", "words", "publish", "cancel", "split"
_TIMES = ["%H:%M", "%H:%M:%S"]


def _is(act):
    return lambda form: form.kind.data == act


class ChangeEventSeriesForm(WhereForm):
    """From which event on, and what becomes another way; only what belongs to it is asked."""

    first = SelectField(_("Ab welcher Veranstaltung?"), coerce=int)
    kind = RadioField(
        _("Was wird anders, für diese und alle folgenden?"),
        choices=typed.choices(
            [
                (TIME, _("Andere Uhrzeit")), (PLACE, _("Andere Räume oder ein anderes Haus")),
                (WORDS, _("Anderer Titel oder Hinweis")), (PUBLISH, _("Alle dürfen sie sehen")),
                (CANCEL, _("Sie fallen aus")),
                (SPLIT, _("Nichts: Sie werden nur eine Reihe für sich")),
            ]
        ),
        default=TIME,
        validators=[InputRequired(REQUIRED)],
    )  # fmt: skip
    begins = TimeField(_("Von"), format=_TIMES, validators=[needed(_is(TIME), BEGINS_MISSING)])
    ends = TimeField(_("Bis"), format=_TIMES, validators=[needed(_is(TIME), ENDS_MISSING)])
    title = typed.text(_("Titel"), 200)
    note = typed.prose(_("Hinweis für die Gäste"), description=_("Steht auf der Seite der Veranstaltung."))
    reason = typed.prose(_("Warum fallen sie aus?"), description=_("Das lesen alle, die angemeldet sind."))
    knowingly = SettleForm.knowingly
    has_spoken = SettleForm.has_spoken

    def __init__(self, event, coming):
        """`coming` are the events of the series that can change; `event` fills in what is there."""
        begin, end = (clock.local(moment) for moment in event.spans[0])
        super().__init__(
            data={
                "first": event.id if event in coming else coming[0].id,
                "begins": begin.time(), "ends": end.time(), "title": event.title, "note": event.note,
                "rooms": [room.id for room in event.rooms if not room.is_digital],
                "digital": next((room.id for room in event.rooms if room.is_digital), 0),
                "external": event.external or "", "external_place_id": event.external_place_id or 0,
            }
        )  # fmt: skip
        self.first.choices = typed.choices((each.id, cards.when(each)) for each in coming)

    def validate(self, extra_validators=None):
        """As for every form; a title and a reason are asked where they matter."""
        is_right = super().validate(extra_validators)
        if self.kind.data == WORDS and not self.title.data:
            is_right = typed.complain(self.title, _("Bitte schreiben Sie einen Titel."))
        if self.kind.data == CANCEL and not self.reason.data:
            is_right = typed.complain(self.reason, _("Bitte schreiben Sie den Gästen in einem Satz, warum."))
        return is_right
