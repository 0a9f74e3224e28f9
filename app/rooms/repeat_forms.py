"""When and how often: the fields that make a rule, or days by hand, out of plain German."""

import re
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    TimeField,
    ValidationError,
    widgets,
)
from wtforms.validators import InputRequired, Length, NumberRange, StopValidation

from app import forms
from app.forms import Form
from app.rooms import recurrence, rule_words
from app.rooms.recurrence import DAILY, MONTHLY, WEEKDAYS, WEEKLY, YEARLY, Rule
from app.rooms.rules import RoomRefusal

DAY, WEEK, MONTH_DAY, MONTH_WEEKDAY, YEAR, BY_HAND = "day", "week", "month_day", "month_weekday", "year", "by_hand"
REPEATS = {
    WEEK: _("Jede Woche oder alle paar Wochen"),
    DAY: _("Jeden Tag oder alle paar Tage"),
    MONTH_DAY: _("Jeden Monat an einem festen Tag, zum Beispiel am 15."),
    MONTH_WEEKDAY: _("Jeden Monat an einem Wochentag, zum Beispiel am letzten Freitag"),
    YEAR: _("Jedes Jahr am selben Tag"),
    BY_HAND: _("An Tagen, die ich einzeln aufschreibe"),
}
LAST_DAY = -1
NTH = {
    1: _("am ersten"), 2: _("am zweiten"), 3: _("am dritten"), 4: _("am vierten"), 5: _("am fünften"),
    -1: _("am letzten"), -2: _("am vorletzten"),
}  # fmt: skip
LEAP, FEBRUARY, MARCH = "leap", "february", "march"
LEAPS = {
    LEAP: _("Nur in Schaltjahren"),
    FEBRUARY: _("In anderen Jahren am 28. Februar"),
    MARCH: _("In anderen Jahren am 1. März"),
}
COUNT, UNTIL = "count", "until"
# "4.5.2026" or "4.5.2026 18:00-20:00", one a line.
_LINE = re.compile(
    r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})(?:[\s,]+(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|bis)\s*(\d{1,2})(?:[:.](\d{2}))?(?:\s*Uhr)?)?",
    re.ASCII,
)
MOST_TEXT = 20000


