"""What the mails to people who asked for rooms need to know when they are sent, and when they are not sent any more."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app import clock
from app.database import db
from app.errors import Refused
from app.notifications.greetings import greeting
from app.notifications.outbox import Drop
from app.rooms import askers, links, request_queries, request_rules
from app.rooms.bookings import BOOKED, CANCELLED, DECLINED, HELD, LAPSED, LIVING, PROPOSED, RELEASED, REQUESTED
from app.rooms.persons import RoomRequest, RoomWatch

_FORGOTTEN = "Die Daten der Person wurden gelöscht."
_OVERTAKEN = "Inzwischen steht es anders um diese Buchung."


@dataclass(frozen=True)
class Mail:
    """Which bookings of a request a mail shows, and in which states at least one of them must be for it to go out."""

    needs: tuple
    shows: tuple


# Template below rooms/mail. A message names the request, and the bookings where it is not about all of them:
# outbox.queue(…, request_id=7, booking_ids=[3, 4]).
MAILS = {
    "please_confirm": Mail((HELD,), (HELD,)),
    "requested": Mail((REQUESTED,), (REQUESTED, PROPOSED, BOOKED)),
    "booked": Mail((BOOKED,), (BOOKED,)),
    "changed": Mail(LIVING, LIVING),
    "withdrawn": Mail((CANCELLED,), (CANCELLED,)),
    # What the team decided, and what it did by itself.
    "accepted": Mail((BOOKED,), (BOOKED,)),
    "declined": Mail((DECLINED,), (DECLINED,)),
    "proposed": Mail((PROPOSED,), (PROPOSED,)),
    "proposal_lapsed": Mail((LAPSED,), (LAPSED,)),
    "booked_by_team": Mail((BOOKED,), (BOOKED,)),
    "moved": Mail((BOOKED,), (BOOKED,)),
    "called_off": Mail((CANCELLED,), (CANCELLED,)),
    # Nobody came.
    "released": Mail((RELEASED,), (RELEASED,)),
}
WATCH_MAILS = ("watch_please_confirm", "watch_free")


def register(facts):
    """Enter the mails about rooms into the outbox's register."""
    for name in MAILS:
        facts[f"rooms/mail/{name}"] = _facts_for(name)
    for name in WATCH_MAILS:
        facts[f"rooms/mail/{name}"] = _watch_facts_for(name)


def shown_bookings(name, facts):
    """Return (request, bookings) that a mail shows as they are now; raise Drop where it makes no sense any more."""
    request = db.session.get(RoomRequest, facts["request_id"]) if facts else None
    if request is None or request.email is None:
        raise Drop(_FORGOTTEN)
    mail = MAILS[name]
    bookings = request_queries.bookings_of(request.id, facts.get("booking_ids"))
    if not any(booking.state in mail.needs for booking in bookings):
        raise Drop(_OVERTAKEN)
    return request, [booking for booking in bookings if booking.state in mail.shows]


def _facts_for(name):
    def read(facts):
        request, bookings = shown_bookings(name, facts)
        if name == "please_confirm" and request.confirmed_at is not None:
            raise Drop("Die Anfrage ist inzwischen bestätigt.")
        if name == "proposed" and bookings[0].sequence != facts["sequence"]:
            raise Drop("Inzwischen gibt es einen anderen Vorschlag.")
        was = facts.get("was")
        if name == "moved" and _is_as_before(bookings[0], facts):
            raise Drop("Inzwischen ist alles wieder, wie es die Person kennt.")
        return {
            "request": request,
            "language": request.language,
            "name": request.name,
            "greeting": greeting(request.name),
            "bookings": bookings,
            "things": request_queries.things_of(bookings),
            "state_texts": request_rules.STATE_TEXTS,
            "what": what(bookings),
            "was": was and [datetime.fromisoformat(moment) for moment in was],
            "was_place": facts.get("was_place"),
            # What the team wrote: why not, or why so.
            "words": facts.get("words"),
            "proposal_link": links.proposal_link(request, bookings[0]),
            "problem": _problem(request, bookings) if name == "please_confirm" else "",
            "confirm_link": links.confirm_link(request),
            "manage_link": links.manage_link(request),
            "room_link": links.room_link(bookings[0].room),
        }

    return read


def what(bookings):
    """Return in a few words what a request is about: "Saal Nord, Zittau", or "Saal Nord, Zittau, 12 Termine"."""
    rooms = {booking.room for booking in bookings}
    where = bookings[0].room.place_line if len(rooms) == 1 else _("%(number)s Räume", number=len(rooms))
    if len(bookings) == 1:
        return where
    return _("%(where)s, %(number)s Termine", where=where, number=len(bookings))


def _is_as_before(booking, facts):
    was = [datetime.fromisoformat(moment) for moment in facts["was"]]
    return was == [booking.starts_at, booking.ends_at] and facts["was_place"] == booking.room.place_line


def _problem(request, bookings):
    """Say why the person will not be able to confirm, or nothing. Told by mail only, as it depends on who they are."""
    try:
        askers.check(request, bookings, clock.now())
    except Refused as refused:
        return refused.sentence
    return ""


def _watch_facts_for(name):
    def read(facts):
        watch = db.session.get(RoomWatch, facts["watch_id"]) if facts else None
        if watch is None or watch.email is None:
            raise Drop(_FORGOTTEN)
        is_asked = name == "watch_please_confirm"
        if watch.starts_at <= clock.now() or is_asked != (watch.confirmed_at is None):
            raise Drop("Das ist inzwischen erledigt.")
        return {
            "watch": watch,
            "room": watch.room,
            "language": watch.language,
            "name": None,
            "greeting": greeting(None),
            "watch_link": links.watch_link(watch),
            "form_link": links.form_link(watch.room, watch.starts_at, watch.ends_at),
        }

    return read
