"""Minutes of a meeting: written by the team, sent once to the members; and who got them is forgotten in time."""

import hashlib

import sqlalchemy as sa
from flask import current_app

from app import clock
from app.accounts import audit
from app.accounts.models import REPRESENTATIVE, Account, RoleGrant
from app.alliance.bodies import Meeting
from app.alliance.models import Organisation
from app.database import db, transaction
from app.errors import Refused
from app.notifications import forgetting, outbox
from app.notifications.outbox import Drop
from app.programme import meeting_queries, meeting_rules, meetings, resolution_queries, resolution_rules
from app.programme.meeting_rules import MeetingRefusal
from app.programme.models import Event

MAIL = "programme/mail/minutes"


def register(facts):
    """Enter the mail into the outbox's register."""
    facts[MAIL] = _read


def write_minutes(meeting_id, minutes, present):
    """Write down what was said, and which organisations (ids) were there; until it is sent. Raises Refused."""
    with transaction():
        meeting = meetings.lock_unsent(meeting_id)
        allowed = {each.id for each in (*meeting.body.members, *meeting.present)}
        was = sorted(each.id for each in meeting.present)
        now_present = sorted(set(present) & allowed)
        organisations = db.session.scalars(sa.select(Organisation).where(Organisation.id.in_(now_present))).all()
        is_new_text = meeting.minutes != minutes
        meeting.minutes, meeting.present = minutes, list(organisations)
        if is_new_text or was != now_present:
            # The text itself is long, and kept; here stands that it changed.
            audit.note("write_minutes", f"meeting:{meeting_id}", present=[was, now_present], text=is_new_text)
    return meeting


def send_minutes(meeting_id):
    """Send the minutes to all members, once per address; from then on they stay as they are. Return how many."""
    with transaction():
        now = clock.now()
        meeting = meetings.lock_unsent(meeting_id)
        event = db.session.get_one(Event, meeting.event_id)
        has_resolutions = bool(resolution_queries.of_meeting(meeting_id))
        reason = meeting_rules.why_not_send(event.is_cancelled, event.starts_at, meeting.minutes, has_resolutions, now)
        if reason:
            raise Refused(reason)
        addresses = recipients(meeting.body)
        if not addresses:
            raise Refused(MeetingRefusal.NOBODY)
        meeting.minutes_sent_at = now
        for address in addresses:
            # Of the address no more than its hash: the name outlives the address in the outbox.
            once = f"minutes:{meeting_id}:{hashlib.sha256(address.encode()).hexdigest()[:32]}"
            outbox.queue(address, MAIL, f"meeting:{meeting_id}", now, once=once, meeting_id=meeting_id)
        audit.note("send_minutes", f"meeting:{meeting_id}", addresses=len(addresses))
    return len(addresses)


def recipients(body):
    """Return the addresses of a body's members, each once: their contact address, and who represents them."""
    members = [member.id for member in body.members]
    representatives = db.session.scalars(
        sa.select(Account.email)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.role == REPRESENTATIVE, RoleGrant.organisation_id.in_(members), Account.is_open)
    )
    addresses = [*(member.contact_email for member in body.members), *representatives]
    return sorted({address.strip().lower() for address in addresses if address.strip()})


def forget_recipients():
    """A job: take the addresses out of minutes that were sent some weeks ago."""
    forgetting.forget_recipients("meeting", Meeting, Meeting.minutes_sent_at)


def _read(facts):
    """Return what the mail says, or Drop where the meeting is gone."""
    meeting = db.session.get(Meeting, facts["meeting_id"]) if facts else None
    if meeting is None:
        raise Drop("Die Sitzung gibt es nicht mehr.")
    found = meeting_queries.get_meeting(meeting.id)
    return {
        **vars(found),
        "resolutions": resolution_queries.of_meeting(meeting.id),
        "vote_words": resolution_rules.VOTES,
        "minutes_link": f"{current_app.config['BASE_URL']}/team/sitzungen/{meeting.id}/protokoll",
    }
