"""What the team has booked: by day and room, one booking with its trail; booking, moving and calling off."""

from datetime import date, time

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app import clock, display, forms
from app.accounts import access, audit
from app.accounts.models import PROGRAMME, REPRESENTATIVE, ROOMS
from app.alliance import queries as alliance
from app.database import db
from app.rooms import desk, desk_queries, queries, request_queries, scopes, team_bookings, trail
from app.rooms.bookings import BOOKED, LIVING, PROPOSED, REQUESTED, Booking
from app.rooms.desk_forms import BookForm, ListForm, MoveForm, ReasonForm, typed, week_from
from app.rooms.models import Room

bp = Blueprint("room_bookings", __name__)

# Who of the team sees every booking; a representative sees those of their organisation, without what the team noted.
TEAM = (ROOMS, PROGRAMME)


@bp.get("/team/raumbuchungen")
@access.team(ROOMS, PROGRAMME, REPRESENTATIVE)
def bookings():
    """List the bookings of a week from a day on, of all rooms or of one."""
    audit.look("look_at_bookings", "bookings")
    form = ListForm(data={"tag": request.args.get("tag", type=_day), "raum": request.args.get("raum", "")})
    rooms, within = _in_reach()
    form.raum.choices = [("", _("Alle Räume")), *((str(room.id), room.place_line) for room in rooms)]
    form.tag.data = form.tag.data or clock.today(clock.now())
    room_id = next((room.id for room in rooms if str(room.id) == form.raum.data), None)
    found = desk_queries.bookings_between(*week_from(form.tag.data), room_id, within)
    days = {}
    for booking in found:
        days.setdefault(max(clock.today(booking.starts_at), form.tag.data), []).append(booking)
    return render_template(
        "rooms/team_bookings.html", form=form, days=days, number=len(found), states=trail.STATES, room_id=room_id
    )


def _in_reach():
    """Return the rooms to choose from, and the condition of the bookings that the signed-in may see."""
    own = desk_queries.asked_by(access.organisations())
    if not access.may(*TEAM):
        return desk_queries.rooms_to_choose(), own
    places = access.places(*TEAM)
    return desk_queries.rooms_to_choose(places), sa.or_(Booking.room.has(queries.within(places)), own)


def _day(text):
    """A day of the address; werkzeug takes a ValueError for none."""
    day = date.fromisoformat(text)
    if not 2000 <= day.year <= 2199:
        raise ValueError(text)
    return day


@bp.get("/team/raumbuchungen/<int:booking_id>")
@access.team(ROOMS, PROGRAMME, REPRESENTATIVE, at=scopes.of_booking)
def booking(booking_id):
    """Show one booking: its facts, which rules it breaks, and what was done with it."""
    found = _look_at(booking_id)
    abouts = [found.about, *([found.request.about] if found.request else [])]
    here = scopes.at_places([found.room.place_id])
    return render_template(
        "rooms/team_booking.html",
        booking=found, state=trail.STATES[found.state], things=request_queries.things_of([found])[booking_id],
        broken=trail.rules_in_words(found.broken_rules), entries=trail.entries(*abouts), in_words=trail.in_words,
        was_in_words=trail.was_in_words,
        is_asked_for=found.request is not None and found.state in (REQUESTED, PROPOSED),
        may_change=_may_change(found) and access.may_reach(here, ROOMS), day=clock.today(found.starts_at),
        is_team=access.may_reach(here, *TEAM), can_decide=access.may_reach(here, ROOMS),
    )  # fmt: skip


def _may_change(found):
    if found.is_foreign:
        return False
    return found.state == BOOKED or (found.request is None and found.state in LIVING)


@bp.route("/team/raumbuchungen/neu", methods=["GET", "POST"])
@access.team(ROOMS)
def book():
    """Book a room at once, for the house or for somebody who gets a mail."""
    rooms = desk_queries.rooms_to_choose(access.places(ROOMS))
    form = BookForm(rooms, alliance.all_organisations(), data=_given_by_address())
    room = db.session.get(Room, form.room.id) if form.room else None
    form.offer(room.layouts if room else [], request_queries.things_for(room) if room else [])
    is_only_chosen = "choose" in request.form
    if not is_only_chosen and form.is_sent_and_valid():
        with form.catching_refusals():
            made = team_bookings.book(
                current_user.id, form.room.id, *form.span, form.title.data, equipment_ids=form.things.data,
                knowingly=form.knowingly.data, layout_id=form.layout.data or None, persons=form.persons.data,
                note=form.note.data, **form.person,
            )  # fmt: skip
            told = _(" Die Person bekommt gleich eine Nachricht.") if form.person else ""
            flash(_("Der Raum ist gebucht.") + told, "good")
            return redirect(url_for(".booking", booking_id=made.id), 303)
    beside = desk.beside(
        form, form.persons.data, form.layout.data or None, form.things.data, email=form.person.get("email")
    )
    return forms.page("rooms/team_book.html", form, has_room=room is not None, **beside)


def _look_at(booking_id):
    """Return a booking for a page that names who has the room; that somebody looked is noted."""
    found = desk_queries.get_booking(booking_id)
    if found.request is not None and request.method == "GET":
        audit.look("look_at_booking", found.about)
    return found


def _given_by_address():
    """Return what the address fills in: a free slot of the board or of a room's week."""
    query = request.args
    given = {
        "raum": query.get("raum", type=int), "tag": query.get("tag", type=_day),
        "von": query.get("von", type=time.fromisoformat), "bis": query.get("bis", type=time.fromisoformat),
    }  # fmt: skip
    return {name: value for name, value in given.items() if value is not None}


@bp.route("/team/raumbuchungen/<int:booking_id>/verlegen", methods=["GET", "POST"])
@access.team(ROOMS, at=scopes.of_booking)
def move(booking_id):
    """Give a booking another room or time, shorten or lengthen it."""
    found = _look_at(booking_id)
    rooms = desk_queries.rooms_to_choose(access.places(ROOMS))
    form = MoveForm(rooms, data=typed(found.room_id, found.starts_at, found.ends_at))
    if form.is_sent_and_valid():
        with form.catching_refusals():
            team_bookings.move(
                booking_id, current_user.id, *form.span, room_id=form.room.id, knowingly=form.knowingly.data,
                reason=form.words.data,
            )  # fmt: skip
            when = display.span(*form.span)
            flash(_("Gespeichert: %(when)s, %(room)s.", when=when, room=form.room.place_line), "good")
            return redirect(url_for(".booking", booking_id=booking_id), 303)
        found = desk_queries.get_booking(booking_id)
    ids = [thing.id for thing in request_queries.things_of([found])[booking_id]]
    email = found.request.email if found.request else None
    beside = desk.beside(form, found.persons, things=ids, email=email, but_not=booking_id)
    return forms.page("rooms/team_move.html", form, booking=found, may_change=_may_change(found), **beside)


@bp.route("/team/raumbuchungen/<int:booking_id>/absagen", methods=["GET", "POST"])
@access.team(ROOMS, at=scopes.of_booking)
def call_off(booking_id):
    """Call a booking off, with a reason; the page says who will be told."""
    found = _look_at(booking_id)
    form = ReasonForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            team_bookings.call_off(booking_id, current_user.id, form.words.data)
            flash(_("Die Buchung ist abgesagt."), "good")
            return redirect(url_for(".booking", booking_id=booking_id), 303)
        found = desk_queries.get_booking(booking_id)
    return forms.page("rooms/team_call_off.html", form, booking=found, may_change=_may_change(found))
