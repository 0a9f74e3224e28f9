"""Loading a season: the whole file in one transaction, or nothing of it."""

from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa

from app import clock
from app.accounts import audit
from app.database import db, lock_numbers, rehearsal, transaction
from app.programme.models import Event, Format
from app.rooms.models import Room
from app.seasons import demo_alliance, demo_rooms
from app.seasons.completing import complete
from app.seasons.faults import raise_any
from app.seasons.furnishing import furnish
from app.seasons.load import Load
from app.seasons.models import Season
from app.seasons.naming import event_ids
from app.seasons.planning import put_events
from app.seasons.shifting import shift

# A family of numbers for lock_numbers. One season at a time.
SEASONS = 4
SHIPPED = Path(__file__).with_name("lausitz.json")


def load_season(season, monday=None, is_demo=False, dry_run=False):
    """Put a season (as read_season returns it) into the house, and return what came of it: {(act, kind): [id, …]}.

    It goes into the week of `monday`; if not given, where it went before, and at first into this week. Where the file
    says what it said before, the house stays as it is now. Raises SeasonFaults with every refusal, and then nothing
    has happened.
    """
    with rehearsal() if dry_run else transaction():
        lock_numbers(SEASONS, [1])
        done = _load(season, monday, is_demo)
    return done


def load_demo():
    """Put the season that comes with the house into it, to be removed again in one act."""
    # Checking a file needs libraries that no page needs.
    from app.seasons.reading import read_season

    with transaction():
        done = load_season(read_season(SHIPPED.read_bytes()), is_demo=True)
        demo_rooms.open_rooms(done.get(("new", "rooms"), ()))
        if done.get(("new", "events")):
            demo_alliance.open_alliance()
    return done


def is_empty_house():
    """Tell whether there are no rooms, no formats and no events yet."""
    return not any(db.session.scalar(sa.select(sa.exists(sa.select(model.id)))) for model in (Room, Format, Event))


def _load(season, monday, is_demo):
    known = _find_season(season)
    week = _monday_of(monday) if monday else (known.monday if known else _first_week(season))
    wanted = shift(season, week)
    # Completed once more: what a newer house knows, an older one has not kept.
    before = complete(known.content) if known else {}
    load = Load(wanted, before, is_demo, claims=not is_demo and wanted != before)
    with audit.one_act():
        put_events(load, furnish(load))
    raise_any(load.faults)
    if known is None or wanted != before:
        _remember(known, season, week, load)
    return dict(load.done)


def _find_season(season):
    """Return the season that this file is, by its own Monday or, if it was written by us, by the one it went to."""
    anchor = date.fromisoformat(season["anchor"])
    found = db.session.scalars(sa.select(Season).where((Season.anchor == anchor) | (Season.monday == anchor))).all()
    return min(found, key=lambda row: row.anchor != anchor, default=None)


def _first_week(season):
    """Return this week, or the file's own if it tells of events that the house has: those must not move unasked."""
    if {event["id"] for event in season["events"]} & set(event_ids().values()):
        return date.fromisoformat(season["anchor"])
    return _monday_of(clock.today(clock.now()))


def _monday_of(day):
    return day - timedelta(days=day.weekday())


def _remember(row, season, week, load):
    if row is None:
        row = Season(anchor=date.fromisoformat(season["anchor"]), is_demo=load.is_demo)
        db.session.add(row)
    load.claim(row)
    row.monday, row.content, row.loaded_at = week, load.season, clock.now()
    db.session.flush()
    done = {f"{act} {kind}": _in_short(kind, ids) for (act, kind), ids in load.done.items()}
    audit.note("load_season", f"season:{row.id}", monday=week.isoformat(), **done)


def _in_short(kind, ids):
    """Return the ids where it matters which, else how many."""
    return sorted(ids) if kind == "events" and len(ids) <= 100 else len(ids)
