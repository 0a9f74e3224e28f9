"""Asking for a room, in three steps; and changing, calling off or waiting for one."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app import display, public_forms, typed
from app.forms import Form, strip
from app.public_forms import PublicForm
from app.rooms import typed_spans
from app.rooms.asking import Asker, Wish
from app.rooms.typed_spans import Mistyped

LENGTHS = (30, 60, 90, 120, 180, 240, 300, 360, 480, 600, 720)
LONGEST_MESSAGE = 2000


class WordsField(Field):
    """Several words in one hidden field, parted by spaces; or in several of the same name."""

    widget = HiddenInput()
    data = ()

    def process_formdata(self, valuelist):
        """Take every word once, in order."""
        self.data = tuple(dict.fromkeys(word for value in valuelist for word in value.split()))

    def _value(self):
        return " ".join(self.data or ())


class ChecksField(SelectMultipleField):
    """A list of checkboxes; in other steps of a form it travels in one hidden field."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist):
        """Take what is checked, or what travelled."""
        super().process_formdata([word for value in valuelist for word in value.split()])

    def _value(self):
        return " ".join(str(each) for each in self.data or ())


def day_field():
    """Return the field for a local day."""
    return DateField(_("Tag"), validators=[InputRequired(_("Bitte wählen Sie einen Tag."))])


def time_field(label, *validators):
    """Return the field for a time on the clock on the wall."""
    return TimeField(label, format=["%H:%M", "%H:%M:%S"], validators=[*validators])


_BEGINS = InputRequired(_("Bitte schreiben Sie, ab wann."))
_ENDS = InputRequired(_("Bitte schreiben Sie, bis wann."))


