"""What the administration types about the house."""

import wtforms
from flask import request
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import CombinedMultiDict
from wtforms import ColorField, EmailField, FileField, RadioField, ValidationError
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional

from app import typed
from app.accounts.models import ADMINISTRATORS, ALL, FREE
from app.alliance import house_rules
from app.forms import REQUIRED, Form, lower

NOT_ONE_ADDRESS = _("Bitte schreiben Sie eine vollständige Adresse, zum Beispiel name@example.org.")


def address_field(label, is_required=True, **kwargs):
    """Return a field for an address, in small letters."""
    return EmailField(
        label,
        filters=[lower],
        validators=[
            DataRequired(REQUIRED) if is_required else Optional(),
            Length(max=254, message=_("Bitte höchstens 254 Zeichen.")),
            Email(NOT_ONE_ADDRESS, allow_smtputf8=False),
        ],
        **kwargs,
    )  # fmt: skip


def _needed(label, **kwargs):
    field = typed.prose(label, **kwargs)
    field.kwargs["validators"][0] = DataRequired(REQUIRED)
    return field


class FactsForm(Form):
    """Who the house is, and who answers for it."""

    name = typed.text(_("Name des Hauses"), 100, is_required=True)
    claim = typed.text(
        _("Leitsatz"), 200, is_required=True, description=_("Steht groß auf der Startseite: was dieser Ort ist.")
    )
    email = address_field(
        _("E-Mail-Adresse des Hauses"), description=_("Dorthin schreiben Ihnen Gäste. Sie steht auf vielen Seiten.")
    )
    imprint = _needed(
        _("Impressum"),
        description=_(
            "Wer für diese Seiten verantwortlich ist (§ 5 DDG): Träger mit Rechtsform, Anschrift, wer ihn vertritt, "
            "E-Mail und Telefon, wenn vorhanden Registernummer. Eine leere Zeile trennt Absätze."
        ),
        render_kw={"rows": 8},
    )
    privacy = _needed(
        _("Verantwortlich für den Datenschutz"),
        description=_(
            "Name und Anschrift des Trägers (Art. 13 DSGVO), und wenn es sie gibt: wie man die Datenschutzbeauftragten "
            "erreicht. Steht oben auf der Seite „Datenschutz“."
        ),
        render_kw={"rows": 5},
    )


class TextsForm(Form):
    """What the house says on the start page and in easy language."""

    welcome = typed.prose(
        _("Begrüßung auf der Startseite"),
        description=_("Zwei, drei Sätze: was man hier tut und wer willkommen ist. Leer: der übliche Text."),
        render_kw={"rows": 5},
    )
    easy = typed.prose(
        _("Ihr Haus in Leichter Sprache"),
        description=_(
            "Kurze Sätze, jeder in einer eigenen Zeile. Steht oben auf der Seite „Leichte Sprache“. Leer: der übliche "
            "Text."
        ),
        render_kw={"rows": 6},
    )

    def texts(self):
        """Return {key: text} of what was written."""
        return {name: text for name, text in self.data.items() if text}


class RulesForm(Form):
    """Numbers that the alliance's work goes by."""

    idea_threshold = typed.number(
        _("Ab wie vielen Stimmen kommt eine Idee auf die Tagesordnung?"), 1, 1000,
    )  # fmt: skip
    idea_head_start_hours = typed.number(
        _("Wie viele Stunden früher buchen, wer eine Idee unterstützt hat?"), 0, 168,
        description=_("0: alle zugleich."),
    )  # fmt: skip
    second_factor = RadioField(
        _("Wer braucht zum Anmelden einen zweiten Faktor?"),
        choices=typed.choices(
            [
                (FREE, _("Wer möchte")),
                (ADMINISTRATORS, _("Alle, die das Haus verwalten")),
                (ALL, _("Das ganze Team")),
            ]
        ),
        validators=[InputRequired(REQUIRED)],
        description=_("Wer noch keinen hat, richtet ihn bei der nächsten Anmeldung ein: ein Telefon mit einer App."),
    )


class ColoursForm(Form):
    """The house's own colours."""

    brick, brick_dark, line, line_dark = (
        ColorField(
            colour.label,
            filters=[lower],
            validators=[InputRequired(REQUIRED)],
            description=_("Vorgabe: %(colour)s", colour=colour.standard),
        )
        for colour in house_rules.COLOURS.values()
    )


class PictureForm(Form):
    """A picture of the start page, or of something else that shows one, and what is on it."""

    picture = FileField(
        _("Bild"), description=_("JPEG, PNG oder WebP, höchstens 10 MB. Aufnahmeort und andere Angaben entfernen wir."),
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )  # fmt: skip
    alt = typed.text(
        _("Was ist auf dem Bild zu sehen?"), 200, is_required=True,
        description=_("Ein Satz für Menschen, die es nicht sehen."),
    )  # fmt: skip

    def __init__(self, shown, is_readable=True):
        """`shown` has `picture` and `picture_alt`; `is_readable`: whether what was sent can be read at all."""
        sent = CombinedMultiDict([request.files, request.form]) if is_readable and request.method == "POST" else None
        wtforms.Form.__init__(self, sent, data={"alt": shown.picture_alt})
        self.shown = shown
        self.picture.flags.required = not shown.picture

    def validate_picture(self, field):
        """The first time there must be one; later, other words are enough."""
        if not self.file and not self.shown.picture:
            raise ValidationError(_("Bitte wählen Sie ein Bild aus."))

    @property
    def file(self):
        """The file that was sent, or None."""
        return self.picture.data if getattr(self.picture.data, "filename", "") else None
