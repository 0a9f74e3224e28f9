"""What guests are told, and when once more. Parts of acts that hold the lock; and the two acts of jobs."""

import sqlalchemy as sa

from app import clock
from app.database import db, insert_into, transaction
from app.notifications import outbox
from app.notifications.models import WAITING, Message
from app.programme import rules as event_rules
from app.registrations import ledger, queries, rules
from app.registrations.afterwards import EventStatistic
from app.registrations.models import CONFIRMED, HELD, LIVING, OFFERED, Reminder


def tell(registration, template, now, once=None, **facts):
    """Write a message to the person of a registration, if they have an address."""
    if registration.email is not None:
        write(registration.id, registration.email, template, now, once, **facts)


def write(ident, email, template, now, once=None, **facts):
    """Write a message about a registration that need not be loaded."""
    about = f"registration:{ident}"
    outbox.queue(email, f"registrations/mail/{template}", about, now, once=once, registration_id=ident, **facts)


def tell_again(registration, now):
    """Answer an address that books again: its link once more. At most one such mail an hour, however often one asks."""
    hour = f"{now:%Y-%m-%dT%H}"
    if registration.state == OFFERED:
        # That there is nothing to do would cost them what is kept for them. By night the offer itself may still wait.
        if not _is_on_its_way(registration, "offered"):
            tell(registration, "offered", now, once=f"offered:{registration.id}:{hour}")
    elif registration.confirmed_at is not None:
        tell(registration, "already_there", now, once=f"already:{registration.id}:{hour}")
    else:
        template = "please_confirm" if registration.state == HELD else "please_confirm_waiting"
        tell(registration, template, now, once=f"again:{registration.id}:{hour}")


def _is_on_its_way(registration, template):
    return db.session.scalar(sa.select(sa.exists().where(
        Message.about == registration.about, Message.template == f"registrations/mail/{template}",
        Message.state == WAITING,
    )))  # fmt: skip


def count_statistics(registration):
    """Count what somebody told for statistics, and forget that they said it. Part of confirming."""
    answers, registration.statistics = registration.statistics, None
    for question, answer in sorted((answers or {}).items()):
        row = {"event_id": registration.event_id, "question": question, "answer": answer, "number": 1}
        db.session.execute(
            insert_into(EventStatistic)
            .values(**row)
            .on_conflict_do_update(
                index_elements=["event_id", "question", "answer"], set_={"number": EventStatistic.number + 1}
            )
        )


def remind(due):
    """Write one reminder: (registration id, hours before, start of the event)."""
    registration_id, hours, starts_at = due
    with transaction():
        registration, seats_now = ledger.lock_registration(registration_id)
        key = (registration_id, hours, starts_at)
        if registration.state != CONFIRMED or seats_now.starts_at != starts_at or db.session.get(Reminder, key):
            return
        now = clock.now()
        db.session.add(
            Reminder(registration_id=registration_id, hours_before=hours, event_starts_at=starts_at, written_at=now)
        )
        tell(registration, "reminder", now, useful_until=starts_at)


def tell_change(registration_id):
    """Tell a guest by mail what has changed since they last knew, or nothing where it is as they believe."""
    with transaction():
        registration, _seats = ledger.lock_registration(registration_id)
        believed, event, now = registration.believes, registration.event, clock.now()
        if believed is None or registration.state not in LIVING:
            return
        # As it is under the lock: somebody may just have changed it again, or taken the change back.
        db.session.refresh(event, ["state", "tell_at"])
        if not event_rules.may_tell(event.tell_at, now):
            return
        registration.believes = None
        if believed["state"] != event.state and event.is_cancelled:
            tell(registration, "cancelled", now)
        elif rules.is_elsewhere(believed, truth := queries.truth(registration)):
            tell(registration, "moved", now, believed=believed)
        elif rules.lost_promises(believed, truth):
            tell(registration, "access_changed", now, believed=believed)
