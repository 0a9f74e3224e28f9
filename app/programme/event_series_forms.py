"""When: once, several times as one event, or as a series of events; the fields of all three."""

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import BooleanField

from app import typed
from app.errors import Refused
from app.programme.event_series import Repeat
from app.programme.session_forms import ONE, SESSIONS, DatesForm, SessionsForm
from app.rooms.repeat_forms import RepeatForm
from app.rooms.series_actions import Choices
from app.rooms.series_forms import LEFT_OUT, wall_start_of

SERIES = "series"


class WhenForm(SessionsForm):
    """A form with one date, several sessions or a series, as `kind` says; only what belongs to it is asked."""

    only_free = BooleanField(_("Was nicht geht, weglassen"))

    def __init__(self, *args, **kwargs):
        # By names and labels of its own: both have a "von" and a "bis".
        self.repeat = RepeatForm(prefix="reihe-")
        self.repeat.begins.label.text, self.repeat.ends.label.text = _("Jedes Mal von"), _("Jedes Mal bis")
        super().__init__(*args, **kwargs)
        self.kind.choices = typed.choices(
            [
                (ONE, _("Ein Termin")),
                (SESSIONS, _("Mehrere Termine, die zusammengehören: ein Kurs, zwei Tage")),
                (SERIES, _("Eine Reihe: jeder Termin ist eine Veranstaltung mit eigener Anmeldung")),
            ]
        )

    def __iter__(self):
        """Go through all fields, those of the series too: for the summary of errors."""
        return iter([*super().__iter__(), *(self.repeat if self.is_series else ())])

    @property
    def errors(self):
        """What is to be mended, of the series too."""
        return {**super().errors, **(self.repeat.errors if self.is_series else {})}

    @property
    def is_series(self):
        """Whether each date is to be an event of its own."""
        return self.kind.data == SERIES

    @property
    def repeated(self):
        """The event_series.Repeat that was typed; only of a valid form."""
        form = self.repeat
        if form.is_by_hand:
            return Repeat(spans=form.spans)
        return Repeat(form.rule, form.wall_start, form.wall_start + form.length)

    @property
    def choices(self):
        """What was chosen for single dates, and for all, as rooms.series_actions.Choices."""
        left_out, rooms = set(), {}
        for key, value in request.form.items():
            wall_start = wall_start_of(key)
            if wall_start is not None and value == LEFT_OUT:
                left_out.add(wall_start)
            elif wall_start is not None and value in map(str, self.room_choices):
                rooms[wall_start] = int(value)
        return Choices(frozenset(left_out), rooms, self.only_free.data, self.knowingly.data)

    def readable_spans(self):
        """As for dates; rooms of a series need not be free at all of its dates."""
        return [] if self.is_series else super().readable_spans()

    def validate(self, extra_validators=None):
        """As `kind` says: what belongs to another kind does not matter."""
        if not self.is_series:
            return super().validate(extra_validators)
        fields, self._fields = self._fields, {name: f for name, f in self._fields.items() if name != "dates"}
        try:
            is_right = super(DatesForm, self).validate(extra_validators)
        finally:
            self._fields = fields
        return self.repeat.validate() and self._comes_to_dates() and is_right

    def _comes_to_dates(self):
        try:
            self.repeated.dates()
        except Refused as refused:
            self.refusal = refused
            return False
        return True
