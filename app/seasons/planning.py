"""The events of a season: planned, moved, changed and called off by the same actions as people use."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.database import db, lock
from app.programme import actions as programme
from app.programme.models import CANCELLED, DRAFT, ONLINE, ONSITE, PUBLISHED, Event, SeatLedger
from app.rooms import actions as rooms
from app.rooms.bookings import Booking
from app.seasons import changing, house_seats, replanning, texts, together, umbrellas
from app.seasons.local_time import read_moment
from app.seasons.naming import event_ids


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
    changing.call_off(load, old)
    changing.replan(load, old)
    for wanted in old:
        with load.noting_refusals("events", wanted.index):
            changing.change(load, wanted, things.retimed)
    for wanted in new:
        with load.noting_refusals("events", wanted.index):
            _plan(load, wanted)
    # What was refused half way is in the session no more.
    there = set(db.session)
    rows = {each.entry["id"]: each.row for each in (*old, *new) if each.row in there}
    together.put_series(load, rows)
    umbrellas.put(load, rows)


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
            "further_areas": _further_areas(entry, things),
            "external": external,
            "external_place_id": next((place.id for place in things.places.values() if place.name == town), None),
            "languages": entry["languages"],
            "sign_language": entry["sign_language"],
            "attendance": entry["attendance"],
            "publish_at": read_moment(entry["publish_at"]) if entry["publish_at"] else None,
            "note": entry["note"] or "",
        },
        row=row,
    )


def _further_areas(entry, things):
    """Return the areas of an event besides its own, in the order in which the house has them."""
    areas = [things.areas[key] for key in entry["further_areas"] if key != entry["area"]]
    return sorted(areas, key=lambda area: (area.position, area.id))


def _lock(old, new):
    """Lock events, seats and rooms in the order in which every act locks them, before the first is touched."""
    ids = sorted(wanted.row.id for wanted in old)
    for ident in ids:
        lock(Event, ident)
    ledgers = sa.select(SeatLedger).where(SeatLedger.event_id.in_(ids)).order_by(SeatLedger.event_id, SeatLedger.kind)
    for ledger in db.session.scalars(ledgers).all():
        lock(SeatLedger, (ledger.event_id, ledger.kind))
    held = {booking.id: booking for wanted in old for date in wanted.row.dates for booking in date.bookings}
    for ident in sorted(held):
        lock(Booking, ident)
    everything = [*old, *new]
    rooms.lock_rooms(
        {room.id for wanted in everything for room in wanted.rooms} | {booking.room_id for booking in held.values()},
        {ident for wanted in everything for ident in wanted.equipment_ids}
        | {loan.equipment_id for booking in held.values() for loan in booking.loans},
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
    wanted.row = event
    texts.put(load, "events", entry["id"], event, entry["texts"])
    if replanning.set_old_times(event, entry["moved_from"]):
        event.sequence = event.sequence + 1
    if is_cancelled:
        replanning.rewrite_cancelled(event, wanted.spans, wanted.rooms)
        # What a file calls off, it had announced: people look for it.
        event.published_at = event.created_at
        programme.cancel_event(event.id, entry["cancel_reason"])
    if entry["state"] == "waitlist":
        house_seats.fill(event)
    load.note("new", "events", entry["id"])
    together.put(load, event, entry)
