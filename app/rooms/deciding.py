"""What the team does with a request: say yes, propose something else, say no. The request first, then its bookings."""

from contextlib import contextmanager
from datetime import UTC, timedelta

from app import clock, display
from app.accounts import audit
from app.database import db, lock, transaction
from app.errors import Refused
from app.rooms import actions, asking, briefings, request_rules, trail
from app.rooms.bookings import BOOKED, CANCELLED, DECLINED, HELD, LAPSED, PROPOSED, REQUESTED, Booking
from app.rooms.persons import RoomRequest
from app.rooms.rules import DecisionRefusal, RoomRefusal

# How long a proposal holds what it proposes, if the time itself does not come before.
PROPOSAL_LIVES = timedelta(days=7)


class RefusedDate(Refused):
    """A refusal of one of several dates: says which."""

    def __init__(self, refused, booking):
        super().__init__(refused.reason, **refused.facts)
        self.booking_id = booking.id
        self.when = display.span(booking.starts_at, booking.ends_at)

    @property
    def sentence(self):
        """What people read, after the date it is about."""
        return f"{self.when}: {super().sentence}"


def accept(request_id, by_id, booking_ids=None, knowingly=False):
    """Give the person what they asked for, all dates or some of them, or none. Return whether it is sure now.

    Where two people must agree, the first is noted (False), and another completes. Raises Refused.
    """
    with transaction():
        now = clock.now()
        request, bookings = lock_undecided(request_id, booking_ids, (REQUESTED,))
        if any(booking.room.two_agree for booking in bookings) and not _is_second(request, bookings, by_id):
            request.agreed_by_id = by_id
            audit.note("agree_to_request", request.about, by_id, bookings=_ids(bookings))
            return False
        for booking in bookings:
            with _naming(booking, bookings):
                place(booking, request, booking.starts_at, booking.ends_at, knowingly=knowingly, state=BOOKED)
        audit.note("accept_request", request.about, by_id, bookings=_ids(bookings), **trail.broken(bookings))
        _settle(request, now)
        tell(request, "accepted", now, bookings)
    return True


def decline(request_id, by_id, reason, booking_ids=None):
    """Say no to all open dates of a request, or to some, also to what was proposed; the person reads the reason."""
    if not reason.strip():
        raise Refused(DecisionRefusal.NO_REASON)
    with transaction():
        now = clock.now()
        request, bookings = lock_undecided(request_id, booking_ids)
        for booking in bookings:
            actions.cancel_booking(booking.id, DECLINED)
        request.answer = reason
        audit.note("decline_request", request.about, by_id, bookings=_ids(bookings), reason=reason)
        _settle(request, now)
        tell(request, "declined", now, bookings, words=reason)


def propose(booking_id, by_id, starts_at, ends_at, room_id=None, answer="", knowingly=False):
    """Propose another time or room for one date. The new place is held until the person answers, a week at most."""
    with transaction():
        now = clock.now()
        further = [room_id] if room_id else []
        request, (booking,) = lock_undecided(_request_id_of(booking_id), [booking_id], room_ids=further)
        was = where_and_when(booking)
        place(booking, request, starts_at, ends_at, room_id=room_id, knowingly=knowingly, state=PROPOSED)
        request.held_until = min(now + PROPOSAL_LIVES, max(starts_at, now))
        request.answer = answer
        # Whoever proposes has agreed to it; with more dates than this one, that would be taken for a yes to them too.
        request.agreed_by_id = by_id if len(request.bookings) == 1 else None
        audit.note(
            "propose_room", request.about, by_id, bookings=[booking_id], was=was, now=where_and_when(booking),
            **trail.broken([booking]),
        )  # fmt: skip
        tell(request, "proposed", now, [booking], **told_was(was), words=answer, sequence=booking.sequence)
    return booking


def take_proposal(booking_id, sequence):
    """The person takes what was proposed to them (the proposal with that sequence). Twice does no harm.

    Return whether it is sure: where two people must agree, it is asked for again, with the proposer as the first.
    """
    with transaction():
        now = clock.now()
        request, booking = _lock_proposal(booking_id)
        if booking.state == BOOKED:
            return True
        if not still_stands(request, booking, sequence, now):
            raise Refused(DecisionRefusal.ANSWERED)
        is_sure = not booking.room.two_agree
        # What the rules say against it, the team knew when it proposed it.
        state = BOOKED if is_sure else REQUESTED
        place(booking, request, booking.starts_at, booking.ends_at, knowingly=True, state=state)
        audit.note("take_proposal", request.about, bookings=[booking_id])
        if is_sure:
            _settle(request, now)
            tell(request, "accepted", now, [booking])
        else:
            request.answer_by = request_rules.answer_by([booking.room], now)
            for follower in asking.REQUEST_FOLLOWERS:
                follower(request, now)
    return is_sure


