"""The administration's page about the mailbox to which undeliverable mail comes back."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from app import forms
from app.accounts import access
from app.accounts.models import ADMINISTRATION
from app.database import db
from app.notifications import bounce_actions
from app.notifications.bounce_forms import BounceForm
from app.notifications.models import BounceMailbox

bp = Blueprint("bounces", __name__)


@bp.route("/team/haus/mail/ruecklaeufer", methods=["GET", "POST"])
@access.team(ADMINISTRATION)
def mailbox():
    """Say which mailbox undeliverable mail comes back to."""
    box = db.session.get(BounceMailbox, 1)
    form = BounceForm(box.url if box else "")
    if form.is_sent_and_valid():
        bounce_actions.set_mailbox(form.url())
        _look()
        return redirect(url_for(".mailbox"), 303)
    return forms.page("notifications/bounces.html", form, box=box)


@bp.post("/team/haus/mail/ruecklaeufer/entfernen")
@access.team(ADMINISTRATION)
def remove_mailbox():
    """Read no mailbox any more."""
    bounce_actions.set_mailbox(None)
    flash(_("Rückläufer werden nicht mehr gelesen."), "good")
    return redirect(url_for(".mailbox"), 303)


def _look():
    """Look into it at once, and tell whoever named it what came of it."""
    # Else the job process alone reads mailboxes.
    from app.notifications import bounce_jobs, mailboxes

    try:
        bounce_jobs.read_bounces()
    except mailboxes.Unreadable as failure:
        flash(_("Gespeichert, aber: %(problem)s", problem=str(failure)), "bad")
    else:
        flash(_("Gespeichert. Das Postfach ist zu lesen."), "good")
