"""Looking up meetings: which event each is, what stands on its agenda, who was there."""

from datetime import timedelta
from types import SimpleNamespace

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.rules import Where
from app.alliance.bodies import Body, Meeting, body_members
from app.database import db
from app.programme import queries
from app.programme.models import CANCELLED, Event
from app.programme.queries import FIRST_START, LAST_END

# How long an event may be over and still be made a meeting.
BACK = timedelta(days=90)


def meetings_of(body_id):
    """Return [(meeting, event)] of a body, the latest first."""
    return db.session.execute(
        sa.select(Meeting, Event)
        .join(Event, Event.id == Meeting.event_id)
        .where(Meeting.body_id == body_id)
        .options(selectinload(Event.dates))
        .order_by(FIRST_START.desc(), Meeting.id.desc())
    ).all()


def get_meeting(meeting_id):
    """Return a meeting with its agenda and who was there, its body with its members, and its event; or abort: 404."""
    meeting = db.session.scalar(
        sa.select(Meeting)
        .where(Meeting.id == meeting_id)
        .options(
            joinedload(Meeting.body).selectinload(Body.members),
            selectinload(Meeting.agenda),
            selectinload(Meeting.present),
        )
    )
    if meeting is None:
        abort(404)
    return SimpleNamespace(meeting=meeting, body=meeting.body, event=queries.get_event(meeting.event_id))


def where_meeting(meeting_id):
    """The members of the body that meets."""
    rows = db.session.execute(
        sa.select(Meeting.id, body_members.c.organisation_id)
        .outerjoin(body_members, body_members.c.body_id == Meeting.body_id)
        .where(Meeting.id == meeting_id)
    ).all()
    if not rows:
        abort(404)
    return Where(organisations=frozenset(organisation_id for _meeting, organisation_id in rows if organisation_id))


def find_of_event(event_id):
    """Return the meeting that an event is, or None."""
    return db.session.scalar(sa.select(Meeting).where(Meeting.event_id == event_id))


def events_to_choose(now):
    """Return the events that may become a meeting: not called off, none yet, over for no longer than BACK."""
    return db.session.scalars(
        sa.select(Event)
        .where(Event.state != CANCELLED, now - BACK < LAST_END, Event.id.not_in(sa.select(Meeting.event_id)))
        .options(selectinload(Event.dates))
        .order_by(FIRST_START, Event.id)
    ).all()
