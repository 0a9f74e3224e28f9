"""The team and the digital room of an event: lead, open early, close, keep open, move to another room."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user

from app import clock, forms, typed
from app.accounts import access, audit
from app.accounts.models import DOOR, PROGRAMME, REPRESENTATIVE
from app.errors import Refused
from app.lobby import actions, answers, doors, making
from app.lobby import queries as lobby
from app.lobby.forms import MoveForm
from app.lobby.meeting import ProviderFailure
from app.lobby.rules import LobbyRefusal, Standing
from app.programme import moving_offers, planning_queries, queries, scopes
from app.programme.models import ONLINE
from app.registrations import door_queries, guest_queries
from app.registrations.models import COMING

bp = Blueprint("lobby_team", __name__)

ACTS = {
    "oeffnen": (actions.open_door, lazy_gettext("Der Raum ist offen.")),
    "schliessen": (actions.close_door, lazy_gettext("Der Raum ist zu.")),
    "laenger": (actions.keep_open, lazy_gettext("Der Raum bleibt eine halbe Stunde länger offen.")),
}
HOSTS = (PROGRAMME, DOOR, REPRESENTATIVE)


@bp.route("/team/veranstaltungen/<int:event_id>/raum", methods=["GET", "POST"])
@access.team(*HOSTS, at=scopes.of_event)
def room(event_id):
    """Show how the doors of an event are, and open or close them."""
    event, form = queries.get_event(event_id), forms.Form()
    if request.method == "POST":
        act, done = ACTS.get(request.form.get("act")) or abort(400)
        with form.catching_refusals():
            act(_wanted(doors.of_event(event)))
            flash(done, "good")
            return redirect(url_for(".room", event_id=event_id), 303)
        event = queries.get_event(event_id)
    return _page(event, form)


def _page(event, form, trouble=None):
    now, found = clock.now(), doors.of_event(event)
    came, counted = door_queries.heads(event.id).get(ONLINE, 0), guest_queries.counts(event.id)
    expected = sum(counted.get((ONLINE, state), 0) for state in COMING)
    page = forms.page(
        "lobby/team_room.html", form, event=event, trouble=trouble, now=now, came=came, expected=expected,
        doors=[(door, door.standing(now)) for door in found], Standing=Standing, next_ids=_next(found, now),
        may_move=access.may_follow(url_for(".move", event_id=event.id)),
    )  # fmt: skip
    return answers.page(page, 503 if trouble else form.status)


def _next(found, now):
    """Return the ids of the bookings whose time it is or comes next: their buttons come first."""
    return {door.booking.id for door in doors.now_or_next(found, now)}


def _wanted(found):
    """Return the id of the booking that a button is about; without one, of the door whose time it is.

    Raises Refused where it is a door of this event no more.
    """
    wanted = typed.whole(request.form.get("raum"))
    if wanted is None:
        found = doors.now_or_next(found, clock.now())
    ids = [door.booking.id for door in found if wanted in (None, door.booking.id)]
    if not ids:
        raise Refused(LobbyRefusal.MOVED)
    return ids[0]


@bp.post("/team/veranstaltungen/<int:event_id>/raum/hinein")
@access.team(*HOSTS, at=scopes.of_event)
def lead(event_id):
    """Let the signed-in into the room, at any time, to lead."""
    event, name, trouble = queries.get_event(event_id), current_user.name, None
    # Whoever pressed the button of a room that was left just now goes along, too.
    found, wanted = doors.of_event(event), typed.whole(request.form.get("raum"))
    here = [door for door in found if door.booking.id == wanted] or doors.now_or_next(found, clock.now())
    door = here[0] if here else abort(404)
    try:
        goes_to = actions.lead(door, name)
        audit.look("lead_lobby", f"event:{event_id}")
        return answers.lead_on(goes_to)
    except making.NotReady as later:
        trouble = later.sentence
    except ProviderFailure as failure:
        trouble = failure.sentence
    except LookupError:
        abort(409)
    return _page(queries.get_event(event_id), forms.Form(), trouble)


@bp.route("/team/veranstaltungen/<int:event_id>/raum/umzug", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def move(event_id):
    """Let an event go on in another digital room; where that is taken, say which are free."""
    event, form = queries.get_event(event_id), MoveForm()
    found = doors.now_or_next(doors.of_event(event), clock.now())
    old = found[0] if found else abort(404)
    _offer(form, event, old.room)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            actions.move_to_room(event, old.room.id, form.room.data)
            words = _("Umgezogen. Wer an der Tür steht, kommt in den neuen Raum; niemand braucht einen neuen Link.")
            flash(words, "good")
            return redirect(url_for(".room", event_id=event_id), 303)
        event = queries.get_event(event_id)
        _offer(form, event, old.room)
    return forms.page(
        "lobby/team_move.html", form, event=event, door=old, offers=_free_instead(form, event),
    )  # fmt: skip


def _offer(form, event, old):
    """Offer the digital rooms that take all, those that are free first; what is taken says so."""
    now = clock.now()
    spans = [span for span in event.spans if span[1] > now]
    own = [booking.id for date in event.dates for booking in date.bookings]
    ledger = event.ledger(ONLINE)
    choices = planning_queries.room_choices(spans, ledger.capacity if ledger else 1, [], now, but_not=own)
    leading = lobby.rooms_with_a_way_in()
    others = [each for each in choices if each.id in leading and each.room.id != old.id]
    form.by_id = {each.id: each for each in others}
    form.room.choices = typed.choices((each.id, each.label) for each in others)


def _free_instead(form, event):
    """Return (text, value of the button) of free rooms where the chosen one was refused."""
    if form.refusal is None:
        return []
    ledger = event.ledger(ONLINE)
    return [
        (each.label, f"|{each.id}") for each in form.by_id.values()
        if each.can_be_had and each.id != form.room.data and each.capacity >= (ledger.capacity if ledger else 1)
    ][: moving_offers.MOST]  # fmt: skip
