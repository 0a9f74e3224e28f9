"""The picture of a format, as the team chooses it."""

import wtforms
from flask import request
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import CombinedMultiDict
from wtforms import FileField, ValidationError

from app import typed
from app.forms import Form


class PictureForm(Form):
    """A picture and what is on it."""

    picture = FileField(
        _("Bild"), description=_("JPEG, PNG oder WebP, höchstens 10 MB. Aufnahmeort und andere Angaben entfernen wir."),
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )  # fmt: skip
    alt = typed.text(
        _("Was ist auf dem Bild zu sehen?"), 300, is_required=True,
        description=_("Ein Satz für Menschen, die es nicht sehen."),
    )  # fmt: skip

    def __init__(self, format, is_readable=True):
        """`is_readable`: whether what was sent can be read at all; a file that is too heavy cannot."""
        sent = CombinedMultiDict([request.files, request.form]) if is_readable and request.method == "POST" else None
        wtforms.Form.__init__(self, sent, data={"alt": format.picture_alt})
        self.format = format
        self.picture.flags.required = not format.picture

    def validate_picture(self, _field):
        """The first time there must be one; later, other words are enough."""
        if not self.file and not self.format.picture:
            raise ValidationError(_("Bitte wählen Sie ein Bild aus."))

    @property
    def file(self):
        """The file that was sent, or None."""
        return self.picture.data if getattr(self.picture.data, "filename", "") else None
