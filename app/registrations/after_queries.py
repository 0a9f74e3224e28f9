"""What is known of an event once it is over: who did not come, how many came, what they said of it."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.database import db
from app.notifications.models import FAILED, SENT, WAITING, Message
from app.programme.event_notices import EventNotices
from app.programme.models import PUBLISHED, SLOT, Event, EventDate, Format
from app.programme.queries import LAST_END
from app.registrations import after_rules, limits
from app.registrations.afterwards import Certificate, EventStatistic, Feedback
from app.registrations.entrances import CheckIn
from app.registrations.models import ATTENDED, CONFIRMED, Registration
from app.registrations.queries import STATE

# Nobody looks further back for who did not come.
BACK = timedelta(days=60)
# The link to a certificate, in whatever text of thanks it stood.
_CERTIFICATE = re.compile(r"/b/[^/\s]+/bescheinigung\b")


@dataclass(frozen=True)
class Opinions:
    """What guests said of an event, all together: {answer: how many}, and sentences in no order of theirs."""

    count: int
    liked: Counter
    comes_again: Counter
    sentences: tuple

    @property
    def are_enough(self):
        """Whether there are so many that none of them tells whose it is."""
        return self.count >= after_rules.LEAST_ANSWERS


def statistics(event_id):
    """Return {question: {answer: how many}} of what guests told freely; only questions that enough of them answered."""
    found = {}
    rows = db.session.execute(
        sa.select(EventStatistic.question, EventStatistic.answer, EventStatistic.number).where(
            EventStatistic.event_id == event_id
        )
    )
    for question, answer, number in rows:
        found.setdefault(question, {})[answer] = number
    return {
        question: answers for question, answers in found.items()
        if sum(answers.values()) >= after_rules.LEAST_ANSWERS
    }  # fmt: skip


def missing(now):
    """Return the ids of confirmed registrations whose people did not come, though people were counted at the door."""
    ended = sa.and_(EventDate.ends_at > now - BACK, EventDate.ends_at <= now - after_rules.MISS_AFTER)
    rows = db.session.execute(
        sa.select(Registration.id, Registration.event_id, Registration.kind, Registration.parts)
        .join(Event, Event.id == Registration.event_id)
        .where(
            STATE == CONFIRMED,
            Event.state == PUBLISHED,
            Event.id.in_(sa.select(EventDate.event_id).where(ended)),
            now - after_rules.MISS_AFTER >= LAST_END,
            # Where no door was used, nobody need be looked at.
            Event.dates.any(sa.exists().where(CheckIn.event_date_id == EventDate.id)),
        )
        .order_by(Registration.id)
    ).all()
    counted = counted_dates({row.event_id for row in rows}) if rows else {}
    return [
        row.id for row in rows if after_rules.was_missed(row.parts, counted.get((row.event_id, row.kind), frozenset()))
    ]


def counted_dates(event_ids):
    """Return {(event id, kind): numbers of the dates at which guests were counted at the door}."""
    rows = db.session.execute(
        sa.select(Registration.event_id, Registration.kind, CheckIn.event_date_id)
        .join(CheckIn, CheckIn.registration_id == Registration.id)
        .where(Registration.event_id.in_(event_ids))
        .distinct()
    )
    found = {}
    for event_id, kind, date_id in rows:
        found.setdefault((event_id, kind), set()).add(date_id)
    return found


def to_thank(now):
    """Return the ids of events whose guests are to be thanked now."""
    # Of each only the last date counts; the first look is for those that ended lately at all.
    ended = sa.and_(EventDate.ends_at > now - after_rules.THANK_WITHIN, EventDate.ends_at <= now)
    rows = db.session.execute(
        sa.select(Event.id, LAST_END.label("ends_at"))
        .join(Format, Format.id == Event.format_id)
        .outerjoin(EventNotices, EventNotices.event_id == Event.id)
        .where(Event.state == PUBLISHED, Event.is_thanked.is_(False))
        .where(sa.func.coalesce(EventNotices.thanks, Format.thanks))
        .where(Event.id.in_(sa.select(EventDate.event_id).where(ended)))
        .order_by(Event.id)
    )
    return [row.id for row in rows if after_rules.may_thank(row.ends_at, now)]


def guests_to_thank(event_id):
    """Return the registrations of those who were there; where nobody was counted, of those who were to come."""
    rows = db.session.scalars(
        sa.select(Registration)
        .where(
            Registration.event_id == event_id,
            Registration.state.in_((ATTENDED, CONFIRMED)),
            Registration.email.is_not(None),
        )
        .order_by(Registration.id)
    ).all()
    counted = counted_dates({event_id})
    return [
        row
        for row in rows
        if row.state == ATTENDED
        or not after_rules.was_missed(row.parts, counted.get((event_id, row.kind), frozenset()))
    ]


def owed_certificates(now):
    """Return the ids of registrations of which is to be seen now whether their people know of their certificate."""
    is_owed = Registration.certificate_owed_at.is_not(None)
    # Those few first, by their index: SQLite would begin with all events that there ever were.
    owed = db.session.execute(sa.select(Registration.event_id, Registration.id).where(is_owed)).all()
    if not owed:
        return []
    ends = db.session.execute(
        sa.select(Event.id, LAST_END).where(Event.id.in_(sa.select(Registration.event_id).where(is_owed)))
    )
    is_time = {event_id for event_id, ends_at in ends if after_rules.may_certify(ends_at, now)}
    if not is_time:
        return []
    # Whom thanks are still to be written to hears of it there.
    is_time -= set(to_thank(now))
    return sorted(ident for event_id, ident in owed if event_id in is_time)


def knows_of_certificate(registration):
    """Tell whether somebody was told of their certificate, by what was really sent; None: a mail on its way may tell.

    An address that took no such mail is not written to once more: the team has it on its list.
    """
    templates = ("registrations/mail/thanks", "registrations/mail/certificate")
    rows = db.session.execute(
        sa.select(Message.state, Message.template, Message.text, Message.recipient).where(
            Message.about == registration.about, Message.template.in_(templates),
            Message.state.in_((WAITING, SENT, FAILED)),
        )
    ).all()  # fmt: skip
    if any(row.state == WAITING for row in rows):
        return None
    return any(
        row.recipient == registration.email if row.state == FAILED
        else row.template == templates[1] or _CERTIFICATE.search(row.text or "") is not None
        for row in rows
    )  # fmt: skip


def opinions(event_id):
    """Return the Opinions of an event."""
    rows = db.session.scalars(sa.select(Feedback).where(Feedback.event_id == event_id)).all()
    return Opinions(
        count=len(rows),
        liked=Counter(row.liked for row in rows if row.liked is not None),
        comes_again=Counter(row.comes_again for row in rows if row.comes_again is not None),
        # In the order of the alphabet: that of their coming would tell whose they are.
        sentences=tuple(sorted(((row.id, row.words) for row in rows if row.words), key=lambda each: each[1])),
    )


def find_feedback(form_key):
    """Return what a form has said already, or None."""
    return db.session.scalar(sa.select(Feedback).where(Feedback.form_key == form_key)) if form_key else None


def certificate_of(registration_id):
    """Return the certificate of a registration, or None."""
    return db.session.scalar(sa.select(Certificate).where(Certificate.registration_id == registration_id))


def find_certificate(code):
    """Return (certificate, event) for a code, or None; who turned out not to have been there has none."""
    row = db.session.execute(
        sa.select(Certificate, Event, Registration.state)
        .join(Event, Event.id == Certificate.event_id)
        .outerjoin(Registration, Registration.id == Certificate.registration_id)
        .where(Certificate.code == code)
        .options(joinedload(Event.dates))
    ).unique().one_or_none()  # fmt: skip
    return row[:2] if row is not None and row.state in (None, ATTENDED) else None


def attended_spans(registration):
    """Return (starts_at, ends_at) of what somebody was at: dates at which they were counted, or slots of theirs."""
    event = registration.event
    if event.format.registration == SLOT:
        parts = limits.parts_of(event.dates, SLOT, event.attendance, event.format.slot_minutes)
        own = [(part.starts_at, part.ends_at) for part in parts if part.name in (registration.parts or ())]
        if own:
            return own
    came_to = set(
        db.session.scalars(sa.select(CheckIn.event_date_id).where(CheckIn.registration_id == registration.id))
    )
    wanted = came_to or after_rules.dates_of(registration.parts)
    dates = [date for date in event.dates if date.id in wanted] or event.dates
    return [(date.starts_at, date.ends_at) for date in dates]
