"""What a format asks of who books, as fields of a form: made once for all guests of a format, and shared by the
booking and the page on which they change what they said."""

import functools
import json

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app import clock, public_forms, typed
from app.forms import REQUIRED, strip
from app.programme import asked
from app.programme.models import ONSITE
from app.registrations import limits
from app.registrations.needs import AGES, NEEDS, STATISTICS, is_minor

_LENGTH = Length(max=500, message=_("Bitte höchstens 500 Zeichen."))
_NAME = Length(max=80, message=_("Bitte höchstens 80 Zeichen."))


def whole_number(value):
    """Return the number, or 0 for what is none: the validator then says what to do."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


def fields_for(base, event, left=None, language=None):
    """Return the form class `base` with the fields for all that the format of an event asks.

    `left`: what is free of each limit (limits.free), where the form shows it. `language`: in which the guest is written
    to so far; they can keep it, whatever the format asks by now.
    """
    stored = event.format.questions
    most = event.format.companions_max + 1
    usual = public_forms.usual_language(event.languages)
    has_sorbian = "language" in event.format.asks or language in public_forms.SORBIAN
    made = _with_fields(base, tuple(event.format.asks), json.dumps(stored), most, usual, has_sorbian)
    if not asked.limited(stored):
        return made
    return type(made.__name__, (made,), {"left": left or {}})


@functools.lru_cache(maxsize=64)
def _with_fields(base, asks, stored, most, usual_language, has_sorbian):
    questions = asked.questions(json.loads(stored))
    sorbian = public_forms.SORBIAN if has_sorbian else {}
    language = public_forms.language_field({**public_forms.MAIL_LANGUAGES, **sorbian}, usual_language)
    fields = {"questions": questions, "asks": asks, "language": language}
    for question in questions:
        if question.kind == asked.FILE:
            continue
        if question.per_person:
            for number in range(1, most + 1):
                fields[name_of(question, number)] = _field(question, number)
        else:
            fields[name_of(question)] = _field(question)
    if "wheelchairs" in asks:
        # A need, not a diagnosis; asked of those who come to the house.
        fields["wheelchairs"] = _number(_("Kommt jemand von Ihnen im Rollstuhl?"), most, _wheelchairs)
    if "carers" in asks:
        fields["carers"] = _number(_("Kommt eine Begleitperson für Pflege oder Hilfe mit?"), most, _carers)
    if "needs" in asks:
        fields["needs"] = typed.CheckboxesField(
            _("Was brauchen Sie, um gut dabei zu sein?"), choices=typed.choices(NEEDS.items())
        )
        fields["needs_note"] = StringField(_("Noch etwas, das wir vorbereiten können?"), filters=[strip],
                                           validators=[Optional(), _LENGTH])  # fmt: skip
    for number in range(1, most + 1):
        fields |= _person_fields(asks, number)
    if "minors" in asks:
        fields["guardian"] = BooleanField(
            _("Ich bin sorgeberechtigt oder darf für die Kinder und Jugendlichen entscheiden.")
        )
    if "statistics" in asks:
        for key, (question, answers) in STATISTICS.items():
            fields[f"statistics_{key}"] = typed.choice(question, list(answers.items()))
    return type("Asking", (base,), fields)


def name_of(question, number=None):
    """Return the name of the field of a question, and of which person it is asked."""
    return f"q_{question.key}" + ("" if number is None else f"_{number}")


def _field(question, number=None):
    needed = [DataRequired(REQUIRED)] if question.is_required else [Optional()]
    facts = {"description": question.purpose or None}
    label = question.text if number is None else LazyString(_of_person, question.text, number)
    if question.kind == asked.CHOICE:
        options = [("", _("Bitte wählen")), *((text, text) for text, _most in question.options)]
        field = SelectField(label, choices=typed.choices(options), validators=needed, **facts)
    elif question.kind == asked.YES_NO:
        pairs = [("", _("Bitte wählen")), ("ja", asked.YES), ("nein", asked.NO)]
        field = SelectField(label, choices=typed.choices(pairs), validators=needed, **facts)
    elif question.kind == asked.NUMBER:
        message = _("Bitte eine Zahl von %(least)s bis %(most)s.", least=0, most=1_000_000)
        needed = [InputRequired(message)] if question.is_required else [Optional()]
        field = typed.NumberField(label, validators=[*needed, NumberRange(0, 1_000_000, message)], **facts)
    else:
        field = StringField(label, filters=[strip], validators=[*needed, _LENGTH], **facts)
    return field


def _of_person(text, number):
    return gettext("%(question)s (Person %(number)s)", question=text, number=number)


def _number(label, most, words_of):
    choices = typed.choices((number, LazyString(words_of, number)) for number in range(most + 1))
    return SelectField(label, coerce=whole_number, default=0, choices=choices)


def _wheelchairs(number):
    return ngettext("Ja, %(num)s Person", "Ja, %(num)s Personen", number) if number else gettext("Nein")


def _carers(number):
    return ngettext("Ja, %(num)s Begleitperson", "Ja, %(num)s Begleitpersonen", number) if number else gettext("Nein")


def _person_fields(asks, number):
    fields = {}
    if "minors" in asks or ("names" in asks and number > 1):
        fields[f"name_{number}"] = StringField(
            LazyString(_name_label, number), filters=[strip], validators=[Optional(), _NAME],
            render_kw={"autocomplete": "off"},
        )  # fmt: skip
    if "minors" in asks:
        fields[f"age_{number}"] = typed.choice(LazyString(_age_label, number), list(AGES.items()))
    if "photos" in asks:
        fields[f"photo_{number}"] = BooleanField(LazyString(_photo_label, number))
    return fields


def _name_label(number):
    return gettext("Vorname von Person %(number)s", number=number)


def _age_label(number):
    return gettext("Wie alt ist Person %(number)s?", number=number)


def _photo_label(number):
    if number == 1:
        return gettext("Person 1 darf fotografiert und im Bild gezeigt werden")
    return gettext("Person %(number)s darf fotografiert und im Bild gezeigt werden", number=number)


class Asked:
    """What a form with such fields knows of itself; goes together with a Form whose `kind` and `seats` are set."""

    questions, asks, left = (), (), {}

    # Set by the form: ONSITE or ONLINE, and how many seats.
    kind_now, seats_now = ONSITE, 1

    def asked_names(self):
        """Return the names of the fields that concern this guest, in the order of the page."""
        names = ["language"] if "language" in self else []
        for name in ("wheelchairs", "carers"):
            if name in self.asks and self.kind_now == ONSITE:
                names.append(name)
        if "needs" in self.asks:
            names += ["needs", "needs_note"]
        for number in range(1, self.seats_now + 1):
            names += [name for name in (f"name_{number}", f"age_{number}", f"photo_{number}") if name in self]
            names += [
                name_of(question, number)
                for question in self.questions if question.per_person and name_of(question, number) in self
            ]  # fmt: skip
        if "guardian" in self:
            names.append("guardian")
        names += [name_of(each) for each in self.questions if name_of(each) in self]
        return names + [f"statistics_{key}" for key in STATISTICS if f"statistics_{key}" in self]

    def needed_names(self):
        """Return those of `asked_names` that are checked: not what only others are asked."""
        unasked = {
            name_of(question, number)
            for question in self.questions if question.only_if and not self.is_asked(question)
            for number in ([None] if not question.per_person else range(1, self.seats_now + 1))
        }  # fmt: skip
        return [name for name in self.asked_names() if name not in unasked]

    def is_asked(self, question):
        """Tell whether the answers so far make a question one for this guest."""
        return asked.is_asked(question, self.answers_by_key())

    def answers_by_key(self):
        """Return {key: answer} of what the whole booking was asked, in words."""
        return {each.key: self._said(name_of(each)) for each in self.questions if name_of(each) in self}

    def _said(self, name):
        value = self[name].data
        if value in ("ja", "nein") and isinstance(self[name], SelectField):
            return str(asked.YES if value == "ja" else asked.NO)
        return "" if value is None else str(value)

    def answers(self):
        """Return [question, answer] of all that was answered."""
        found = []
        for question in self.questions:
            if question.kind == asked.FILE or not self.is_asked(question):
                continue
            if not question.per_person:
                found.append([question.text, self._said(name_of(question))])
                continue
            for number in range(1, self.seats_now + 1):
                text = question.text if self.seats_now == 1 else str(_of_person(question.text, number))
                found.append([text, self._said(name_of(question, number))])
        return [pair for pair in found if pair[1]]

    def choices(self):
        """Return the names of the limits that the answers take."""
        taken = []
        limited = {(key, option) for key, option, _most in asked.limited([asked.as_stored(q) for q in self.questions])}
        for question in self.questions:
            if question.kind != asked.CHOICE or not self.is_asked(question):
                continue
            numbers = range(1, self.seats_now + 1) if question.per_person else [None]
            for number in numbers:
                option = self[name_of(question, number)].data
                if (question.key, option) in limited:
                    taken.append(limits.choice(question.key, option))
        return taken

    def people(self, before=()):
        """Return those who come: {"name", "age", "photo": moment of the consent}; `before`: as they were."""
        people, now = [], clock.now().isoformat()
        for number in range(1, self.seats_now + 1):
            was = before[number - 1] if number <= len(before) else {}
            person = {
                "name": self._data(f"name_{number}") or "", "age": self._data(f"age_{number}") or "",
                "photo": (was.get("photo") or now) if self._data(f"photo_{number}") else "",
            }  # fmt: skip
            people.append({key: value for key, value in person.items() if value})
        return people if any(people) else []

    def _data(self, name):
        return self[name].data if name in self else None

    def facts(self, people_before=()):
        """Return what was answered, as columns of Registration."""
        has_minors = any(is_minor(self._data(f"age_{number}")) for number in range(1, self.seats_now + 1))
        is_here = self.kind_now == ONSITE
        said = {key: self._data(f"statistics_{key}") for key in STATISTICS}
        return {
            "wheelchairs": (self._data("wheelchairs") or 0) if is_here else 0,
            "carers": (self._data("carers") or 0) if is_here else 0,
            "answers": self.answers(), "choices": self.choices(), "needs": self._data("needs") or [],
            "needs_note": self._data("needs_note") or "", "people": self.people(people_before),
            "guardian_at": clock.now() if has_minors and self._data("guardian") else None,
            "language": self._data("language") or "de",
            "statistics": {key: answer for key, answer in said.items() if answer} or None,
        }  # fmt: skip

    def check_asked(self):
        """Put errors to what does not go together. Returns whether all does."""
        is_right = True
        for name in ("wheelchairs", "carers"):
            if name in self.needed_names() and (self._data(name) or 0) > self.seats_now:
                is_right = typed.complain(self[name], _("Sie buchen weniger Plätze. Bitte prüfen Sie beide Zahlen."))
        if "guardian" in self:
            has_minors = any(is_minor(self._data(f"age_{number}")) for number in range(1, self.seats_now + 1))
            if has_minors and not self["guardian"].data:
                is_right = typed.complain(
                    self["guardian"], _("Kinder und Jugendliche melden bitte ihre Sorgeberechtigten an.")
                )
        return is_right

    def show_what_is_left(self):
        """Say behind each answer that few can choose how many still can."""
        for question in self.questions:
            if question.kind != asked.CHOICE:
                continue
            for name in [name_of(question), *(name_of(question, number) for number in range(1, self.seats_now + 1))]:
                if name in self:
                    self[name].choices = typed.choices(
                        [("", _("Bitte wählen")), *(self._option(question, text) for text, _most in question.options)]
                    )

    def _option(self, question, text):
        free = self.left.get(limits.choice(question.key, text))
        if free is None:
            return text, text
        left = ngettext("noch %(num)s", "noch %(num)s", free) if free > 0 else gettext("vergeben")
        return text, f"{text} ({left})"


def fill(form, registration):
    """Show in a form what somebody has answered so far."""
    answers = dict(registration.answers)
    for question in form.questions:
        numbers = range(1, form.seats_now + 1) if question.per_person else [None]
        for number in numbers:
            name = name_of(question, number)
            if name not in form:
                continue
            text = question.text
            if number is not None and form.seats_now > 1:
                text = str(_of_person(question.text, number))
            form[name].data = _typed(form[name], answers.get(text, ""))
    for name in ("wheelchairs", "carers", "needs", "needs_note", "language"):
        if name in form:
            form[name].data = getattr(registration, name)
    for number, person in enumerate(registration.people, start=1):
        for part in ("name", "age"):
            if f"{part}_{number}" in form:
                form[f"{part}_{number}"].data = person.get(part, "")
        if f"photo_{number}" in form:
            form[f"photo_{number}"].data = bool(person.get("photo"))
    if "guardian" in form:
        form["guardian"].data = registration.guardian_at is not None


def _typed(field, answer):
    if isinstance(field, typed.NumberField):
        return int(answer) if answer.isdecimal() else None
    values = [choice.value for choice in getattr(field, "choices", None) or ()]
    if "ja" in values and "nein" in values:
        return {str(asked.YES): "ja", str(asked.NO): "nein"}.get(answer, "")
    return answer
