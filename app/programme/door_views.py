"""The sign at the door of a room, and the page that its code opens on a phone."""

from flask import Blueprint, abort, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app import clock, forms, pages, qr_codes
from app.accounts import access
from app.accounts.models import ROOMS
from app.errors import Refused
from app.limits import limit_bookings
from app.programme import door_queries, revision, signs
from app.rooms import door, furnishing_queries, presence, queries, scopes
from app.rooms.door_rules import DoorRefusal

bp = Blueprint("door", __name__)

# What was done, for the line above the page.
DONE = {
    "nutzen": lazy_gettext("Der Raum gehört jetzt Ihnen. Bitte hinterlassen Sie ihn, wie Sie ihn gefunden haben."),
    "da": lazy_gettext("Danke, Sie sind angemeldet. Der Raum bleibt für Sie belegt."),
    "beenden": lazy_gettext("Danke. Der Rest der Zeit ist wieder frei."),
}


@bp.get("/raeume/<slug>/tuer")
@access.everyone
@pages.kept(revision.by_minute)
def sign(slug):
    """Show whether a room is free, to be read from afar; with the code that lets one check in."""
    room = door_queries.get_room_with_door(slug)
    return _sign_page(room, "")


@bp.get("/raeume/<slug>/tuer/<key>")
@access.everyone
@pages.kept(revision.by_minute, cache_control="private, max-age=0")
def live_sign(slug, key):
    """Show the sign on the screen at the door itself; its code proves that somebody stands there."""
    room = door_queries.get_room_with_door(slug)
    if not presence.is_sign_key(room, key):
        abort(404)
    answer = make_response(_sign_page(room, presence.make(room, clock.now())))
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _sign_page(room, token):
    now = clock.now()
    return render_template(
        "programme/door.html",
        room=room,
        sign=_sign_of(room, now),
        is_live=bool(token),
        stand=f"{clock.local(now):%H:%M}",
        code=qr_codes.picture(presence.here_link(room, token), _("Code zur Seite für diesen Raum")),
    )


@bp.get("/raeume/<slug>/hier")
@access.everyone
def here(slug):
    """Show what somebody can do who read the printed code at the door: check in."""
    return _here_page(door_queries.get_room_with_door(slug))


@bp.get("/raeume/<slug>/hier/<token>")
@access.everyone
def here_now(slug, token):
    """Show what somebody can do who stands at the door: use the room, check in, end early."""
    return _here_page(door_queries.get_room_with_door(slug), token)


@bp.post("/raeume/<slug>/hier/<token>/nutzen")
@access.everyone
@limit_bookings
def use_now(slug, token):
    """Use the room as one comes."""
    room = door_queries.get_room_with_door(slug)
    return _do(room, token, "nutzen", lambda: door.use_now(room.id))


@bp.post("/raeume/<slug>/hier/da", defaults={"token": ""})
@bp.post("/raeume/<slug>/hier/<token>/da")
@access.everyone
@limit_bookings
def check_in(slug, token):
    """Say that somebody is there; for that the printed code is enough."""
    room, booking_id = door_queries.get_room_with_door(slug), _booking_id()
    return _do(room, token, "da", lambda: door.check_in(booking_id, room.id), must_be_here=False)


@bp.post("/raeume/<slug>/hier/<token>/beenden")
@access.everyone
@limit_bookings
def end_early(slug, token):
    """Let what runs end now."""
    room, booking_id = door_queries.get_room_with_door(slug), _booking_id()
    return _do(room, token, "beenden", lambda: door.end_early(booking_id, room.id))


def _booking_id():
    number = request.form.get("buchung", type=int) or abort(400, _("Bitte nutzen Sie den Knopf auf der Seite."))
    # Larger ones no database knows.
    return number if 0 < number < 2**31 else abort(404)


def _do(room, token, what, act, must_be_here=True):
    """Do what a button says, and lead back to the page; what is refused is said there."""
    form = forms.Form()
    with form.catching_refusals():
        if must_be_here and not presence.is_valid(room, token, clock.now()):
            raise Refused(DoorRefusal.NOT_HERE)
        try:
            act()
        except LookupError:
            abort(404)
        return redirect(f"{presence.here_path(room, token)}?fertig={what}", 303)
    return _here_page(door_queries.get_room_with_door(room.slug), token, form)


def _here_page(room, token="", form=None):
    now = clock.now()
    is_here = bool(token) and presence.is_valid(room, token, now)
    # With an old code the page still shows what the printed one would.
    answer = forms.page(
        "programme/here.html", form or forms.Form(), room=room, sign=_sign_of(room, now), is_here=is_here,
        is_late=bool(token) and not is_here, late_text=DoorRefusal.NOT_HERE.value,
        path=presence.here_path(room, token), done=DONE.get(request.args.get("fertig")),
    )  # fmt: skip
    return pages.private(answer)


def _sign_of(room, now):
    closures = queries.closures_of(room, now, now + signs.AHEAD)
    return signs.sign(room, door_queries.held(room.id, now), closures, now)


@bp.get("/team/raeume/<int:room_id>/tuer")
@access.team(ROOMS, at=scopes.of_room)
def set_up(room_id):
    """Give the team what belongs at a door: the address of the live sign, and the code to print."""
    room = furnishing_queries.get_room(room_id)
    if room.is_digital:
        abort(404)
    now = clock.now()
    return render_template(
        "programme/team_door.html", room=room, sign_link=presence.sign_link(room),
        here_path=presence.here_path(room, presence.make(room, now)), here_link=presence.here_link(room),
        code=qr_codes.picture(presence.here_link(room), _("Code zum Anmelden in diesem Raum")),
    )  # fmt: skip
