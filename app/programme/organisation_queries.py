"""Organisations with the events they host: for their public pages."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.alliance.models import InnovationArea, Offer, Organisation
from app.database import db
from app.programme.models import PUBLISHED, Event, EventDate, event_hosts
from app.programme.queries import IS_PUBLIC, LAST_END, with_everything


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for among the partners. Empty means: all."""

    gruppe: str = ""
    land: str = ""
    bereich: str = ""
    bietet: str = ""
    sucht: str = ""


def public_organisations(wanted):
    """Return the partners, and whoever hosts public events, by name."""
    hosts = sa.exists().where(
        event_hosts.c.organisation_id == Organisation.id, event_hosts.c.event_id == Event.id, IS_PUBLIC
    )
    select = (
        sa.select(Organisation)
        .where(sa.or_(Organisation.member_since.is_not(None), hosts), *_conditions(wanted))
        .options(selectinload(Organisation.areas), selectinload(Organisation.offers))
        .order_by(sa.func.lower(Organisation.name))
    )
    return db.session.scalars(select).all()


def _conditions(wanted):
    if wanted.gruppe:
        yield Organisation.actor_group == wanted.gruppe
    if wanted.land:
        yield Organisation.country == wanted.land
    if wanted.bereich:
        yield Organisation.areas.any(InnovationArea.key == wanted.bereich)
    for direction, kind in (("offer", wanted.bietet), ("seek", wanted.sucht)):
        if kind:
            yield Organisation.offers.any(sa.and_(Offer.direction == direction, Offer.kind == kind))


def _hosted_by(organisation_id):
    return Event.id.in_(sa.select(event_hosts.c.event_id).where(event_hosts.c.organisation_id == organisation_id))


def coming_events(organisation_id, now, also_hidden=False):
    """Return the events to come that an organisation hosts, with their hosts: the first of those is its host.

    `also_hidden`: what guests do not see, too.
    """
    select = (
        sa.select(Event)
        .where(_hosted_by(organisation_id), Event.dates.any(EventDate.ends_at > now))
        .where(sa.true() if also_hidden else IS_PUBLIC)
        .options(*with_everything(), selectinload(Event.hosts))
    )
    events = db.session.scalars(select).unique().all()
    return sorted(events, key=lambda event: (event.starts_at, event.title, event.id))


def count_past(organisation_id, now):
    """Return how many public events an organisation has hosted that took place and are over."""
    select = sa.select(sa.func.count()).select_from(Event)
    return db.session.scalar(select.where(_hosted_by(organisation_id), Event.state == PUBLISHED, now >= LAST_END))


def past_events(organisation_id, now, limit=10):
    """Return the last events that an organisation has hosted and that are over, the newest first."""
    last = (
        sa.select(Event.id)
        .where(_hosted_by(organisation_id), Event.state == PUBLISHED, now >= LAST_END)
        .order_by(LAST_END.desc(), Event.id)
        .limit(limit)
    )
    select = sa.select(Event).where(Event.id.in_(last)).options(*with_everything())
    events = db.session.scalars(select).unique().all()
    return sorted(events, key=lambda event: event.ends_at, reverse=True)