class CheckboxesField(SelectMultipleField):
    """Several of a few."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


BEGINS_MISSING, ENDS_MISSING = _("Bitte geben Sie an, wann es anfängt."), _("Bitte geben Sie an, wann es endet.")


def times(label, missing):
    """Return a field for a time of day."""
    return TimeField(label, format=["%H:%M", "%H:%M:%S"], validators=[InputRequired(missing)])


def in_reach(_form, field):
    if field.data is not None and not 2000 <= field.data.year <= 2200:
        raise ValidationError(recurrence.RuleRefusal.TOO_FAR.value)


def needed(when, message):
    """Return a validator: the field must be filled in when the form says so, and else does not matter."""

    def check(form, field):
        is_needed = when(form)
        if not is_needed or not (field.raw_data and field.raw_data[0].strip()):
            field.errors = []
            raise StopValidation(message if is_needed else "")

    return check


class RepeatForm(Form):
    """A time of day, and the days: by a rule that ends, or written down one by one."""

    first = DateField(
        _("Erster Tag"),
        description=_("Ab diesem Tag. Der erste Termin ist der erste, der zur Wiederholung passt."),
        validators=[needed(lambda form: not form.is_by_hand, _("Bitte wählen Sie einen Tag.")), in_reach],
    )
    begins = times(_("Von"), BEGINS_MISSING)
    ends = times(_("Bis"), ENDS_MISSING)
    over_midnight = BooleanField(_("Das Ende ist am nächsten Tag"))
    repeat = RadioField(_("Wie oft?"), choices=list(REPEATS.items()), default=WEEK)
    interval = IntegerField(
        _("Jedes wievielte Mal?"),
        description=_("1 heißt jedes Mal, 2 heißt: jeden zweiten Tag, alle zwei Wochen, jeden zweiten Monat."),
        default=1,
        validators=[InputRequired(forms.REQUIRED), NumberRange(1, 366, _("Bitte eine Zahl von 1 bis 366."))],
        render_kw={"inputmode": "numeric"},
    )
    weekdays = CheckboxesField(
        _("An welchen Wochentagen?"),
        choices=[(code, LazyString(rule_words.weekday, day)) for day, code in enumerate(WEEKDAYS)],
        render_kw={"class": "is-row"},
    )
    monthday = SelectField(
        _("Am wievielten?"),
        coerce=int,
        choices=[*((number, f"{number}.") for number in range(1, 32)), (LAST_DAY, _("Am letzten Tag des Monats"))],
        default=1,
        description=_("Hat ein Monat diesen Tag nicht, fällt er aus. „Am letzten Tag“ gibt es in jedem Monat."),
    )
    nth = SelectField(_("Der wievielte im Monat?"), coerce=int, choices=list(NTH.items()), default=1)
    weekday = SelectField(
        _("Welcher Wochentag?"),
        choices=[(code, LazyString(rule_words.weekday, day)) for day, code in enumerate(WEEKDAYS)],
    )
    leap = SelectField(_("Falls der erste Tag der 29. Februar ist"), choices=list(LEAPS.items()), default=LEAP)
    by_hand = TextAreaField(
        _("Welche Tage?"),
        description=_("Ein Tag je Zeile, zum Beispiel 4.5.2026. Zu einer anderen Uhrzeit: 12.5.2026 10:00–12:00."),
        validators=[Length(max=MOST_TEXT, message=recurrence.RuleRefusal.TOO_MANY.value % {"limit": recurrence.LIMIT})],
        render_kw={"rows": 6},
    )
    end = RadioField(
        _("Wie lange?"), choices=[(UNTIL, _("Bis zu einem Tag")), (COUNT, _("Eine feste Zahl von Terminen"))],
        default=UNTIL,
    )  # fmt: skip
    until = DateField(
        _("Letzter Tag"),
        description=_("Dieser Tag gehört noch dazu."),
        validators=[needed(lambda form: form.ends_by(UNTIL), _("Bitte geben Sie den letzten Tag an."))],
    )
    count = IntegerField(
        _("Wie viele Termine?"),
        validators=[
            needed(lambda form: form.ends_by(COUNT), _("Bitte geben Sie an, wie viele Termine es sind.")),
            NumberRange(1, message=_("Bitte eine Zahl ab 1.")),
        ],
        render_kw={"inputmode": "numeric"},
    )

    @property
    def is_by_hand(self):
        """Whether the days are written down one by one."""
        return self.repeat.data == BY_HAND

    def ends_by(self, end):
        """Tell whether this is the chosen end of a rule."""
        return not self.is_by_hand and self.end.data == end

    def validate_ends(self, field):
        """An end before the beginning is meant for the next day, or a mistake: people say which."""
        if self.begins.data is None or field.data is None:
            return
        if field.data <= self.begins.data and not self.over_midnight.data:
            raise ValidationError(
                _("Das Ende liegt vor dem Anfang. Geht es über Mitternacht, kreuzen Sie bitte den nächsten Tag an.")
            )
        if self.over_midnight.data and field.data > self.begins.data:
            raise ValidationError(RoomRefusal.TOO_LONG.value)

    def validate_weekdays(self, field):
        """Weeks need a day."""
        if self.repeat.data == WEEK and not field.data:
            raise ValidationError(_("Bitte wählen Sie mindestens einen Wochentag."))

    def validate_by_hand(self, field):
        """Each line is a day."""
        if not self.is_by_hand:
            return
        if not (field.data or "").strip():
            raise ValidationError(_("Bitte schreiben Sie mindestens einen Tag auf."))
        if self.begins.data and self.ends.data:
            self.read_lines()

    def validate_until(self, field):
        """No series ends before it begins."""
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError(recurrence.RuleRefusal.UNTIL_BEFORE_START.value)

    def validate_count(self, field):
        """No series is too long for one go."""
        if field.data is not None and field.data > recurrence.LIMIT:
            raise ValidationError(recurrence.RuleRefusal.TOO_MANY.value % {"limit": recurrence.LIMIT})

    @property
    def length(self):
        """How long a date lasts on the clock on the wall; only of a valid form."""
        start = datetime.combine(date.min, self.begins.data)
        return datetime.combine(date.min + timedelta(days=self.over_midnight.data), self.ends.data) - start

    @property
    def wall_start(self):
        """The first day at the time of day; only of a valid form."""
        return datetime.combine(self.first.data, self.begins.data)

    @property
    def rule(self):
        """The rule as text; "" for days by hand. Only of a valid form."""
        if self.is_by_hand:
            return ""
        kind, interval, first = self.repeat.data, self.interval.data, self.first.data
        chosen = {
            DAY: lambda: Rule(DAILY, interval),
            WEEK: lambda: Rule(WEEKLY, interval, weekdays=tuple((None, WEEKDAYS.index(d)) for d in self.weekdays.data)),
            MONTH_DAY: lambda: Rule(MONTHLY, interval, monthdays=(self.monthday.data,)),
            MONTH_WEEKDAY: lambda: Rule(
                MONTHLY, interval, weekdays=((self.nth.data, WEEKDAYS.index(self.weekday.data)),)
            ),
            YEAR: lambda: self._yearly(first, interval),
        }[kind]()
        ends = {"until": self.until.data} if self.end.data == UNTIL else {"count": self.count.data}
        return str(chosen.ending(**ends))

    def _yearly(self, first, interval):
        if (first.month, first.day) == (2, 29) and self.leap.data == FEBRUARY:
            return Rule(YEARLY, interval, months=(2,), monthdays=(-1,))
        if (first.month, first.day) == (2, 29) and self.leap.data == MARCH:
            return Rule(YEARLY, interval, yeardays=(60,))
        return Rule(YEARLY, interval, months=(first.month,), monthdays=(first.day,))

    def read_lines(self):
        """Return the (wall_start, wall_end) of the lines. Raises ValidationError with what to mend."""
        spans = []
        for number, line in enumerate(self.by_hand.data.splitlines(), 1):
            if not line.strip():
                continue
            match = _LINE.fullmatch(line.strip())
            try:
                day, month, year, *clock = (part and int(part) for part in match.groups())
                start = datetime.combine(date(year, month, day), self.begins.data)
                end = start + self.length
                if clock[0] is not None:
                    start = start.replace(hour=clock[0], minute=clock[1] or 0)
                    end = _later(start, clock[2], clock[3] or 0)
            except (AttributeError, ValueError, OverflowError):
                raise ValidationError(
                    _("Zeile %(number)s verstehen wir nicht. Bitte schreiben Sie zum Beispiel 4.5.2026.", number=number)
                ) from None
            spans.append((start, end))
        return tuple(spans)

    @property
    def spans(self):
        """The days by hand, as spans of wall time; none where a rule says them."""
        return self.read_lines() if self.is_by_hand else ()


def _later(start, hour, minute):
    end = start.replace(hour=0, minute=0) + timedelta(days=1) if (hour, minute) == (24, 0) else None
    end = end or start.replace(hour=hour, minute=minute)
    if end <= start:
        raise ValueError("The end lies before the beginning.")
    return end
