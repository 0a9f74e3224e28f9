"""Planning a series of events: each date is an event of its own, with its own seats and rooms. All of it or nothing."""

from contextlib import contextmanager
from dataclasses import dataclass, replace

from app import clock, display
from app.accounts import audit
from app.database import db, transaction
from app.errors import Refused
from app.programme import event_series_preview, event_series_queries, interpreting, planning
from app.programme.event_series_rules import MOST_EVENTS, EventSeriesRefusal
from app.programme.groupings import EventSeries
from app.rooms import actions as rooms
from app.rooms import preview as previews
from app.rooms import recurrence
from app.rooms.models import Room
from app.rooms.series_actions import NO_CHOICES
from app.rooms.series_plan import SeriesRefusal


@dataclass(frozen=True)
class Repeat:
    """When a series of events is: a rule from a first time on, or spans of wall time by hand (then no rule)."""

    rule: str = ""
    wall_start: object = None
    wall_end: object = None
    spans: tuple = ()

    def dates(self):
        """Return the Dates. Raises Refused with a RuleRefusal."""
        if self.rule:
            return recurrence.expand(self.rule, self.wall_start, self.wall_end, limit=MOST_EVENTS)
        return recurrence.by_hand(self.spans, limit=MOST_EVENTS)


def plan_series(wanted, repeat, choices=NO_CHOICES, is_public=False, came_from=()):
    """Plan an event for each date of a Repeat, as the Plan `wanted` says (but for its spans); return the events.

    What cannot be had refuses all, unless `choices.only_free`; rooms chosen for a date take the place of the first room
    of their kind. What the events are planned from is told of the first. Raises Refused, naming the date in the way.
    """
    with transaction():
        if planned := planning.find_planned(wanted.facts.get("form_key")):
            return event_series_queries.events_of(planned.series_id) if planned.series_id else [planned]
        now, dates = clock.now(), repeat.dates()
        _lock_all(wanted, choices)
        outlook = event_series_preview.look(_rooms(wanted.room_ids), dates, choices, now, wanted.equipment_ids)
        taken = _choose(outlook, choices, now)
        series = EventSeries(format_id=wanted.format_id, rule=_rule(repeat), made_at=now)
        db.session.add(series)
        db.session.flush()
        events = []
        if is_public:
            # It is about all of them, whatever their dates.
            planning.refuse_unready(wanted)
        for number in taken:
            date, rows = dates[number], outlook.rows(number)
            facts = {**wanted.facts, "series_id": series.id, **({"form_key": None} if events else {})}
            one = replace(
                wanted, spans=((date.starts_at, date.ends_at),), room_ids=tuple(row.room.id for row in rows),
                # The outlook has asked, under the lock.
                knowingly=True, facts=facts,
            )  # fmt: skip
            with naming(date.starts_at, date.ends_at):
                events.append(planning.plan(one, is_public, () if events else came_from))
        audit.note("plan_series", f"event:{events[0].id}", events=len(events), rule=series.rule)
    return events


def _rule(repeat):
    return str(recurrence.read(repeat.rule)) if repeat.rule else ""


def _rooms(room_ids):
    return [db.session.get_one(Room, ident) for ident in room_ids]


def _lock_all(wanted, choices):
    """Lock all rooms and things that any of the events may need, in one order."""
    room_ids = {*wanted.room_ids, *choices.rooms.values()}
    rooms.lock_rooms(room_ids, {*wanted.equipment_ids, *interpreting.everyone(wanted.interpreting)})


def _choose(outlook, choices, now):
    """Return the numbers of the dates that are planned. Raises Refused where some cannot be had, or overlap."""
    numbers = [n for n, date in enumerate(outlook.dates) if date.wall_start not in choices.left_out]
    bad = [(n, trouble) for n in numbers if (trouble := outlook.trouble(n, now, choices.knowingly))]
    if bad and not choices.only_free:
        first, trouble = bad[0]
        when = display.span(outlook.dates[first].starts_at, outlook.dates[first].ends_at)
        raise Refused(
            SeriesRefusal.NOT_ALL, number=len(bad), all=len(outlook.dates), first=f"{when}: {trouble[0].rstrip('.')}"
        )
    left = [n for n in numbers if n not in {each for each, _trouble in bad}]
    if not left:
        raise Refused(EventSeriesRefusal.NOTHING_LEFT)
    for slot in outlook.slots:
        if overlap := previews.find_overlap([slot.rows[n] for n in left]):
            first, second = (display.span(row.date.starts_at, row.date.ends_at) for row in overlap)
            raise Refused(SeriesRefusal.OVERLAPS_ITSELF, first=first, second=second)
    return left


@contextmanager
def naming(starts_at, ends_at):
    """Let a refusal inside say which date is in the way."""
    try:
        yield
    except Refused as refused:
        when = display.span(starts_at, ends_at)
        # Pages ask for a tick where it is about hours or steps.
        cause = getattr(refused.reason, "name", "")
        raise Refused(EventSeriesRefusal.NOT_AT, when=when, why=refused.sentence, cause=cause) from refused
