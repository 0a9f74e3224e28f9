"""Hosting together: the team asks, the organisation answers by link or signed in. Only POST does something (law 4)."""

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import SelectField

from app import clock, forms, pages, typed
from app.accounts import access
from app.accounts.models import PROGRAMME, REPRESENTATIVE
from app.accounts.rules import Where
from app.alliance import queries as alliance
from app.database import db
from app.limits import limit_bookings
from app.programme import co_hosting, co_hosting_mails, co_hosting_rules, queries, scopes
from app.programme.models import CoHosting

bp = Blueprint("co_hosting", __name__)

YES, NO = "ja", "nein"
# How the state of a question looks: (shape, word).
STATES = {
    co_hosting_rules.ASKED: ("info", lazy_gettext("Gefragt")),
    co_hosting_rules.ACCEPTED: ("free", lazy_gettext("Zugesagt")),
    co_hosting_rules.DECLINED: ("cancelled", lazy_gettext("Abgesagt")),
    co_hosting_rules.WITHDRAWN: ("past", lazy_gettext("Zurückgezogen")),
}


class AskForm(forms.Form):
    """Whom to ask, and what to say."""

    organisation = SelectField(lazy_gettext("Wen möchten Sie fragen?"), coerce=int)
    message = typed.prose(
        lazy_gettext("Was möchten Sie dazu schreiben?"),
        description=lazy_gettext("Zum Beispiel, was Sie sich voneinander wünschen. Steht in der Nachricht."),
    )

    def __init__(self, organisations):
        super().__init__()
        self.organisation.choices = [(each.id, each.name) for each in organisations]


@bp.route("/team/veranstaltungen/<int:event_id>/mitveranstalter", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def ask(event_id):
    """Show who was asked to host an event with us, and ask somebody (again)."""
    event = queries.get_event(event_id)
    form = AskForm([each for each in alliance.all_organisations() if each not in event.hosts])
    if form.is_sent_and_valid():
        with form.catching_refusals():
            asked = co_hosting.ask(event_id, form.organisation.data, form.message.data)
            flash(_("%(organisation)s bekommt gleich eine Nachricht.", organisation=asked.organisation.name), "good")
            return redirect(url_for(".ask", event_id=event_id), 303)
        event = queries.get_event(event_id)
    return forms.page(
        "programme/co_hosts.html", form,
        event=event, questions=co_hosting.of_event(event_id), states=STATES,
        why_not=co_hosting_rules.why_not_now(event.state, event.ends_at, clock.now()),
    )  # fmt: skip


@bp.post("/team/veranstaltungen/<int:event_id>/mitveranstalter/<int:co_hosting_id>/zurueckziehen")
@access.team(PROGRAMME, at=scopes.of_event)
def withdraw(event_id, co_hosting_id):
    """Take a question back."""
    if co_hosting_id not in [each.id for each in co_hosting.of_event(event_id)]:
        abort(404)
    co_hosting.withdraw(co_hosting_id)
    flash(_("Die Frage ist zurückgezogen. Der Link in der Nachricht gilt nicht mehr."), "good")
    return redirect(url_for(".ask", event_id=event_id), 303)


def _of_question(co_hosting_id):
    """The organisation that was asked."""
    asked = sa.select(CoHosting.organisation_id).where(CoHosting.id == co_hosting_id)
    organisation_id = db.session.scalar(asked) or abort(404)
    return Where(places=frozenset(), organisations=frozenset({organisation_id}))


@bp.post("/team/mitveranstalten/<int:co_hosting_id>")
@access.team(REPRESENTATIVE, at=_of_question)
def answer(co_hosting_id):
    """Answer for the organisation that one represents; the buttons stand on its own page."""
    done = _answered(co_hosting_id)
    flash(_("Danke. Ihre Organisation lädt jetzt mit ein.") if done == YES else _("Danke für die Antwort."), "good")
    return redirect("/team/meine-organisation", 303)


@bp.route("/mitveranstalten/<token>", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def answer_by_link(token):
    """Show what the organisation was asked, with two buttons."""
    found = co_hosting_mails.read(token)
    form = forms.Form()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            _answered(found.id, found.version)
            return redirect(url_for(".answer_by_link", token=token), 303)
        found = co_hosting_mails.read(token)
    event = found.event
    return pages.private(
        forms.page(
            "programme/co_hosting.html",
            form,
            found=found,
            event=event,
            why_not=co_hosting_rules.why_not_now(event.state, event.ends_at, clock.now()),
        )  # fmt: skip
    )


def _answered(co_hosting_id, version=None):
    """Do what one of the two buttons says; return which. Raises Refused."""
    said = request.form.get("antwort")
    act = {YES: co_hosting.accept, NO: co_hosting.decline}.get(said) or abort(400)
    try:
        act(co_hosting_id, version)
    except LookupError:
        abort(404)
    return said
