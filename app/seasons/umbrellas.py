"""What a season says of days under which several events stand ("Zukunftsforum"). A day goes by its address."""

from datetime import date

import sqlalchemy as sa

from app.database import db, lock, lock_numbers
from app.errors import Refused
from app.programme import actions, umbrella_rules, umbrellas
from app.programme.groupings import Umbrella
from app.programme.models import Event
from app.seasons.local_time import BadTime, read_day

DEFAULTS = {"summary": "", "description": "", "state": "published"}
_SAME = ("title", "summary", "description", "state")


def put(load, rows):
    """Make or change the days, and put events under them; `rows` are {id in the file: Event} of what was just put."""
    days = {row.slug: row for row in db.session.scalars(sa.select(Umbrella))}
    places = [
        (index, rows[entry["id"]], entry) for index, entry in enumerate(load.season["events"]) if entry["id"] in rows
    ]
    # Who leaves goes first: a day may be on other dates from now on.
    for _index, event, entry in places:
        if event.umbrella_id != _id_of(days.get(entry["umbrella"])):
            _place(event, None)
    wanted = {}
    for index, entry in enumerate(load.season["umbrellas"]):
        with load.noting_refusals("umbrellas", index):
            wanted[entry["id"]] = _put(load, days.get(entry["id"]), entry)
    for index, event, entry in places:
        with load.noting_refusals("events", index):
            _place(event, wanted.get(entry["umbrella"]))
        if load.entry_before("events", entry["id"]).get("umbrella") != entry["umbrella"]:
            _note(load, entry)


def _place(event, day):
    if event.umbrella_id == _id_of(day):
        return
    if day is not None and (reason := umbrella_rules.why_not_under(event.spans, day.starts_on, day.ends_on)):
        raise Refused(reason, title=event.title)
    event.umbrella_id = _id_of(day)
    db.session.flush()
    db.session.expire(event, ["umbrella"])


def _id_of(day):
    return None if day is None else day.id


def _note(load, entry):
    if not load.made("events", entry["id"]):
        load.note("changed", "events", entry["id"])


def _put(load, row, entry):
    """Return the day that this entry is, or None where a demo would change one of the house's own."""
    facts = {name: entry[name] for name in _SAME} | {
        name: date.fromisoformat(entry[name]) for name in ("starts_on", "ends_on")
    }
    if row is None:
        lock_numbers(actions.ADDRESSES, [1])
        row = Umbrella(slug=entry["id"], is_demo=load.is_demo, **facts)
        db.session.add(row)
        db.session.flush()
        load.note("new", "umbrellas", entry["id"])
        return row
    if load.is_demo and not row.is_demo:
        return None
    lock(Umbrella, row.id)
    load.claim(row)
    if load.said_already("umbrellas", entry):
        return row
    if any(getattr(row, name) != value for name, value in facts.items()):
        umbrellas.change_umbrella(row.id, **facts)
        load.note("changed", "umbrellas", entry["id"])
    return row


def shift(season, moved):
    """Move the days of a season; `moved` takes a day to its new one."""
    for entry in season["umbrellas"]:
        for name in ("starts_on", "ends_on"):
            entry[name] = moved(date.fromisoformat(entry[name])).isoformat()


def written():
    """Return the days of the house as a file says them."""
    return [
        {
            "id": row.slug, **{name: getattr(row, name) for name in _SAME},
            "starts_on": row.starts_on.isoformat(), "ends_on": row.ends_on.isoformat(),
        }
        for row in db.session.scalars(sa.select(Umbrella).order_by(Umbrella.id))
    ]  # fmt: skip


def written_of_events():
    """Return {id of an event: address of the day under which it stands}."""
    pairs = sa.select(Event.id, Umbrella.slug).join(Umbrella, Umbrella.id == Event.umbrella_id)
    return dict(db.session.execute(pairs).all())


def faults(entries):
    """Yield the faults of the days themselves: unreadable, in the wrong order, too long."""
    for index, entry in entries.listed("umbrellas"):
        days = []
        for name in ("starts_on", "ends_on"):
            try:
                days.append(read_day(entry[name]))
            except BadTime as bad:
                yield ("umbrellas", index, name), str(bad)
        if len(days) == 2 and (reason := umbrella_rules.why_no_days(*days)):
            yield ("umbrellas", index, "ends_on"), Refused(reason).sentence


def fault_outside(entries, index, event):
    """Yield the fault of an event that is on another day than the day under which it stands."""
    day = entries.umbrellas.get(event.get("umbrella"))
    spans = entries.spans.get(index)
    if day is None or spans is None:
        return
    try:
        first, last = read_day(day["starts_on"]), read_day(day["ends_on"])
    except BadTime:
        return
    if reason := umbrella_rules.why_not_under(spans, first, last):
        yield ("umbrella",), Refused(reason, title=event["title"]).sentence
