"""The programme page by page: so many events at a time, in as many statements, however many there are."""

from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace

import sqlalchemy as sa
from flask import abort

from app import clock
from app.alliance.models import InnovationArea, Organisation, Place
from app.database import db
from app.programme import folding, queries, search_queries
from app.programme.afterwards import ClosingReport
from app.programme.groupings import Umbrella
from app.programme.models import DRAFT, PUBLISHED, Event, EventDate, Format, event_hosts
from app.programme.searches import EventSearch

PER_PAGE = 40
MOST_PAGES = 10_000


@dataclass(frozen=True)
class Listing:
    """One page of what somebody looks for, how many there are in all, and how mistyped words were read.

    `reports`: {event id: what is told of it}, of those that are over and have something to tell.
    """

    events: tuple
    count: int
    page: int
    meant: str = ""
    reports: dict = field(default_factory=dict)

    @property
    def pages(self):
        """How many pages there are."""
        return max(1, -(-self.count // PER_PAGE))


def coming(wanted, now, page=1):
    """Return the Listing of public events that are not over (or from `von` on), by their next date; three statements.

    Where words are looked for, those come first whose title says it. Aborts with 404 for a page that is not there.
    """
    begin = clock.start_of(wanted.von) if wanted.von else now
    until = [EventDate.starts_at < clock.start_of(wanted.bis + timedelta(days=1))] if wanted.bis else []
    dates = _dates(sa.func.min(EventDate.starts_at)).where(EventDate.ends_at > begin, *until).subquery()
    return _listing(wanted, now, page, dates, dates.c.at)


def past(wanted, now, page=1):
    """Return the Listing of public events that took place and are over, the newest first; three statements."""
    ends = sa.func.max(EventDate.ends_at)
    dates = _dates(ends).having(ends <= now).subquery()
    return _listing(wanted, now, page, dates, dates.c.at.desc(), Event.state == PUBLISHED)


def _dates(moment):
    return sa.select(EventDate.event_id, moment.label("at")).group_by(EventDate.event_id)


def _listing(wanted, now, page, dates, order, *conditions):
    search = search_queries.search(wanted.q) if wanted.q else None
    select = (
        sa.select(Event.id, sa.func.count().over(), ClosingReport.report)
        .join(dates, dates.c.event_id == Event.id)
        .join(Event.format)
        .outerjoin(ClosingReport, ClosingReport.event_id == Event.id)
        .where(queries.IS_PUBLIC, *conditions, *queries.conditions(wanted, now, search))
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    if search:
        select = select.outerjoin(EventSearch, EventSearch.event_id == Event.id)
        select = select.order_by(sa.case((search.is_in_title, 0), else_=1))
    rows = db.session.execute(select.order_by(order, Event.title, Event.id)).all()
    if not rows and page > 1:
        abort(404)
    place = {ident: number for number, (ident, _count, _report) in enumerate(rows)}
    found = sa.select(Event).where(Event.id.in_(place)).options(*queries.with_everything())
    events = db.session.scalars(found).unique().all() if rows else []
    events = sorted(events, key=lambda event: place[event.id])
    told = {ident: report for ident, _count, report in rows if report}
    return Listing(tuple(events), rows[0][1] if rows else 0, page, _meant(search, wanted.q, events), told)


def _meant(search, typed, events):
    """Return how mistyped words were read, as the events that were found spell them."""
    if not search or not search.meant:
        return ""
    texts = (f"{event.title} {event.format.name} {event.place_line} {event.format.summary}" for event in events)
    spelled = folding.spellings(*texts, typed)
    return " ".join(spelled.get(term, term) for term in search.meant.split())


def read_page(raw):
    """Return the number of a page in an address, 1 where there is none; aborts with 404 for what is no page."""
    if not raw:
        return 1
    if not raw.isascii() or not raw.isdecimal() or not 1 <= int(raw[:9]) <= MOST_PAGES:
        abort(404)
    return int(raw)


def choices(wanted, now):
    """Return what one can filter by: pairs of what stands in the address and its name; one statement.

    Of partners those that invite or have invited; of days those to come that guests may know, and the wanted one.
    """
    invites = sa.exists().where(
        event_hosts.c.organisation_id == Organisation.id, event_hosts.c.event_id == Event.id, queries.IS_PUBLIC
    )
    is_coming = sa.or_(Umbrella.ends_on >= clock.today(now), Umbrella.slug == wanted.tag)
    is_known = sa.and_(Umbrella.state != DRAFT, is_coming)
    parts = (
        sa.select(sa.literal(0), Place.key, Place.name, sa.literal(0).label("position")),
        sa.select(sa.literal(1), InnovationArea.key, InnovationArea.title, InnovationArea.position),
        sa.select(sa.literal(2), Format.slug, Format.name, sa.literal(0)),
        sa.select(sa.literal(3), Organisation.key, Organisation.name, sa.literal(0)).where(invites),
        sa.select(sa.literal(4), Umbrella.slug, Umbrella.title, sa.literal(0)).where(is_known),
    )
    rows = sorted(db.session.execute(sa.union_all(*parts)).all(), key=lambda row: (row[0], row[3], row[2].casefold()))
    names = ("places", "areas", "formats", "partners", "umbrellas")
    return SimpleNamespace(**{
        name: [(key, title) for kind, key, title, _position in rows if kind == number]
        for number, name in enumerate(names)
    })  # fmt: skip
