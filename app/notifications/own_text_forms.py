"""What the administration writes instead of a default text."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, StopValidation

from app import typed
from app.forms import REQUIRED, Form, strip
from app.notifications import placeholders
from app.notifications.own_texts import Text

MOST_OF_SUBJECT, MOST_OF_BODY = 200, 10_000
_TOO_LONG = _("Bitte höchstens %(most)s Zeichen.", most="10.000")
_TOO_LONG_SUBJECT = _("Bitte höchstens %(most)s Zeichen.", most=MOST_OF_SUBJECT)


def text_form(template, text):
    """Return the form for the Text of a notice; what cannot be filled in is refused with its place."""
    table = placeholders.tables()[template]
    fill_in = _can_be_filled_in(table, text.language)
    fields = {
        "subject": StringField(
            _("Betreff"), filters=[strip],
            validators=[InputRequired(REQUIRED), Length(max=MOST_OF_SUBJECT, message=_TOO_LONG_SUBJECT), fill_in],
        ),
        "body": TextAreaField(
            _("Text"), filters=[typed.keep_lines], render_kw={"rows": 18},
            description=_("Eine leere Zeile trennt Absätze. Ein Absatz, dessen Platzhalter alle leer bleiben, fällt "
                          "weg. Gruß, Grund und Kontakt setzen wir darunter."),
            validators=[InputRequired(REQUIRED), Length(max=MOST_OF_BODY, message=_TOO_LONG), fill_in,
                        _has_what_it_needs(table, text.language)],
        ),
    }  # fmt: skip
    form = type("TextForm", (Form,), fields)(data={"subject": text.subject, "body": text.body})
    form.language = text.language
    return form


def typed_text(form):
    """Return the Text that a form holds."""
    return Text(form.subject.data, form.body.data, form.language)


def _can_be_filled_in(table, language):
    def check(_form, field):
        try:
            placeholders.parse(field.data, table.names(language))
        except placeholders.Broken as broken:
            place = {"line": broken.line, "column": broken.column, "sentence": broken.sentence}
            raise StopValidation(gettext("Zeile %(line)s, Zeichen %(column)s: %(sentence)s", **place)) from broken

    return check


def _has_what_it_needs(table, language):
    def check(_form, field):
        if name := placeholders.missing(field.data, table, language):
            raise StopValidation(
                gettext("Ohne {%(name)s} hilft diese Nachricht niemandem. Bitte setzen Sie ihn ein.", name=name)
            )

    return check
