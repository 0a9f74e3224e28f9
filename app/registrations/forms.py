"""Booking a seat, and changing one."""

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from flask_babel.speaklater import LazyString
from wtforms import FieldList, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from app import display, public_forms, typed
from app.forms import Form, strip
from app.programme import cards
from app.programme.models import ONLINE, ONSITE
from app.programme.rules import EventRefusal
from app.public_forms import PublicForm

KINDS = {ONSITE: _("Vor Ort"), ONLINE: _("Digital, per Video")}


class SeatsField(SelectField):
    """How many seats, from one to `most`; a list to choose from, so that nothing can be typed wrong."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, coerce=_whole_number, choices=[], validate_choice=False, default=1, **kwargs)

    def offer(self, most):
        """Offer one to so many seats."""
        # Lazy, because most forms that are sent are not shown again.
        self.choices = [(number, LazyString(_seats_and_companions, number)) for number in range(1, most + 1)]
        message = _("Bitte wählen Sie eine Zahl von 1 bis %(max)s.", max=most)
        self.validators = [InputRequired(message), NumberRange(1, most, message)]


def _whole_number(value):
    """Return the number, or 0 for what is none: the validator then says what to do."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


def _seats_and_companions(number):
    if number == 1:
        return _("1 Platz, nur für mich")
    with_whom = ngettext("mit einer Begleitung", "mit %(num)s Begleitungen", number - 1)
    return _("%(seats)s, %(with_whom)s", seats=display.seats(number), with_whom=with_whom)


def _wheelchairs(number):
    return ngettext("Ja, %(num)s Person", "Ja, %(num)s Personen", number) if number else _("Nein")


class BookSeatForm(PublicForm):
    """All three steps of a booking; what was typed in an earlier one travels along in hidden fields."""

    step = HiddenField(default="1")
    kind = RadioField(
        _("Wie möchten Sie dabei sein?"),
        validators=[InputRequired(_("Bitte wählen Sie, wie Sie dabei sein möchten."))],
    )
    seats = SeatsField(_("Wie viele Plätze?"))
    name = public_forms.name_field()
    email = public_forms.email_field()
    # A need, not a diagnosis; asked of those who come to the house.
    wheelchairs = SelectField(_("Kommt jemand von Ihnen im Rollstuhl?"), coerce=_whole_number, default=0)
    answers = FieldList(
        StringField(
            filters=[strip], validators=[Optional(), Length(max=500, message=_("Bitte höchstens 500 Zeichen."))]
        )
    )
    would_wait = HiddenField()
    # The link of somebody who supported the idea that led to the event, and may book a little before everyone else.
    idee = HiddenField()

    def __init__(self, event, **kwargs):
        super().__init__(**kwargs)
        self.event = event
        ledgers = [ledger for ledger in event.ledgers if ledger.capacity]
        self.kind.choices = [(ledger.kind, LazyString(_kind_and_seats, event, ledger)) for ledger in ledgers]
        if len(self.kind.choices) == 1 and not self.kind.data:
            self.kind.data = self.kind.choices[0][0]
        self.most = event.format.companions_max + 1
        self.seats.offer(self.most)
        self.wheelchairs.choices = [(number, LazyString(_wheelchairs, number)) for number in range(self.most + 1)]
        while len(self.answers) < len(event.format.questions):
            self.answers.append_entry()
        while len(self.answers) > len(event.format.questions):
            self.answers.pop_entry()
        for field, question in zip(self.answers, event.format.questions, strict=True):
            field.label.text = question

    FIELDS_OF_STEP = {"1": ("kind", "seats"), "2": ("name", "email", "wheelchairs", "answers"), "3": ()}

    def validate_wheelchairs(self, field):
        """Not more than come at all."""
        if self.asks_for_wheelchairs and self.seats.data and field.data > self.seats.data:
            raise ValidationError(_("Sie buchen weniger Plätze. Bitte prüfen Sie beide Zahlen."))

    @property
    def asks_for_wheelchairs(self):
        """Whether somebody comes to the house."""
        return self.kind.data == ONSITE

    @property
    def guests_in_wheelchairs(self):
        """How many come to the house in a wheelchair."""
        return self.wheelchairs.data if self.asks_for_wheelchairs else 0

    @property
    def kind_text(self):
        """The chosen kind of seats in words."""
        return KINDS[self.kind.data]

    @property
    def question_answers(self):
        """What was answered, as [question, answer] pairs."""
        pairs = zip(self.event.format.questions, self.answers.data, strict=True)
        return [[question, answer] for question, answer in pairs if answer]


class ChangeSeatsForm(Form):
    """Another number of seats."""

    seats = SeatsField(_("Wie viele Plätze?"))

    def __init__(self, most, **kwargs):
        super().__init__(**kwargs)
        self.most = most
        self.seats.offer(most)


class CancelEventForm(Form):
    """Why an event is called off, and what its guests are offered instead."""

    reason = TextAreaField(
        _("Warum fällt die Veranstaltung aus? Diesen Satz lesen die Gäste."),
        filters=[lambda text: (text or "").strip()],
        validators=[
            DataRequired(EventRefusal.NO_REASON.value),
            Length(max=1000, message=_("Bitte höchstens 1000 Zeichen.")),
        ],
    )
    offered = typed.CheckboxesField(
        _("Was bieten wir den Gästen stattdessen an?"), coerce=int,
        description=_("Steht in der Nachricht, und auf der Seite der Veranstaltung."),
    )  # fmt: skip

    def __init__(self, events, chosen_ids):
        """`events` could be offered; those `chosen_ids` are, unless somebody decides otherwise."""
        super().__init__(data={"offered": chosen_ids})
        self.offered.choices = [
            (event.id, f"{event.title}, {display.span(event.starts_at, event.dates[0].ends_at)}") for event in events
        ]


def _kind_and_seats(event, ledger):
    """ "Vor Ort – Noch 3 Plätze"."""
    left = cards.ledger_text(ledger)
    if not ledger.free and event.format.has_waiting_list:
        left = _("Ausgebucht, Warteliste offen")
    return _("%(kind)s – %(left)s", kind=KINDS[ledger.kind], left=left)
