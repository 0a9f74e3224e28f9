"""What a season says of sessions, of interpreting, and of events that are one series."""

import sqlalchemy as sa

from app import clock
from app.database import db
from app.programme import interpreting
from app.programme.groupings import EventSeries
from app.programme.interpreters import CONFIRMED, WANTED
from app.programme.models import Event


def put(load, event, entry):
    """Let the sessions of an event have these titles, and these languages be interpreted. What differs is news."""
    differs = _put_titles(event, entry["session_titles"])
    differs |= _put_interpreting(event, entry["interpreting"], entry["interpreting_confirmed"])
    if differs and not load.made("events", entry["id"]):
        event.sequence, event.changed_at = event.sequence + 1, clock.now()
        load.note("changed", "events", entry["id"])


def _put_titles(event, titles):
    wanted = [*titles, *[""] * (len(event.dates) - len(titles))]
    differs = [date.title for date in event.dates] != wanted
    for date, title in zip(event.dates, wanted, strict=True):
        date.title = title
    return differs


def _put_interpreting(event, languages, confirmed):
    was = {row.language: row.state for row in event.interpretings}
    interpreting.wish(event, languages)
    for row in event.interpretings:
        state = CONFIRMED if row.language in confirmed else WANTED
        if row.state != state:
            row.state, row.confirmed_at = state, clock.now() if state == CONFIRMED else None
    db.session.flush()
    return was != {row.language: row.state for row in event.interpretings}


def put_series(load, rows):
    """Let events that name the same first one be a series; `rows` are {id in the file: Event} of what was just put."""
    for entry in load.season["events"]:
        event, first = rows.get(entry["id"]), rows.get(entry["series"])
        if event is None or (entry["series"] is not None and first is None):
            continue
        if first is not None and first.series is None:
            first.series = EventSeries(
                format_id=first.format_id, rule="", made_at=clock.now(), is_demo=load.is_demo
            )
            db.session.add(first.series)
        if event is first and entry["series_rule"] is not None:
            first.series.rule = entry["series_rule"]
        event.series = first.series if first is not None else None
    db.session.flush()


def written(event):
    """Return what a file says of these of an event."""
    titles = [date.title for date in event.dates]
    return {
        "session_titles": titles if any(titles) else [],
        "interpreting": [row.language for row in event.interpretings],
        "interpreting_confirmed": [row.language for row in event.interpretings if row.state == CONFIRMED],
    }


def series_written(ids):
    """Return {id of an event: (id in the file of the first of its series, the rule if it is that one)}."""
    rows = db.session.execute(
        sa.select(Event.id, Event.series_id, EventSeries.rule)
        .join(EventSeries, EventSeries.id == Event.series_id)
        .order_by(Event.id)
    ).all()
    firsts = {}
    for ident, series_id, _rule in rows:
        firsts.setdefault(series_id, ident)
    return {
        ident: (ids[firsts[series_id]], rule if firsts[series_id] == ident else None)
        for ident, series_id, rule in rows
    }
