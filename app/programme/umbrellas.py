"""Several events under one name on one day, or some ("Zukunftsforum"): what the team does with them."""

import sqlalchemy as sa

from app import clock
from app.accounts import audit
from app.database import db, lock, lock_numbers, transaction
from app.errors import Refused
from app.programme import actions, umbrella_rules
from app.programme.groupings import Umbrella
from app.programme.models import CANCELLED, DRAFT, PUBLISHED, Event
from app.programme.planning import UMBRELLA, Source
from app.programme.umbrella_rules import UmbrellaRefusal
from app.rooms import actions as rooms
from app.slugs import free_slug, slug


def create_umbrella(title, starts_on, ends_on, **facts):
    """Make a day under which events can stand; a draft at first. Raises Refused."""
    with transaction():
        # Of two of one name made at once, the second sees the address of the first.
        lock_numbers(actions.ADDRESSES, [1])
        _refuse_nonsense(starts_on, ends_on)
        taken = set(db.session.scalars(sa.select(Umbrella.slug)))
        umbrella = Umbrella(
            title=title, slug=free_slug(f"{slug(title)}-{starts_on.year}", taken), starts_on=starts_on,
            ends_on=ends_on, state=DRAFT, **facts,
        )  # fmt: skip
        db.session.add(umbrella)
        db.session.flush()
        audit.note("create_umbrella", about(umbrella.id), title=title)
    return umbrella


def change_umbrella(umbrella_id, **facts):
    """Change what a day says of itself, its dates, or its state (draft, published). Raises Refused."""
    with transaction():
        umbrella = lock(Umbrella, umbrella_id)
        if umbrella.state == CANCELLED and facts.get("state", CANCELLED) != CANCELLED:
            raise Refused(UmbrellaRefusal.CANCELLED)
        starts_on, ends_on = (facts.get(name, getattr(umbrella, name)) for name in ("starts_on", "ends_on"))
        _refuse_nonsense(starts_on, ends_on)
        for event in events_of(umbrella_id):
            _refuse_outside(event, starts_on, ends_on)
        noted = audit.changes(audit.facts_of(umbrella, facts), facts)
        for name, value in facts.items():
            setattr(umbrella, name, value)
        if noted:
            audit.note("change_umbrella", about(umbrella_id), **noted)
    return umbrella


def choose_events(umbrella_id, event_ids):
    """Let these events, and no others, stand under a day. Raises Refused for one on another day, or of another one."""
    with transaction():
        wanted = set(event_ids)
        # Events before their day, as planning does: else they would wait for each other.
        for event_id in sorted(wanted | {event.id for event in events_of(umbrella_id)}):
            lock(Event, event_id)
        umbrella = lock(Umbrella, umbrella_id)
        were = {event.id for event in events_of(umbrella_id)}
        for event_id in sorted(wanted - were):
            _put(event_id, umbrella)
        for event_id in sorted(were - wanted):
            _take(event_id)
        if wanted != were:
            audit.note("choose_events", about(umbrella_id), changed={"events": [sorted(were), sorted(wanted)]})


def cancel_umbrella(umbrella_id, reason):
    """Call a day off, and every event under it that is yet to come; their guests are told. Raises Refused."""
    with transaction():
        # All that any of these acts will lock, in one order: events, rooms, and the day last, as planning does.
        events = [actions.lock_event(event.id) for event in events_of(umbrella_id)]
        rooms.lock_bookings([booking.id for event in events for date in event.dates for booking in date.bookings])
        umbrella, now = lock(Umbrella, umbrella_id), clock.now()
        if umbrella.state == CANCELLED:
            return umbrella
        for event in events_of(umbrella_id):
            if event.state == PUBLISHED and event.ends_at > now:
                actions.cancel_event(event.id, reason)
            elif event.state == DRAFT and event.publish_at is not None:
                # A draft stays one: it must not go public by itself on a day that is off.
                actions.change_event(event.id, publish_at=None)
        # A day that nobody has seen is a draft no more, and seen by nobody.
        umbrella.state = CANCELLED if umbrella.state == PUBLISHED else DRAFT
        audit.note("cancel_umbrella", about(umbrella_id), reason=reason)
    return umbrella


def delete_umbrella(umbrella_id):
    """Delete a day; its events stay, as events of their own."""
    with transaction():
        for event in events_of(umbrella_id):
            _take(event.id)
        umbrella = lock(Umbrella, umbrella_id)
        db.session.flush()
        db.session.delete(umbrella)
        audit.note("delete_umbrella", about(umbrella_id), title=umbrella.title)


def find_source(number):
    """Return what the planning page shows of a day into which an event is planned, or None."""
    umbrella = db.session.get(Umbrella, number)
    return umbrella and Source(umbrella.title, f"/team/tage/{number}")


def planned_from(kind, number, event):
    """Put an event that was planned from the page of a day under it (planning.PLANNED_FROM). Raises Refused."""
    if kind == UMBRELLA:
        umbrella = lock(Umbrella, number)
        if umbrella.state == CANCELLED:
            raise Refused(UmbrellaRefusal.CANCELLED)
        _refuse_outside(event, umbrella.starts_on, umbrella.ends_on)
        event.umbrella_id = number


def follow_event(event, before):
    """Follow a change of an event: one that leaves the days of its umbrella stands under it no more.

    One that takes place after all opens its day again: both were called off together.
    """
    if event.umbrella_id is None:
        return
    umbrella = db.session.get(Umbrella, event.umbrella_id)
    if before.state == umbrella.state == CANCELLED and event.state == PUBLISHED:
        umbrella.state = PUBLISHED
    if umbrella_rules.why_not_under(event.spans, umbrella.starts_on, umbrella.ends_on):
        event.umbrella_id = None


def events_of(umbrella_id):
    """Return the events under a day, in order of their ids."""
    return db.session.scalars(sa.select(Event).where(Event.umbrella_id == umbrella_id).order_by(Event.id)).all()


def about(umbrella_id):
    """Return how the audit trail names a day."""
    return f"umbrella:{umbrella_id}"


def _put(event_id, umbrella):
    event = lock(Event, event_id)
    if event.umbrella_id not in (None, umbrella.id):
        raise Refused(UmbrellaRefusal.OTHER, title=event.title)
    _refuse_outside(event, umbrella.starts_on, umbrella.ends_on)
    event.umbrella_id = umbrella.id


def _take(event_id):
    lock(Event, event_id).umbrella_id = None


def _refuse_nonsense(starts_on, ends_on):
    if reason := umbrella_rules.why_no_days(starts_on, ends_on):
        raise Refused(reason)


def _refuse_outside(event, starts_on, ends_on):
    if reason := umbrella_rules.why_not_under(event.spans, starts_on, ends_on):
        raise Refused(reason, title=event.title)
