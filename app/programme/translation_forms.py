"""What the team types who says something in another language."""

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField

from app import typed
from app.forms import Form
from app.programme.translation_words import lang
from app.programme.translations import EASY

EASY_HINT = _(
    "Ein Satz in jeder Zeile. Eine leere Zeile trennt Absätze, ein - am Anfang macht einen Punkt einer Liste."
)


class TextForm(Form):
    """Texts in one language; an empty field falls back to German."""

    def __init__(self, language, text=None):
        super().__init__(obj=text)
        for field in self:
            # Spelling is checked, and read aloud, in the language that is typed.
            field.render_kw = {**(field.render_kw or {}), "lang": lang(language)}
            if isinstance(field, TextAreaField):
                field.render_kw["rows"] = 8
                field.description = EASY_HINT if language == EASY else field.description

    def words(self):
        """Return what was typed, as columns of a text."""
        return {name: value or "" for name, value in self.data.items()}


class FormatTextForm(TextForm):
    """What a format says of itself."""

    name = typed.text(_("Name"), 200)
    summary = typed.text(_("In einem Satz"), 400)
    description = typed.rich(_("Was passiert da?"))
    for_whom = typed.prose(_("Für wen?"))
    bring = typed.prose(_("Was bringt man mit?"))
    cost = typed.text(_("Kosten"), 200)
    minors = typed.text(_("Kinder und Jugendliche"), 200)
    photo_rule = typed.prose(_("Fotos"))


class EventTextForm(TextForm):
    """What one event says of itself."""

    title = typed.text(_("Titel"), 200)
    note = typed.rich(_("Hinweis für die Gäste"))
