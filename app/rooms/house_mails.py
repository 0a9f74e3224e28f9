"""What the house is told: a request has come in, or is still open after the promised time. Names nobody."""

import sqlalchemy as sa
from flask import current_app

from app import clock
from app.accounts.rules import Where
from app.alliance import house_queries
from app.database import db, transaction
from app.notifications import outbox, team_mails, wishes
from app.notifications import queries as messages
from app.notifications.outbox import Drop
from app.rooms import mails, request_queries, request_rules
from app.rooms.bookings import REQUESTED, Booking
from app.rooms.persons import RoomRequest

NAMES = ("house_new_request", "house_overdue")


def register(facts):
    """Enter the mails to the house into the outbox's register."""
    for name in NAMES:
        facts[f"rooms/mail/{name}"] = _read


def tell_new(request, now):
    """Tell the house that a request waits for its decision (again). Part of the act that makes it wait."""
    _tell("house_new_request", request, now)


def tell_overdue():
    """A job: tell the house of each request that nobody decided in the promised time, once per promise."""
    now = clock.now()
    overdue = {_once(request): request for request in _overdue(now)}
    if not overdue:
        return
    told = messages.written(overdue)
    new = [(once, request.id) for once, request in overdue.items() if once not in told]
    for once, request_id in new:
        with transaction():
            _tell("house_overdue", db.session.get_one(RoomRequest, request_id), now, once)


def _tell(template, request, now, once=None):
    # Not about the request itself: what goes to the house names nobody, and is not forgotten with the person.
    about, mailbox = f"house:{request.about}", house_queries.current().email
    outbox.queue(mailbox, f"rooms/mail/{template}", about, now, once=once, request_id=request.id)
    places = {booking.room.place_id for booking in request_queries.bookings_of(request.id)} - {None}
    for account in wishes.readers(wishes.REQUESTS, Where(places=frozenset(places) or None)):
        if account.email != mailbox.lower():
            outbox.queue(
                account.email, f"rooms/mail/{template}", f"{team_mails.ABOUT}{request.about}", now,
                once=once and f"{once}:{account.id}", request_id=request.id, account_id=account.id,
            )  # fmt: skip


def _once(request):
    return f"room_request_overdue:{request.id}:{request.answer_by:%Y-%m-%dT%H:%M}"


def _overdue(now):
    waiting = sa.exists().where(Booking.request_id == RoomRequest.id, Booking.state == REQUESTED)
    return db.session.scalars(sa.select(RoomRequest).where(RoomRequest.answer_by <= now, waiting)).all()


def _read(facts):
    request = db.session.get(RoomRequest, facts["request_id"]) if facts else None
    account = team_mails.reader_of(facts) if facts and facts.get("account_id") else None
    bookings = request_queries.bookings_of(request.id) if request else []
    bookings = [booking for booking in bookings if booking.state == REQUESTED]
    if not bookings:
        raise Drop("Die Anfrage ist inzwischen entschieden.")
    return {
        **(team_mails.of_reader(account) if account else team_mails.of_mailbox()),
        "request": request,
        "bookings": bookings,
        "things": request_queries.things_of(bookings),
        "state_texts": request_rules.STATE_TEXTS,
        "what": mails.what(bookings),
        "team_link": f"{current_app.config['BASE_URL']}/team/anfragen/{request.id}",
    }
