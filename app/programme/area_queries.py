"""What belongs to innovation areas, and how far they are with their targets, counted from events that took place."""

from datetime import date

import sqlalchemy as sa
from flask import abort
from flask_babel import ngettext
from sqlalchemy.orm import joinedload

from app import clock
from app.alliance.area_rules import COUNTRIES, EVENTS, NEW_PARTNERS, ORGANISATIONS, PARTICIPANTS
from app.alliance.ideas import Idea
from app.alliance.models import InnovationArea, Organisation, organisation_areas
from app.database import db
from app.programme.models import PUBLISHED, Event, Format, SeatLedger, event_areas, event_hosts
from app.programme.queries import LAST_END

# An event touches its own area and the further ones, each once.
TOUCHED = sa.union(
    sa.select(Event.id.label("event_id"), Event.area_id.label("area_id")),
    sa.select(event_areas.c.event_id, event_areas.c.area_id),
).subquery("touched")


def all_areas():
    """Return all areas with who answers for them, in the alliance's order."""
    return db.session.scalars(
        sa.select(InnovationArea)
        .options(joinedload(InnovationArea.responsible))
        .order_by(InnovationArea.position, InnovationArea.id)
    ).all()


def get_area(key=None, area_id=None):
    """Return an area with who answers for it, by its key or number, or abort with 404."""
    wanted = InnovationArea.key == key if area_id is None else InnovationArea.id == area_id
    select = sa.select(InnovationArea).where(wanted).options(joinedload(InnovationArea.responsible))
    return db.session.scalars(select).one_or_none() or abort(404)


def used_by(area_id):
    """Return in words how many of what belong to an area; empty: it may go."""
    counts = db.session.execute(
        sa.select(
            *(
                sa.select(sa.func.count()).where(column == area_id).scalar_subquery()
                for column in (
                    Format.area_id, Event.area_id, event_areas.c.area_id, organisation_areas.c.area_id, Idea.area_id,
                )
            )
        )
    ).one()  # fmt: skip
    formats, own, further, organisations, ideas = counts
    words = (
        (formats, ngettext("%(num)s Format", "%(num)s Formate", formats)),
        (own + further, ngettext("%(num)s Veranstaltung", "%(num)s Veranstaltungen", own + further)),
        (organisations, ngettext("%(num)s Organisation", "%(num)s Organisationen", organisations)),
        (ideas, ngettext("%(num)s Idee", "%(num)s Ideen", ideas)),
    )
    return [text for number, text in words if number]


def progress(area_id, years, now):
    """Return {(year, measure): what was reached so far} of an area, by one statement; what is missing is none.

    Events count that took place, in the local year in which they ended; participants are sums of taken seats.
    """
    if not years:
        return {}
    years, ended = sorted(set(years)), LAST_END
    begins = {year: clock.start_of(date(year, 1, 1)) for year in {*years, *(year + 1 for year in years)}}
    year_of = sa.case(
        *((sa.and_(ended > begins[year], ended <= begins[year + 1]), year) for year in years), else_=sa.null()
    )
    seats = (
        sa.select(sa.func.coalesce(sa.func.sum(SeatLedger.taken - SeatLedger.house), 0))
        .where(SeatLedger.event_id == Event.id)
        .correlate(Event)
        .scalar_subquery()
    )
    took_place = (
        sa.select(Event.id.label("event_id"), year_of.label("year"), seats.label("seats"))
        .join(TOUCHED, TOUCHED.c.event_id == Event.id)
        .where(TOUCHED.c.area_id == area_id, Event.state == PUBLISHED, ended <= now)
        .cte("took_place")
    )
    hosts = (
        sa.select(took_place.c.year, Organisation.id, Organisation.country)
        .select_from(took_place)
        .join(event_hosts, event_hosts.c.event_id == took_place.c.event_id)
        .join(Organisation, Organisation.id == event_hosts.c.organisation_id)
        .cte("hosts")
    )
    member_year = sa.extract("year", Organisation.member_since)
    parts = [
        _counted(EVENTS, took_place.c.year, sa.func.count()),
        _counted(PARTICIPANTS, took_place.c.year, sa.func.sum(took_place.c.seats)),
        _counted(ORGANISATIONS, hosts.c.year, sa.func.count(hosts.c.id.distinct())),
        _counted(COUNTRIES, hosts.c.year, sa.func.count(hosts.c.country.distinct())),
        _counted(NEW_PARTNERS, member_year, sa.func.count())
        .join(organisation_areas, organisation_areas.c.organisation_id == Organisation.id)
        .where(organisation_areas.c.area_id == area_id, member_year.in_(years)),
    ]
    rows = db.session.execute(sa.union_all(*parts))
    return {(year, measure): int(value or 0) for measure, year, value in rows if year is not None}


def _counted(measure, year, number):
    year = sa.cast(year, sa.Integer).label("year")
    return sa.select(sa.literal(measure).label("measure"), year, number.label("value")).group_by(year)
