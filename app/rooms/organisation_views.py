"""A representative asks for rooms for their organisation, and calls off what it asked for."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app import clock, forms
from app.accounts import access
from app.accounts.models import REPRESENTATIVE
from app.alliance import organisation_queries as alliance_organisations
from app.alliance.organisation_scopes import of_organisation
from app.errors import Refused
from app.rooms import organisation_asking, organisation_queries, request_queries, request_rules
from app.rooms.bookings import BOOKED
from app.rooms.organisation_forms import AskForOrganisationForm

bp = Blueprint("organisation_rooms", __name__)


@bp.route("/team/meine-organisation/<int:organisation_id>/raum", methods=["GET", "POST"])
@access.team(REPRESENTATIVE, at=of_organisation)
def ask(organisation_id):
    """Ask for a room, or book it where nobody decides about requests of organisations."""
    form = AskForOrganisationForm(organisation_queries.rooms_to_ask_for())
    if request.method == "GET":
        form.raum.data = request.args.get("raum", type=int)
    if form.is_sent_and_well_typed(clock.now()):
        with form.catching_refusals():
            if reason := form.why_not_sent_by_hand():
                raise Refused(reason)
            made = organisation_asking.ask(
                form.wishes, form.asker(current_user, organisation_id), persons=form.personen.data, form_key=form.nonce
            )
            is_booked = all(booking.state == BOOKED for booking in request_queries.bookings_of(made.id))
            flash(_("Der Raum ist gebucht.") if is_booked else _("Die Anfrage ist beim Team."), "good")
            return redirect(url_for("own_organisation.show", organisation_id=organisation_id, _anchor="raeume"), 303)
    return forms.page(
        "rooms/team_ask_for_organisation.html", form,
        organisation=alliance_organisations.get_organisation(organisation_id),
    )  # fmt: skip


@bp.route(
    "/team/meine-organisation/<int:organisation_id>/anfragen/<int:request_id>/absagen", methods=["GET", "POST"]
)
@access.team(REPRESENTATIVE, at=of_organisation)
def withdraw(organisation_id, request_id):
    """Call off what the organisation asked for; of others it finds nothing."""
    found = organisation_queries.own_request(organisation_id, request_id) or abort(404)
    now = clock.now()
    bookings = [each for each in request_queries.bookings_of(found.id) if request_rules.may_withdraw(each, now)]
    form = forms.Form()
    if form.is_sent_and_valid():
        organisation_asking.withdraw(request_id)
        flash(_("Abgesagt. Der Raum ist wieder frei."), "good")
        return redirect(url_for("own_organisation.show", organisation_id=organisation_id, _anchor="raeume"), 303)
    return forms.page(
        "rooms/team_withdraw_for_organisation.html", form, bookings=bookings,
        organisation=alliance_organisations.get_organisation(organisation_id),
    )  # fmt: skip
