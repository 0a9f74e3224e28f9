"""The administration's checklist: what is missing before the house may open, and the button that opens it."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from app import forms
from app.accounts import access
from app.accounts.models import ADMINISTRATION
from app.alliance import house_queries
from app.operations import opening

bp = Blueprint("opening", __name__)


@bp.get("/team/einrichten")
@access.team(ADMINISTRATION)
def checklist():
    """Show what is set up and what is missing."""
    return _page(forms.Form())


@bp.post("/team/einrichten/oeffnen")
@access.team(ADMINISTRATION)
def open_house():
    """Show the house to everybody."""
    form = forms.Form()
    with form.catching_refusals():
        opening.open_house()
        flash(_("Das Haus ist geöffnet. Willkommen!"), "good")
        return redirect(url_for(".checklist"), 303)
    return _page(form)


@bp.route("/team/einrichten/schliessen", methods=["GET", "POST"])
@access.team(ADMINISTRATION)
def close_house():
    """Close the house again; the page says what that means."""
    form = forms.Form()
    if form.is_sent_and_valid():
        opening.close_house()
        flash(_("Das Haus ist für Gäste geschlossen."), "good")
        return redirect(url_for(".checklist"), 303)
    return forms.page("operations/close_house.html", form)


def _page(form):
    ready = opening.done()
    steps = [(step, opening.path_of(key), key in ready) for key, step in opening.STEPS.items()]
    return forms.page(
        "operations/checklist.html",
        form,
        required=[each for each in steps if each[0].is_required],
        others=[each for each in steps if not each[0].is_required],
        count=len(ready & opening.STEPS.keys()),
        is_public=house_queries.current().is_open,
    )
