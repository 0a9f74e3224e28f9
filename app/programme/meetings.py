"""What the team does with meetings: an event becomes the meeting of a body, or is none any more."""

import sqlalchemy as sa

from app import display
from app.accounts import audit
from app.alliance import body_rules
from app.alliance.bodies import Body, Meeting, Resolution
from app.database import db, lock, transaction
from app.errors import Refused
from app.programme import meeting_queries
from app.programme.meeting_rules import MeetingRefusal
from app.programme.models import Event


def connect_meeting(body_id, event_id):
    """Let a body meet at an event. An event is the meeting of one body at most."""
    with transaction():
        event = lock(Event, event_id)
        body = lock(Body, body_id)
        if reason := body_rules.why_not_change(body.dissolved_at):
            raise Refused(reason)
        if event.is_cancelled:
            raise Refused(MeetingRefusal.CALLED_OFF)
        if meeting_queries.find_of_event(event_id) is not None:
            raise Refused(MeetingRefusal.TAKEN)
        if not body.is_demo:
            # What the house's own uses of the demo is its own from then on: the minutes stay when the demo goes.
            event.is_demo = False
        meeting = Meeting(body_id=body_id, event_id=event_id)
        db.session.add(meeting)
        db.session.flush()
        audit.note("connect_meeting", f"meeting:{meeting.id}", body=body_id, event=event_id)
    return meeting


def disconnect_meeting(meeting_id):
    """Let an event be an event again, and its agenda go; not once something was resolved or the minutes were sent."""
    with transaction():
        meeting = lock_unsent(meeting_id)
        if db.session.scalar(sa.select(sa.exists().where(Resolution.meeting_id == meeting_id))):
            raise Refused(MeetingRefusal.HAS_RESOLUTIONS)
        audit.note("disconnect_meeting", f"meeting:{meeting_id}", body=meeting.body_id, event=meeting.event_id)
        db.session.delete(meeting)


def lock_unsent(meeting_id):
    """Lock a meeting whose minutes were not sent yet; return it. Part of an act. Raises Refused."""
    meeting = lock(Meeting, meeting_id)
    refuse_sent(meeting)
    return meeting


def refuse_sent(meeting):
    """Raise Refused where the minutes of a meeting went out."""
    if meeting is not None and meeting.minutes_sent_at is not None:
        raise Refused(MeetingRefusal.SENT, when=display.day_and_time(meeting.minutes_sent_at))
