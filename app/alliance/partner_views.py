"""Becoming a partner, without an account: the form, and the personal page of a request."""

from flask import Blueprint, abort, redirect, render_template, url_for

from app import clock, forms
from app.accounts import access
from app.alliance import joining, partner_links, partner_rules, words
from app.alliance import queries as alliance
from app.alliance.partner_forms import BecomePartnerForm
from app.errors import Refused
from app.limits import limit_bookings
from app.pages import private

bp = Blueprint("joining", __name__)


@bp.route("/partner/werden", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def become_partner():
    """Ask to become a partner."""
    form = BecomePartnerForm(alliance.all_areas())
    if form.is_sent_and_valid():
        with form.catching_refusals():
            if reason := form.why_not_sent_by_hand():
                raise Refused(reason)
            joining.ask(form.wish, form.name.data, form.email.data, form.message.data or "", form.nonce)
            return redirect(url_for(".almost_done"), 303)
    return forms.page("alliance/become_partner.html", form, directions=words.DIRECTIONS, offered=words.OFFERED)


@bp.get("/partner/werden/fast-geschafft")
@access.everyone
def almost_done():
    """Say that a mail is on its way: the same page for everybody."""
    return render_template("alliance/partner_almost_done.html")


@bp.route("/partner/anfrage/<token>", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def request(token):
    """Show somebody their request; where it is not confirmed yet, with the button that does it."""
    found = partner_links.get_request(token)
    form = forms.Form()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            try:
                joining.confirm(found.id)
            except LookupError:
                # Forgotten just now.
                abort(404)
            return redirect(url_for(".request", token=token), 303)
        found = partner_links.get_request(token)
    is_late = partner_rules.why_not_confirm(found.state, found.requested_at, clock.now()) is not None
    return private(forms.page("alliance/partner_request.html", form, wanted=found, token=token, is_late=is_late))


@bp.route("/partner/anfrage/<token>/loeschen", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def erase(token):
    """Let somebody delete what we know of them about their request."""
    found = partner_links.get_request(token)
    form = forms.Form()
    if form.is_sent_and_valid():
        joining.erase(found.id)
        return redirect(url_for(".erased"), 303)
    return private(forms.page("alliance/partner_erase.html", form, wanted=found, token=token))


@bp.get("/partner/anfrage/geloescht")
@access.everyone
def erased():
    """Say that it is done: the same page for everybody."""
    return render_template("alliance/partner_erased.html")
