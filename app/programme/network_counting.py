"""Counting who has met: a job that looks whether anything changed, and then writes down who met.

Two organisations met if both hosted an event that took place. Two areas met if an event carried both, or two of its
hosts belong to one each; two countries, if two of its hosts come from one each. What is cross-cutting meets nobody:
it is there for all.
"""

import json

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app import clock
from app.alliance.models import InnovationArea, Organisation, organisation_areas
from app.database import Prepared, db, glance, lock, transaction
from app.programme import network_rules
from app.programme.area_queries import TOUCHED
from app.programme.models import PUBLISHED, Event, EventDate, ProgrammeRevision, event_hosts
from app.programme.networks import BY_AREA, BY_COUNTRY, BY_ORGANISATION, KINDS, NetworkCount

_STATE = Prepared(
    sa.select(
        NetworkCount.programme_number, NetworkCount.recount_at, NetworkCount.revision,
        ProgrammeRevision.number.label("number"),
    ).join(ProgrammeRevision, sa.true())
)  # fmt: skip


def count_meetings():
    """Count who has met, if the programme changed or an event ended since the last time. Twice does no harm."""
    state, now = glance(_STATE)[0], clock.now()
    if state.programme_number == state.number and (state.recount_at is None or now < state.recount_at):
        return
    # Read before the lock: this takes longest, and nobody has to wait for it.
    meetings, recount_at = json.dumps(_counted(now), separators=(",", ":")), _next_end(now)
    with transaction():
        row = lock(NetworkCount, 1)
        if (row.programme_number, row.revision) != (state.programme_number, state.revision):
            # Somebody else counted meanwhile, maybe later than we did.
            return
        row.programme_number, row.recount_at = state.number, recount_at
        if row.meetings != meetings:
            row.meetings, row.revision = meetings, row.revision + 1


def _counted(now):
    """Return {kind: digest of who met}, by one statement."""
    dates = (
        sa.select(EventDate.event_id, sa.func.max(EventDate.ends_at, type_=EventDate.ends_at.type).label("ended"))
        .join(Event, Event.id == EventDate.event_id)
        .where(Event.state == PUBLISHED)
        .group_by(EventDate.event_id)
        .having(sa.func.max(EventDate.ends_at, type_=EventDate.ends_at.type) <= now)
        .cte("took_place")
    )
    rows = db.session.execute(sa.union_all(*(_per_pair(*each, dates) for each in _pairs(dates))))
    found = {kind: [] for kind in KINDS}
    for kind, one, other, events, ended in rows:
        found[kind].append((one, other, events, clock.today(ended)))
    return {kind: network_rules.digest(pairs) for kind, pairs in found.items()}


def _per_pair(kind, pairs, dates):
    return (
        sa.select(
            sa.literal(kind).label("kind"), pairs.c.one, pairs.c.other, sa.func.count().label("events"),
            sa.func.max(dates.c.ended, type_=EventDate.ends_at.type).label("ended"),
        )
        .join(dates, dates.c.event_id == pairs.c.event_id)
        .group_by(pairs.c.one, pairs.c.other)
    )  # fmt: skip


def _pairs(dates):
    """Yield (kind, SELECT of event, one, other), each pair once per event."""
    first, second = aliased(Organisation), aliased(Organisation)
    hosts, others = event_hosts.alias(), event_hosts.alias()

    def of_hosts(*columns):
        return (
            sa.select(hosts.c.event_id, *columns)
            .select_from(hosts)
            .join(dates, dates.c.event_id == hosts.c.event_id)
            .join(others, others.c.event_id == hosts.c.event_id)
            .join(first, first.id == hosts.c.organisation_id)
            .join(second, second.id == others.c.organisation_id)
        )

    together = of_hosts(first.key.label("one"), second.key.label("other")).where(first.id < second.id)
    yield BY_ORGANISATION, together.subquery()
    abroad = of_hosts(first.country.label("one"), second.country.label("other")).where(first.country < second.country)
    yield BY_COUNTRY, abroad.distinct().subquery()
    area, other_area = aliased(InnovationArea), aliased(InnovationArea)
    of_first, of_second = organisation_areas.alias(), organisation_areas.alias()
    meet = (area.id < other_area.id, ~area.is_cross_cutting, ~other_area.is_cross_cutting)
    names = area.key.label("one"), other_area.key.label("other")
    by_hosts = (
        of_hosts(*names)
        .join(of_first, of_first.c.organisation_id == first.id)
        .join(of_second, of_second.c.organisation_id == second.id)
        .join(area, area.id == of_first.c.area_id)
        .join(other_area, other_area.id == of_second.c.area_id)
        .where(first.id != second.id, *meet)
    )
    touched, further = TOUCHED.alias(), TOUCHED.alias()
    by_event = (
        sa.select(touched.c.event_id, *names)
        .join(dates, dates.c.event_id == touched.c.event_id)
        .join(further, further.c.event_id == touched.c.event_id)
        .join(area, area.id == touched.c.area_id)
        .join(other_area, other_area.id == further.c.area_id)
        .where(*meet)
    )
    yield BY_AREA, sa.union(by_hosts, by_event).subquery()


def _next_end(now):
    """Return when the next event that is not over yet ends, or None."""
    return db.session.scalar(
        sa.select(sa.func.min(EventDate.ends_at, type_=EventDate.ends_at.type)).where(EventDate.ends_at > now)
    )
