"""What the team types to decide, propose, book, move and call off."""

from collections import defaultdict
from datetime import timedelta

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app import clock
from app.forms import REQUIRED, Form, lower, strip
from app.rooms import typed_spans
from app.rooms.models import PHYSICAL

FOR_HOUSE, FOR_PERSON = "house", "person"
YEARS = (2000, 2199)


def _trim(text):
    return (text or "").strip()


def _words(label, *validators, **facts):
    """A field for some sentences."""
    too_long = Length(max=1000, message=_("Bitte höchstens 1000 Zeichen."))
    return TextAreaField(label, filters=[_trim], validators=[*validators, too_long], **facts)


class ChecksField(SelectMultipleField):
    """A list of checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DecideForm(Form):
    """Which dates of a request, and why not."""

    dates = ChecksField(
        _("Welche Termine?"), coerce=int, validators=[DataRequired(_("Bitte wählen Sie mindestens einen Termin."))]
    )
    words = _words(_("Wenn Sie ablehnen: warum? Diesen Satz liest die Person."))
    knowingly = BooleanField(_("Trotzdem zusagen"))


class ReasonForm(Form):
    """Why something is called off."""

    words = _words(_("Warum? Diesen Satz liest, wer gebucht hat."), DataRequired(_("Bitte schreiben Sie, warum.")))


class WhenForm(Form):
    """Room, day, from, until. An end before the start is meant for the next morning."""

    raum = SelectField(_("Raum"), coerce=int, validate_choice=False)
    tag = DateField(_("Tag"), validators=[InputRequired(_("Bitte wählen Sie einen Tag."))])
    von = TimeField(
        _("Von"), format=["%H:%M", "%H:%M:%S"], validators=[InputRequired(_("Bitte schreiben Sie, ab wann."))]
    )
    bis = TimeField(
        _("Bis"), format=["%H:%M", "%H:%M:%S"], validators=[InputRequired(_("Bitte schreiben Sie, bis wann."))]
    )
    knowingly = BooleanField(_("Trotzdem: Ich weiß, was dagegen spricht"))

    # The span as aware moments, once it was found to be typed well.
    span = None

    def __init__(self, rooms, **kwargs):
        super().__init__(**kwargs)
        by_place = defaultdict(list)
        for room in rooms:
            by_place[room.place.name if room.kind == PHYSICAL and room.place else gettext("Digital")].append(room)
        self.raum.choices = {place: [(room.id, room.name) for room in some] for place, some in by_place.items()}
        self.rooms = {room.id: room for room in rooms}
        if request.method == "POST" and "take" in request.form:
            self._take(request.form["take"])

    def _take(self, text):
        """Fill in one of the offers that stood under the form; what is none of ours, the fields refuse."""
        names = ("raum", "tag", "von", "bis")
        for name, value in zip(names, text.split("|", 3), strict=False):
            self[name].process(MultiDict({self[name].name: value}))

    def validate_raum(self, field):
        """Say it in our words where the room is none of the list."""
        if field.data not in self.rooms:
            raise ValidationError(_("Bitte wählen Sie einen Raum aus der Liste."))

    def validate_tag(self, field):
        """Refuse days with which nobody can reckon."""
        if field.data and not YEARS[0] <= field.data.year <= YEARS[1]:
            raise ValidationError(_("Bitte prüfen Sie das Jahr."))

    def validate(self, *args, **kwargs):
        """As for every form; the times must make a span, too."""
        if not super().validate(*args, **kwargs):
            return False
        try:
            self.span = typed_spans.span(self.tag.data, self.von.data, self.bis.data)
        except typed_spans.Mistyped as mistyped:
            field = {"day": self.tag, "begins": self.von, "ends": self.bis}[mistyped.field]
            field.errors = [*field.errors, str(mistyped)]
        return self.span is not None

    @property
    def room(self):
        """The chosen room, or None."""
        return self.rooms.get(self.raum.data)


def typed(room_id, starts_at, ends_at):
    """Return what a WhenForm shows for a room and a span."""
    start, end = clock.local(starts_at), clock.local(ends_at)
    return {"raum": room_id, "tag": start.date(), "von": start.time(), "bis": end.time()}


def offer_value(offer):
    """Return an offer as the one button that takes it sends it."""
    start, end = clock.local(offer.starts_at), clock.local(offer.ends_at)
    return f"{offer.room.id}|{start:%Y-%m-%d}|{start:%H:%M}|{end:%H:%M}"


class ProposeForm(WhenForm):
    """Something else than was asked for."""

    words = _words(_("Was möchten Sie dazu schreiben?"))


class MoveForm(WhenForm):
    """Another room or time for what is booked."""

    words = _words(_("Warum? Diesen Satz liest, wer gebucht hat."))


class BookForm(WhenForm):
    """A booking by the team: for the house, or for a person."""

    for_whom = RadioField(_("Für wen?"), default=FOR_HOUSE)
    name = StringField(
        _("Name der Person"), filters=[strip], validators=[Length(max=200, message=_("Bitte höchstens 200 Zeichen."))]
    )
    email = EmailField(
        _("E-Mail-Adresse der Person"),
        filters=[lower],
        validators=[
            Optional(),
            Length(max=254, message=_("Bitte höchstens 254 Zeichen.")),
            Email(
                _("Bitte schreiben Sie eine vollständige Adresse, zum Beispiel name@example.org."), allow_smtputf8=False
            ),
        ],
        render_kw={"autocomplete": "off"},
    )
    organisation = SelectField(_("Organisation"), coerce=int, validate_choice=True)
    title = StringField(
        _("Wofür?"),
        filters=[strip],
        validators=[DataRequired(REQUIRED), Length(max=200, message=_("Bitte höchstens 200 Zeichen."))],
    )
    persons = IntegerField(
        _("Wie viele Personen?"),
        validators=[Optional(), NumberRange(1, 5000, _("Bitte schreiben Sie eine Zahl ab 1."))],
        render_kw={"inputmode": "numeric", "min": "1"},
    )
    layout = SelectField(_("Bestuhlung"), coerce=int, validate_choice=False)
    things = ChecksField(_("Was soll dazu?"), coerce=int, validate_choice=False)
    note = _words(_("Notiz für das Team"))

    def __init__(self, rooms, organisations, **kwargs):
        super().__init__(rooms, **kwargs)
        self.for_whom.choices = [
            (FOR_HOUSE, gettext("Für das Haus")), (FOR_PERSON, gettext("Für jemanden, mit Nachricht per E-Mail")),
        ]  # fmt: skip
        self.organisation.choices = [(0, gettext("keine")), *((each.id, each.name) for each in organisations)]

    def offer(self, layouts, things):
        """Offer what the chosen room has; what was chosen for another room falls away."""
        self.layout.choices = [(0, gettext("egal")), *((each.id, each.name) for each in layouts)]
        self.things.choices = [(each.id, each.name) for each in things]
        ids = {ident for ident, _name in self.things.choices}
        self.things.data = [ident for ident in self.things.data or () if ident in ids]
        if self.layout.data not in dict(self.layout.choices):
            self.layout.data = 0

    def validate_name(self, field):
        """Whoever is written to has a name."""
        if self.for_whom.data == FOR_PERSON and not field.data:
            raise ValidationError(_("Bitte schreiben Sie, wie die Person heißt."))

    def validate(self, *args, **kwargs):
        """As for every form; a person has an address. (A validator of the field stops where it is empty.)"""
        is_valid = super().validate(*args, **kwargs)
        if self.for_whom.data == FOR_PERSON and not self.email.data and not self.email.errors:
            self.email.errors = [gettext("Bitte schreiben Sie die E-Mail-Adresse der Person.")]
            return False
        return is_valid

    @property
    def person(self):
        """Who gets a mail: the facts of `team_bookings.book`, none for the house."""
        if self.for_whom.data != FOR_PERSON:
            return {}
        return {
            "name": self.name.data, "email": self.email.data, "organisation_id": self.organisation.data or None,
        }  # fmt: skip


class ListForm(Form):
    """From which day, and which room."""

    tag = DateField(_("Ab welchem Tag?"), validators=[Optional()])
    raum = SelectField(_("Raum"), coerce=str, validate_choice=False)


def week_from(day):
    """Return the moments between which the list shows bookings: seven days."""
    return clock.start_of(day), clock.start_of(day + timedelta(days=7))
