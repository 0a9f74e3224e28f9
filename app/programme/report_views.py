"""The team closes an event: how many came, and a few sentences for everyone."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app import clock, forms, typed
from app.accounts import access
from app.accounts.models import PROGRAMME
from app.programme import cards, queries, reporting, scopes

bp = Blueprint("reports", __name__)


class ReportForm(forms.Form):
    """How many came, and what is told of it."""

    came_onsite = typed.number(lazy_gettext("Wie viele kamen vor Ort?"), 0, 20_000, default=0)
    came_online = typed.number(lazy_gettext("Wie viele waren digital dabei?"), 0, 20_000, default=0)
    report = typed.rich(
        lazy_gettext("So war es, in ein paar Sätzen"),
        description=lazy_gettext("Steht auf der Seite der Veranstaltung, für alle. Bitte keine Namen von Gästen."),
    )


@bp.route("/team/veranstaltungen/<int:event_id>/abschluss", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def close_event(event_id):
    """Close an event, or correct what was written down."""
    event = queries.get_event(event_id)
    found = reporting.find_report(event_id)
    form = ReportForm(obj=found)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            reporting.close_event(event_id, **form.data)
            flash(_("Die Veranstaltung ist abgeschlossen."), "good")
            return redirect(url_for("team.event_guests", event_id=event_id), 303)
        event, found = queries.get_event(event_id), reporting.find_report(event_id)
    return forms.page(
        "programme/close_event.html", form, event=event, report=found, when=cards.when(event),
        why_not=reporting.why_not_close(event.state, event.ends_at, clock.now()),
        booked={ledger.kind: ledger.taken for ledger in event.ledgers},
    )  # fmt: skip
