"""The administration's pages about people who sign in: who they are, what they may do, and whom to invite."""

from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app import clock, forms
from app.accounts import (
    access,
    audit,
    erasing,
    granting,
    invitation_views,
    inviting,
    queries,
    resetting,
    role_words,
    rules,
    second_factor,
    sessions,
)  # fmt: skip
from app.accounts.models import ADMINISTRATION
from app.accounts.rules import InvitationRefusal
from app.alliance import role_places
from app.alliance.people_forms import GrantForm, InviteForm

bp = Blueprint("people", __name__)

# What an address may fill in of an invitation, and into which field.
GIVEN = {"name": "name", "adresse": "email", "rolle": "role"}


@bp.get("/team/menschen")
@access.team(ADMINISTRATION)
def people():
    """List who may sign in, and who was invited."""
    audit.look("look_at_people", "accounts")
    places, organisations = role_places.names()
    now = clock.now()
    return render_template(
        "alliance/people.html",
        accounts=[(each, role_words.in_words(each.grants, places, organisations)) for each in queries.all_accounts()],
        invitations=[
            (each, role_words.in_words(each.grants, places, organisations), rules.ends_at(each))
            for each in queries.open_invitations()
        ],
        now=now,
    )


@bp.route("/team/menschen/einladen", methods=["GET", "POST"])
@access.team(ADMINISTRATION)
def invite():
    """Invite somebody by mail; ?name=, ?adresse=, ?rolle= (as role_places.value) fill the form in."""
    given = {field: request.args[name] for name, field in GIVEN.items() if name in request.args}
    form = InviteForm(role_places.choices(), **given)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            inviting.invite(form.email.data, form.name.data, form.grants, by_id=current_user.id)
            flash(_("Die Einladung an %(email)s ist unterwegs. Sie gilt sieben Tage.", email=form.email.data), "good")
            return redirect(url_for(".people"), 303)
    return forms.page("alliance/invite.html", form, meanings=role_words.MEANINGS, names=role_words.NAMES)


@bp.post("/team/menschen/einladungen/<int:invitation_id>/noch-einmal")
@access.team(ADMINISTRATION)
def invite_again(invitation_id):
    """Send an invitation once more."""
    invitation = inviting.send_again(invitation_id)
    flash(_("Die Einladung an %(email)s ist noch einmal unterwegs.", email=invitation.email), "good")
    return redirect(url_for(".people"), 303)


@bp.post("/team/menschen/einladungen/<int:invitation_id>/zurueckziehen")
@access.team(ADMINISTRATION)
def withdraw_invitation(invitation_id):
    """Take an invitation back."""
    invitation = inviting.withdraw(invitation_id)
    flash(_("Die Einladung an %(email)s ist zurückgezogen.", email=invitation.email), "good")
    return redirect(url_for(".people"), 303)


@bp.route("/team/einladung/<token>", methods=["GET", "POST"])
@access.staff
def accept(token):
    """Give the roles of an invitation to somebody who has an account already."""
    invitation, version = inviting.read(token)
    form = forms.Form()
    if reason := rules.why_not_accept(invitation, version, clock.now()):
        return invitation_views.gone(reason)
    if invitation.email != current_user.email:
        return render_template("accounts/invitation_gone.html", sentence=InvitationRefusal.OTHER_ADDRESS.value), 409
    if form.is_sent_and_valid():
        with form.catching_refusals():
            inviting.accept_as(current_user._get_current_object(), invitation.id, version)
            flash(_("Die neuen Rollen gehören jetzt zu Ihrem Konto."), "good")
            return redirect("/team/konto", 303)
        if form.refusal.reason in invitation_views.GONE:
            return invitation_views.gone(form.refusal.reason)
    roles = role_words.in_words(invitation.grants, *role_places.names())
    return forms.page("accounts/invitation_signed_in.html", form, roles=roles)


