"""What the team types to book or change a series: what, where, when and how often; and a choice per date."""

import re
from datetime import date, datetime

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app import clock, forms
from app.forms import Form
from app.rooms import recurrence
from app.rooms.recurrence import DAILY, MONTHLY, WEEKDAYS, WEEKLY
from app.rooms.repeat_forms import (
    BEGINS_MISSING,
    BY_HAND,
    COUNT,
    DAY,
    ENDS_MISSING,
    FEBRUARY,
    LEAP,
    MARCH,
    MONTH_DAY,
    MONTH_WEEKDAY,
    UNTIL,
    WEEK,
    YEAR,
    CheckboxesField,
    RepeatForm,
    in_reach,
    times,
)
from app.rooms.series_actions import Choices
from app.rooms.series_plan import ALL_FUTURE, FOLLOWING

LEFT_OUT = "weg"
_KEY = re.compile(r"wahl-(\d{4}-\d\d-\d\dT\d\d:\d\d)", re.ASCII)


class SeriesForm(RepeatForm):
    """A series of dates in a room."""

    title = StringField(
        _("Wofür?"),
        filters=[forms.strip],
        validators=[
            InputRequired(_("Bitte schreiben Sie, wofür.")),
            Length(max=200, message=_("Bitte höchstens 200 Zeichen.")),
        ],
    )
    room = SelectField(
        _("Raum"), coerce=lambda value: int(value) if str(value).isdigit() else 0,
        validators=[NumberRange(1, message=_("Bitte wählen Sie einen Raum."))],
    )  # fmt: skip
    persons = IntegerField(
        _("Für wie viele Personen?"),
        validators=[Optional(), NumberRange(1, 100_000, _("Bitte eine Zahl ab 1."))],
        render_kw={"inputmode": "numeric"},
    )
    note = TextAreaField(
        _("Notiz für das Team"),
        filters=[lambda text: (text or "").strip()],
        validators=[Length(max=2000, message=_("Bitte höchstens 2000 Zeichen."))],
        render_kw={"rows": 2},
    )
    things = CheckboxesField(
        _("Was soll an jedem Termin dazu?"),
        coerce=lambda value: int(value) if str(value).isdigit() else 0,
        description=_("Aus dem Lager des Hauses. Was schon verliehen ist, sehen Sie bei den Terminen."),
    )
    only_free = BooleanField(_("Was nicht geht, weglassen: Ich nehme die Termine später einzeln wieder auf."))
    knowingly = BooleanField(_("Regeln bewusst brechen, die das Team brechen darf. Das wird vermerkt."))

    def __init__(self, rooms, things=(), **facts):
        super().__init__(**facts)
        self.things.choices = [(thing.id, thing.name) for thing in things]
        # As on the page, so that mistakes are told in that order: first what and where, then when.
        what = ("scope", "title", "room", "persons", "things", "note")
        order = [name for name in what if name in self._fields] + [name for name in self._fields if name not in what]
        self._fields = {name: self._fields[name] for name in order}
        self.room.choices = [(0, _("Bitte wählen")), *((room.id, room.place_line) for room in rooms)]

    @property
    def choices(self):
        """What was chosen per date and for all, as a Choices; keys that are none are overlooked."""
        left_out, rooms = set(), {}
        for key, value in request.form.items():
            wall_start = wall_start_of(key)
            if wall_start is not None and value == LEFT_OUT:
                left_out.add(wall_start)
            elif wall_start is not None and value.isascii() and value.isdigit() and len(value) < 10:
                rooms[wall_start] = int(value)
        return Choices(frozenset(left_out), rooms, self.only_free.data, self.knowingly.data)


class ChangeSeriesForm(SeriesForm):
    """What becomes another way, and how far the change reaches."""

    scope = RadioField(
        _("Was ändern Sie?"),
        choices=[(FOLLOWING, _("Diesen und alle folgenden Termine")), (ALL_FUTURE, _("Alle künftigen Termine"))],
        default=FOLLOWING,
    )


