"""What people do who ask for rooms: ask, confirm by mail, change, call off, be forgotten."""

from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

import sqlalchemy as sa

from app import clock
from app.accounts import audit, letters
from app.database import db, insert_into, lock, lock_numbers, transaction
from app.errors import Refused
from app.notifications import outbox
from app.rooms import actions, askers, request_queries, request_rules
from app.rooms.bookings import BOOKED, HELD, LAPSED, REQUESTED, Booking
from app.rooms.models import CITIZEN, ORGANISATION
from app.rooms.persons import RequestErasure, RoomRequest
from app.rooms.request_rules import AskRefusal

# A family of numbers for lock_numbers: one address at a time, or two confirmations would each overlook the other.
ADDRESSES = 5
# What a booking is called when nobody knows any more who had it, or what for.
NAMELESS = "Raumbuchung"
# What must happen in the same transaction when a request begins to wait for a decision (again): function(request, now).
# Filled in create_app.
REQUEST_FOLLOWERS = []


@dataclass(frozen=True)
class Wish:
    """One date somebody asks for, by aware moments."""

    room_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Asker:
    """Who asks, and what for. With an organisation: what they say, and nobody has checked it unless they signed in."""

    name: str
    email: str
    purpose: str
    message: str = ""
    organisation_id: int | None = None
    is_verified: bool = False
    # In which language we write.
    language: str = "de"

    @property
    def who(self):
        """The group whose policy counts."""
        return CITIZEN if self.organisation_id is None else ORGANISATION


class DatesRefused(Refused):
    """Some of several dates cannot be had. `refused` is {number of the wish: Refused}."""

    def __init__(self, refused, number_of_wishes):
        if len(refused) == number_of_wishes:
            super().__init__(AskRefusal.NO_DATE_FITS)
        else:
            super().__init__(AskRefusal.SOME_DATES, all=number_of_wishes, number=len(refused))
        self.refused = refused


def ask_for_room(wishes, asker, persons=None, layout_id=None, equipment_ids=(), form_key=None, leave_out=False):
    """Note what somebody asks for, hold it where it is to be held, and ask them by mail to confirm.

    All dates or none, unless `leave_out`: then those that can be had. What the answer is, never depends on the address.
    Raises Refused with a RoomRefusal or AskRefusal, DatesRefused where there are several dates.
    """
    if not wishes:
        raise Refused(AskRefusal.NO_DATES)
    if len(wishes) > request_rules.MOST_DATES:
        raise Refused(AskRefusal.TOO_MANY_DATES, most=request_rules.MOST_DATES)
    with transaction():
        now = clock.now()
        if asker.is_verified:
            # Before the rooms, as whoever confirms does.
            _lock_email(asker.email)
        request = _note(wishes, asker, form_key, now)
        if request is None:
            return request_queries.find_by_form(form_key)
        rooms = request_queries.rooms_to_book({wish.room_id for wish in wishes})
        if len(wishes) > 1:
            actions.lock_rooms(rooms, equipment_ids)
        refused = {}
        for number, wish in enumerate(wishes):
            try:
                _book(request, rooms, wish, persons=persons, layout_id=layout_id, equipment_ids=equipment_ids)
            except Refused as refusal:
                refused[number] = refusal
        # Out of the transaction by an exception: nothing is left of what was written.
        if refused and len(wishes) == 1:
            raise refused[0]
        if refused and (not leave_out or len(refused) == len(wishes)):
            raise DatesRefused(refused, len(wishes))
        if asker.is_verified:
            # Who signed in need not prove their address.
            confirm(request.id)
        else:
            tell(request, "please_confirm", now)
    return request


def _note(wishes, asker, form_key, now):
    """Write down who asks, or return None where this very form was sent before; one sent just now is awaited."""
    values = {
        "name": asker.name, "email": asker.email, "who": asker.who, "organisation_id": asker.organisation_id,
        "is_verified": asker.is_verified, "language": asker.language,
        "purpose": asker.purpose, "message": asker.message, "form_key": form_key, "asked_at": now,
        "held_until": request_rules.hold_until(min(wish.starts_at for wish in wishes), now), "link_version": 1,
    }  # fmt: skip
    table = RoomRequest.__table__
    insert = insert_into(table).on_conflict_do_nothing(index_elements=["form_key"]).returning(*table.c)
    return db.session.scalar(sa.select(RoomRequest).from_statement(insert.values(values)))


