"""Fields that forms share: numbers with bounds, texts, days, facts that nobody may have checked."""

from contextlib import suppress

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField, widgets
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from app.forms import REQUIRED, Form, strip

_HOW = _("Eine leere Zeile trennt Absätze. **fett**, *betont*, Listen mit - am Anfang, [Text](https://…) für Links.")


def keep_lines(text):
    """As `strip`, for texts of several lines: an empty line parts paragraphs."""
    lines = ["".join(c if c.isprintable() else " " for c in line).rstrip() for line in (text or "").splitlines()]
    return "\n".join(lines).strip()


def whole(value):
    """Return a number that somebody chose, or None."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


class NumberField(IntegerField):
    """A whole number."""

    def process_formdata(self, valuelist):
        """Read what was typed."""
        self.data = None
        if valuelist and valuelist[0].strip():
            # What is no number stays none: the validator then says what to do.
            with suppress(ValueError):
                self.data = int(valuelist[0].strip())


def number(label, least, most, is_optional=False, **kwargs):
    """Return a NumberField with bounds; required unless `is_optional`."""
    message = _("Bitte eine Zahl von %(least)s bis %(most)s.", least=least, most=most)
    first = Optional() if is_optional else InputRequired(message)
    return NumberField(label, validators=[first, NumberRange(least, most, message)], **kwargs)


def text(label, most, is_required=False, **kwargs):
    """Return a field for one line."""
    needed = [DataRequired(REQUIRED)] if is_required else [Optional()]
    length = Length(max=most, message=_("Bitte höchstens %(most)s Zeichen.", most=most))
    return StringField(label, filters=[strip], validators=[*needed, length], **kwargs)


def prose(label, **kwargs):
    """Return a field for some paragraphs."""
    length = Length(max=4000, message=_("Bitte höchstens 4000 Zeichen."))
    return TextAreaField(label, filters=[keep_lines], validators=[Optional(), length], **kwargs)


def rich(label, **kwargs):
    """Return a field for a text of the house (app/markdown.py); says what one can do in it."""
    words = kwargs.pop("description", None)
    return prose(label, description=_("%(words)s %(how)s", words=words, how=_HOW) if words else _HOW, **kwargs)


class LinesField(TextAreaField):
    """A list of short texts, one in each line."""

    def _value(self):
        return "\n".join(self.data or ())

    def process_formdata(self, valuelist):
        """Read what was typed; empty lines do not count."""
        written = keep_lines(valuelist[0]) if valuelist else ""
        self.data = [line for line in map(strip, written.split("\n")) if line]


def lines(label, most_lines, most, **kwargs):
    """Return a LinesField with at most so many lines of so many characters; the same twice is refused."""

    def check(_form, field):
        if len(field.data) > most_lines:
            raise ValidationError(_("Bitte höchstens %(most)s Zeilen.", most=most_lines))
        if any(len(line) > most for line in field.data):
            raise ValidationError(_("Bitte höchstens %(most)s Zeichen in einer Zeile.", most=most))
        if len(set(field.data)) < len(field.data):
            raise ValidationError(_("Bitte schreiben Sie jede Zeile nur einmal."))

    return LinesField(label, validators=[check], **kwargs)


def complain(field, sentence):
    """Put an error to a field, after it was checked; return False."""
    field.errors = [*field.errors, sentence]
    return False


def yes_or_no(label, **kwargs):
    """Return a field with yes, no, or that nobody has checked it yet."""
    pairs = [("", _("Noch nicht geprüft")), ("yes", _("Ja")), ("no", _("Nein"))]
    return SelectField(label, choices=choices(pairs), coerce=_fact, validators=[], **kwargs)


def _fact(value):
    if value in ("yes", "no"):
        return value == "yes"
    if value in ("", None, True, False):
        return value or (False if value is False else None)
    raise ValueError(value)


def choices(pairs):
    """Return what a field offers, made of (value, label)."""
    return [SelectChoice(value, label) for value, label in pairs]


def choice(label, pairs, **kwargs):
    """Return a field for one of several words, or none."""
    return SelectField(
        label, choices=choices([("", _("Keine Angabe")), *pairs]), coerce=lambda value: value or "", **kwargs
    )


class CheckboxesField(SelectMultipleField):
    """Several of a list, as checkboxes."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class SectionForm(Form):
    """A form about a part of what a room is."""

    def facts(self):
        """Return what was typed, as columns of Room."""
        return {
            # An empty choice says that nothing is known.
            name: None if isinstance(field, SelectField) and field.data == "" else field.data
            for name, field in self._fields.items()
        }

    def in_words(self):
        """Return (label, what is known) of each field, for a page that shows what the form changes."""
        return [(str(field.label.text), str(_said(field))) for field in self]


def _said(field):
    if isinstance(field, SelectMultipleField):
        chosen = [option.label for option in field.choices if option.value in (field.data or ())]
        return ", ".join(str(label) for label in chosen) or _("Noch nicht geprüft")
    if isinstance(field, SelectField):
        fitting = [option.label for option in field.choices if field.coerce(option.value) == field.data]
        return (fitting or [field.choices[0].label])[0]
    return field.data if field.data not in (None, "") else _("Noch nicht geprüft")
