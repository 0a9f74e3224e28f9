"""The team's pages about who wants to become a partner: the list, the decision, and inviting somebody to sign in."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app import forms
from app.accounts import access, audit, inviting
from app.accounts.models import ADMINISTRATION, PROGRAMME, REPRESENTATIVE
from app.alliance import joining, words
from app.alliance import organisation_queries as organisations
from app.alliance import partner_queries as queries
from app.alliance import queries as alliance
from app.alliance.partner_forms import AcceptForm, DeclineForm
from app.alliance.partner_rules import STATE_TEXTS
from app.alliance.partners import ACCEPTED, OPEN

bp = Blueprint("partner_desk", __name__)

ACCEPT, DECLINE = "accept", "decline"


@bp.get("/team/partneranfragen")
@access.team(PROGRAMME, at=access.everywhere)
def requests():
    """List who waits for an answer, and what was decided lately."""
    return render_template(
        "alliance/team_partner_requests.html", waiting=queries.open_requests(), decided=queries.decided_requests(),
        states=STATE_TEXTS,
    )  # fmt: skip


@bp.route("/team/partneranfragen/<int:request_id>", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def decide(request_id):
    """Show one request; say yes or no."""
    found = queries.get_confirmed(request_id)
    # A request speaks for whoever sent it: into an organisation that is there already, only the administration lets it.
    there = alliance.all_organisations() if access.may(ADMINISTRATION) else []
    same = organisations.find_by_name(found.organisation_name)
    accept, decline = AcceptForm(there, same if there else None), DeclineForm()
    if request.method == "POST":
        act = request.form.get("act")
        if act not in (ACCEPT, DECLINE):
            abort(400)
        form = accept if act == ACCEPT else decline
        if form.validate():
            with form.catching_refusals():
                try:
                    _do(act, form, request_id)
                except LookupError:
                    # Whoever asked has withdrawn it just now.
                    abort(404)
                return redirect(url_for(".decide", request_id=request_id), 303)
        found = queries.get_confirmed(request_id)
    else:
        form = accept
        audit.look("look_at_partner_request", found.about)
        found = queries.get_confirmed(request_id)
    return forms.page(
        "alliance/team_partner_request.html", form, wanted=found, accept=accept, decline=decline, same=same,
        areas=queries.areas_of(found), is_open=found.state == OPEN, is_accepted=found.state == ACCEPTED,
        states=STATE_TEXTS, groups=words.ACTOR_GROUPS, directions=words.DIRECTIONS, offered=words.OFFERED,
        country_name=words.country_name, languages_text=words.languages_text,
    )  # fmt: skip


def _do(act, form, request_id):
    if act == ACCEPT:
        joining.accept(request_id, current_user.id, form.organisation_id.data or None)
        flash(_("Angenommen. Die Person bekommt gleich eine Nachricht."), "good")
    else:
        joining.decline(request_id, current_user.id, form.reason.data or "")
        flash(_("Abgelehnt. Die Person bekommt gleich eine Nachricht."), "good")


@bp.route("/team/partneranfragen/<int:request_id>/einladen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def invite(request_id):
    """Invite the person who asked to sign in for their organisation, once it is a partner."""
    found = queries.get_confirmed(request_id)
    if found.state != ACCEPTED or found.email is None or found.organisation is None:
        abort(404)
    form = forms.Form()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            joining.check_invitation(found, current_user.email, access.may(ADMINISTRATION))
            grants = [[REPRESENTATIVE, None, found.organisation_id]]
            inviting.invite(found.email, found.name, grants, by_id=current_user.id)
            flash(_("Eingeladen. Die Einladung ist unterwegs."), "good")
            return redirect(url_for(".decide", request_id=request_id), 303)
        found = queries.get_confirmed(request_id)
    return forms.page("alliance/team_invite_partner.html", form, wanted=found)
