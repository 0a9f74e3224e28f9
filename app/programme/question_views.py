"""Asking the hosts of an event, without an account."""

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app import forms, public_forms, typed
from app.accounts import access
from app.errors import Refused
from app.limits import limit_bookings
from app.programme import asking_hosts, queries
from app.public_forms import PublicForm

bp = Blueprint("questions", __name__)

MOST_CHARACTERS = 2000


class AskHostsForm(PublicForm):
    """A question, and where the answer goes."""

    question = TextAreaField(
        _("Ihre Frage"),
        filters=[typed.keep_lines],
        validators=[
            DataRequired(_("Bitte schreiben Sie Ihre Frage.")),
            Length(max=MOST_CHARACTERS, message=_("Bitte höchstens 2000 Zeichen.")),
        ],
        render_kw={"rows": 8},
    )
    email: EmailField = public_forms.email_field()
    name: StringField = typed.text(_("Wie dürfen wir Sie nennen?"), 200, render_kw={"autocomplete": "name"})


@bp.route("/veranstaltungen/<slug>/frage", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def ask(slug):
    """Ask the hosts of an event."""
    event, form = queries.get_public_event(slug), AskHostsForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            if reason := form.why_not_sent_by_hand():
                raise Refused(reason)
            asking_hosts.ask(event.id, form.name.data, form.email.data, form.question.data, form.nonce)
            return redirect(url_for(".asked", slug=slug), 303)
    return forms.page("programme/ask_hosts.html", form, event=event)


@bp.get("/veranstaltungen/<slug>/frage/gesendet")
@access.everyone
def asked(slug):
    """Say that the question is on its way: the same page for everybody."""
    return render_template("programme/hosts_asked.html", event=queries.get_public_event(slug))
