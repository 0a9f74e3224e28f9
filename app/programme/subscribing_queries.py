"""What is followed, by whom, and what is new for them."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from app.alliance import queries as alliance
from app.alliance.area_rules import name_of as area_name
from app.database import db
from app.programme import area_queries, queries
from app.programme.models import INVITE, PUBLISHED, Event
from app.programme.subscribers import AnnouncedEvent, Follower, FollowerNews
from app.programme.subscribing_rules import LOOK_BACK

FORMAT, AREA, PLACE = "format", "bereich", "ort"


@dataclass(frozen=True)
class Thing:
    """What one can follow: the column of Follower that names it, its name, its address here and that of its page."""

    column: str
    id: int
    name: str
    path: str
    page: str


def get_thing(kind, key):
    """Return what can be followed by its address, or abort with 404; by invitation only there is nothing to hear of."""
    if kind == FORMAT:
        found = queries.get_format(key)
        return abort(404) if found.registration == INVITE else of_format(found)
    return of_area(area_queries.get_area(key)) if kind == AREA else of_place(alliance.get_place(key))


def of_format(format):
    """Return a format as something that can be followed."""
    return Thing("format_id", format.id, format.name, f"/folgen/{FORMAT}/{format.slug}", f"/formate/{format.slug}")


def of_area(area):
    """Return an area as something that can be followed."""
    return Thing("area_id", area.id, area_name(area), f"/folgen/{AREA}/{area.key}", f"/bereiche/{area.key}")


def of_place(place):
    """Return a place as something that can be followed."""
    return Thing("place_id", place.id, place.name, f"/folgen/{PLACE}/{place.key}", f"/orte/{place.key}")


def thing_of(follower):
    """Return what somebody follows."""
    if follower.format is not None:
        return of_format(follower.format)
    return of_area(follower.area) if follower.area is not None else of_place(follower.place)


def find_follower(follower_id):
    """Return a follower with what they follow, or None."""
    return db.session.scalar(_with_things().where(Follower.id == follower_id))


def confirmed_of(reader):
    """Return all that one address follows, in the order in which it began to."""
    is_theirs = Follower.reader == reader, Follower.confirmed_at.is_not(None)
    return db.session.scalars(_with_things().where(*is_theirs).order_by(Follower.id)).all()


def _with_things():
    return sa.select(Follower).options(
        joinedload(Follower.format), joinedload(Follower.area), joinedload(Follower.place)
    )


def unannounced(now):
    """Return (id, published at, when something was announced last) of what was published and goes to nobody yet."""
    last = sa.select(sa.func.max(AnnouncedEvent.announced_at)).scalar_subquery()
    return db.session.execute(
        sa.select(Event.id, Event.published_at, sa.type_coerce(last, Event.published_at.type))
        .where(
            Event.published_at > now - LOOK_BACK,
            Event.state == PUBLISHED,
            ~sa.exists().where(AnnouncedEvent.event_id == Event.id),
        )
        .order_by(Event.published_at, Event.id)
    ).all()


def readers_to_tell(now, limit=500):
    """Return for whom something new is due."""
    return db.session.scalars(
        sa.select(Follower.reader)
        .join(FollowerNews, FollowerNews.follower_id == Follower.id)
        .where(FollowerNews.written_at.is_(None), FollowerNews.due_at <= now)
        .group_by(Follower.reader)
        .order_by(sa.func.min(FollowerNews.due_at))
        .limit(limit)
    ).all()


def coming_events(ids, now):
    """Return those of some events that take place and have not begun, in order, with what a mail says of them."""
    events = db.session.scalars(
        sa.select(Event).where(Event.id.in_(ids), Event.state == PUBLISHED).options(*queries.with_everything())
    ).unique()
    coming = [event for event in events if event.starts_at > now and event.format.registration != INVITE]
    return sorted(coming, key=lambda event: (event.starts_at, event.title, event.id))
