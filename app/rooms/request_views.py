"""The personal pages of a request for rooms: confirm, see, change, call off, erase. By link, without an account."""

from datetime import date, time

from flask import Blueprint, abort, redirect, render_template, request, url_for

from app import clock, forms, public_forms
from app.accounts import access
from app.limits import limit_bookings
from app.pages import private
from app.rooms import (
    asking,
    door,
    door_rules,
    finding,
    links,
    request_links,
    request_queries,
    request_rules,
    watching,
)
from app.rooms.asking_forms import ChangeForm, WithdrawForm
from app.rooms.bookings import BOOKED, HELD, LIVING, PROPOSED

bp = Blueprint("room_requests", __name__)


@bp.route("/r/bestaetigen/<token>", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def confirm(token):
    """Confirm a request: GET shows the button, only POST does it."""
    found = request_links.get_request(token, "room-confirm")
    form = forms.Form()
    if form.is_sent_and_valid():
        path = links.manage_path(found)
        with form.catching_refusals():
            asking.confirm(found.id)
            return redirect(path, 303)
        found = request_links.get_request(token, "room-confirm")
    elif found.confirmed_at is not None:
        return redirect(links.manage_path(found), 303)
    facts = _facts(found)
    held = [booking for booking in facts["bookings"] if booking.state == HELD and booking.starts_at > facts["now"]]
    return private(
        forms.page(
            "rooms/confirm.html", form, **{**facts, "bookings": held or facts["bookings"]}, can_confirm=bool(held),
            must_ask=any(request_rules.waits(booking.room, found) for booking in held),
        )
    )  # fmt: skip


@bp.get("/r/<token>")
@access.everyone
def manage(token):
    """Show a person their request."""
    found = request_links.get_request(token)
    is_saved = "gespeichert" in request.args
    return private(render_template("rooms/manage.html", token=token, is_saved=is_saved, **_facts(found)))


@bp.route("/r/<token>/aendern/<int:booking_id>", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def change(token, booking_id):
    """Give one date another time."""
    found = request_links.get_request(token)
    facts = _facts(found)
    booking = next((each for each in facts["bookings"] if each.id == booking_id), None) or abort(404)
    form = ChangeForm(data=_span_to_change(booking))
    if form.is_sent_and_well_typed(facts["now"]):
        with form.catching_refusals():
            asking.change(booking_id, *form.span)
            return redirect(url_for(".manage", token=token, gespeichert=1), 303)
        facts = _facts(request_links.get_request(token))
        booking = next(each for each in facts["bookings"] if each.id == booking_id)
    return private(
        forms.page(
            "rooms/change.html", form, token=token, booking=booking, **facts,
            is_decided=request_rules.waits(booking.room, found),
            offers=_offers(form, booking, facts, token) if form.refusal else [],
        )
    )  # fmt: skip


@bp.route("/r/<token>/sprache", methods=["GET", "POST"])
@access.everyone
def write_in(token):
    """Let somebody choose the language in which we write to them."""
    found = request_links.get_request(token)
    form = public_forms.LanguageForm(data={"language": found.language})
    if form.is_sent_and_valid():
        asking.write_in(found.id, form.language.data)
        return redirect(url_for(".manage", token=token, gespeichert=1), 303)
    return private(forms.page("rooms/write_in.html", form, token=token))


def _span_to_change(booking):
    """Return what the form shows at first: the span of the booking, or the one in the address."""
    start, end = clock.local(booking.starts_at), clock.local(booking.ends_at)
    data = {"tag": start.date(), "von": start.time(), "bis": end.time()}
    try:
        if request.args.get("tag"):
            data["tag"] = date.fromisoformat(request.args["tag"])
        data |= {name: time.fromisoformat(request.args[name]) for name in ("von", "bis") if request.args.get(name)}
    except ValueError:
        abort(400)
    return data


def _offers(form, booking, facts, token):
    """Return [(wanted, [(text, address)])] of other times in this room."""
    offers = finding.alternatives(
        booking.room, *form.span, facts["now"], booking.persons, booking.layout,
        tuple(thing.id for thing in facts["things"][booking.id]), facts["request"].who, booking.id,
    )  # fmt: skip
    addresses = [
        (each.text, _address(token, booking, each)) for each in offers if each.kind in ("same_room", "other_day")
    ]
    return [("", addresses)] if addresses else []


def _address(token, booking, offer):
    start, end = clock.local(offer.starts_at), clock.local(offer.ends_at)
    return url_for(
        ".change", token=token, booking_id=booking.id, tag=f"{start:%Y-%m-%d}", von=f"{start:%H:%M}",
        bis=f"{end:%H:%M}",
    )  # fmt: skip


@bp.route("/r/<token>/absagen", methods=["GET", "POST"])
@access.everyone
def withdraw(token):
    """Call off single dates or all: one page, one button."""
    found = request_links.get_request(token)
    facts = _facts(found)
    dates = [booking for booking in facts["bookings"] if request_rules.may_withdraw(booking, facts["now"])]
    named = request.args.get("termin", type=int)
    form = WithdrawForm(data={"termin": [each.id for each in dates if named in (None, each.id)]})
    form.offer(dates)
    if form.is_sent_and_valid():
        asking.withdraw(found.id, form.termin.data)
        return redirect(url_for(".manage", token=token), 303)
    return private(forms.page("rooms/withdraw.html", form, token=token, dates=dates, **facts))


@bp.post("/r/<token>/da/<int:booking_id>")
@access.everyone
@limit_bookings
def check_in(token, booking_id):
    """Say that one is there for a date, as at the door of the room."""
    return _at_the_door(token, booking_id, door.check_in)


@bp.post("/r/<token>/beenden/<int:booking_id>")
@access.everyone
@limit_bookings
def end_early(token, booking_id):
    """Let a date that is going on end now, as at the door of the room."""
    return _at_the_door(token, booking_id, door.end_early)


def _at_the_door(token, booking_id, act):
    """Do one of these acts with a date of the request, and lead back; what is refused is said above the page."""
    found = request_links.get_request(token)
    if booking_id not in {each.id for each in request_queries.bookings_of(found.id)}:
        abort(404)
    form = forms.Form()
    with form.catching_refusals():
        act(booking_id)
        return redirect(url_for(".manage", token=token, gespeichert=1), 303)
    facts = _facts(request_links.get_request(token))
    return private(forms.page("rooms/manage.html", form, token=token, is_saved=False, **facts))


@bp.route("/r/<token>/loeschen", methods=["GET", "POST"])
@access.everyone
def erase(token):
    """Call off what is to come and erase the person: one page, one button."""
    found = request_links.get_request(token)
    form = forms.Form()
    if form.is_sent_and_valid():
        asking.erase(found.id)
        return redirect(url_for(".erased"), 303)
    return private(forms.page("rooms/erase.html", form, token=token, **_facts(found)))


@bp.get("/r/geloescht")
@access.everyone
def erased():
    """Say that the data are gone."""
    return render_template("rooms/erased.html")


@bp.route("/r/bescheid/<token>", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def watch(token):
    """Confirm that one wants to be told when a room frees up, or end that: GET shows the button, only POST does it."""
    ident, born = links.read_watch(token)
    found = request_queries.find_watch(ident)
    if found is None or links.born(found) != born:
        abort(404)
    form = forms.Form()
    if form.is_sent_and_valid():
        if "ende" in request.form:
            watching.end(ident)
            return redirect(url_for(".erased"), 303)
        watching.confirm(ident)
        return redirect(url_for(".watch", token=token), 303)
    return private(
        forms.page(
            "rooms/watch_manage.html", form, watch=found, is_over=found.starts_at <= clock.now(),
            form_path=links.form_path(found.room, found.starts_at, found.ends_at),
        )
    )  # fmt: skip


def _facts(found):
    """What every personal page shows."""
    bookings, now = request_queries.bookings_of(found.id) or abort(404), clock.now()
    standing = request_rules.standing(bookings, now)
    ahead = [booking for booking in bookings if booking.state in LIVING and booking.ends_at > now]
    rooms = {booking.room.id: booking.room for booking in bookings}
    first = (ahead or bookings)[0]
    return {
        "request": found,
        "bookings": bookings,
        "things": request_queries.things_of(bookings),
        "state_texts": request_rules.STATE_TEXTS,
        "standing": standing,
        "now": now,
        "ahead": ahead,
        "what": first.room.name if len(rooms) == 1 else None,
        "number_of_rooms": len(rooms),
        "booked_rooms": list({each.room.id: each.room for each in ahead if each.state == BOOKED}.values()),
        "may_change": {each.id for each in bookings if request_rules.may_change(each, now)},
        "may_withdraw": {each.id for each in bookings if request_rules.may_withdraw(each, now)},
        "may_check_in": {each.id for each in bookings if door_rules.may_check_in(each, now)},
        "may_end": {each.id for each in bookings if not door_rules.why_no_end(each, now)},
        "confirm_path": links.confirm_path(found),
        "proposal_paths": {each.id: links.proposal_path(found, each) for each in bookings if each.state == PROPOSED},
        "form_path": links.form_path(first.room, first.starts_at, first.ends_at),
    }
