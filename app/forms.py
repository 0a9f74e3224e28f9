"""The base of all forms: was it typed well? What is allowed is for the rules."""

from contextlib import contextmanager

import wtforms
from flask import make_response, render_template, request
from flask_babel import lazy_gettext as _

from app.errors import Refused


class Form(wtforms.Form):
    """A form that knows whether it was sent, keeps what was typed, and carries a refusal back to the page."""

    class Meta:
        locales = ("de",)

    refusal = None

    def __init__(self, *args, **kwargs):
        sent = request.form if request.method == "POST" else None
        super().__init__(sent, *args, **kwargs)

    def is_sent_and_valid(self):
        """Tell whether this request sends the form and every field is typed well."""
        return request.method == "POST" and self.validate()

    @contextmanager
    def catching_refusals(self):
        """Keep a refusal of the rules for the page; the view then shows the filled form again."""
        try:
            yield
        except Refused as refused:
            self.refusal = refused

    @property
    def status(self):
        """The fitting HTTP status of the page that shows this form."""
        if self.refusal:
            return 409
        return 422 if self.errors else 200


def page(template, form, **facts):
    """Answer with a form's page; 422 where something was typed badly, 409 where a rule refused."""
    answer = make_response(render_template(template, form=form, **facts), form.status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def strip(value):
    """Take the spaces from both ends, and control characters out: nothing typed may forge a header line."""
    if not isinstance(value, str):
        return value
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def lower(value):
    """As `strip`, in small letters: addresses are compared this way."""
    return strip(value).lower() if isinstance(value, str) else value


REQUIRED = _("Bitte füllen Sie dieses Feld aus.")
