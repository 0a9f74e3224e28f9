"""What people look for, as forms sent by GET, so that every answer has an address."""

from datetime import date, datetime, time, timedelta

import wtforms
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, IntegerField, SelectField, SelectMultipleField, TimeField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app import clock, display
from app.forms import REQUIRED
from app.rooms import rules, typed_spans
from app.rooms.clubs import ClubWish
from app.rooms.free_rooms import Wish
from app.rooms.models import DIGITAL, PHYSICAL
from app.rooms.request_rules import MOST_DATES
from app.rooms.rules import RoomRefusal
from app.rooms.typed_spans import Mistyped

# The value stands in addresses that people keep: "1", not the "y" of the library.
_ON = {"value": "1"}
PERSONS = _("Bitte schreiben Sie eine Zahl von 1 bis 5000.")
LENGTHS = (30, 60, 90, 120, 180, 240, 360, 480)


class QueryForm(wtforms.Form):
    """A form that knows whether something was asked at all, and keeps what was typed."""

    class Meta:
        locales = ("de",)

    refusal = None
    # What only stands in an address when somebody has asked; the rest may be chosen beforehand by a link.
    ASKED_BY = ()

    def __init__(self, args, **usual):
        self.is_asked = any(name in args for name in self.ASKED_BY)
        super().__init__(args if self.is_asked else None, data=usual)

    @property
    def status(self):
        """The fitting HTTP status of the page that shows this form."""
        return 422 if self.errors else 200