class ChangeDateForm(Form):
    """One date of a series by itself."""

    title = SeriesForm.title
    room = SeriesForm.room
    day = DateField(_("Tag"), validators=[InputRequired(_("Bitte wählen Sie einen Tag.")), in_reach])
    begins = times(_("Von"), BEGINS_MISSING)
    ends = times(_("Bis"), ENDS_MISSING)
    over_midnight = SeriesForm.over_midnight
    persons = SeriesForm.persons
    note = SeriesForm.note
    knowingly = SeriesForm.knowingly
    validate_ends = SeriesForm.validate_ends
    length = SeriesForm.length

    def __init__(self, rooms, **facts):
        super().__init__(**facts)
        self.room.choices = [(room.id, room.place_line) for room in rooms]

    def validate_begins(self, field):
        """A single date must not lie in the hour that March skips."""
        is_day = self.day.data and not self.day.errors
        if is_day and field.data and clock.is_skipped(datetime.combine(self.day.data, field.data)):
            raise ValidationError(
                _("In dieser Nacht wird die Uhr von 2 auf 3 Uhr vorgestellt, diese Zeit gibt es da nicht. Bitte wählen "
                  "Sie eine andere.")
            )  # fmt: skip

    @property
    def date(self):
        """The recurrence.Date that was typed; only of a valid form."""
        start = datetime.combine(self.day.data, self.begins.data)
        return recurrence.localise(start, start + self.length)


def key_of(wall_start):
    """Return the name of the field with the choice for a date."""
    return f"wahl-{wall_start:%Y-%m-%dT%H:%M}"


def wall_start_of(key):
    """Return the date that such a field is about, or None."""
    match = _KEY.fullmatch(key)
    try:
        return datetime.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def typed(series, bookings, booking):
    """Return what the form to change a series is filled with: what the series is, seen from one of its dates."""
    length = series.wall_end - series.wall_start
    end = datetime.combine(date.min, series.wall_start.time()) + length
    facts = {
        "title": booking.title, "room": booking.room_id, "persons": booking.persons, "note": booking.note,
        "first": booking.wall_start.date(), "begins": series.wall_start.time(), "ends": end.time(),
        "over_midnight": end.date() > date.min, "repeat": BY_HAND,
        "by_hand": "\n".join(
            f"{each.wall_start:%-d.%-m.%Y}" for each in bookings if each.wall_start >= booking.wall_start
        ),
    }  # fmt: skip
    return {**facts, **_typed_rule(recurrence.read(series.rule), series, booking)} if series.rule else facts


def _typed_rule(rule, series, booking):
    """Return the fields of a rule; what remains of a count is counted from the date on."""
    found = {"interval": rule.interval, "end": UNTIL if rule.until else COUNT, "until": rule.until, "by_hand": ""}
    if rule.count:
        dates = recurrence.expand(rule, series.wall_start, series.wall_end)
        found["count"] = sum(each.wall_start >= booking.wall_start for each in dates) or 1
    if rule.freq == DAILY:
        return {**found, "repeat": DAY}
    if rule.freq == WEEKLY:
        days = [WEEKDAYS[day] for _n, day in rule.weekdays] or [WEEKDAYS[series.wall_start.weekday()]]
        return {**found, "repeat": WEEK, "weekdays": days}
    if rule.freq == MONTHLY and rule.weekdays:
        (n, day), *_more = rule.weekdays
        return {**found, "repeat": MONTH_WEEKDAY, "nth": n or 1, "weekday": WEEKDAYS[day]}
    if rule.freq == MONTHLY:
        return {**found, "repeat": MONTH_DAY, "monthday": (rule.monthdays or (series.wall_start.day,))[0]}
    leap = {(60,): MARCH}.get(rule.yeardays) or (FEBRUARY if rule.monthdays == (-1,) else LEAP)
    return {**found, "repeat": YEAR, "leap": leap}
