"""Signing in and out."""

from flask import Blueprint, redirect, request, url_for
from flask_babel import lazy_gettext as _

from app import forms
from app.accounts import access, actions, second_factor, sessions
from app.accounts.forms import CodeForm, SignInForm
from app.limits import limit_bookings

bp = Blueprint("accounts", __name__)

# What only the team opens: its pages, and the tickets that its phones read at the door.
OF_THE_TEAM = ("/team", "/c/", "/C/")
# Where somebody is led who asked for no page: the first that their roles open.
FIRST_PAGES = ("/team/", "/team/meine-organisation", "/team/konto")
# What the page says to somebody who was led here, by ?hinweis=.
HINTS = {
    "abgelaufen": ("info", _("Ihre Anmeldung ist abgelaufen. Bitte melden Sie sich noch einmal an.")),
    "noch-einmal": ("info", _("Das hat zu lange gedauert. Bitte melden Sie sich noch einmal an.")),
    "ueberall": ("good", _("Sie sind jetzt überall abgemeldet.")),
    "passwort": ("good", _("Ihr neues Passwort gilt. Sie sind überall abgemeldet: Melden Sie sich damit neu an.")),
    "adresse": ("good", _("Ihre neue Adresse gilt. Sie sind überall abgemeldet: Melden Sie sich damit neu an.")),
    "willkommen": ("good", _("Ihr Konto ist angelegt. Melden Sie sich jetzt mit Ihrer Adresse und Ihrem Passwort an.")),
}


@bp.route("/team/anmelden", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def sign_in():
    """Sign a member of the team in; who has a second factor is asked for a code next."""
    form = SignInForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            account, identity = actions.check_sign_in(form.email.data, form.password.data)
            if account.totp_secret:
                sessions.wait_for_code(identity)
                return redirect(url_for(".second_step", weiter=_own_page()), 303)
            sessions.begin(account, identity)
            return _let_in()
    return forms.page("accounts/sign_in.html", form, hint=HINTS.get(request.args.get("hinweis")))


@bp.route("/team/anmelden/code", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def second_step():
    """Ask who gave the right password for a code of their phone, or one for a lost phone."""
    account, identity = sessions.find_waiting()
    if account is None:
        return redirect(url_for(".sign_in", weiter=_own_page(), hinweis="noch-einmal"), 303)
    form = CodeForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            second_factor.check_code(account.id, form.code.data)
            sessions.begin(account, identity)
            return _let_in()
    return forms.page("accounts/second_step.html", form)


@bp.post("/team/abmelden")
@access.staff
@access.before_second_factor
def sign_out():
    """Sign out."""
    sessions.end()
    return redirect("/", 303)


def _let_in():
    return redirect(_own_page() or next(path for path in FIRST_PAGES if access.may_follow(path)), 303)


def _own_page():
    """Return the path of ?weiter= if it is one of the team's pages, or None for anything that would lead elsewhere."""
    target = request.args.get("weiter") or ""
    # A path of the team begins with one slash, so it names no other host; and nothing else is even read.
    return target if target.startswith(OF_THE_TEAM) else None
