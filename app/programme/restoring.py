"""Taking back that an event was called off, before anybody was told: its rooms are booked again."""

from app import clock
from app.database import transaction
from app.errors import Refused
from app.programme import actions, rules
from app.programme.models import DRAFT, PUBLISHED
from app.rooms import actions as rooms
from app.rooms.bookings import BOOKED, CANCELLED


def restore_event(event_id, instead=()):
    """Let an event that was called off take place after all. Twice does no harm.

    `instead`: {id of a room that somebody else has by now: id of the one to have in its place}; guests are told then.
    Raises Refused where guests may have been told already, and where somebody has one of its rooms by now.
    """
    instead = dict(instead)
    with transaction():
        event, now = actions.lock_event(event_id), clock.now()
        if event.state in (DRAFT, PUBLISHED):
            return event
        if reason := rules.why_not_restore(event.state, event.tell_at, event.ends_at, now):
            raise Refused(reason)
        before = actions.Before.of(event)
        taken_away = [
            booking for date in event.dates if date.ends_at > now
            for booking in date.bookings if booking.state == CANCELLED
        ]  # fmt: skip
        rooms.lock_bookings([booking.id for booking in taken_away], instead.values())
        for booking in taken_away:
            rooms.move_booking(
                booking.id, booking.starts_at, booking.ends_at, instead.get(booking.room_id), knowingly=True,
                from_states=(CANCELLED,), state=BOOKED,
            )  # fmt: skip
        event.state = PUBLISHED if event.is_public else DRAFT
        event.cancel_reason, event.cancelled_at, event.offered_ids = "", None, None
        # A room may have become smaller meanwhile, or be another one.
        actions.check_seats(event, event.seats)
        actions.changed(event, before, "restore_event")
    return event
