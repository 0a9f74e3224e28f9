"""Booking a seat, and changing one."""

from flask import request
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from flask_babel.speaklater import LazyString
from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app import display, public_forms, typed
from app.forms import Form
from app.programme import cards
from app.programme.models import ONLINE, ONSITE, SLOT
from app.programme.rules import EventRefusal
from app.public_forms import PublicForm
from app.registrations import limits
from app.registrations.asking import Asked, whole_number
from app.registrations.rules import SeatRefusal

KINDS = {ONSITE: _("Vor Ort"), ONLINE: _("Digital, per Video")}


class SeatsField(SelectField):
    """How many seats, from one to `most`; a list to choose from, so that nothing can be typed wrong."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, coerce=whole_number, choices=[], validate_choice=False, default=1, **kwargs)

    def offer(self, most):
        """Offer one to so many seats."""
        # Lazy, because most forms that are sent are not shown again.
        self.choices = [(number, LazyString(_seats_and_companions, number)) for number in range(1, most + 1)]
        message = _("Bitte wählen Sie eine Zahl von 1 bis %(max)s.", max=most)
        self.validators = [InputRequired(message), NumberRange(1, most, message)]


def _seats_and_companions(number):
    if number == 1:
        return _("1 Platz, nur für mich")
    with_whom = ngettext("mit einer Begleitung", "mit %(num)s Begleitungen", number - 1)
    return _("%(seats)s, %(with_whom)s", seats=display.seats(number), with_whom=with_whom)


class BookSeatForm(PublicForm, Asked):
    """All three steps of a booking; what was typed in an earlier one travels along in hidden fields.

    What else the format asks is added by asking.fields_for.
    """

    step = HiddenField(default="1")
    kind = RadioField(
        _("Wie möchten Sie dabei sein?"),
        validators=[InputRequired(_("Bitte wählen Sie, wie Sie dabei sein möchten."))],
    )
    seats = SeatsField(_("Wie viele Plätze?"))
    # One of the slots, or some of the sessions, where one can choose.
    slot = RadioField(_("Wann möchten Sie kommen?"), validate_choice=False, choices=[])
    sessions = typed.CheckboxesField(_("Zu welchen Terminen kommen Sie?"), validate_choice=False, choices=[])
    name = public_forms.name_field()
    email = public_forms.email_field()
    takes_fewer = BooleanField(_("Wir nehmen auch weniger Plätze, wenn nicht alle auf einmal frei werden."))
    would_wait = HiddenField()
    # The link of somebody who supported the idea that led to the event, and may book a little before everyone else.
    idee = HiddenField()
    # The link of somebody whom the house has invited.
    einladung = HiddenField()

    def __init__(self, event, parts=(), left=None, **kwargs):
        """`parts`: limits.Part that one can book by itself, with `left`: {(kind, name): how many are free}."""
        super().__init__(**kwargs)
        self.event, self.parts = event, parts
        ledgers = [ledger for ledger in event.ledgers if ledger.capacity]
        self.kind.choices = [(ledger.kind, LazyString(_kind_and_seats, event, ledger)) for ledger in ledgers]
        if len(self.kind.choices) == 1 and not self.kind.data:
            self.kind.data = self.kind.choices[0][0]
        self.most = event.format.companions_max + 1
        self.seats.offer(self.most)
        self._offer_parts(left or {})

    def _offer_parts(self, left):
        if not self.parts:
            return
        is_slots = self.event.format.registration == SLOT
        field = self.slot if is_slots else self.sessions
        field.choices = typed.choices((part.name, limits.part_text(part, self.kind.data, left)) for part in self.parts)
        if not is_slots and not field.data and request.method == "GET":
            field.data = [part.name for part in self.parts]

    FIELDS_OF_FIRST_STEP = ("kind", "seats", "slot", "sessions")

    @property
    def FIELDS_OF_STEP(self):
        """The fields of each step that concern this guest, so that only they are checked."""
        return {"1": self.FIELDS_OF_FIRST_STEP, "2": ("name", "email", *self.needed_names()), "3": ()}

    @property
    def shown_names(self):
        """The fields of the second step, in order, besides name and address; also those that only some are asked."""
        return self.asked_names()

    @property
    def kind_now(self):
        """The kind of seats that is wanted."""
        return self.kind.data

    @property
    def seats_now(self):
        """How many seats are wanted, as far as that can be."""
        return min(max(self.seats.data or 1, 1), self.most)

    def is_well_typed_up_to(self, step):
        """As for every form in steps; and what does not go together is said."""
        is_right = super().is_well_typed_up_to(step) & self._check_parts()
        return (step < "2" or self.check_asked()) and is_right

    def _check_parts(self):
        """At least one session, or one slot, of those that there are."""
        if not self.parts:
            return True
        field = self.slot if self.event.format.registration == SLOT else self.sessions
        chosen = {field.data} if field is self.slot else set(field.data or ())
        if chosen & {part.name for part in self.parts}:
            return True
        return typed.complain(field, SeatRefusal.NO_PART.value)

    @property
    def chosen_parts(self):
        """The names of the sessions or the slot that were chosen; nothing where it is all of the event."""
        if not self.parts:
            return []
        if self.event.format.registration == SLOT:
            return [self.slot.data]
        chosen = [part.name for part in self.parts if part.name in (self.sessions.data or ())]
        return [] if len(chosen) == len(self.parts) else chosen

    @property
    def parts_text(self):
        """What was chosen, in words, one each."""
        return [limits.part_words(part) for part in self.parts if part.name in self.chosen_parts]

    @property
    def kind_text(self):
        """The chosen kind of seats in words."""
        return KINDS[self.kind.data]


class ChangeSeatsForm(Form):
    """Another number of seats."""

    seats = SeatsField(_("Wie viele Plätze?"))

    def __init__(self, most, **kwargs):
        super().__init__(**kwargs)
        self.most = most
        self.seats.offer(most)


class MySeatsForm(PublicForm):
    """Whose seats are looked for."""

    email = public_forms.email_field(_("Mit welcher E-Mail-Adresse haben Sie gebucht?"))


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
