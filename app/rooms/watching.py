"""A room's own waiting list: somebody asks to be told when it frees up. Told once, then forgotten; nothing is held."""

import sqlalchemy as sa

from app import clock
from app.database import db, lock, transaction
from app.errors import Refused
from app.notifications import outbox
from app.rooms import actions, request_queries, request_rules, rules
from app.rooms.models import Room
from app.rooms.persons import RoomWatch, WatchErasure
from app.rooms.request_rules import AskRefusal


def watch(room_id, starts_at, ends_at, email, form_key=None, language="de"):
    """Note that an address wants to be told when a room is free in a span, and ask it by mail whether that is so.

    Nothing is returned: the answer is the same for every address. Raises Refused, LookupError for an unknown room.
    """
    with transaction():
        now = clock.now()
        room = db.session.get(Room, room_id)
        if room is None:
            raise LookupError(f"No room {room_id}")
        actions.lock_rooms([room_id])
        if reason := rules.why_no_span(starts_at, ends_at, now) or request_rules.why_no_watch(starts_at, now):
            raise Refused(reason)
        if form_key is not None and db.session.scalar(sa.select(RoomWatch.id).where(RoomWatch.form_key == form_key)):
            return
        if is_free(room, starts_at, ends_at):
            raise Refused(AskRefusal.FREE_NOW)
        made = RoomWatch(
            room_id=room_id, starts_at=starts_at, ends_at=ends_at, email=email, language=language, form_key=form_key,
            asked_at=now,
        )  # fmt: skip
        db.session.add(made)
        db.session.flush()
        _tell(made, "watch_please_confirm", now)


def confirm(watch_id):
    """Make a watch count. Twice does no harm; LookupError where it is forgotten."""
    with transaction():
        found = lock(RoomWatch, watch_id)
        found.confirmed_at = found.confirmed_at or clock.now()


def tell(watch_id):
    """Tell somebody that their room has become free, if it is; once."""
    with transaction():
        found = lock(RoomWatch, watch_id)
        now = clock.now()
        if found.confirmed_at is None or found.told_at is not None or found.starts_at <= now:
            return
        if is_free(found.room, found.starts_at, found.ends_at):
            found.told_at = now
            _tell(found, "watch_free", now)


def end(watch_id):
    """Forget somebody who waited, with the messages to them; because they want it, were told, or it is over."""
    with transaction():
        found = request_queries.find_watch(watch_id)
        if found is not None:
            outbox.forget(found.about)
            db.session.delete(found)
            db.session.add(WatchErasure(watch_id=watch_id, erased_at=clock.now()))


def is_free(room, starts_at, ends_at):
    """Tell whether nobody has a room in a span, with its setup and teardown."""
    try:
        actions.check_free(room, starts_at, ends_at, discreet=True)
    except Refused:
        return False
    return True


def _tell(found, template, now):
    outbox.queue(found.email, f"rooms/mail/{template}", found.about, now, watch_id=found.id)
