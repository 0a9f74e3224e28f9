"""What a representative sees of their organisation: its page, its events, its rooms. Nothing of others."""

from flask import Blueprint, redirect, render_template, url_for

from app import clock
from app.accounts import access
from app.accounts.models import REPRESENTATIVE
from app.alliance import organisation_queries as alliance_organisations
from app.alliance.organisation_scopes import of_organisation
from app.programme import cards, co_hosting, organisation_queries
from app.rooms import organisation_queries as rooms
from app.rooms import request_rules, trail

bp = Blueprint("own_organisation", __name__)


@bp.get("/team/meine-organisation")
@access.team(REPRESENTATIVE)
def choose():
    """Lead to the organisation that somebody represents, or let them choose one of several."""
    own = alliance_organisations.some_organisations(access.organisations())
    if len(own) == 1:
        return redirect(url_for(".show", organisation_id=own[0].id), 303)
    return render_template("programme/own_organisations.html", organisations=own)


@bp.get("/team/meine-organisation/<int:organisation_id>")
@access.team(REPRESENTATIVE, at=of_organisation)
def show(organisation_id):
    """Show an organisation to its representative: events with how many come, rooms it has or asked for."""
    now = clock.now()
    found = alliance_organisations.get_organisation(organisation_id)
    events = organisation_queries.coming_events(organisation_id, now, also_hidden=True)
    bookings = rooms.coming_bookings(organisation_id, now)
    return render_template(
        "programme/own_organisation.html",
        organisation=found,
        questions=co_hosting.open_for([organisation_id]),
        events=[(event, cards.card(event, now), cards.taken_text(event)) for event in events],
        past=[(event, cards.taken_text(event)) for event in organisation_queries.past_events(organisation_id, now)],
        own=[booking for booking in bookings if booking.request.is_verified],
        claimed=[booking for booking in bookings if not booking.request.is_verified],
        states=trail.STATES,
        withdrawable={booking.id for booking in bookings if request_rules.may_withdraw(booking, now)},
        several=len(access.organisations()) > 1,
    )