class AskForm(PublicForm):
    """All three steps; what was typed in an earlier one travels along in hidden fields."""

    step = HiddenField(default="1")
    # Several dates: all that can be chosen from, and the chosen ones ("2026-05-01T14:00/16:00@saal-nord").
    termine = WordsField()
    termin = ChecksField(_("Welche Termine?"), validate_choice=False)
    leave_out = BooleanField(_("Termine, die nicht gehen, lassen wir aus"), render_kw={"value": "1"})
    tag = DateField(_("Tag"), validators=[Optional()])
    von = time_field(_("Von"), Optional())
    bis = time_field(_("Bis"), Optional())
    dauer = SelectField(_("Oder wie lange?"), coerce=str, validate_choice=False, default="")
    personen = IntegerField(
        _("Wie viele Personen?"),
        validators=[Optional(), NumberRange(1, 5000, _("Bitte schreiben Sie eine Zahl ab 1."))],
        render_kw={"inputmode": "numeric", "min": "1"},
    )
    layout = SelectField(_("Wie soll der Raum eingerichtet sein?"), coerce=str, default="")
    things = ChecksField(_("Was brauchen Sie dazu?"), coerce=int)
    name = public_forms.name_field()
    email = public_forms.email_field()
    language = public_forms.language_field()
    for_whom = SelectField(_("Für wen ist der Raum?"), coerce=str, default="")
    purpose = StringField(
        _("Was haben Sie vor?"),
        filters=[strip],
        validators=[
            DataRequired(_("Bitte schreiben Sie in ein paar Worten, was Sie vorhaben.")),
            Length(max=200, message=_("Bitte höchstens 200 Zeichen.")),
        ],
    )
    message = TextAreaField(
        _("Möchten Sie uns noch etwas sagen?"),
        filters=[lambda text: (text or "").strip()],
        validators=[Length(max=LONGEST_MESSAGE, message=_("Bitte höchstens 2000 Zeichen."))],
    )

    FIELDS_OF_STEP = {
        "1": ("termin", "tag", "von", "bis", "dauer", "personen", "layout", "things"),
        "2": ("name", "email", "language", "for_whom", "purpose", "message"),
        "3": (),
    }

    def __init__(self, room, now, rooms_by_slug, **kwargs):
        super().__init__(**kwargs)
        self.room, self.now = room, now
        self.rooms_by_slug = rooms_by_slug
        # What is asked for, once step 1 was found to be typed well.
        self.wishes = []
        self.dauer.choices = [("", _("wie unter „Bis“"))] + [(str(n), display.duration(n)) for n in LENGTHS]

    def offer(self, layouts, things, groups):
        """Offer ways to seat people, things, and (value, label) of those for whom one may ask."""
        self.layout.choices = [("", _("egal"))] + [(str(each.id), each.name) for each in layouts]
        self.things.choices = [(each.id, _thing_text(each)) for each in things]
        self.for_whom.choices = groups
        if len(groups) == 1:
            self.for_whom.data = groups[0][0]

    @property
    def has_dates(self):
        """Whether this form is about several dates."""
        return bool(self.termine.data)

    def is_well_typed_up_to(self, step):
        """As for every form in steps; times must make a span, too."""
        self.wishes = []
        if not super().is_well_typed_up_to(step):
            return False
        try:
            self.wishes = self._read_dates() if self.has_dates else [self._read_span()]
        except Mistyped as mistyped:
            fields = {"day": self.tag, "begins": self.von, "ends": self.bis, "dates": self.termin}
            field = fields[mistyped.field]
            if self.has_dates:
                field = self.termin
            field.errors = [*field.errors, str(mistyped)]
        return bool(self.wishes)

    def _read_span(self):
        for field, name, sentence in (
            (self.tag, "day", gettext("Bitte wählen Sie einen Tag.")),
            (self.von, "begins", gettext("Bitte schreiben Sie, ab wann.")),
        ):
            if field.data is None:
                raise Mistyped(name, sentence)
        if self.bis.data is None and self.dauer.data not in map(str, LENGTHS):
            raise Mistyped("ends", gettext("Bitte schreiben Sie, bis wann, oder wählen Sie, wie lange."))
        minutes = int(self.dauer.data) if self.dauer.data in map(str, LENGTHS) else None
        found = typed_spans.span(self.tag.data, self.von.data, self.bis.data, minutes, self.now)
        if self.bis.data and minutes:
            by_length = typed_spans.span(self.tag.data, self.von.data, None, minutes, self.now)
            if by_length != found:
                raise Mistyped("ends", gettext("„Bis“ und „wie lange“ passen nicht zusammen: Bitte nur eines davon."))
        return Wish(self.room.id, *found)

    def _read_dates(self):
        chosen = [each for each in self.termine.data if each in (self.termin.data or ())]
        if not chosen:
            raise Mistyped("dates", gettext("Bitte wählen Sie mindestens einen Termin."))
        return [self.wish_of(text) for text in chosen]

    def wish_of(self, text):
        """Return the Wish of one of several dates. Raises Mistyped."""
        slug, starts_at, ends_at = typed_spans.read_date(text, self.room.slug)
        if slug not in self.rooms_by_slug:
            raise Mistyped("dates", gettext("Diesen Raum gibt es nicht: %(slug)s", slug=slug))
        return Wish(self.rooms_by_slug[slug].id, starts_at, ends_at)

    @property
    def asker(self):
        """Who asks."""
        organisation = typed.whole(self.for_whom.data)
        return Asker(
            self.name.data, self.email.data, self.purpose.data, self.message.data, organisation,
            language=self.language.data,
        )  # fmt: skip

    @property
    def layout_id(self):
        """The id of the chosen layout, or None."""
        return typed.whole(self.layout.data)

    def label_of(self, field):
        """Return the label of what is chosen in a list."""
        return next((label for value, label, *_more in field.choices if value == field.data), "")


def _thing_text(thing):
    return _("%(thing)s (nur mit Einweisung)", thing=thing.name) if thing.needs_briefing else thing.name


class ChangeForm(Form):
    """Another span for one date."""

    tag = day_field()
    von = time_field(_("Von"), _BEGINS)
    bis = time_field(_("Bis"), _ENDS)
    # The span, once it was found to be typed well.
    span = None

    def is_sent_and_well_typed(self, now):
        """Tell whether this request sends a span; keep it."""
        if not self.is_sent_and_valid():
            return False
        try:
            self.span = typed_spans.span(self.tag.data, self.von.data, self.bis.data, now=now)
        except Mistyped as mistyped:
            field = {"day": self.tag, "begins": self.von, "ends": self.bis}[mistyped.field]
            field.errors = [*field.errors, str(mistyped)]
        return self.span is not None


class WithdrawForm(Form):
    """Which dates to call off."""

    termin = ChecksField(
        _("Welche Termine sagen Sie ab?"),
        coerce=int,
        validators=[DataRequired(_("Bitte wählen Sie mindestens einen Termin."))],
    )

    def offer(self, bookings):
        """Offer these dates."""
        self.termin.choices = [
            (each.id, f"{display.span(each.starts_at, each.ends_at)}, {each.room.name}") for each in bookings
        ]


class WatchForm(PublicForm):
    """Who wants to be told when a room frees up; the span travels along from the address."""

    tag = HiddenField()
    von = HiddenField()
    bis = HiddenField()
    email = public_forms.email_field()
    language = public_forms.language_field()