def _book(request, rooms, wish, layout_id, equipment_ids, **facts):
    """Book one date of a request, or only note it where requests do not block the room."""
    room = rooms.get(wish.room_id)
    if room is None:
        raise LookupError(f"No room {wish.room_id}")
    holds = room.requests_block or not request_rules.waits(room, request)
    if not holds:
        actions.check_free(room, wish.starts_at, wish.ends_at, equipment_ids=equipment_ids, discreet=True)
    actions.book_room(
        room.id, wish.starts_at, wish.ends_at, request.purpose, equipment_ids=equipment_ids, who=request.who,
        discreet=True, holds=holds, state=HELD, request_id=request.id, layout_id=layout_id, **facts,
    )  # fmt: skip


def confirm(request_id):
    """Make a request count: booked where nobody decides, else it waits for the team. Twice does no harm.

    Here, where the address is proven, it is asked whether the person is briefed and has not too many open bookings.
    """
    with transaction():
        _lock_address(request_id)
        request, bookings = _lock_request(request_id)
        if request.confirmed_at is not None:
            return request
        now = clock.now()
        held = [booking for booking in bookings if booking.state == HELD and booking.starts_at > now]
        if not held:
            raise Refused(AskRefusal.TOO_LATE)
        askers.check(request, held, now)
        request.confirmed_at = now
        waiting = [
            booking for booking in held
            if not booking.holds or request_rules.waits(booking.room, request)
        ]  # fmt: skip
        for booking in held:
            _become(booking, REQUESTED if booking in waiting else BOOKED, now)
        tell(request, "requested" if waiting else "booked", now)
        if waiting:
            _wait_for_decision(request, waiting, now)
    return request


def change(booking_id, starts_at, ends_at):
    """Give one date of a request another span. Shorter is always allowed; another time is asked for anew.

    Where somebody decides about the room, the old time is given up and the booking waits for a decision at the new one.
    """
    with transaction():
        request, bookings = _lock_request(db.session.get_one(Booking, booking_id).request_id)
        booking = next(each for each in bookings if each.id == booking_id)
        now = clock.now()
        if (starts_at, ends_at) == (booking.starts_at, booking.ends_at):
            return booking
        if reason := request_rules.why_no_change(booking, starts_at, ends_at, now):
            raise Refused(reason)
        was = [booking.starts_at.isoformat(), booking.ends_at.isoformat()]
        facts = {
            "who": request.who, "discreet": True, "holds": booking.holds, "state": booking.state,
            "is_exception": booking.is_exception or booking.series_id is not None,
        }  # fmt: skip
        if request_rules.is_shorter(booking, starts_at, ends_at):
            actions.move_booking(
                booking_id, starts_at, ends_at, **facts, knowingly=True, broken_rules=list(booking.broken_rules)
            )
        else:
            _ask_anew(request, booking, starts_at, ends_at, facts, now)
        tell(request, "changed", now, booking_ids=[booking_id], was=was)
    return booking


def _ask_anew(request, booking, starts_at, ends_at, facts, now):
    """Move a booking to a time it did not have; where somebody decides, it waits again."""
    is_decided = request_rules.waits(booking.room, request)
    if booking.state == BOOKED and is_decided:
        facts |= {"state": REQUESTED, "holds": booking.room.requests_block}
    if not facts["holds"]:
        things = [thing.id for thing in request_queries.things_of([booking])[booking.id]]
        actions.check_free(
            booking.room, starts_at, ends_at, booking.setup_min, booking.teardown_min, things, discreet=True,
            but_not=booking.id,
        )  # fmt: skip
    actions.move_booking(booking.id, starts_at, ends_at, **facts)
    if facts["state"] == REQUESTED:
        _wait_for_decision(request, [booking], now)


