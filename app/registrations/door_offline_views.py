"""The door without a net: the list for a device, what it noted, the page it shows meanwhile, its service worker."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, abort, current_app, jsonify, render_template, request, send_from_directory
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from app import clock, display
from app.accounts import access, audit
from app.accounts.models import DOOR, PROGRAMME
from app.alliance.words import ACTOR_GROUPS
from app.programme import queries as programme
from app.programme import scopes
from app.registrations import door, door_rules, door_views, door_words, tickets
from app.registrations.door import Scan
from app.registrations.door_rules import DoorRefusal

bp = Blueprint("entrance_offline", __name__)

# How long after the end of the date a device may keep the list.
KEPT_AFTER = timedelta(hours=2)
MOST_SCANS = 200


@bp.get("/team/veranstaltungen/<int:event_id>/einlass/liste")
@access.team(PROGRAMME, DOOR, at=scopes.of_event)
def door_list(event_id):
    """Give a device of the team what it needs to work without a net; that it was given is noted."""
    audit.look("load_door_list", f"event:{event_id}")
    event = programme.get_event(event_id)
    return _answer(list=_list(event, _date_of(event, request.args.get("termin", type=int))))


@bp.post("/team/veranstaltungen/<int:event_id>/einlass/abgleich")
@access.team(PROGRAMME, DOOR, at=scopes.of_event)
def merge(event_id):
    """Count what a device noted without a net, each thing once; answer what became of each, and with a fresh list."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or not isinstance(sent.get("scans"), list) or len(sent["scans"]) > MOST_SCANS:
        abort(400)
    event = programme.get_event(event_id)
    wanted = sent.get("date")
    date = next((date for date in event.dates if date.id == wanted), None)
    scans = [each for each in sent["scans"] if isinstance(each, dict)]
    read = [(str(each.get("key"))[:60], _scan(each)) for each in scans]
    # What makes no sense is answered too, or the device would tell of it for ever.
    told = {key: str(DoorRefusal.UNKNOWN.value) for key, scan in read if scan is None}
    good = [scan for _key, scan in read if scan is not None]
    if date is None:
        told |= {scan.key: str(DoorRefusal.NO_DATE.value) for scan in good}
    else:
        told |= {each.key: each.sentence for each in door.merge(date.id, good, current_user.id)}
    event = programme.get_event(event_id)
    return _answer(
        told=[{"key": key, "sentence": sentence} for key, sentence in told.items()],
        list=_list(event, _date_of(event, wanted)),
    )


def _scan(sent):
    """Return a Scan of what a device sent, or None where it makes no sense."""
    key, heads, at = sent.get("key"), sent.get("heads"), sent.get("at")
    whole = [value for value in (heads, at) if value is not None]
    if not isinstance(key, str) or not 0 < len(key) <= door_views.MOST_OF_A_KEY or not key.isprintable():
        return None
    if any(type(value) is not int for value in whole):
        return None
    if at is not None and not 0 < at < 4_000_000_000_000:
        return None
    if heads is not None and abs(heads) > door_rules.MOST_AT_ONCE:
        return None
    texts = [sent.get("code") or "", sent.get("group") or ""]
    ident = sent.get("id")
    if any(not isinstance(text, str) for text in texts):
        return None
    if ident is not None and (type(ident) is not int or not 0 < ident < door_views.NO_NUMBER):
        return None
    code, group = tickets.read(texts[0]) or "", texts[1]
    if not code and not group and ident is None:
        return None
    came_at = datetime.fromtimestamp(at / 1000, UTC) if at else None
    return Scan(key, came_at, heads, code, ident, group)


def _date_of(event, wanted):
    found = next((date for date in event.dates if date.id == wanted), None)
    return found or door_rules.date_of(event.dates, clock.now()) or abort(404)


def _list(event, date):
    guests = door_views.guests_at(event, date)
    return {
        "event": event.id,
        "title": event.title,
        "when": display.span(date.starts_at, date.ends_at),
        "date": date.id,
        "until": _ms(date.ends_at + KEPT_AFTER),
        "token": generate_csrf(),
        "figures": door_views.figures(guests, date),
        "walkIns": {group: number for group, _words, number in door_views.walk_ins(date)},
        "guests": [_guest(guest, event.format.asks) for guest in guests],
    }


def _guest(guest, asks):
    photos = door_words.photos_of(guest.registration, asks)
    return {
        "id": guest.id,
        "code": guest.registration.ticket,
        "door": guest.door_code,
        "name": guest.name,
        "heads": guest.heads,
        "needs": [{"icon": icon, "words": words} for icon, words in guest.needs],
        "noPhotos": photos[1] if photos and photos[0] else "",
        "waits": guest.waits,
        "came": {"heads": guest.came.heads, "at": _ms(guest.came.came_at)} if guest.came else None,
    }


def _ms(moment):
    return int(moment.timestamp() * 1000)


def _answer(**facts):
    answer = jsonify(**facts)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/einlass/ohne-netz")
@access.everyone
def without_net():
    """The page that a device shows at the door while there is no net; it holds no name, the device fills it."""
    return render_template("registrations/door_offline.html", groups=ACTOR_GROUPS)


@bp.get("/einlass-dienst.js")
@access.everyone
def worker():
    """The service worker of the door; it looks after all addresses of this house, and answers those of the door."""
    answer = send_from_directory(f"{current_app.static_folder}/js", "entrance-worker.js")
    answer.headers["Service-Worker-Allowed"] = "/"
    answer.headers["Cache-Control"] = "no-cache"
    return answer
