"""Other dates and rooms for several events at once, so that two of them may change places."""

from dataclasses import dataclass

from app import clock
from app.database import db
from app.errors import Refused
from app.programme import actions as programme
from app.programme import rules
from app.programme.models import CANCELLED, PUBLISHED
from app.rooms import actions as rooms
from app.rooms.bookings import BOOKED, Booking
from app.seasons.local_time import read_moment


@dataclass(frozen=True)
class Plan:
    """When and where an event is to be: spans of aware moments, ids of rooms and things."""

    spans: tuple
    room_ids: tuple
    equipment_ids: tuple

    def is_that_of(self, event):
        """Tell whether an event is planned like this; of a cancelled one, nobody knows the things any more."""
        first = event.dates[0].bookings
        things = [loan.equipment_id for booking in first for loan in booking.loans]
        has_things = event.state == CANCELLED or not first or sorted(things) == sorted(self.equipment_ids)
        room_ids = sorted(booking.room_id for booking in first)
        return event.spans == self.spans and room_ids == sorted(self.room_ids) and has_things


def replan_events(plans):
    """Give events other dates and rooms, as [(event, Plan)]; return [(event, Refused)].

    The events and all rooms are locked already, and whoever calls undoes everything if one is refused. Guests are
    told as after `move_event`.
    """
    befores = [programme.Before.of(event) for event, _ in plans]
    for event, _ in plans:
        _give_up_rooms(event)
    refusals = []
    for (event, plan), before in zip(plans, befores, strict=True):
        try:
            with db.session.begin_nested():
                _set_dates(event, plan.spans)
                for date in event.dates:
                    programme.book_rooms(date, plan.room_ids, plan.equipment_ids)
        except Refused as refused:
            refusals.append((event, refused))
            continue
        rules.set_window(event)
        _changed(event, before)
    return refusals


def rewrite_cancelled(event, spans, rooms_wanted):
    """Write down when and where an event that was called off would have been. It holds no room."""
    _give_up_rooms(event)
    _set_dates(event, spans)
    for date in event.dates:
        for room in rooms_wanted:
            date.bookings.append(
                Booking(
                    room=room, title=event.title, starts_at=date.starts_at, ends_at=date.ends_at,
                    setup_min=room.setup_min, teardown_min=room.teardown_min,
                    state=CANCELLED, holds=False, booked_at=event.created_at, changed_at=event.created_at,
                )
            )  # fmt: skip
    db.session.flush()


def set_old_times(event, moved_from):
    """Set from when an event was moved: history, so no room is asked for it. Returns whether it was news."""
    is_news = False
    for date, span in zip(event.dates, moved_from, strict=False):
        old = tuple(read_moment(text) for text in span)
        now_said = (date.moved_from_starts_at, date.moved_from_ends_at)
        if old not in (now_said, (date.starts_at, date.ends_at)):
            date.moved_from_starts_at, date.moved_from_ends_at = old
            is_news = True
    return is_news


def _changed(event, before):
    """Count a change of an event, and let those follow who must."""
    now = clock.now()
    event.sequence = event.sequence + 1
    event.changed_at = now
    db.session.flush()
    if before.spans[-1][1] <= now and event.ends_at <= now:
        # It was over and is over: nobody needs to be told.
        return
    for follower in programme.EVENT_FOLLOWERS:
        follower(event, before)


def _give_up_rooms(event):
    for date in event.dates:
        for booking in list(date.bookings):
            # Not a booking that was called off by people: it only takes another form.
            date.bookings.remove(booking)
            db.session.flush()
            if booking.state == BOOKED:
                rooms.cancel_booking(booking.id)
            db.session.delete(booking)
    db.session.flush()


def _set_dates(event, spans):
    dates = list(event.dates)
    for date, (starts_at, ends_at) in zip(dates, spans, strict=False):
        if (date.starts_at, date.ends_at) == (starts_at, ends_at):
            continue
        if event.state == PUBLISHED:
            date.moved_from_starts_at, date.moved_from_ends_at = date.starts_at, date.ends_at
        date.starts_at, date.ends_at = starts_at, ends_at
    for date in dates[len(spans) :]:
        event.dates.remove(date)
    for starts_at, ends_at in spans[len(dates) :]:
        event.dates.append(programme.new_date(starts_at, ends_at))
    db.session.flush()
    db.session.expire(event, ["dates"])
