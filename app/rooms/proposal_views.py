"""Answering by link what the team proposed: GET shows it with two buttons, only POST does something (law 4)."""

from flask import Blueprint, abort, redirect, request, url_for

from app import clock, forms
from app.accounts import access
from app.limits import limit_bookings
from app.rooms import deciding, links, request_queries
from app.rooms.bookings import BOOKED, PROPOSED, REQUESTED
from app.rooms.desk_queries import get_booking

bp = Blueprint("room_proposals", __name__)


@bp.route("/r/vorschlag/<token>", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def answer(token):
    """Show what was proposed; take it or turn it down."""
    booking, sequence = _booking_of(token)
    form = forms.Form()
    if form.is_sent_and_valid():
        act = {"ja": deciding.take_proposal, "nein": deciding.turn_down_proposal}.get(request.form.get("antwort"))
        if act is None:
            abort(400)
        with form.catching_refusals():
            act(booking.id, sequence)
            return redirect(url_for(".answer", token=token), 303)
        booking, sequence = _booking_of(token)
    page = forms.page(
        "rooms/proposal.html", form,
        booking=booking, wanted=booking.request, things=request_queries.things_of([booking])[booking.id],
        is_open=deciding.still_stands(booking.request, booking, sequence, clock.now()),
        is_newer=booking.state == PROPOSED and booking.sequence != sequence,
        is_taken=booking.state in (BOOKED, REQUESTED), manage_path=links.manage_path(booking.request),
    )  # fmt: skip
    page.headers["Cache-Control"] = "private, no-store"
    page.headers["X-Robots-Tag"] = "noindex"
    return page


def _booking_of(token):
    ident, sequence, version, born = links.read_proposal(token)
    booking = get_booking(ident)
    wanted = booking.request
    if wanted is None or wanted.link_version != version or links.born(wanted) != born:
        abort(404)
    return booking, sequence