def turn_down_proposal(booking_id, sequence):
    """The person does not want what was proposed to them; it is free again. Twice does no harm."""
    with transaction():
        now = clock.now()
        request, booking = _lock_proposal(booking_id)
        if booking.state == CANCELLED:
            return
        if not still_stands(request, booking, sequence, now):
            raise Refused(DecisionRefusal.ANSWERED)
        actions.cancel_booking(booking_id)
        audit.note("turn_down_proposal", request.about, bookings=[booking_id])
        _settle(request, now)
        # Their diary holds the proposal.
        tell(request, "withdrawn", now, [booking])


def lapse_proposal(booking_id):
    """Free what was proposed and not answered in time, and tell the person."""
    with transaction():
        now = clock.now()
        request, booking = _lock_proposal(booking_id)
        if booking.state != PROPOSED or request.held_until > now:
            return
        actions.cancel_booking(booking_id, LAPSED)
        audit.note("lapse_proposal", request.about, bookings=[booking_id])
        _settle(request, now)
        tell(request, "proposal_lapsed", now, [booking])


def lock_undecided(request_id, booking_ids=None, states=(REQUESTED, PROPOSED), room_ids=()):
    """Lock a request and those of its dates that are to be decided; return both. Raises Refused where one is not open.

    `room_ids` are rooms that the act needs besides theirs. Raises LookupError for a date of another request.
    """
    request = lock(RoomRequest, request_id)
    if request.confirmed_at is None:
        raise Refused(DecisionRefusal.UNCONFIRMED)
    if booking_ids is not None and not set(booking_ids) <= set(_ids(request.bookings)):
        raise LookupError(f"Request {request_id} has no such booking: {booking_ids}")
    bookings = actions.lock_bookings(_ids(request.bookings) if booking_ids is None else booking_ids, room_ids)
    undecided = [booking for booking in bookings if booking.state in states]
    if not undecided or (booking_ids is not None and len(undecided) < len(bookings)):
        raise Refused(DecisionRefusal.DECIDED, what=trail.last_word(request, bookings))
    return request, undecided


def place(booking, request, starts_at, ends_at, room_id=None, knowingly=False, **facts):
    """Move a booking that is locked, or give it other facts, as `actions.move_booking` does; part of an act.

    The person needs a briefing for the machines that go along. A date of a series that goes elsewhere is an exception.
    """
    email = request.email if request else None
    things = actions.things_of(booking) if email else ()
    lacking = briefings.lacking(email, things, clock.today(starts_at)) if things else []
    if lacking and not knowingly:
        raise Refused(RoomRefusal.NO_BRIEFING, thing=lacking[0].name)
    is_elsewhere = (starts_at, ends_at, room_id or booking.room_id) != (
        booking.starts_at, booking.ends_at, booking.room_id,
    )  # fmt: skip
    if booking.series_id is not None and is_elsewhere:
        facts["is_exception"] = True
    actions.move_booking(booking.id, starts_at, ends_at, room_id=room_id, knowingly=knowingly, **facts)
    if lacking:
        booking.broken_rules = [*booking.broken_rules, RoomRefusal.NO_BRIEFING.name]


def tell(request, template, now, bookings, **facts):
    """Write the person a mail about some of their dates, in the present transaction; nothing where nobody is known."""
    if request is not None and request.email:
        asking.tell(request, template, now, booking_ids=_ids(bookings), **facts)


def where_and_when(booking):
    """Return a booking's place and time as small values, to be kept as what was."""
    moments = (booking.starts_at, booking.ends_at)
    return [booking.room.place_line, *(moment.astimezone(UTC).isoformat() for moment in moments)]


def told_was(was):
    """Return the facts of a mail that say what was, of `where_and_when`."""
    return {"was_place": was[0], "was": was[1:]}


def _is_second(request, bookings, by_id):
    """Tell whether somebody else has agreed before. Raises Refused where the first would agree twice, or to a part."""
    if request.agreed_by_id is None:
        undecided = {booking.id for booking in request.bookings if booking.state == REQUESTED}
        if undecided - set(_ids(bookings)):
            raise Refused(DecisionRefusal.ALL_DATES)
        return False
    if request.agreed_by_id == by_id:
        raise Refused(DecisionRefusal.SAME_PERSON)
    return True


def _lock_proposal(booking_id):
    request = lock(RoomRequest, _request_id_of(booking_id))
    (booking,) = actions.lock_bookings([booking_id])
    return request, booking


def still_stands(request, booking, sequence, now):
    """Tell whether the person may still answer the proposal that they were sent."""
    return booking.state == PROPOSED and booking.sequence == sequence and now < request.held_until


def _request_id_of(booking_id):
    return db.session.get_one(Booking, booking_id).request_id


def _settle(request, now):
    """Note when the last open date of a request was decided."""
    if not any(booking.state in (HELD, REQUESTED, PROPOSED) for booking in request.bookings):
        request.decided_at = now


def _ids(bookings):
    return [booking.id for booking in bookings]


@contextmanager
def _naming(booking, bookings):
    """Say of which date a refusal speaks, where there are several."""
    try:
        yield
    except Refused as refused:
        if len(bookings) > 1:
            raise RefusedDate(refused, booking) from refused
        raise
