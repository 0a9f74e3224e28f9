"""Shutting rooms: what and when, and a decision about each booking that this hits."""

from datetime import datetime, time, timedelta

from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, StringField, TimeField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from app import forms
from app.forms import Form
from app.rooms import closure_plans
from app.rooms.closing import CALL_OFF, STAY
from app.rooms.closure_plans import Plan

HOUSE = "house"
YEARS = range(2000, 2101)
REPEATS = {
    closure_plans.ONCE: _("Nur dieses eine Mal"),
    closure_plans.WEEKLY: _("Jede Woche"),
    closure_plans.FORTNIGHTLY: _("Alle zwei Wochen"),
    closure_plans.MONTHLY_BY_DAY: _("Jeden Monat am selben Tag, zum Beispiel am 15."),
    closure_plans.MONTHLY_BY_WEEKDAY: _("Jeden Monat am selben Wochentag, zum Beispiel am ersten Montag"),
    closure_plans.YEARLY: _("Jedes Jahr"),
}


def _in_reach(_form, field):
    if field.data is not None and field.data.year not in YEARS:
        raise ValidationError(_("Bitte wählen Sie einen Tag zwischen 2000 und 2100."))


def _days(label, *validators, **facts):
    return DateField(label, validators=[*validators, _in_reach], **facts)


class ClockField(TimeField):
    """A time of day, or nothing."""

    def __init__(self, label, **facts):
        super().__init__(label, format=["%H:%M", "%H:%M:%S"], validators=[Optional()], **facts)

    def process_formdata(self, valuelist):
        """Read what was typed; what is no time stays None."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Bitte schreiben Sie die Uhrzeit wie 14:30.")) from None

    def _value(self):
        return f"{self.data:%H:%M}" if self.data else super()._value()


class ClosureForm(Form):
    """What is shut, why, and when."""

    where = SelectField(
        _("Was ist geschlossen?"), validators=[InputRequired(_("Bitte wählen Sie, was geschlossen ist."))]
    )
    reason = StringField(
        _("Warum?"),
        description=_("Das lesen alle auf der Seite des Raums, zum Beispiel: Betriebsferien."),
        filters=[forms.strip],
        validators=[InputRequired(forms.REQUIRED), Length(max=200, message=_("Bitte höchstens 200 Zeichen."))],
    )
    first = _days(_("Erster Tag"), InputRequired(_("Bitte wählen Sie einen Tag.")))
    last = _days(_("Letzter Tag"), Optional(), description=_("Leer heißt: nur dieser eine Tag."))
    begins = ClockField(_("Ab wie viel Uhr am ersten Tag?"), description=_("Leer heißt: ab Mitternacht."))
    ends = ClockField(_("Bis wie viel Uhr am letzten Tag?"), description=_("Leer heißt: der ganze Tag."))
    repeat = SelectField(_("Wie oft?"), default=closure_plans.ONCE)
    until = _days(
        _("Bis wann wiederholen?"), Optional(), description=_("Leer heißt: ohne Ende, bis Sie wieder öffnen.")
    )

    def __init__(self, places, rooms, of_house=True, **facts):
        super().__init__(**facts)
        self.repeat.choices = list(REPEATS.items())
        self.where.choices = {
            "": [("", _("Bitte wählen")), *([(HOUSE, _("Das ganze Haus, auch die digitalen Räume"))] * of_house)],
            _("Ein Ort"): [(f"place:{place.id}", place.name) for place in places],
            _("Ein Raum"): [(f"room:{room.id}", room.place_line) for room in rooms],
        }

    def validate_reason(self, field):
        """A reason is words, not only a full stop."""
        field.data = (field.data or "").rstrip(". ")
        if not field.data:
            raise ValidationError(forms.REQUIRED)

    @property
    def where_in_words(self):
        """What the chosen place or room is called."""
        return next(text for group in self.where.choices.values() for value, text in group if value == self.where.data)

    @property
    def plan(self):
        """The Plan that was typed; only of a valid form."""
        kind, _colon, ident = self.where.data.partition(":")
        first, last = self.first.data, self.last.data or self.first.data
        start = datetime.combine(first, self.begins.data or time())
        if self.ends.data is None:
            end = datetime.combine(last + timedelta(days=1), time())
        else:
            end = datetime.combine(last, self.ends.data)
            # A night: from 22 to 6.
            end += timedelta(days=self.last.data is None and end <= start)
        return Plan(
            reason=self.reason.data,
            wall_start=start,
            wall_end=end,
            rule=closure_plans.rule_for(self.repeat.data, first, self.until.data),
            place_id=int(ident) if kind == "place" else None,
            room_id=int(ident) if kind == "room" else None,
        )


class DecisionField(SelectField):
    """What becomes of one booking: STAY, CALL_OFF, or the id of a room as text."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, validate_choice=False, **kwargs)


class DecisionsForm(Form):
    """A decision about each booking; one for all the others where there are many."""

    rest = SelectField(_("Für alle, bei denen Sie nichts wählen"), default="")

    @classmethod
    def about(cls, hits, offers, events):
        """Return the form for the hit bookings; `offers` has free rooms by booking, `events` whose an event has."""
        fields = {
            name_of(booking): DecisionField(_("Was wird aus „%(title)s“?", title=booking.title), default="")
            for booking in hits
        }
        form = type("DecisionsForm", (cls,), fields)()
        form.hits = hits
        form.rest.choices = [("", _("Bitte einzeln entscheiden")), *((key, text) for key, text in _usual(True))]
        for booking in hits:
            rooms = [
                (str(room.id), _("Umzug: %(room)s, für bis zu %(seats)s", room=room.place_line, seats=room.seats))
                for room in offers.get(booking.id, ())
            ]
            may_call_off = booking.id not in events
            form[name_of(booking)].choices = [("", _("Bitte entscheiden")), *_usual(may_call_off), *rooms]
        return form

    def validate(self, extra_validators=None):
        """Every booking needs a decision that is still to be had."""
        is_valid = super().validate(extra_validators)
        for booking in self.hits:
            field = self[name_of(booking)]
            choices = [value for value, _text in field.choices]
            chosen = field.data or self.rest.data or ""
            if field.data and field.data not in choices:
                field.errors = [_("Dieser Raum ist dann nicht mehr frei. Bitte entscheiden Sie neu.")]
            elif not chosen or chosen not in choices:
                field.errors = [_("Bitte entscheiden Sie, was aus „%(title)s“ wird.", title=booking.title)]
            is_valid = is_valid and not field.errors
        return is_valid

    @property
    def decisions(self):
        """The decisions as `closing.create_closure` wants them; only of a valid form."""
        chosen = {booking.id: self[name_of(booking)].data or self.rest.data for booking in self.hits}
        return {ident: int(value) if value.isdigit() else value for ident, value in chosen.items()}


def name_of(booking):
    """Return the name of the field about a booking."""
    return f"buchung{booking.id}"


def _usual(may_call_off):
    yield STAY, _("Bleibt, obwohl geschlossen ist")
    if may_call_off:
        yield CALL_OFF, _("Absagen")
