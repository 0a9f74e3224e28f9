"""What everybody who signs in does with their own account: name, password, second factor, signing out everywhere."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app import forms, qr_codes
from app.accounts import access, own_address, passwords, resetting, second_factor, sessions, tokens
from app.accounts.forms import AddressForm, ChangePasswordForm, CodeForm, NameForm, SetUpForm
from app.accounts.rules import SecondFactorRefusal
from app.errors import Refused

bp = Blueprint("account", __name__)

OVERVIEW = "/team/konto"


@bp.route("/team/konto/name", methods=["GET", "POST"])
@access.staff
def change_name():
    """Let somebody be called otherwise."""
    form = NameForm(obj=current_user)
    if form.is_sent_and_valid():
        resetting.change_name(current_user.id, form.name.data)
        flash(_("Gespeichert."), "good")
        return redirect(OVERVIEW, 303)
    return forms.page("accounts/change_name.html", form)


@bp.route("/team/konto/adresse", methods=["GET", "POST"])
@access.staff
def change_address():
    """Let somebody sign in with another address: a link goes there, and the old one counts until it is used."""
    form = AddressForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            own_address.ask_for_link(current_user.id, form.password.data, form.email.data)
            flash(
                _("Wenn diese Adresse noch zu keinem Konto gehört, ist jetzt ein Link dorthin unterwegs."), "good"
            )
            return redirect(OVERVIEW, 303)
    return forms.page("accounts/change_address.html", form)


@bp.route("/team/konto/passwort", methods=["GET", "POST"])
@access.staff
def change_password():
    """Change the password; it asks for the old one, and ends every other session."""
    form = ChangePasswordForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            passwords.check_new(form.password.data, current_user.name, current_user.email)
            account = resetting.change_password(current_user.id, form.old.data, form.password.data)
            sessions.renew(account)
            flash(_("Ihr neues Passwort gilt. Alle anderen Geräte sind abgemeldet."), "good")
            return redirect(OVERVIEW, 303)
    return forms.page("accounts/change_password.html", form)


@bp.post("/team/konto/ueberall-abmelden")
@access.staff
@access.before_second_factor
def sign_out_everywhere():
    """End every session, this one too."""
    resetting.sign_out_everywhere(current_user.id)
    sessions.end()
    return redirect(url_for("accounts.sign_in", hinweis="ueberall"), 303)


@bp.route("/team/konto/zweiter-faktor", methods=["GET", "POST"])
@access.staff
@access.before_second_factor
def set_up_second_factor():
    """Set a phone up: a code to scan, and a code of the phone to show that it works. Then come those for a lost one."""
    account = current_user._get_current_object()
    if account.totp_secret and request.method == "GET":
        left, is_required = len(account.recovery_hashes), second_factor.is_required(account)
        return forms.page("accounts/second_factor.html", forms.Form(), left=left, is_required=is_required)
    form = SetUpForm()
    secret = _secret_of(form)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            if secret is None:
                raise Refused(SecondFactorRefusal.OLD_PAGE)
            codes = second_factor.set_up(account.id, secret, form.code.data)
            sessions.renew(account)
            return forms.page("accounts/recovery_codes.html", forms.Form(), codes=codes, onward=_own_page())
    secret = secret or second_factor.new_secret()
    form.key.data = tokens.make("second-factor", account.id, secret)
    return forms.page(
        "accounts/set_up_second_factor.html", form, secret=" ".join(_in_fours(secret)),
        picture=qr_codes.draw(second_factor.address(account, secret), _("Code für die App auf dem Telefon")),
        is_required=second_factor.is_required(account),
    )  # fmt: skip


@bp.route("/team/konto/zweiter-faktor/ausschalten", methods=["GET", "POST"])
@access.staff
def turn_off_second_factor():
    """Turn the second factor off, with a code."""
    form = CodeForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            second_factor.turn_off(current_user.id, form.code.data)
            flash(_("Der zweite Faktor ist ausgeschaltet."), "good")
            return redirect(OVERVIEW, 303)
    return forms.page("accounts/turn_off_second_factor.html", form)


@bp.route("/team/konto/zweiter-faktor/neue-codes", methods=["GET", "POST"])
@access.staff
def renew_recovery_codes():
    """Make ten new codes for a lost phone, with a code."""
    form = CodeForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            codes = second_factor.renew_recovery_codes(current_user.id, form.code.data)
            return forms.page("accounts/recovery_codes.html", forms.Form(), codes=codes, onward=None)
    return forms.page("accounts/renew_recovery_codes.html", form)


def _secret_of(form):
    """Return the secret that the page before showed this very person, or None."""
    facts = tokens.find("second-factor", form.key.data, 2) if request.method == "POST" else None
    return facts[1] if facts and facts[0] == current_user.id else None


def _in_fours(text):
    return [text[number : number + 4] for number in range(0, len(text), 4)]


def _own_page():
    target = request.args.get("weiter") or ""
    return target if target.startswith(("/team", "/c/", "/C/")) else None
