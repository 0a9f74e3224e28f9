"""The sessions of a planned event: one more, one less, what each is about. Rooms follow, or nothing happens."""

from enum import Enum

from flask_babel import lazy_gettext as _

from app import clock
from app.accounts import audit
from app.database import db, transaction
from app.errors import Refused
from app.programme import actions, opening, planning_rules, rules
from app.rooms import actions as rooms
from app.rooms.bookings import LIVING
from app.rooms.models import Room

MOST_SESSIONS = 30


class SessionRefusal(Enum):
    """Why there can be no such session."""

    ONLY_ONE = _("Das ist der einzige Termin. Soll er ausfallen, sagen Sie bitte die Veranstaltung ab.")
    BEGUN = _("Dieser Termin hat schon begonnen und bleibt, wie er war.")
    TOO_MANY = _(
        "Mehr als %(most)s Termine passen nicht in eine Veranstaltung. Bitte planen Sie eine zweite, oder eine Reihe."
    )


def title_sessions(event_id, titles, attendance=None):
    """Say what sessions are about ({date id: title}), and what one registration is for. Raises Refused."""
    with transaction():
        event, before = _lock_to_change(event_id)
        was = _told(event)
        for date in event.dates:
            date.title = titles.get(date.id, date.title)
        event.attendance = attendance or event.attendance
        if noted := audit.changes(was, _told(event)):
            actions.changed(event, before, "title_sessions", **noted)
    return event


def add_session(event_id, span, title="", knowingly=False):
    """Add a session to an event, in the rooms that its last one has, with what is lent there. Raises Refused."""
    with transaction():
        event, before = _lock_to_change(event_id)
        now = clock.now()
        if span[0] <= now:
            raise Refused(planning_rules.PlanningRefusal.BEGUN)
        if len(event.dates) >= MOST_SESSIONS:
            raise Refused(SessionRefusal.TOO_MANY, most=MOST_SESSIONS)
        if reason := rules.why_no_dates([*event.spans, span]):
            raise Refused(reason)
        held = [booking for booking in event.dates[-1].bookings if booking.state in LIVING]
        rooms.lock_bookings([booking.id for booking in held])
        if not knowingly:
            opening.refuse_when_shut([db.session.get_one(Room, booking.room_id) for booking in held], [span], now)
        lent = rooms.things_of(held[0]) if held else ()
        date = actions.new_date(*span)
        date.title = title
        event.dates.append(date)
        db.session.flush()
        actions.book_rooms(date, [booking.room_id for booking in held], lent)
        _in_order(event, before)
        actions.changed(event, before, "add_session", **audit.changes({"dates": before.spans}, {"dates": event.spans}))
    return event


def drop_session(event_id, date_id):
    """Take out a session that has not begun; its rooms become free. Raises Refused; twice does no harm."""
    with transaction():
        event, before = _lock_to_change(event_id)
        date = next((each for each in event.dates if each.id == date_id), None)
        if date is None:
            return event
        if date.starts_at <= clock.now():
            raise Refused(SessionRefusal.BEGUN)
        if len(event.dates) == 1:
            raise Refused(SessionRefusal.ONLY_ONE)
        bookings = list(date.bookings)
        rooms.lock_bookings([booking.id for booking in bookings])
        # They are the event's no more, so that the event does not hold on to them.
        date.bookings.clear()
        db.session.flush()
        for booking in bookings:
            rooms.cancel_booking(booking.id)
        event.dates.remove(date)
        db.session.flush()
        _in_order(event, before)
        actions.changed(event, before, "drop_session", **audit.changes({"dates": before.spans}, {"dates": event.spans}))
    return event


def _lock_to_change(event_id):
    event = actions.lock_event(event_id)
    if reason := rules.why_not_change(event.state, event.ends_at, clock.now()):
        raise Refused(reason)
    return event, actions.Before.of(event)


def _in_order(event, before):
    """Read the dates again, in order of time; the registration opens and closes by the first, if that is another."""
    db.session.flush()
    db.session.expire(event, ["dates"])
    if event.starts_at != before.spans[0][0]:
        rules.set_window(event)


def _told(event):
    return {"titles": [date.title for date in event.dates], "attendance": event.attendance}
