"""When: the fields for one or several dates of an event, each a span of time with, where there are several, a title."""

import re

import wtforms
from flask import request
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import DateField, FieldList, FormField, RadioField, TimeField
from wtforms.validators import InputRequired, Optional

from app import clock, typed
from app.forms import REQUIRED, Form
from app.programme.models import ALL_DATES, SOME_DATES
from app.rooms import typed_spans

ROWS, MORE_ROWS, MOST_ROWS = 1, 3, 30
_TIMES = ["%H:%M", "%H:%M:%S"]
_DAY = re.compile(r"dates-\d+-day", re.ASCII)
# How often: once; several dates of one event; several events by a rule.
ONE, SESSIONS = "one", "sessions"
ATTENDANCES = (
    (ALL_DATES, _("Alle Termine gehören zusammen: Wer sich anmeldet, kommt zu allen")),
    (SOME_DATES, _("Man kann auch zu einzelnen Terminen kommen")),
)


def _sent_rows():
    """Return how many rows with a day were sent: a list of fields drops those beyond its end without a word."""
    return sum(bool(value.strip()) for key, value in request.form.items() if _DAY.fullmatch(key))


class DateRow(wtforms.Form):
    """A day, from, until; without an end it lasts as long as the format."""

    day = DateField(_("Tag"), validators=[Optional()])
    begins = TimeField(_("Von"), format=_TIMES, validators=[Optional()])
    ends = TimeField(_("Bis"), format=_TIMES, validators=[Optional()])
    title = typed.text(_("Worum geht es an diesem Termin?"), 200)

    @property
    def is_empty(self):
        """Whether nothing was typed."""
        return not any(field.data or field.raw_data and field.raw_data[0] for field in self)

    def span(self, minutes, now=None):
        """Return (starts_at, ends_at), or None where something is missing; `now` refuses days that are over."""
        if self.day.data is None or self.begins.data is None:
            return None
        return typed_spans.span(self.day.data, self.begins.data, self.ends.data, minutes, now)

    def check(self, minutes, now):
        """Return the span, or None and put what to mend to the field."""
        needed = ((self.day, _("Bitte wählen Sie einen Tag.")), (self.begins, _("Bitte schreiben Sie, ab wann.")))
        for field, sentence in needed:
            if field.data is None and not field.errors:
                typed.complain(field, sentence)
        if self.day.data and not 2000 <= self.day.data.year <= 2199:
            typed.complain(self.day, _("Bitte prüfen Sie das Jahr."))
        if any(field.errors for field in self):
            return None
        try:
            return self.span(minutes, now)
        except typed_spans.Mistyped as mistyped:
            typed.complain(getattr(self, mistyped.field), str(mistyped))
            return None


class DatesForm(Form):
    """One or several dates; rows in which nothing was typed do not count."""

    dates = FieldList(FormField(DateRow, _("Termin")), min_entries=ROWS, max_entries=MOST_ROWS)

    # The dates as aware moments, and what each is about, once all of them were found to be typed well.
    spans = ()
    titles = ()
    minutes = None

    def add_rows(self):
        """Give room for more dates."""
        for _number in range(min(MORE_ROWS, MOST_ROWS - len(self.dates))):
            self.dates.append_entry()

    def take(self, text):
        """Fill in one of the offers that stood under the form: "row|room|other room|day|from|until"; else nothing."""
        try:
            row, room_id, other_id, day, begins, ends = text.split("|")
            fields = self.dates[int(row)].form
            room_id, other_id = int(room_id), int(other_id)
        except (ValueError, IndexError):
            return
        for field, value in ((fields.day, day), (fields.begins, begins), (fields.ends, ends)):
            field.process(MultiDict({field.name: value}))
        self.swap_room(room_id, other_id)

    def swap_room(self, room_id, other_id):
        """Choose another room in place of one, where rooms are chosen."""

    def readable_spans(self):
        """Return the spans of the rows that can be read as they are, whatever else is wrong; in order of time."""
        spans = []
        for row in self.dates:
            try:
                spans.append(row.form.span(self.minutes))
            except (typed_spans.Mistyped, OverflowError):
                continue
        return sorted(span for span in spans if span)

    def validate(self, extra_validators=None):
        """As for every form; each row must make a span, and there must be one."""
        is_right = super().validate(extra_validators)
        now = clock.now()
        rows = [row.form for row in self.dates if not row.form.is_empty] or [self.dates[0].form]
        spans = [row.check(self.minutes, now) for row in rows]
        # Errors that were put to inner fields after the list was checked: the list must know of them.
        self.dates.errors = (
            [row.form.errors for row in self.dates] if any(row.form.errors for row in self.dates) else []
        )
        if _sent_rows() > MOST_ROWS:
            is_right = typed.complain(
                self.dates,
                _(
                    "Mehr als %(most)s Termine passen nicht in eine Veranstaltung. Bitte planen Sie eine zweite, oder "
                    "eine Reihe.", most=MOST_ROWS,
                ),
            )  # fmt: skip
        if not is_right or None in spans:
            return False
        in_order = sorted(zip(spans, [row.title.data or "" for row in rows], strict=True))
        self.spans, self.titles = tuple(span for span, _title in in_order), tuple(title for _span, title in in_order)
        return True


class SessionsForm(DatesForm):
    """One date, or several that are one event (a course, two days)."""

    kind = RadioField(
        _("Wie oft?"),
        choices=typed.choices(
            [
                (ONE, _("Ein Termin")),
                (SESSIONS, _("Mehrere Termine, die zusammengehören: ein Kurs, zwei Tage")),
            ]
        ),
        default=ONE,
        validators=[InputRequired(REQUIRED)],
    )
    attendance = RadioField(
        _("Wofür gilt eine Anmeldung?"), choices=typed.choices(ATTENDANCES), default=ALL_DATES,
        validators=[InputRequired(REQUIRED)],
    )  # fmt: skip

    def add_rows(self):
        """Give room for more dates; there are several then."""
        super().add_rows()
        self.kind.data = SESSIONS

    @property
    def chosen_attendance(self):
        """Whether one registration is for all dates; of one date there is nothing to choose."""
        return self.attendance.data if len(self.spans) > 1 else ALL_DATES

    def validate(self, extra_validators=None):
        """As for all dates; who says there is one must not have written several."""
        if not super().validate(extra_validators):
            return False
        if self.kind.data == ONE and len(self.spans) > 1:
            return typed.complain(
                self.kind, _("Sie haben mehrere Termine geschrieben. Bitte wählen Sie „Mehrere Termine“.")
            )
        if len(self.spans) == 1:
            self.titles = ("",)
        return True