class Checkboxes(SelectMultipleField):
    """A list of choices to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist):
        """Take what can be read; `pre_validate` complains of the rest."""
        self.data = [self.coerce(value) if value.isdecimal() else value for value in valuelist]

    def pre_validate(self, form):
        """Refuse what is not in the list."""
        if set(self.data or ()) - {value for value, *_rest in self.iter_choices()}:
            raise ValidationError(_("Bitte wählen Sie etwas aus der Liste."))


class SearchForm(QueryForm):
    """What, when, how many."""

    ASKED_BY = ("tag", "von", "bis")

    tag = DateField(_("Tag"), validators=[InputRequired(REQUIRED)])
    von = TimeField(_("Von"), validators=[InputRequired(REQUIRED)])
    bis = TimeField(_("Bis"), validators=[InputRequired(REQUIRED)])
    personen = IntegerField(
        _("Wie viele Menschen?"), validators=[Optional(), NumberRange(1, 5000, PERSONS)],
        render_kw={"min": 1, "inputmode": "numeric"},
    )  # fmt: skip
    ort = SelectField(_("Ort"))
    bestuhlung = SelectField(_("Bestuhlung"))
    art = SelectField(_("Vor Ort oder digital"))
    stufenfrei = BooleanField(_("Stufenfrei"), render_kw=_ON)
    hoeranlage = BooleanField(_("Höranlage"), render_kw=_ON)
    wc = BooleanField(_("Barrierefreies WC"), render_kw=_ON)
    rollstuhl = BooleanField(_("Rollstuhlplätze"), render_kw=_ON)
    ruheraum = BooleanField(_("Ruheraum"), render_kw=_ON)
    ding = Checkboxes(_("Was soll im Raum sein?"), coerce=int)

    # What typed_spans calls the fields.
    FIELDS = {"day": "tag", "begins": "von", "ends": "bis"}
    BARRIERS = {
        "stufenfrei": "step_free", "hoeranlage": "hearing_loop", "wc": "accessible_wc", "rollstuhl": "wheelchair",
        "ruheraum": "quiet_room",
    }  # fmt: skip

    def __init__(self, args, choices, now):
        # What is asked for by then can be answered.
        day = clock.today(now) + timedelta(days=3)
        times = {name: time(hour) for name, hour in (("von", 14), ("bis", 16))}
        super().__init__(args, tag=day, ort="", bestuhlung="", art="vor-ort", **times)
        self._now = now
        self.choices = choices
        self.ort.choices = [("", _("Alle Orte")), *((place.key, place.name) for place in choices.places)]
        self.bestuhlung.choices = [("", _("Egal")), *((name, name) for name in choices.layouts)]
        self.art.choices = [("vor-ort", _("Vor Ort")), ("digital", _("Digital")), ("beides", _("Beides"))]
        self.ding.choices = [(thing.id, thing.name) for thing in choices.things]

    @property
    def barriers(self):
        """The keys of the barriers that were ticked."""
        return tuple(key for name, key in self.BARRIERS.items() if self[name].data)

    def validate(self):
        """Check what was typed, and that such a span exists and lies ahead."""
        is_well = super().validate()
        _say_how_it_is_written(self.tag, self.von, self.bis)
        _count_in_words(self.personen)
        if is_well and (error := self._why_no_span()):
            self[error[0]].errors = [error[1]]
            return False
        return is_well

    def _why_no_span(self):
        try:
            start, _end = self._span = typed_spans.span(self.tag.data, self.von.data, self.bis.data, now=self._now)
        except Mistyped as mistyped:
            return self.FIELDS[mistyped.field], str(mistyped)
        return ("tag", RoomRefusal.IN_THE_PAST.value) if start < self._now else None

    @property
    def wish(self):
        """The Wish that was typed; only after it was found to be well."""
        things = tuple(thing for thing in self.choices.things if thing.id in (self.ding.data or ()))
        return Wish(
            *self._span, self.personen.data, self.bestuhlung.data or None, self.ort.data or None,
            {"vor-ort": PHYSICAL, "digital": DIGITAL}.get(self.art.data), self.barriers, things,
        )  # fmt: skip


def _why_no_day(day, now):
    """Return why nothing can be found on a day, or None; later reckoning may rely on it."""
    if day < clock.today(now):
        return RoomRefusal.IN_THE_PAST.value
    return RoomRefusal.TOO_FAR.value if day - clock.today(now) > rules.HORIZON else None


def _is_no_night(opens, closes):
    """Tell whether an end before its start is a slip, rather than the end of a night; midnight ends any day."""
    day = date(2000, 1, 1)
    night = datetime.combine(day + timedelta(days=1), closes) - datetime.combine(day, opens)
    return time() != closes <= opens and night > typed_spans.LONGEST_NIGHT


def _say_how_it_is_written(*fields):
    """Put our own words in place of the library's."""
    for field in fields:
        if field.errors and field.raw_data and field.raw_data[0]:
            written = "14:30" if isinstance(field, TimeField) else "2026-05-01"
            field.errors = [_("Bitte schreiben Sie das so: %(example)s", example=written)]


def _count_in_words(field):
    if field.errors:
        field.errors = [PERSONS]


class FreeTimesForm(QueryForm):
    """This room, when?"""

    ASKED_BY = ("dauer", "ab")

    dauer = SelectField(_("Wie lange?"), coerce=int)
    ab = DateField(_("Ab welchem Tag?"), validators=[Optional()])

    def __init__(self, args, today):
        super().__init__(args, dauer=120, ab=today)
        self.dauer.choices = [(minutes, display.duration(minutes)) for minutes in LENGTHS]
        self._today = today
        # An empty field means today as well.
        self.ab.data = self.ab.data or (None if self.ab.errors else today)

    def validate(self):
        """Check what was typed; days that are over become today."""
        is_well = super().validate()
        _say_how_it_is_written(self.ab)
        if is_well and self.ab.data - self._today > rules.HORIZON:
            self.ab.errors = [RoomRefusal.TOO_FAR.value]
            return False
        if is_well:
            self.ab.data = max(self.ab.data, self._today)
        return is_well


