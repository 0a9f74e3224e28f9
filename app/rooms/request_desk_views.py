"""The team's queue of requests for rooms, and the page on which it decides about one."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app import clock, display, forms
from app.accounts import access, audit
from app.accounts.models import ROOMS
from app.rooms import deciding, desk, desk_queries, request_queries, scopes, trail
from app.rooms.bookings import PROPOSED, REQUESTED
from app.rooms.deciding import RefusedDate
from app.rooms.desk_forms import DecideForm, ProposeForm, typed

bp = Blueprint("request_desk", __name__)

ACCEPT, DECLINE = "accept", "decline"


@bp.get("/team/anfragen")
@access.team(ROOMS)
def requests():
    """List what waits for a decision, overdue first; and what waits for a person's answer."""
    audit.look("look_at_requests", "requests")
    now = clock.now()
    found = desk_queries.open_requests(access.places(ROOMS))
    waiting = [each for each in found if any(booking.state == REQUESTED for booking in each.bookings)]
    return render_template(
        "rooms/team_requests.html",
        waiting=[(each, _open(each, REQUESTED), promise(each, now)) for each in waiting],
        proposed=[(each, _open(each, PROPOSED)) for each in found if each not in waiting],
    )


def _open(wanted, state):
    return sorted((each for each in wanted.bookings if each.state == state), key=lambda each: each.starts_at)


def promise(wanted, now):
    """Return (shape, words) of when the team promised to answer."""
    if wanted.answer_by is None:
        return "info", _("Ohne Frist")
    if wanted.answer_by <= now:
        return "full", _("Überfällig seit %(when)s", when=display.day_and_time(wanted.answer_by))
    if clock.today(wanted.answer_by) == clock.today(now):
        return "few", _("Heute bis %(time)s", time=display.time(wanted.answer_by))
    return "info", _("Antwort bis %(when)s", when=display.day_and_time(wanted.answer_by))


@bp.route("/team/anfragen/<int:request_id>", methods=["GET", "POST"])
@access.team(ROOMS, at=scopes.of_request)
def decide(request_id):
    """Show one request; say yes or no to all its dates or to some."""
    wanted = desk_queries.get_request(request_id)
    if request.method == "GET":
        audit.look("look_at_request", wanted.about)
    form = _decide_form(wanted)
    answer = _decided(form, wanted) if request.method == "POST" else None
    if answer is not None:
        return answer
    # As it is now: a refusal may tell of what somebody else decided.
    wanted = desk_queries.get_request(request_id)
    bookings = sorted(wanted.bookings, key=lambda each: each.starts_at)
    things = request_queries.things_of(bookings)
    machines = {thing for some in things.values() for thing in some}
    may_break = desk.may_break(form)
    return forms.page(
        "rooms/team_request.html", form,
        wanted=wanted, bookings=bookings, things=things, states=trail.STATES,
        mine={each.id for each in bookings if _is_mine(each)},
        undecided=[each for each in bookings if each.state == REQUESTED and _is_mine(each)],
        declinable=[each for each in bookings if each.state in (REQUESTED, PROPOSED) and _is_mine(each)],
        promise=promise(wanted, clock.now()),
        conflicts=desk_queries.conflicts_of(bookings), rivals=desk_queries.rivals_of(bookings),
        briefings=desk_queries.briefings_for(wanted.email, sorted(machines, key=lambda each: each.name)),
        entries=trail.entries(wanted.about, *(each.about for each in bookings)), in_words=trail.in_words,
        was_in_words=trail.was_in_words,
        last_day=clock.today(bookings[-1].starts_at),
        may_break=may_break, broken=_broken(form, wanted, things) if may_break else [],
        needs_two=any(each.room.two_agree for each in bookings if each.state == REQUESTED),
        is_first=wanted.agreed_by_id == current_user.id,
    )  # fmt: skip


def _is_mine(booking):
    """Tell whether the signed-in decides about the room of a date; a request may want rooms in several places."""
    return access.may_reach(scopes.at_places([booking.room.place_id]), ROOMS)


