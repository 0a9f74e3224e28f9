"""The team's page about who interprets at an event."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import lazy_gettext
from wtforms import SelectField

from app import clock, forms, typed
from app.accounts import access
from app.accounts.models import PROGRAMME
from app.alliance.words import INTERPRETED
from app.programme import cards, interpreting, interpreting_words, queries, rules, scopes

bp = Blueprint("interpreting", __name__)

ACTS = {
    "add": (interpreting.add_interpreting, lazy_gettext("Das Dolmetschen steht jetzt an der Veranstaltung.")),
    "remove": (interpreting.remove_interpreting, lazy_gettext("Gestrichen.")),
    "confirm": (interpreting.confirm_interpreting, lazy_gettext("Zugesagt: So steht es jetzt auch für die Gäste da.")),
    "withdraw": (interpreting.withdraw_interpreting, lazy_gettext("Es ist wieder offen, wer dolmetscht.")),
}


class InterpretingForm(forms.Form):
    """One more language."""

    language = SelectField(lazy_gettext("In welche Sprache?"))

    def __init__(self, event):
        super().__init__()
        there = {row.language for row in event.interpretings}
        # An act on a known language sends the same field.
        known = there if request.form.get("do") != "add" else set()
        self.language.choices = typed.choices(
            (code, name) for code, name in INTERPRETED.items() if code in known or code not in there
        )


@bp.route("/team/veranstaltungen/<int:event_id>/dolmetschen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def arrange_interpreting(event_id):
    """Show into which languages somebody interprets; want one more, confirm, withdraw, remove."""
    event = queries.get_event(event_id)
    form = InterpretingForm(event)
    if form.is_sent_and_valid():
        act, said = ACTS.get(request.form.get("do")) or abort(400)
        with form.catching_refusals():
            try:
                act(event_id, form.language.data)
            except LookupError:
                abort(404)
            flash(str(said), "good")
            return redirect(url_for(".arrange_interpreting", event_id=event_id), 303)
        event = queries.get_event(event_id)
    codes = [row.language for row in event.interpretings]
    lent = {thing.interprets: thing.name for thing, _booking in interpreting.lent_to(event, codes)}
    return forms.page(
        "programme/interpreting.html", form,
        event=event, when=cards.when(event), why_not=rules.why_not_change(event.state, event.ends_at, clock.now()),
        rows=[(row, interpreting_words.into(row.language), lent.get(row.language)) for row in event.interpretings],
        free=[(code, name) for code, name in INTERPRETED.items() if code not in codes],
    )  # fmt: skip
