"""The team's pages on which a place is made, and its name and address changed."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from app import forms
from app.accounts import access
from app.accounts.models import ROOMS
from app.alliance import queries as alliance
from app.rooms import placing, scopes
from app.rooms.placing_forms import NewPlaceForm, PlaceForm

bp = Blueprint("placing", __name__)


@bp.route("/team/orte/neu", methods=["GET", "POST"])
@access.team(ROOMS, at=access.everywhere)
def create_place():
    """Make a place."""
    form = NewPlaceForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            place = placing.create_place(**form.facts())
            flash(_("„%(place)s“ ist angelegt. Jetzt können Sie dort Räume anlegen.", place=place.name), "good")
            return redirect(url_for("places_team.places"), 303)
    return forms.page("rooms/team_new_place.html", form)


@bp.route("/team/orte/<key>/angaben", methods=["GET", "POST"])
@access.team(ROOMS, at=scopes.of_place)
def change_place(key):
    """Change name, address and way of a place."""
    place = alliance.get_place(key)
    form = PlaceForm.of(place)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            placing.change_place(place.id, **form.facts())
            flash(_("Gespeichert."), "good")
            return redirect(url_for("places_team.places"), 303)
        place = alliance.get_place(key)
    return forms.page("rooms/team_change_place.html", form, place=place)
