"""The door on the phones of the team: the page of a ticket, and the page of the door itself."""

import secrets

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app import clock, errors
from app.accounts import access, audit
from app.accounts.models import DOOR, PROGRAMME
from app.alliance.words import ACTOR_GROUPS
from app.errors import Refused
from app.programme import queries as programme
from app.programme import scopes
from app.registrations import door, door_queries, door_rules, door_words, ledger, limits, queries, tickets
from app.registrations.door_rules import DoorRefusal
from app.registrations.forms import KINDS
from app.registrations.models import SEATED, WAITING

bp = Blueprint("entrance", __name__)

# In the session: at the door of which event somebody works; known from what they did there, not from what they saw.
AT_DOOR_OF = "einlass"
# More than these are found by searching.
MOST_SHOWN = 150
MOST_OF_A_KEY = 60
# No row has a number like this.
NO_NUMBER = 2**31
# Beyond this, how many came is chosen from a list.
MOST_BUTTONS = 6


def of_ticket(code):
    """The event that a ticket is for; a code that nobody has is not found, just like one of another door."""
    event_id = door_queries.event_of_ticket(tickets.read(code))
    return scopes.of_event(event_id) if event_id else abort(404)


@bp.errorhandler(404)
def _unknown(error):
    """Say in large letters that a code opens nothing here: no such one, or one of a door that is not theirs."""
    if request.endpoint != "entrance.ticket" or not current_user.is_authenticated:
        return errors.show(error)
    return render_template("registrations/door_unknown.html", at_door_of=session.get(AT_DOOR_OF)), 404


@bp.route("/c/<code>", methods=["GET", "POST"])
@bp.route("/C/<code>", methods=["GET", "POST"])
@access.team(PROGRAMME, DOOR, at=of_ticket)
def ticket(code):
    """Answer a ticket in large letters, and let its guests in."""
    registration = door_queries.find_by_ticket(tickets.read(code))
    event, now = programme.get_event(registration.event_id), clock.now()
    date, refusal = _date_of(event, now) or abort(404), None
    if request.method == "POST":
        session[AT_DOOR_OF] = event.id
        try:
            _let_in_or_take_back(registration.id, date.id)
            return redirect(f"{request.path}?eben=1", 303)
        except Refused as refused:
            refusal = refused
        event = programme.get_event(registration.event_id)
    else:
        audit.look("look_at_ticket", registration.about)
    came = door_queries.heads_of(date.id).get(registration.id)
    fits, room_for = _room_for(registration) if registration.state == WAITING else (False, 0)
    is_other = session.get(AT_DOOR_OF, event.id) != event.id
    answer = door_rules.answer(registration.state, came, event.is_cancelled, date, now, fits, is_other)
    facts = {
        "answer": answer.name, "guest": door_words.guest(registration, date, came), "date": date,
        "photos": door_words.photos_of(registration, event.format.asks),
        "parts": limits.chosen_words(registration, event),
        "kind_text": KINDS[registration.kind], "is_just_done": request.args.get("eben") == "1" and came is not None,
        "room_for": room_for,
        # At another door: what they could do there.
        "there": door_rules.answer(registration.state, came, event.is_cancelled, date, now, fits, False).name,
    }  # fmt: skip
    return _page("registrations/door_ticket.html", event, refusal, **facts)


@bp.route("/team/veranstaltungen/<int:event_id>/einlass", methods=["GET", "POST"])
@access.team(PROGRAMME, DOOR, at=scopes.of_event)
def entrance(event_id):
    """Show who is expected and who is there; let guests in, take that back, count those without a registration."""
    event, now = programme.get_event(event_id), clock.now()
    date = _date_of(event, now) or abort(404)
    searched, refusal = (request.values.get("suche") or "").strip()[:100], None
    if request.method == "POST":
        session[AT_DOOR_OF] = event_id
        try:
            place = _do(date.id)
            facts = {"termin": date.id if len(event.dates) > 1 else None}
            return redirect(url_for(".entrance", event_id=event_id, _anchor=place, **facts), 303)
        except Refused as refused:
            refusal = refused
        event = programme.get_event(event_id)
    elif session.get(AT_DOOR_OF) != event_id:
        audit.look("look_at_guests", f"event:{event_id}")
    found = door_queries.find_by_ticket(tickets.read(searched)) if tickets.read(searched) else None
    if found is not None and request.method == "GET":
        return redirect(url_for(".ticket", code=found.ticket), 303)
    guests = guests_at(event, date)
    shown = _search(guests, searched)
    return _page(
        "registrations/door.html",
        event,
        refusal,
        date=date,
        figures=figures(guests, date),
        searched=searched,
        coming=[guest for guest in shown if not guest.came and not guest.waits][:MOST_SHOWN],
        waiting=[guest for guest in shown if not guest.came and guest.waits][:MOST_SHOWN],
        there=[guest for guest in shown if guest.came][:MOST_SHOWN],
        is_cut=len(shown) > MOST_SHOWN,
        walk_ins=walk_ins(date),
        new_key=lambda: secrets.token_urlsafe(12),
        list_path=f"/team/veranstaltungen/{event_id}/gaesteliste",
    )