def withdraw(request_id, booking_ids=None):
    """Call off a request, or those of its dates that are named; what has begun stays. Twice does no harm."""
    with transaction():
        request, bookings = _lock_request(request_id)
        now = clock.now()
        gone = _call_off(bookings, now, booking_ids)
        if gone:
            tell(request, "withdrawn", now, booking_ids=gone)
    return request


def write_in(request_id, language):
    """Write to the person of a request in another language from now on."""
    with transaction():
        lock(RoomRequest, request_id).language = language


def lapse(request_id):
    """Free what nobody confirmed in time."""
    with transaction():
        request, bookings = _lock_request(request_id)
        if request.confirmed_at is not None or request.held_until > clock.now():
            return
        for booking in bookings:
            if booking.state == HELD:
                actions.cancel_booking(booking.id, LAPSED)


def erase(request_id):
    """Call off what is still to come, and take the person out of everything we keep: at once, and for good."""
    with transaction():
        request, bookings = _lock_request(request_id)
        now = clock.now()
        if request.email and request.confirmed_at:
            letters.tell_erased(request.email, "room_request", request_id, now, request.language)
        _call_off(bookings, now)
        _forget(request, bookings, now)


def forget(request_id):
    """Take the person out because the time to keep them is over; the bookings stay, and no longer name anyone."""
    with transaction():
        request, bookings = _lock_request(request_id)
        _forget(request, bookings, clock.now())


def forget_address(email):
    """Take somebody out of all they asked for signed in. Part of the act that erases their account."""
    ids = sa.select(RoomRequest.id).where(RoomRequest.email == email, RoomRequest.is_verified).order_by(RoomRequest.id)
    for request_id in db.session.scalars(ids).all():
        forget(request_id)


def tell(request, template, now, once=None, **facts):
    """Write a message to the person of a request; `facts` may name `booking_ids`. Part of an act."""
    outbox.queue(request.email, f"rooms/mail/{template}", request.about, now, once=once, request_id=request.id, **facts)


def _lock_address(request_id):
    email = db.session.scalar(sa.select(RoomRequest.email).where(RoomRequest.id == request_id))
    if email is not None:
        _lock_email(email)


def _lock_email(email):
    lock_numbers(ADDRESSES, [crc32(email.encode()) & 0x7FFFFFFF])


def _lock_request(request_id):
    """Lock a request, its bookings and their rooms, in the order of all acts. Raises LookupError."""
    request = lock(RoomRequest, request_id)
    ids = db.session.scalars(sa.select(Booking.id).where(Booking.request_id == request_id)).all()
    return request, actions.lock_bookings(ids)


def _become(booking, state, now):
    before = actions.BookingBefore.of(booking)
    booking.state = state
    actions.changed(booking, before, now)


def _wait_for_decision(request, bookings, now):
    """Promise an answer, and let nobody's earlier word count for what is asked now."""
    request.answer_by = request_rules.answer_by([booking.room for booking in bookings], now)
    request.agreed_by_id = request.decided_at = None
    db.session.flush()
    for follower in REQUEST_FOLLOWERS:
        follower(request, now)


def _call_off(bookings, now, booking_ids=None):
    """Cancel what can still be called off; return the ids."""
    gone = [
        booking.id for booking in bookings
        if request_rules.may_withdraw(booking, now) and (booking_ids is None or booking.id in booking_ids)
    ]  # fmt: skip
    for booking_id in gone:
        actions.cancel_booking(booking_id)
    return gone


def _forget(request, bookings, now):
    if request.email is None and request.name is None:
        return
    request.name = request.email = request.purpose = request.message = request.answer = request.form_key = None
    request.link_version, request.language = request.link_version + 1, "de"
    for booking in bookings:
        booking.title, booking.note = NAMELESS, ""
    db.session.add(RequestErasure(request_id=request.id, erased_at=now))
    audit.forget(request.about, *(booking.about for booking in bookings))
    db.session.flush()
    outbox.forget(request.about)
