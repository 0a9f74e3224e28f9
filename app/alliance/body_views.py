"""The team's pages about bodies: all of them, what one is, who belongs to it. Their meetings lie further right."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import forms
from app.accounts import access
from app.accounts.models import INSIGHTS, PROGRAMME, REPRESENTATIVE
from app.alliance import body_actions, body_queries, body_rules
from app.alliance.body_forms import BodyForm, MemberForm

bp = Blueprint("bodies", __name__)

# The page of one body, which knows its meetings.
PAGE = "meetings.body"


@bp.get("/team/gremien")
@access.team(PROGRAMME, INSIGHTS, REPRESENTATIVE)
def bodies():
    """List the bodies; somebody who only represents organisations sees those of their own."""
    sees_all = access.may(PROGRAMME, INSIGHTS)
    found = body_queries.all_bodies(None if sees_all else access.organisations())
    return render_template("alliance/bodies.html", bodies=found, methods=body_rules.METHODS)


@bp.route("/team/gremien/neu", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def found_body():
    """Make a body."""
    form = BodyForm()
    if form.is_sent_and_valid():
        body = body_actions.found_body(**form.data)
        flash(_("„%(body)s“ ist gegründet. Wer gehört dazu?", body=body.name), "good")
        return redirect(url_for(".members", body_id=body.id), 303)
    return forms.page("alliance/body_form.html", form, body=None)


@bp.route("/team/gremien/<int:body_id>/aendern", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def change_body(body_id):
    """Change what a body is."""
    form = BodyForm(obj=body_queries.get_body(body_id))
    if form.is_sent_and_valid():
        with form.catching_refusals():
            body_actions.change_body(body_id, **form.data)
            flash(_("Gespeichert."), "good")
            return redirect(url_for(PAGE, body_id=body_id), 303)
    return forms.page("alliance/body_form.html", form, body=body_queries.get_body(body_id))


@bp.route("/team/gremien/<int:body_id>/mitglieder", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def members(body_id):
    """Show who belongs to a body, and take one more in."""
    body = body_queries.get_body(body_id)
    form = MemberForm(body_queries.organisations_outside(body))
    if form.is_sent_and_valid():
        with form.catching_refusals():
            body_actions.add_member(body_id, form.organisation_id.data)
            flash(_("Aufgenommen."), "good")
            return redirect(url_for(".members", body_id=body_id), 303)
    return forms.page("alliance/body_members.html", form, body=body_queries.get_body(body_id))


@bp.post("/team/gremien/<int:body_id>/mitglieder/entfernen")
@access.team(PROGRAMME, at=access.everywhere)
def remove_member(body_id):
    """Let an organisation go."""
    body_queries.get_body(body_id)
    body_actions.remove_member(body_id, request.form.get("organisation_id", type=int))
    flash(_("Gehört nicht mehr dazu. Frühere Stimmen bleiben stehen."), "good")
    return redirect(url_for(".members", body_id=body_id), 303)


@bp.route("/team/gremien/<int:body_id>/aufloesen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def dissolve_body(body_id):
    """Dissolve a body; the page says what stays."""
    body = body_queries.get_body(body_id)
    form = forms.Form()
    if form.is_sent_and_valid():
        body_actions.dissolve_body(body_id)
        flash(_("Das Gremium ist aufgelöst."), "good")
        return redirect(url_for(PAGE, body_id=body_id), 303)
    return forms.page("alliance/dissolve_body.html", form, body=body)


@bp.post("/team/gremien/<int:body_id>/wieder-aufnehmen")
@access.team(PROGRAMME, at=access.everywhere)
def revive_body(body_id):
    """Take a dissolved body up again."""
    body_queries.get_body(body_id)
    body_actions.revive_body(body_id)
    flash(_("Das Gremium arbeitet wieder."), "good")
    return redirect(url_for(PAGE, body_id=body_id), 303)
