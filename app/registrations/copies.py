"""All that the house knows of one registration, for the person themselves (GDPR, articles 15 and 20)."""

import sqlalchemy as sa

from app.database import db
from app.notifications.models import Message
from app.registrations import limits, links, needs
from app.registrations.afterwards import Certificate
from app.registrations.entrances import CheckIn
from app.registrations.files import MARK


def copy_of(registration):
    """Return it as a dict that JSON can hold; moments in UTC (ISO 8601)."""
    event = registration.event
    return {
        "event": {"title": event.title, "address": links.event_link(event), "dates": [
            {"starts_at": _moment(starts_at), "ends_at": _moment(ends_at)} for starts_at, ends_at in event.spans
        ]},
        "name": registration.name,
        "email": registration.email,
        "state": registration.state,
        "kind": registration.kind,
        "seats": registration.seats,
        "companions_who_help": registration.carers,
        "wheelchairs": registration.wheelchairs,
        "times": limits.chosen_words(registration, event),
        "needs": needs.needs_words(registration.needs),
        "needs_note": registration.needs_note,
        "people": registration.people,
        "answers": [
            {"question": question, "answer": "(file)" if answer.startswith(MARK) else answer}
            for question, answer in registration.answers
        ],
        "guardian_since": _moment(registration.guardian_at),
        "language": registration.language,
        "would_take_fewer": registration.takes_fewer,
        "note_of_the_team": registration.note,
        "ticket": registration.ticket,
        "booked_at": _moment(registration.booked_at),
        "confirmed_at": _moment(registration.confirmed_at),
        "held_until": _moment(registration.held_until),
        "offered_until": _moment(registration.offered_until),
        "ended_at": _moment(registration.ended_at),
        "check_ins": [
            {"came_at": _moment(each.came_at), "heads": each.heads}
            for each in db.session.scalars(
                sa.select(CheckIn).where(CheckIn.registration_id == registration.id).order_by(CheckIn.came_at)
            )
        ],
        "certificates": db.session.scalars(
            sa.select(Certificate.code).where(Certificate.registration_id == registration.id)
        ).all(),
        "messages": [
            {"written_at": _moment(each.written_at), "ended_at": _moment(each.ended_at), "subject": each.subject,
             "text": each.text}
            for each in db.session.scalars(
                sa.select(Message).where(Message.about == registration.about).order_by(Message.id)
            )
        ],
    }  # fmt: skip


def _moment(moment):
    return moment and moment.isoformat()