@bp.get("/team/konto")
@access.staff
def own_account():
    """Show the signed-in their own account."""
    roles = role_words.in_words(current_user.grants, *role_places.names())
    return render_template("alliance/own_account.html", account=current_user, roles=roles)


@bp.route("/team/menschen/<int:account_id>", methods=["GET", "POST"])
@access.team(ADMINISTRATION)
def person(account_id):
    """Show one person, and give them a role."""
    account = queries.get_account(account_id)
    if request.method == "GET":
        audit.look("look_at_person", f"account:{account.id}")
    form = GrantForm(role_places.choices())
    if form.is_sent_and_valid():
        with form.catching_refusals():
            role, place_id, organisation_id = form.grant
            granting.grant_role(account_id, role, place_id=place_id, organisation_id=organisation_id)
            flash(_("Die Rolle ist vergeben."), "good")
            return redirect(url_for(".person", account_id=account_id), 303)
    return _person_page(form, account)


def _person_page(form, account):
    places, organisations = role_places.names()
    grants = [
        (role_words.one_in_words(each, places, organisations), role_words.MEANINGS[each.role], role_places.value(each))
        for each in account.grants
    ]
    return forms.page("alliance/person.html", form, account=account, grants=grants)


@bp.post("/team/menschen/<int:account_id>/rolle-nehmen")
@access.team(ADMINISTRATION)
def revoke_role(account_id):
    """Take a role from somebody."""
    try:
        role, place_id, organisation_id = role_places.read(request.form.get("role", ""))
    except ValueError:
        abort(400)
    act = partial(granting.revoke_role, account_id, role, place_id=place_id, organisation_id=organisation_id)
    return _do(account_id, act, _("Die Rolle ist genommen."))


@bp.post("/team/menschen/<int:account_id>/schliessen")
@access.team(ADMINISTRATION)
def close(account_id):
    """Let somebody sign in no more."""
    return _do(account_id, lambda: granting.close_account(account_id), _("Das Konto ist geschlossen."))


@bp.post("/team/menschen/<int:account_id>/oeffnen")
@access.team(ADMINISTRATION)
def reopen(account_id):
    """Let somebody sign in again."""
    return _do(account_id, lambda: granting.open_account(account_id), _("Das Konto ist wieder offen."))


@bp.post("/team/menschen/<int:account_id>/abmelden")
@access.team(ADMINISTRATION)
def sign_out(account_id):
    """Sign somebody out everywhere."""
    return _do(account_id, lambda: resetting.sign_out_everywhere(account_id), _("Die Person ist überall abgemeldet."))


@bp.post("/team/menschen/<int:account_id>/zweiter-faktor")
@access.team(ADMINISTRATION)
def reset_second_factor(account_id):
    """Take the second factor from somebody who lost phone and codes."""
    return _do(account_id, lambda: second_factor.reset(account_id), _("Der zweite Faktor ist entfernt."))


@bp.route("/team/menschen/<int:account_id>/loeschen", methods=["GET", "POST"])
@access.team(ADMINISTRATION)
def erase(account_id):
    """Erase somebody; the page says what stays."""
    account = queries.get_account(account_id)
    form = forms.Form()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            is_oneself = current_user.id == account_id
            erasing.erase(account_id)
            if is_oneself:
                sessions.end()
                return redirect("/", 303)
            flash(_("Das Konto ist gelöscht. Im Protokoll steht nur noch die Rolle."), "good")
            return redirect(url_for(".people"), 303)
    return forms.page("alliance/erase_person.html", form, account=account)


def _do(account_id, act, sentence):
    """Do one act with somebody and say so; a refusal stands on the page of the person."""
    account = queries.get_account(account_id)
    form = forms.Form()
    with form.catching_refusals():
        act()
        flash(sentence, "good")
        return redirect(url_for(".person", account_id=account_id), 303)
    shown = GrantForm(role_places.choices())
    shown.refusal = form.refusal
    shown.process()
    return _person_page(shown, queries.get_account(account.id))