class QuickForm(QueryForm):
    """Day, start, length: leads into the form for a room. Filled in with the next time that can be had."""

    tag = DateField(_("Tag"))
    von = TimeField(_("Von"))
    dauer = SelectField(_("Wie lange?"), coerce=int)

    def __init__(self, span, now):
        start = clock.local(span[0] if span else now)
        super().__init__({}, tag=start.date(), von=start.time() if span else None, dauer=120)
        self.dauer.choices = [(minutes, display.duration(minutes)) for minutes in LENGTHS]
        if span and (minutes := round((span[1] - span[0]).total_seconds()) // 60) in LENGTHS:
            self.dauer.data = minutes


class ClubForm(QueryForm):
    """A room every week."""

    ASKED_BY = ("wochentag", "erster", "letzter", "von", "bis")

    wochentag = Checkboxes(
        _("An welchen Wochentagen?"), coerce=int, render_kw={"class": "is-row"},
        validators=[InputRequired(_("Bitte wählen Sie mindestens einen Wochentag."))],
    )  # fmt: skip
    erster = DateField(_("Vom"), validators=[InputRequired(REQUIRED)])
    letzter = DateField(_("Bis zum"), validators=[InputRequired(REQUIRED)])
    von = TimeField(_("Von"), validators=[InputRequired(REQUIRED)])
    bis = TimeField(_("Bis"), validators=[InputRequired(REQUIRED)])
    personen = SearchForm.personen
    ort = SelectField(_("Ort"))
    raum = SelectField(_("Raum"))
    feiertage = BooleanField(_("Feiertage auslassen"), render_kw=_ON)
    ferien = BooleanField(_("Schulferien auslassen"), render_kw=_ON)

    def __init__(self, args, choices, now):
        first = clock.today(now) + timedelta(days=7)
        times = {name: time(hour) for name, hour in (("von", 18), ("bis", 20))}
        last = first + timedelta(weeks=12)
        super().__init__(args, erster=first, letzter=last, ort="", raum=args.get("raum", ""), feiertage=True, **times)
        self._now = now
        monday = first - timedelta(days=first.weekday())
        self.wochentag.choices = [(day, display.weekday(monday + timedelta(days=day))) for day in range(7)]
        self.ort.choices = [("", _("Alle Orte")), *((place.key, place.name) for place in choices.places)]
        self.raum.choices = [("", _("Der passendste")), *((room.key, room.name) for room in choices.rooms)]

    def validate(self):
        """Check what was typed, and that it makes some dates, but not too many."""
        is_well = super().validate()
        _say_how_it_is_written(self.erster, self.letzter, self.von, self.bis)
        _count_in_words(self.personen)
        if is_well and (error := self._why_no_dates()):
            self[error[0]].errors = [error[1]]
            return False
        return is_well

    def _why_no_dates(self):
        if self.letzter.data < self.erster.data:
            return "letzter", _("Der letzte Tag liegt vor dem ersten. Bitte prüfen Sie die Tage.")
        for name in ("erster", "letzter"):
            if error := _why_no_day(self[name].data, self._now):
                return name, error
        if _is_no_night(self.von.data, self.bis.data):
            return "bis", RoomRefusal.ENDS_BEFORE_START.value
        number = len(self.wish.dates)
        if number == 0:
            return "letzter", _("In dieser Zeit liegt kein solcher Wochentag. Bitte wählen Sie mehr Tage.")
        if number > MOST_DATES:
            text = _("Das sind %(number)s Termine, auf einmal gehen höchstens %(most)s. Bitte wählen Sie weniger Tage.",
                     number=number, most=MOST_DATES)  # fmt: skip
            return "letzter", text
        return None

    @property
    def wish(self):
        """The ClubWish that was typed."""
        return ClubWish(
            tuple(self.wochentag.data or ()), self.erster.data, self.letzter.data, self.von.data, self.bis.data,
            self.personen.data, self.ort.data or None, self.raum.data or None, self.feiertage.data, self.ferien.data,
        )  # fmt: skip
