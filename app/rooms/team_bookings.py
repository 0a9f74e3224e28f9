"""What the team books itself, for the house or for somebody; and moving and calling off what is booked."""

from app import clock
from app.accounts import audit
from app.database import db, lock, transaction
from app.errors import Refused
from app.rooms import actions, briefings, deciding, trail
from app.rooms.bookings import HELD, LIVING, PROPOSED, REQUESTED, Booking
from app.rooms.models import CITIZEN, ORGANISATION
from app.rooms.persons import RoomRequest
from app.rooms.rules import DecisionRefusal, RoomRefusal


def book(
    by_id, room_id, starts_at, ends_at, title, name=None, email=None, organisation_id=None, equipment_ids=(),
    knowingly=False, **facts,
):  # fmt: skip
    """Book a room at once: for the house, or for a person with name and address, who gets a mail.

    `facts` are columns of Booking. Who books a machine needs a briefing, or the team breaks that rule knowingly.
    Raises Refused, and LookupError for an unknown room or thing.
    """
    with transaction():
        now = clock.now()
        lacking = briefings.lacking(email, equipment_ids, clock.today(starts_at)) if email else []
        if lacking and not knowingly:
            raise Refused(RoomRefusal.NO_BRIEFING, thing=lacking[0].name)
        request = _request_of(name, email, organisation_id, now)
        booking = actions.book_room(
            room_id, starts_at, ends_at, title, equipment_ids=equipment_ids, knowingly=knowingly,
            request_id=request.id if request else None, booked_by_id=by_id, **facts,
        )  # fmt: skip
        if lacking:
            booking.broken_rules = [*booking.broken_rules, RoomRefusal.NO_BRIEFING.name]
        is_now = deciding.where_and_when(booking)
        audit.note("book_room", booking.about, by_id, now=is_now, **trail.broken([booking]))
        deciding.tell(request, "booked_by_team", now, [booking])
    return booking


def move(booking_id, by_id, starts_at, ends_at, room_id=None, knowingly=False, reason="", **facts):
    """Give what is booked another time or room, shorten or lengthen it; the person who has it is told.

    `facts` are columns of Booking. What somebody only asked for is not moved but proposed (see deciding), so that is
    refused.
    """
    with transaction():
        now = clock.now()
        booking, request = _lock(booking_id, [room_id] if room_id else ())
        was = deciding.where_and_when(booking)
        deciding.place(booking, request, starts_at, ends_at, room_id=room_id, knowingly=knowingly, **facts)
        if (is_now := deciding.where_and_when(booking)) != was:
            audit.note("move_booking", booking.about, by_id, was=was, now=is_now, **trail.broken([booking]))
            deciding.tell(request, "moved", now, [booking], **deciding.told_was(was), words=reason)
    return booking


def call_off(booking_id, by_id, reason):
    """Call off what is booked; the person who has it is told why. Twice does no harm. Raises Refused."""
    if not reason.strip():
        raise Refused(DecisionRefusal.NO_REASON)
    with transaction():
        booking, request = _lock(booking_id)
        if booking.state not in LIVING:
            return booking
        actions.cancel_booking(booking_id)
        if request is not None:
            request.answer = reason
        audit.note("call_off_booking", booking.about, by_id, reason=reason)
        deciding.tell(request, "called_off", clock.now(), [booking], words=reason)
    return booking


def _lock(booking_id, room_ids=()):
    """Lock the request of a booking first, as whoever decides about it does; return the booking and the request.

    Raises Refused where it is still to be confirmed or decided.
    """
    request_id = db.session.get_one(Booking, booking_id).request_id
    request = lock(RoomRequest, request_id) if request_id else None
    booking = actions.lock_with_owner(booking_id, room_ids)
    if request is not None and booking.state == HELD:
        raise Refused(DecisionRefusal.UNCONFIRMED)
    if request is not None and booking.state in (REQUESTED, PROPOSED):
        raise Refused(DecisionRefusal.ASKED_FOR)
    return booking, request


def _request_of(name, email, organisation_id, now):
    """Return the request of a person for whom the team books: confirmed and decided from the start. None: the house."""
    if not email:
        return None
    request = RoomRequest(
        name=name, email=email.lower(), who=ORGANISATION if organisation_id else CITIZEN,
        organisation_id=organisation_id, is_verified=bool(organisation_id),
        asked_at=now, held_until=now, confirmed_at=now, decided_at=now,
    )  # fmt: skip
    db.session.add(request)
    db.session.flush()
    return request