def _page(template, event, refusal, **facts):
    facts |= {"event": event, "refusal": refusal, "most_buttons": MOST_BUTTONS, "has_error": refusal is not None}
    answer = make_response(render_template(template, **facts), 409 if refusal else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _date_of(event, now):
    """Return the date that is asked for, or the one that a door is about now."""
    wanted = request.values.get("termin", type=int)
    return next((date for date in event.dates if date.id == wanted), None) or door_rules.date_of(event.dates, now)


def _do(date_id):
    """Do what the form of the door page asks for; return where on the page it happened."""
    if request.form.get("act") == "walk_in":
        number, key = request.form.get("number", type=int) or 0, request.form.get("key", "")
        if not 0 < len(key) <= MOST_OF_A_KEY or not key.isprintable():
            abort(400)
        door.count_walk_ins(date_id, request.form.get("group"), number, key)
        return "ohne-anmeldung"
    ident = request.form.get("registration", type=int) or 0
    if not 0 < ident < NO_NUMBER:
        raise Refused(DoorRefusal.UNKNOWN)
    try:
        _let_in_or_take_back(ident, date_id)
    except LookupError:
        # Forgotten since the page was loaded.
        raise Refused(DoorRefusal.UNKNOWN) from None
    return f"gast-{ident}"


def _let_in_or_take_back(ident, date_id):
    if request.form.get("act") == "undo":
        door.undo(ident, date_id, current_user.id)
        flash(_("Zurückgenommen. Dieser Gast wird wieder erwartet."), "info")
        return
    known = door.check_in(ident, date_id, request.form.get("heads", type=int), account_id=current_user.id)
    if request.endpoint != "entrance.ticket":
        flash(ngettext("Eingelassen: %(num)s Person", "Eingelassen: %(num)s Personen", known.heads), "good")


def _room_for(registration):
    """Return (whether there is room for all of a group that waits, for how many of it there is)."""
    seats_now = queries.seats_of(registration.event_id, registration.kind)
    if seats_now is None:
        return False, 0
    if ledger.why_no_room(registration, seats_now) is None:
        return True, registration.heads
    return False, door_rules.most_that_fit(seats_now.free, registration.seats, registration.carers)


def guests_at(event, date):
    """Return the door_words.Guest of everybody who may stand at the door on a date, by name."""
    came = door_queries.heads_of(date.id)
    guests = [door_words.guest(row, date, came.get(row.id)) for row in door_queries.guests(event.id)]
    return [guest for guest in guests if guest.is_for_date or guest.came]


def figures(guests, date):
    """Return how many are expected, are there, and came without a registration."""
    return {
        "expected": sum(guest.heads for guest in guests if guest.registration.state in SEATED),
        "there": sum(guest.there for guest in guests),
        "walk_ins": sum(door_queries.walk_ins_on(date.id).values()),
    }


def walk_ins(date):
    """Return [(group, words, number)] of those without a registration."""
    counted = door_queries.walk_ins_on(date.id)
    return [(group, words, counted.get(group, 0)) for group, words in ACTOR_GROUPS.items()]


def _search(guests, searched):
    if not searched:
        return guests
    if rest := tickets.read_door_code(searched):
        by_code = [guest for guest in guests if guest.id % rest[1] == rest[0]]
        if by_code:
            return by_code
    words = searched.casefold().split()
    return [guest for guest in guests if all(word in _names(guest) for word in words)]


def _names(guest):
    names = [guest.registration.name or "", *(person.get("name") or "" for person in guest.registration.people)]
    return " ".join(names).casefold()
