"""The events of a season: planned, moved, changed and called off by the same actions as people use."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app.database import db, lock
from app.errors import Refused
from app.programme import actions as programme
from app.programme import rules
from app.programme.models import CANCELLED, DRAFT, ONLINE, ONSITE, PUBLISHED, Event, SeatLedger
from app.rooms import actions as rooms
from app.rooms import bookings
from app.seasons import house_seats, replanning
from app.seasons.local_time import read_moment
from app.seasons.naming import event_ids

PUBLIC = _(
    "Die Veranstaltung ist schon öffentlich und kann kein Entwurf mehr werden. Sagen Sie sie ab (cancelled, mit Grund)."
)


@dataclass
class Wanted:
    """One event as the file wants it, in terms of the house."""

    index: int
    entry: dict
    spans: list
    rooms: list
    equipment_ids: list
    hosts: list
    seats: dict
    state: str
    facts: dict
    row: Event | None


def put_events(load, things):
    """Plan the events that are new, and act on what the file says anew of the others."""
    names = {name: ident for ident, name in event_ids().items()}
    rows = {row.id: row for row in db.session.scalars(sa.select(Event))} if names else {}
    new, old = [], []
    for index, entry in enumerate(load.season["events"]):
        row = rows.get(names.get(entry["id"]))
        if row is not None:
            load.claim(row)
            is_ours = load.is_demo and not row.is_demo
            if is_ours or (load.said_already("events", entry) and entry["format"] not in things.retimed):
                continue
        (new if row is None else old).append(_wanted(index, entry, things, row))
    _lock(old, new)
    _replan(load, old)
    for wanted in old:
        with load.noting_refusals("events", wanted.index):
            _change(load, wanted, things)
    for wanted in new:
        with load.noting_refusals("events", wanted.index):
            _plan(load, wanted)


def _wanted(index, entry, things, row):
    external = entry["external"]
    town = external and external.partition(",")[0].strip()
    states = {"draft": DRAFT, "cancelled": CANCELLED}
    return Wanted(
        index=index,
        entry=entry,
        spans=[tuple(read_moment(text) for text in span) for span in entry["occurrences"]],
        rooms=[things.rooms[key] for key in entry["rooms"]],
        equipment_ids=[things.mobile[key].id for key in entry["mobile_equipment"]],
        hosts=[things.organisations[name] for name in entry["hosts"]],
        seats={ONSITE: entry["seats_onsite"], ONLINE: entry["seats_online"]},
        state=states.get(entry["state"], PUBLISHED),
        facts={
            "title": entry["title"],
            "format": things.formats[entry["format"]],
            "area_id": things.areas[entry["area"]].id,
            "external": external,
            "external_place_id": next((place.id for place in things.places.values() if place.name == town), None),
            "languages": entry["languages"],
            "sign_language": entry["sign_language"],
            "note": entry["note"] or "",
        },
        row=row,
    )


def _lock(old, new):
    """Lock events, seats and rooms in the order in which every act locks them, before the first is touched."""
    ids = sorted(wanted.row.id for wanted in old)
    for ident in ids:
        lock(Event, ident)
    ledgers = sa.select(SeatLedger).where(SeatLedger.event_id.in_(ids)).order_by(SeatLedger.event_id, SeatLedger.kind)
    for ledger in db.session.scalars(ledgers).all():
        lock(SeatLedger, (ledger.event_id, ledger.kind))
    everything = [*old, *new]
    rooms.lock_rooms(
        {room.id for wanted in everything for room in wanted.rooms},
        {ident for wanted in everything for ident in wanted.equipment_ids},
    )


def _plan(load, wanted):
    facts, entry = dict(wanted.facts), wanted.entry
    is_cancelled = wanted.state == CANCELLED
    event = programme.plan_event(
        facts.pop("format"),
        wanted.spans,
        # What was called off holds no room: its place may long be somebody else's.
        room_ids=() if is_cancelled else [room.id for room in wanted.rooms],
        seats=wanted.seats,
        equipment_ids=() if is_cancelled else wanted.equipment_ids,
        hosts=wanted.hosts,
        # A draft may be called off even when its day is over.
        state=DRAFT if is_cancelled else wanted.state,
        key=entry["id"],
        is_demo=load.is_demo,
        **facts,
    )
    if _set_old_times(event, entry):
        event.sequence = event.sequence + 1
    if is_cancelled:
        _note_old_bookings(event, wanted)
        programme.cancel_event(event.id, entry["cancel_reason"])
    if entry["state"] == "waitlist":
        house_seats.fill(event)
    load.note("new", "events", entry["id"])


def _note_old_bookings(event, wanted):
    """Write down which rooms a cancelled event would have had."""
    for date in event.dates:
        for room in wanted.rooms:
            date.bookings.append(
                bookings.Booking(
                    room=room, title=event.title, starts_at=date.starts_at, ends_at=date.ends_at,
                    setup_min=room.setup_min, teardown_min=room.teardown_min,
                    state=bookings.CANCELLED, booked_at=event.created_at,
                )
            )  # fmt: skip


def _set_old_times(event, entry):
    """Set from when an event was moved: history, so no room is asked for it. Returns whether it was news."""
    was = [(date.moved_from_starts_at, date.moved_from_ends_at) for date in event.dates]
    for date, span in zip(event.dates, entry["moved_from"], strict=False):
        old = tuple(read_moment(text) for text in span)
        if old != (date.starts_at, date.ends_at):
            date.moved_from_starts_at, date.moved_from_ends_at = old
    return was != [(date.moved_from_starts_at, date.moved_from_ends_at) for date in event.dates]


def _replan(load, old):
    """Give all events their new times and rooms at once, so that two may change places."""
    plans, by_id = [], {}
    for wanted in old:
        rooms_and_things = (sorted(room.id for room in wanted.rooms), sorted(wanted.equipment_ids))
        plan = replanning.Plan(tuple(wanted.spans), *map(tuple, rooms_and_things))
        now_planned = replanning.plan_of(wanted.row)
        if wanted.row.state != CANCELLED and plan != now_planned:
            plans.append((wanted.row, plan))
            by_id[wanted.row.id] = wanted
            load.note("moved", "events", wanted.entry["id"])
    for event, refused in replanning.replan_events(plans):
        load.note_refusal(refused, "events", by_id[event.id].index)


def _change(load, wanted, things):
    """Change, publish or call off an event that the house knows."""
    event, entry = wanted.row, wanted.entry
    differing = _differing(event, wanted, things)
    if differing:
        house_seats.make_room(event, wanted.seats)
        programme.change_event(event.id, **differing)
    if _set_old_times(event, entry):
        event.sequence = event.sequence + 1
        differing["moved_from"] = True
    if wanted.state == CANCELLED and event.state != CANCELLED:
        programme.cancel_event(event.id, entry["cancel_reason"])
        load.note("cancelled", "events", entry["id"])
    if entry["state"] == "waitlist":
        house_seats.fill(event)
    elif load.entry_before("events", entry["id"]).get("state") == "waitlist":
        house_seats.release(event)
    if differing:
        load.note("changed", "events", entry["id"])


def _differing(event, wanted, things):
    """Return what of an event the file wants otherwise, as change_event takes it."""
    differing = {name: value for name, value in wanted.facts.items() if getattr(event, name) != value}
    if {ledger.kind: ledger.capacity for ledger in event.ledgers if ledger.capacity} != {
        kind: count for kind, count in wanted.seats.items() if count
    }:
        differing["seats"] = wanted.seats
    if event.hosts != wanted.hosts:
        differing["hosts"] = wanted.hosts
    if event.state == CANCELLED or wanted.state == CANCELLED:
        if event.state == CANCELLED and wanted.state != CANCELLED:
            raise Refused(rules.EventRefusal.CANCELLED)
    elif event.state != wanted.state:
        if wanted.state == DRAFT:
            raise Refused(PUBLIC)
        differing["state"] = wanted.state
    if "format" in differing or wanted.entry["format"] in things.retimed:
        window = rules.registration_window(wanted.facts["format"], event.starts_at)
        differing |= {
            name: moment
            for name, moment in zip(("opens_at", "closes_at"), window, strict=True)
            if getattr(event, name) != moment
        }
    return differing
