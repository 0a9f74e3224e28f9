"""What the team types about guests."""

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional

from app import public_forms, typed
from app.forms import REQUIRED, Form, lower, strip
from app.registrations import limits
from app.registrations.desk import MOST_SEATS
from app.registrations.forms import KINDS
from app.registrations.messaging import TO

TO_WORDS = {"bestaetigt": _("Allen, die sicher dabei sind"), "warteliste": _("Allen auf der Warteliste"),
            "alle": _("Allen zusammen")}  # fmt: skip


class GuestFilter(Form):
    """What of the guest list is shown; sent by GET."""

    q = StringField(_("Name, E-Mail-Adresse oder Türcode"), filters=[strip])
    stand = SelectField(_("Stand"), choices=typed.choices([
        ("", _("Alle, die dabei sind oder warten")), ("dabei", _("Sicher dabei")), ("offen", _("Noch nicht sicher")),
        ("warteliste", _("Warteliste")), ("beendet", _("Beendet")),
    ]), default="")  # fmt: skip
    art = SelectField(_("Wie"), default="")
    bedarf = BooleanField(_("Nur mit Bedarf"))

    def __init__(self, args, kinds):
        super(Form, self).__init__(args)
        self.art.choices = typed.choices([("", _("Vor Ort und digital")), *((kind, KINDS[kind]) for kind in kinds)])
        self.q.data = (self.q.data or "")[:100]


class BookForForm(Form):
    """Booking for somebody who called, or for guests of the house."""

    key = HiddenField()
    kind = RadioField(_("Wie?"), validators=[InputRequired(REQUIRED)])
    slot = SelectField(_("Wann?"), default="")
    seats = typed.number(_("Wie viele Plätze?"), 1, MOST_SEATS, default=1)
    name = typed.text(_("Name"), 200)
    email = EmailField(_("E-Mail-Adresse"), filters=[lower], validators=[
        Optional(), Length(max=254, message=_("Bitte höchstens 254 Zeichen.")),
        Email(_("Bitte schreiben Sie eine vollständige Adresse, zum Beispiel name@example.org."), allow_smtputf8=False),
    ], description=_("Ohne Adresse schreiben wir nichts: Dann sagen Sie es, wenn sich etwas ändert."))  # fmt: skip
    is_house = BooleanField(_("Das sind Gäste des Hauses"))
    carers = typed.number(_("Begleitpersonen für Pflege oder Hilfe"), 0, 50, default=0)
    wheelchairs = typed.number(_("Im Rollstuhl"), 0, 50, default=0)
    note = typed.text(_("Notiz für das Team"), 500)
    would_wait = BooleanField(_("Auf die Warteliste, wenn nichts frei ist"))

    def __init__(self, event, parts, key):
        super().__init__()
        self.kind.choices = typed.choices((each.kind, KINDS[each.kind]) for each in event.ledgers if each.capacity)
        if len(self.kind.choices) == 1:
            self.kind.data = self.kind.data or self.kind.choices[0].value
        self.slot.choices = typed.choices([("", _("Die ganze Veranstaltung")), *(
            (part.name, limits.part_words(part)) for part in parts
        )])  # fmt: skip
        self.key.data = self.key.data or key

    def validate(self, extra_validators=None):
        """As for every form; and nobody brings more than come."""
        is_right = super().validate(extra_validators)
        if not self.name.data and self.is_house.data:
            self.name.data = str(_("Gäste des Hauses"))
        elif not self.name.data:
            is_right = typed.complain(self.name, REQUIRED)
        for field in (self.carers, self.wheelchairs):
            if self.seats.data and field.data and field.data > self.seats.data:
                is_right = typed.complain(field, _("Das sind mehr als Plätze. Bitte prüfen Sie beide Zahlen."))
        return is_right


class ReasonForm(Form):
    """Why, for the trail."""

    reason = typed.text(_("Warum?"), 300, is_required=True)


class NoteForm(Form):
    """A note about a registration."""

    note = typed.text(_("Notiz, nur für das Team"), 500)


class SeatsForm(Form):
    """Another number of seats."""

    seats = typed.number(_("Wie viele Plätze?"), 1, MOST_SEATS)


class MessageForm(Form):
    """A message to guests."""

    key = HiddenField()
    to = RadioField(_("An wen?"), choices=typed.choices(TO_WORDS.items()), validators=[InputRequired(REQUIRED)])
    subject = typed.text(_("Betreff"), 120, is_required=True)
    text = TextAreaField(
        _("Nachricht"), filters=[typed.keep_lines],
        description=_("Anrede, Termin und der persönliche Link stehen dabei."),
        validators=[DataRequired(REQUIRED), Length(max=4000, message=_("Bitte höchstens 4000 Zeichen."))],
    )  # fmt: skip

    def __init__(self, key):
        super().__init__()
        self.key.data = self.key.data or key
        self.to.data = self.to.data if self.to.data in TO else None


class ListForm(Form):
    """A list of guests to bring in: looked at first (`seen` carries the file along), then booked."""

    seen = HiddenField()
    kind = RadioField(_("Wie nehmen sie teil?"), validators=[InputRequired(REQUIRED)])
    file = FileField(_("Tabelle als CSV"), description=_("Spalten: Name, E-Mail (freiwillig), Plätze (freiwillig)."))

    def __init__(self, event):
        super().__init__()
        self.kind.choices = typed.choices((each.kind, KINDS[each.kind]) for each in event.ledgers if each.capacity)
        if len(self.kind.choices) == 1:
            self.kind.data = self.kind.data or self.kind.choices[0].value
        if request.method == "POST":
            self.file.process(request.files)


class InviteForm(Form):
    """Whom the house invites."""

    people = typed.lines(
        _("Wen laden wir ein?"), 200, 320,
        description=_("Eine Person in jeder Zeile: Name und E-Mail-Adresse, zum Beispiel „Gast, gast@example.org“."),
    )  # fmt: skip
    is_forwardable = BooleanField(_("Der Link darf weitergegeben werden"))
    links = typed.number(_("Oder: wie viele Links zum Verteilen?"), 0, 100, default=0)

    def read(self):
        """Return [(name, address)], or None after putting an error to the line that is none."""
        found = []
        for line in self.people.data or ():
            name, _comma, email = line.rpartition(",")
            email = lower(email.strip() or line)
            if "@" not in email or " " in email:
                typed.complain(self.people, _("In dieser Zeile fehlt eine E-Mail-Adresse: %(line)s", line=line))
                return None
            found.append((strip(name) or None, email))
        return found


def new_key():
    """Return a number for a form, so that it makes one thing only."""
    return public_forms.new_number()
