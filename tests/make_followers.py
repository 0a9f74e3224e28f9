"""Plain functions that make people who hear of new dates; name only the facts that matter."""

import sqlalchemy as sa

from app.database import db
from app.notifications.models import Message
from app.programme import subscribing, subscribing_queries
from app.programme.subscribers import SINGLE, Follower


def a_follower(followed, email="mila@example.com", cadence=SINGLE, is_confirmed=True, language="de"):
    """Somebody who asked for the new dates of a format, an area or a place as people do, and confirmed."""
    kind = {"formats": "format", "innovation_areas": "area", "places": "place"}[followed.__tablename__]
    thing = getattr(subscribing_queries, f"of_{kind}")(followed)
    subscribing.ask(thing, email, cadence, language)
    wanted = sa.select(Follower).where(Follower.email == email, getattr(Follower, thing.column) == thing.id)
    found = db.session.scalars(wanted).one()
    if is_confirmed:
        subscribing.confirm(found.id)
    return subscribing_queries.find_follower(found.id)


def news():
    """The mails about new dates so far: (address, kind of mail, events, state), in order."""
    db.session.rollback()
    mails = db.session.scalars(sa.select(Message).where(Message.template.like("%new_dates%")).order_by(Message.id))
    return [
        (mail.recipient, mail.template.rpartition("/")[2], sorted(mail.facts.get("event_ids", ())), mail.state)
        for mail in mails
    ]  # fmt: skip
