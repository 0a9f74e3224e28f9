"""Signing in and out."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for
from flask_babel import lazy_gettext as _
from flask_login import login_user, logout_user

from app import forms
from app.accounts import access, actions
from app.accounts.forms import SignInForm

bp = Blueprint("accounts", __name__)

# What the page says to somebody who was led here, by ?hinweis=.
HINTS = {
    "willkommen": ("good", _("Ihr Konto ist angelegt. Melden Sie sich jetzt mit Ihrer Adresse und Ihrem Passwort an.")),
}


@bp.route("/team/anmelden", methods=["GET", "POST"])
@access.everyone
def sign_in():
    """Sign a member of the team in."""
    form = SignInForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            login_user(actions.check_sign_in(form.email.data, form.password.data))
            return redirect(_own_page(request.args.get("weiter")) or url_for("team.today"), 303)
    return forms.page("accounts/sign_in.html", form, hint=HINTS.get(request.args.get("hinweis")))


@bp.post("/team/abmelden")
@access.staff
def sign_out():
    """Sign out."""
    logout_user()
    return redirect("/", 303)


def _own_page(target):
    """Return a path of this site, or None for anything that would lead elsewhere."""
    parts = urlsplit(target or "")
    return target if target and not parts.scheme and not parts.netloc and target.startswith("/team") else None
