"""A new password for one that was forgotten: the same answer for every address, and a link that works once."""

from flask import Blueprint, redirect, render_template, url_for

from app import forms, pages
from app.accounts import access, own_address, passwords, resetting
from app.accounts.forms import ForgottenForm, NewPasswordForm, TakeAddressForm
from app.accounts.rules import AddressRefusal, PasswordRefusal
from app.errors import Refused
from app.limits import limit_bookings

bp = Blueprint("passwords", __name__)


@bp.route("/passwort-vergessen", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def forgotten():
    """Take the address of somebody who forgot their password."""
    form = ForgottenForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            if reason := form.why_not_sent_by_hand():
                raise Refused(reason)
            resetting.ask_for_link(form.email.data)
            return redirect(url_for(".on_its_way"), 303)
    return forms.page("accounts/forgotten.html", form)


@bp.get("/passwort-vergessen/unterwegs")
@access.everyone
def on_its_way():
    """Say that a mail is on its way if there is an account: the same page for everybody."""
    return render_template("accounts/on_its_way.html")


@bp.route("/passwort/<token>", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def new_password(token):
    """Let whoever got the link choose a new password."""
    form = NewPasswordForm()
    try:
        account, version = resetting.read(token)
    except Refused as ended:
        return _gone(ended)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            if reason := form.why_not_sent_by_hand():
                raise Refused(reason)
            passwords.check_new(form.password.data, account.name, account.email)
            resetting.set_password(account.id, version, form.password.data)
            return redirect(url_for("accounts.sign_in", hinweis="passwort"), 303)
        if form.refusal.reason is PasswordRefusal.LINK_ENDED:
            return _gone(form.refusal)
    answer = forms.page("accounts/new_password.html", form)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.route("/adresse/<token>", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def take_address(token):
    """Let whoever got the link sign in with this address from now on."""
    form = TakeAddressForm()
    try:
        account, version, email = own_address.read(token)
    except Refused as ended:
        return _gone(ended, "/team/konto/adresse")
    if form.is_sent_and_valid():
        with form.catching_refusals():
            if reason := form.why_not_sent_by_hand():
                raise Refused(reason)
            own_address.take_address(account.id, version, email)
            return redirect(url_for("accounts.sign_in", hinweis="adresse"), 303)
        if form.refusal.reason is AddressRefusal.LINK_ENDED:
            return _gone(form.refusal, "/team/konto/adresse")
    answer = forms.page("accounts/take_address.html", form, email=email)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _gone(refused, again="/passwort-vergessen"):
    sentence = refused.sentence
    return pages.private((render_template("accounts/password_link_gone.html", sentence=sentence, again=again), 410))
