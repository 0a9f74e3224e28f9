"""What of the house has a public page, for search engines: addresses with the moment of their last change."""

import sqlalchemy as sa

from app.alliance.models import InnovationArea, Organisation, Place
from app.database import UtcDateTime, db
from app.programme.groupings import Umbrella
from app.programme.models import Event, Format, event_hosts
from app.programme.queries import IS_PUBLIC
from app.programme.translations import EASY, FormatText
from app.rooms.models import Room


def public_addresses():
    """Return (path, moment of the last change or None) of every public page about one thing; one statement."""
    parts = [_part(number, *each) for number, each in enumerate(_things())]
    every = sa.union_all(*parts).subquery()
    found = db.session.execute(sa.select(every.c.base, every.c.name, every.c.end, every.c.changed_at).order_by(
        every.c.number, every.c.name
    ))  # fmt: skip
    return [(f"{base}{name}{end}", changed_at) for base, name, end, changed_at in found]


def _things():
    says = sa.or_(FormatText.summary != "", FormatText.description != "")
    in_easy = sa.exists().where(FormatText.format_id == Format.id, FormatText.language == EASY, says)
    hosts = sa.exists().where(
        event_hosts.c.organisation_id == Organisation.id, event_hosts.c.event_id == Event.id, IS_PUBLIC
    )
    yield "/veranstaltungen/", Event.slug, IS_PUBLIC
    yield "/tage/", Umbrella.slug, Umbrella.state != "draft"
    yield "/formate/", Format.slug, sa.true()
    yield "/formate/", Format.slug, in_easy, "/leichte-sprache"
    yield "/orte/", Place.key, sa.true()
    yield "/raeume/", Room.slug, Room.retired_at.is_(None)
    yield "/partner/", Organisation.key, sa.or_(Organisation.member_since.is_not(None), hosts)
    yield "/bereiche/", InnovationArea.key, sa.true()


def _part(number, base, name, is_public, end=""):
    # Only of events it is known when guests last saw something else.
    changed_at = Event.changed_at if name is Event.slug else sa.cast(sa.null(), UtcDateTime)
    columns = sa.literal(number).label("number"), sa.literal(base).label("base"), name.label("name")
    return sa.select(*columns, sa.literal(end).label("end"), changed_at.label("changed_at")).where(is_public)
