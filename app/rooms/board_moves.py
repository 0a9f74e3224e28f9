"""Moving a booking on the board: by drag, by keyboard, by form, all to one address; refused, it offers what is free."""

from dataclasses import dataclass
from datetime import date, time

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app import clock, display, forms
from app.accounts import access
from app.accounts.models import ROOMS
from app.database import db
from app.rooms import board_queries, deciding, finding, scopes, team_bookings
from app.rooms.board_forms import MoveForm
from app.rooms.board_views import bp
from app.rooms.bookings import PROPOSED, REQUESTED, Loan
from app.rooms.models import Room
from app.rooms.rules import BREAKABLE


@dataclass(frozen=True)
class Choice:
    """What can be had instead: in words, and as the fields that take it."""

    text: str
    fields: dict


@bp.route("/team/plan/verschieben/<int:booking_id>", methods=["GET", "POST"])
@access.team(ROOMS, at=scopes.of_booking)
def move(booking_id):
    """Give a booking another room or time; what somebody only asked for is proposed to them instead."""
    booking = board_queries.find_booking(booking_id) or abort(404)
    form = MoveForm(board_queries.rooms(access.places(ROOMS)), data=_facts_of(booking))
    choices = []
    if form.is_sent_and_valid():
        with form.catching_refusals():
            flash(_move(booking, *form.span, form.raum.data, form.trotzdem.data), "good")
            return redirect(_back(form.zurueck.data, booking_id), 303)
        booking = board_queries.find_booking(booking_id)
        choices = _choices(booking, form)
    may_break = form.refusal is not None and form.refusal.reason in BREAKABLE
    if not may_break:
        # Ticked for one rule, it must not stand for the next one.
        form.trotzdem.data = False
    return forms.page(
        "rooms/move_booking.html", form, booking=booking, choices=choices, may_break=may_break,
        is_proposal=_is_asked_for(booking), back=_back(form.zurueck.data, booking_id),
    )  # fmt: skip


def _facts_of(booking):
    """Return what the form shows at first: what the address wishes, else what the booking is."""
    start, end = clock.local(booking.starts_at), clock.local(booking.ends_at)
    query = request.args
    return {
        "raum": query.get("raum", booking.room_id, int), "zurueck": query.get("zurueck", ""),
        "tag": query.get("tag", start.date(), date.fromisoformat),
        "von": query.get("von", start.time(), time.fromisoformat),
        "bis": query.get("bis", end.time(), time.fromisoformat),
    }  # fmt: skip


def _is_asked_for(booking):
    return booking.request_id is not None and booking.state in (REQUESTED, PROPOSED)


def _move(booking, starts_at, ends_at, room_id, knowingly):
    """Do it; return what to say. Raises Refused."""
    act = deciding.propose if _is_asked_for(booking) else team_bookings.move
    moved = act(booking.id, current_user.id, starts_at, ends_at, room_id=room_id, knowingly=knowingly)
    facts = {
        "title": moved.title, "room": moved.room.place_line, "when": display.span(moved.starts_at, moved.ends_at),
    }  # fmt: skip
    if act is deciding.propose:
        return _("Vorgeschlagen: „%(title)s“ in %(room)s, %(when)s. Die Person bekommt eine Nachricht.", **facts)
    return _("Verschoben: „%(title)s“ ist jetzt in %(room)s, %(when)s.", **facts)


def _choices(booking, form):
    """Return what is free near to what was refused."""
    room = db.session.get(Room, form.raum.data)
    things = [loan.equipment_id for loan in db.session.query(Loan).filter_by(booking_id=booking.id)]
    offers = finding.alternatives(
        room, *form.span, clock.now(), persons=booking.persons, equipment_ids=things, but_not=booking.id
    )
    now = (booking.room_id, booking.starts_at, booking.ends_at)
    return [
        Choice(offer.text, _fields(offer, form))
        for offer in offers
        if (offer.room.id, offer.starts_at, offer.ends_at) != now and offer.room.id in form.room_ids
    ]


def _fields(offer, form):
    start, end = clock.local(offer.starts_at), clock.local(offer.ends_at)
    return {
        "raum": offer.room.id, "tag": f"{start:%Y-%m-%d}", "von": f"{start:%H:%M}", "bis": f"{end:%H:%M}",
        "zurueck": form.zurueck.data,
    }  # fmt: skip


def _back(typed, booking_id):
    """Return the page to go to afterwards: the board as it was, and nothing outside the board."""
    if typed and typed.startswith("/team/plan?"):
        return typed
    day = clock.today(board_queries.find_booking(booking_id).starts_at)
    return url_for("plan.show", zeit="tag", tag=day.isoformat())
