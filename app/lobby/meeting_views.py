"""Digital rooms that somebody has booked for a meeting of their own: they lead, and others come by a link of theirs."""

from flask import Blueprint, abort, redirect, render_template, request
from flask_login import current_user

from app import clock, forms, typed
from app.accounts import access
from app.accounts.models import PROGRAMME, ROOMS
from app.lobby import actions, answers, doors, making
from app.lobby.forms import EnterForm
from app.lobby.rules import Standing
from app.programme import barriers
from app.rooms import request_links, request_queries, scopes

bp = Blueprint("lobby_meetings", __name__)


@bp.route("/dabei/treffen/<token>", methods=["GET", "POST"])
@access.everyone
def meeting(token):
    """Show when a meeting opens, and let in whoever was given its link."""
    door = doors.find_own(token) or abort(404)
    standing, form = door.standing(clock.now()), EnterForm()
    if standing is Standing.OPEN and form.is_sent_and_valid():
        name = form.name.data
        return _lead_on(lambda: actions.join_openly(door, name), lambda trouble: _guest_page(token, form, trouble))
    return _guest_page(token, form)


def _guest_page(token, form, trouble=None):
    door, now = doors.find_own(token) or abort(404), clock.now()
    standing = door.standing(now)
    page = render_template(
        "lobby/meeting.html", door=door, standing=standing.name, form=form, trouble=trouble, now=now,
        barriers=barriers.barriers(door.room),
    )  # fmt: skip
    is_shut = request.method == "POST" and standing is not Standing.OPEN
    return answers.page(page, 503 if trouble else 409 if is_shut else form.status)


@bp.route("/r/<token>/raum", methods=["GET", "POST"])
@access.everyone
def own_meeting(token):
    """Show whoever asked for a digital room the link for others, and let them in to lead while it is open."""
    found = request_links.get_request(token)
    bookings = request_queries.bookings_of(found.id)
    return _host_page(bookings, found.name or "", "layout/base.html", f"/r/{token}", may_always=False)


@bp.route("/team/raumbuchungen/<int:booking_id>/raum", methods=["GET", "POST"])
@access.team(ROOMS, PROGRAMME, at=scopes.of_booking)
def team_meeting(booking_id):
    """As `own_meeting`, for the team: at any time."""
    door = doors.of_booking(booking_id) or abort(404)
    if door.event is not None:
        return redirect(f"/team/veranstaltungen/{door.event.id}/raum", 303)
    here = f"/team/raumbuchungen/{booking_id}"
    return _host_page([door.booking], current_user.name, "layout/team.html", here, may_always=True)


def _host_page(bookings, name, layout, back, may_always):
    """Answer with the next of these meetings; a POST leads into it."""
    now, trouble = clock.now(), None
    own = [found for each in bookings if (found := doors.of_booking(each.id)) and found.event is None]
    door = next(iter(doors.now_or_next(own, now)), None) or abort(404)
    wanted = typed.whole(request.values.get("termin"))
    door = next((each for each in own if each.booking.id == wanted), door)
    standing = door.standing(now)
    may_enter = door.has_way_in and (standing is Standing.OPEN or (may_always and standing is not Standing.OVER))

    def page(trouble=None):
        shown = forms.page(
            "lobby/own_meeting.html", forms.Form(), door=doors.of_booking(ident), standing=standing.name, now=now,
            may_enter=may_enter, layout=layout, back=back, trouble=trouble, has_several=len(own) > 1,
            link=link,
        )  # fmt: skip
        return answers.page(shown, 503 if trouble else 409 if request.method == "POST" else 200)

    ident, link = door.booking.id, door.link
    if request.method == "POST" and may_enter:
        return _lead_on(lambda: actions.lead(door, name[:60] or "Leitung"), page)
    return page(trouble)


def _lead_on(enter, page):
    """Lead a browser into a room, or show the page with what is in the way."""
    try:
        return answers.lead_on(enter())
    except making.NOT_NOW as failure:
        return page(making.trouble(failure))