def _decide_form(wanted):
    is_open = [each for each in wanted.bookings if each.state in (REQUESTED, PROPOSED) and _is_mine(each)]
    is_open.sort(key=lambda each: each.starts_at)
    form = DecideForm(data={"dates": [each.id for each in is_open if each.state == REQUESTED]})
    form.dates.choices = [(each.id, display.span(each.starts_at, each.ends_at)) for each in is_open]
    # What another decided meanwhile is no longer a choice; that is for the act to say, not for the field.
    form.dates.validate_choice = False
    return form


def _decided(form, wanted):
    """Do what was sent; return where to go then, or None where it was typed badly or refused."""
    act = request.form.get("act")
    if act not in (ACCEPT, DECLINE):
        abort(400)
    if not form.validate():
        return None
    if any(each.id in form.dates.data and not _is_mine(each) for each in wanted.bookings):
        abort(404)
    if act == DECLINE and not form.words.data:
        form.words.errors = [_("Bitte schreiben Sie, warum.")]
        return None
    with form.catching_refusals():
        try:
            _do(act, form, wanted)
        except LookupError:
            abort(404)
        is_done = not _open(desk_queries.get_request(wanted.id), REQUESTED)
        return redirect(url_for(".requests") if is_done else url_for(".decide", request_id=wanted.id), 303)
    return None


def _do(act, form, wanted):
    number = len(form.dates.data)
    if act == DECLINE:
        deciding.decline(wanted.id, current_user.id, form.words.data, form.dates.data)
        flash(_("Abgelehnt. Die Person bekommt gleich eine Nachricht."), "good")
    elif deciding.accept(wanted.id, current_user.id, form.dates.data, form.knowingly.data):
        text = ngettext("Zugesagt.", "%(num)s Termine zugesagt.", number)
        flash(_("%(text)s Die Person bekommt gleich eine Nachricht.", text=text), "good")
    else:
        flash(_("Sie haben zugestimmt. Jetzt muss noch jemand anderes aus dem Team zustimmen."), "good")


def _broken(form, wanted, things):
    """Return what the chosen dates would break, or only the one that was refused."""
    chosen = [each for each in wanted.bookings if each.id in form.dates.data]
    if isinstance(form.refusal, RefusedDate):
        chosen = [each for each in chosen if each.id == form.refusal.booking_id] or chosen
    found = []
    for booking in chosen:
        span = (booking.starts_at, booking.ends_at)
        ids = [thing.id for thing in things[booking.id]]
        found += desk.broken_in_words(booking.room, span, booking.persons, booking.layout_id, wanted.email, ids)
    return list(dict.fromkeys(found))


@bp.route("/team/anfragen/<int:request_id>/vorschlag/<int:booking_id>", methods=["GET", "POST"])
@access.team(ROOMS, at=scopes.of_request)
def propose(request_id, booking_id):
    """Propose another room or time for one date; the person is asked by mail."""
    booking = _of(request_id, booking_id)
    rooms = desk_queries.rooms_to_choose(access.places(ROOMS))
    form = ProposeForm(rooms, data=typed(booking.room_id, booking.starts_at, booking.ends_at))
    if form.is_sent_and_valid():
        with form.catching_refusals():
            deciding.propose(
                booking_id, current_user.id, *form.span, room_id=form.room.id, answer=form.words.data,
                knowingly=form.knowingly.data,
            )  # fmt: skip
            flash(_("Vorgeschlagen. Die Person bekommt gleich eine Nachricht und antwortet darauf."), "good")
            return redirect(url_for(".decide", request_id=request_id), 303)
        booking = _of(request_id, booking_id)
    ids = [thing.id for thing in request_queries.things_of([booking])[booking_id]]
    email = booking.request.email
    return forms.page(
        "rooms/team_propose.html", form,
        wanted=booking.request, booking=booking, is_open=booking.state in (REQUESTED, PROPOSED),
        conflict=desk_queries.conflicts_of([booking]).get(booking_id),
        **desk.beside(form, booking.persons, things=ids, email=email, but_not=booking_id),
    )  # fmt: skip


def _of(request_id, booking_id):
    wanted = desk_queries.get_request(request_id)
    return next((each for each in wanted.bookings if each.id == booking_id), None) or abort(404)
