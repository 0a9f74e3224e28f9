"""The administration's page about how mail leaves the house, and the test message."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app import forms
from app.accounts import access
from app.accounts.models import ADMINISTRATION
from app.alliance import house_actions, house_queries, house_rules
from app.alliance.houses import House
from app.database import db
from app.notifications import probe, rules
from app.notifications.mail_setting_forms import MailForm

bp = Blueprint("mail_settings", __name__)


@bp.route("/team/haus/mail", methods=["GET", "POST"])
@access.team(ADMINISTRATION)
def mail():
    """Say how mail leaves the house, and from whom."""
    house = house_queries.current()
    form = MailForm(house)
    if form.is_sent_and_valid():
        house_actions.change_house(
            mail_url=form.mail_url(), mail_from=form.mail_from(), answers_to=form.answers_to.data or None
        )
        flash(_("Gespeichert. Schicken Sie sich gleich eine Probe."), "good")
        return redirect(url_for(".mail"), 303)
    tested_at = db.session.get_one(House, 1).mail_tested_at
    return forms.page(
        "notifications/mail_settings.html", form, tested_at=tested_at, address=current_user.email,
        is_folder=not rules.leaves_the_machine(house.mail_url), domains=_two_domains(house),
    )  # fmt: skip


@bp.post("/team/haus/mail/probe")
@access.team(ADMINISTRATION)
def send_probe():
    """Send whoever asks a test message, and say what the server answered."""
    answer = probe.send_probe(current_user.email)
    flash(answer.sentence, "good" if answer.is_taken else "bad")
    return redirect(url_for(".mail"), 303)


def _two_domains(house):
    """Return the domains of the sender and of the address for answers where they differ, else None."""
    domains = [house_rules.domain_of(address) for address in (house.mail_from, house.invites_from)]
    return domains if domains[0] != domains[1] else None
