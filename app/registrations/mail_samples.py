"""On what the texts of mails to guests are shown: the newest registrations, or one that is made up and never stored."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app import clock
from app.database import db
from app.programme import queries as programme
from app.programme.models import CANCELLED, PUBLISHED, Event
from app.registrations import mails, queries
from app.registrations.models import CONFIRMED, Registration

_DAY = timedelta(days=1)


def of_mail(name):
    """Return a function that finds facts of messages which could be written now, newest first."""

    def find():
        if name == "left_date":
            # It tells of something that only a real message knows.
            return []
        select = sa.select(Registration).where(Registration.email.is_not(None))
        if states := mails.STATES[name]:
            select = select.where(Registration.state.in_(states))
        if name == "cancelled":
            select = select.where(Registration.event.has(Event.state == CANCELLED))
        newest = db.session.scalars(select.order_by(Registration.id.desc()).limit(3)).all()
        return [{"registration_id": each.id, **_told(name, queries.truth(each))} for each in newest]

    return find


def made_up(name):
    """Return a function that makes up what a mail gets, of the next event, or None where there is no event."""

    def make():
        now = clock.now()
        event_id = db.session.scalar(
            sa.select(Event.id).where(Event.state == PUBLISHED).order_by(Event.id.desc()).limit(1)
        )
        if event_id is None or name in ("cancelled", "left_date", "other_date"):
            return None
        event = programme.get_event(event_id)
        kind, place = next(iter(event.places.items()))
        guest = Registration(
            id=0, event_id=event.id, kind=kind, state=CONFIRMED, seats=1, carers=0, parts=[], name="", language="de",
            link_version=1, booked_at=now, held_until=now + _DAY, offered_until=now + _DAY,
        )  # fmt: skip
        facts = mails.shown(guest, event, {})
        states = mails.STATES[name] or (CONFIRMED,)
        guest.state = states[-1]
        lost = ["Aufzug"] if name == "access_changed" else []
        before = [(begin - _DAY, end - _DAY) for begin, end in event.spans]
        return {
            **facts, "place_in_list": "zwischen Platz 1 und 3", "alternatives": [],
            "believed": {"spans": before, "place": place, "lost": lost, "is_elsewhere": not lost},
        }  # fmt: skip

    return make


def _told(name, truth):
    """What a message of this name says besides: as if the event had been a day earlier."""
    if name != "moved":
        return {}
    spans = [[(datetime.fromisoformat(each) - _DAY).isoformat() for each in span] for span in truth["spans"]]
    return {"believed": {**truth, "spans": spans}}
