"""The page on which the team removes the demo."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from app import forms
from app.accounts import access
from app.accounts.models import ADMINISTRATION

bp = Blueprint("demo", __name__)


@bp.route("/team/vorfuehrung", methods=["GET", "POST"])
@access.team(ADMINISTRATION)
def remove_demo():
    """Say what would go and what stays; remove the demo at the press of the button."""
    # With what loads seasons: much for a page that a house needs once.
    from app.operations import demo_removal

    form = forms.Form()
    if form.is_sent_and_valid():
        demo_removal.remove_demo()
        flash(_("Die Vorführung ist entfernt. Was Ihnen gehört, ist noch da."), "good")
        return redirect(url_for(".remove_demo"), 303)
    going = demo_removal.what_goes()
    return forms.page(
        "operations/demo.html",
        form,
        going={name: len(ids) for name, ids in going.items() if ids},
        staying=demo_removal.what_stays(going),
        own=demo_removal.count_own(),
    )
