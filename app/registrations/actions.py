"""What people do with seats. Every act: lock the ledger of these seats, look, ask the rule, write."""

import sqlalchemy as sa

from app import clock
from app.alliance import idea_queries
from app.database import Prepared, db, lock_rows, run, transaction
from app.errors import Refused
from app.notifications import outbox
from app.programme import rules as event_rules
from app.programme.models import SeatLedger
from app.registrations import queries, rules
from app.registrations.models import (
    CONFIRMED,
    GIVEN_UP,
    HELD,
    LAPSED,
    LIVING,
    SEATED,
    WAITING,
    Erasure,
    Registration,
    Reminder,
)
from app.registrations.rules import SeatRefusal

# Of the act that many do at once.
_ADD = Prepared(sa.insert(Registration.__table__).returning(Registration.__table__.c.id))
_LEDGER = SeatLedger.__table__
_COUNT = Prepared(
    sa.update(_LEDGER)
    .where(_LEDGER.c.event_id == sa.bindparam("of_event"), _LEDGER.c.kind == sa.bindparam("of_kind"))
    .values(
        taken=_LEDGER.c.taken + sa.bindparam("seats"),
        house=_LEDGER.c.house + sa.bindparam("of_house"),
        revision=_LEDGER.c.revision + 1,
    )
)


def book_seat(
    event_id, kind, seats, name, email, form_key=None, would_wait=False, answers=(), support_id=None, wheelchairs=0
):
    """Hold seats for a person and ask them by mail to confirm; or put them on the waiting list if they would wait.

    `support_id`: their support of the idea that led to the event, which lets them book a little before everyone else.

    Returns nothing on purpose: whether the address was known already, only its owner learns, by mail (law 6).
    Raises Refused with a SeatRefusal, alike for everybody.
    """
    with transaction():
        now = clock.now()
        seats_now = _lock_seats(event_id, kind)
        if seats > seats_now.free:
            seats_now = _lapse_overdue(event_id, kind, now) or seats_now
        is_early = _is_early(support_id, event_id, email, seats_now, now)
        if refusal := rules.why_no_seat(seats_now, seats, now, would_wait, is_early):
            raise Refused(refusal[0], **refusal[1])
        same = queries.find_same(event_id, email, form_key)
        if same is not None:
            if same.form_key != form_key or form_key is None:
                _tell_again(same, now)
            return
        must_wait = seats > seats_now.free
        ident = run(
            _ADD,
            {
                "event_id": event_id,
                "kind": kind,
                "state": WAITING if must_wait else HELD,
                "seats": seats,
                "wheelchairs": wheelchairs,
                "name": name,
                "email": email,
                "answers": list(answers),
                "form_key": form_key,
                "booked_at": now,
                "held_until": rules.hold_until(seats_now, now),
            },
        )[0].id
        if not must_wait:
            count_seats(event_id, kind, seats)
        _write(ident, email, "please_confirm_waiting" if must_wait else "please_confirm", now)


def confirm(registration_id):
    """Make a held seat sure; late, it gets a free seat or its old place in the waiting list. Twice does no harm."""
    with transaction():
        registration, seats_now = _lock_registration(registration_id)
        now = clock.now()
        if registration.confirmed_at is not None or registration.state == GIVEN_UP:
            return registration
        if refusal := rules.why_not_come(seats_now, now):
            raise Refused(refusal)
        is_held = registration.state == HELD
        if registration.state == LAPSED and _has_other_living(registration):
            # Lapsed, booked anew, and then the link of the first mail: the new one counts.
            raise Refused(SeatRefusal.ENDED)
        gets_seat = is_held or registration.seats <= seats_now.free
        if not gets_seat and not seats_now.has_waiting_list:
            raise Refused(SeatRefusal.FULL_NO_LIST)
        registration.confirmed_at = now
        registration.ended_at = registration.believes = None
        registration.state = CONFIRMED if gets_seat else WAITING
        if gets_seat and not is_held:
            count_seats(registration.event_id, registration.kind, registration.seats)
        db.session.flush()
        _tell(registration, "confirmed" if gets_seat else "waiting", now)
    return registration


def change_seats(registration_id, seats):
    """Take more or fewer seats; those given back go to the next who wait. Raises Refused."""
    with transaction():
        registration, seats_now = _lock_registration(registration_id)
        now = clock.now()
        if registration.state not in LIVING:
            raise Refused(SeatRefusal.ENDED)
        more = seats - registration.seats
        if more == 0:
            return registration
        needed = more if registration.state in SEATED else 0
        if refusal := rules.why_no_more(seats_now, needed, seats, now):
            raise Refused(refusal[0], **refusal[1])
        registration.seats, registration.wheelchairs = seats, min(registration.wheelchairs, seats)
        db.session.flush()
        if registration.state in SEATED:
            count_seats(registration.event_id, registration.kind, more)
        _tell(registration, "changed", now)
        seat_the_waiting(registration.event_id, registration.kind, now)
    return registration


def give_up(registration_id):
    """Give seats back, or leave the waiting list. What becomes free goes to the next. Twice does no harm."""
    with transaction():
        registration, _seats = _lock_registration(registration_id)
        if registration.state not in LIVING:
            return registration
        now = clock.now()
        _end(registration, GIVEN_UP, now)
        _tell(registration, "given_up", now)
        seat_the_waiting(registration.event_id, registration.kind, now)
    return registration


def lapse(registration_id):
    """Let go of what nobody confirmed in time; the seats go to the next who wait."""
    with transaction():
        registration, _seats = _lock_registration(registration_id)
        now = clock.now()
        if registration.confirmed_at is not None or registration.state not in (HELD, WAITING):
            return
        if registration.held_until > now:
            return
        _end(registration, LAPSED, now)
        seat_the_waiting(registration.event_id, registration.kind, now)


def remind(due):
    """Write one reminder: (registration id, hours before, start of the event)."""
    registration_id, hours, starts_at = due
    with transaction():
        registration, seats_now = _lock_registration(registration_id)
        key = (registration_id, hours, starts_at)
        if registration.state != CONFIRMED or seats_now.starts_at != starts_at or db.session.get(Reminder, key):
            return
        now = clock.now()
        db.session.add(
            Reminder(registration_id=registration_id, hours_before=hours, event_starts_at=starts_at, written_at=now)
        )
        _tell(registration, "reminder", now)


def tell_change(registration_id):
    """Tell a guest by mail what has changed since they last knew, or nothing where it is as they believe."""
    with transaction():
        registration, _seats = _lock_registration(registration_id)
        believed, event, now = registration.believes, registration.event, clock.now()
        if believed is None or registration.state not in LIVING:
            return
        # As it is under the lock: somebody may just have changed it again, or taken the change back.
        db.session.refresh(event, ["state", "tell_at"])
        if not event_rules.may_tell(event.tell_at, now):
            return
        registration.believes = None
        if believed["state"] != event.state and event.is_cancelled:
            _tell(registration, "cancelled", now)
        elif believed != queries.truth(registration):
            _tell(registration, "moved", now, believed=believed)


def erase(registration_id):
    """Give the seats back and take the person out of everything we keep: at once, and for good."""
    with transaction():
        registration, _seats = _lock_registration(registration_id)
        now = clock.now()
        was_living = registration.state in LIVING
        if was_living and not _is_over(registration.event, now):
            _end(registration, GIVEN_UP, now)
        _forget(registration, now)
        if was_living:
            seat_the_waiting(registration.event_id, registration.kind, now)


def forget(registration_id):
    """Take the person out because the time to keep them is over; seats and counts stay."""
    with transaction():
        registration, _seats = _lock_registration(registration_id)
        _forget(registration, clock.now())


def forget_needs(registration_id):
    """Forget what a guest needed: it was for the event, and that is over."""
    with transaction():
        registration, _seats = _lock_registration(registration_id)
        registration.wheelchairs = 0


def _lock_seats(event_id, kind):
    """Lock the ledgers of an event and return the rules.Seats of one. Raises Refused where it has no such seats.

    All kinds at once: an address has one registration at an event, whichever kind it asks for.
    """
    lock_rows(SeatLedger, event_id=event_id)
    # A second look, after the lock: what the lock waited for is seen now.
    seats_now = queries.seats_of(event_id, kind)
    if seats_now is None:
        raise Refused(SeatRefusal.NO_SEATS_HERE)
    return seats_now


def _lock_registration(registration_id):
    """Lock the ledger of a registration, then look at both as they are now. Raises LookupError."""
    registration = db.session.get(Registration, registration_id)
    if registration is None:
        raise LookupError(f"No registration {registration_id}")
    kind = registration.kind
    seats_now = _lock_seats(registration.event_id, kind)
    db.session.refresh(registration)
    if registration.kind != kind:
        # Changed over to the other kind while we waited.
        seats_now = queries.seats_of(registration.event_id, registration.kind)
    return registration, seats_now


def _is_early(support_id, event_id, email, seats_now, now):
    """Return whether a supporter of the event's idea may book with this address; None where nobody need ask."""
    if support_id is None or seats_now.opens_at is None or seats_now.opens_at <= now:
        return None
    return idea_queries.may_book_early(support_id, event_id, email)


def count_seats(event_id, kind, seats, house=0):
    """Count seats (or, below zero, give them back) in the ledger; the constraint has the last word. Part of an act."""
    run(_COUNT, {"of_event": event_id, "of_kind": kind, "seats": seats, "of_house": house})


def _end(registration, state, now):
    """End a living registration and give its seats back."""
    if registration.state in SEATED:
        count_seats(registration.event_id, registration.kind, -registration.seats)
    registration.state, registration.ended_at = state, now
    db.session.flush()


def _lapse_overdue(event_id, kind, now):
    """Let go of what is overdue though no job has been here yet; return the seats as they are then, or None."""
    overdue = queries.lapsed_at(event_id, kind, now)
    for registration in overdue:
        _end(registration, LAPSED, now)
    if not overdue:
        return None
    seat_the_waiting(event_id, kind, now)
    return queries.seats_of(event_id, kind)


def seat_the_waiting(event_id, kind, now):
    """Give free seats to those who wait, first come, first served by group. Part of an act that locked the ledger."""
    seats_now = queries.seats_of(event_id, kind)
    if seats_now.free < 1 or rules.why_not_come(seats_now, now):
        return
    for ident in rules.first_that_fit(queries.waiting_list(event_id, kind), seats_now.free):
        registration = db.session.get(Registration, ident)
        registration.state = CONFIRMED
        registration.believes = None
        count_seats(event_id, kind, registration.seats)
        db.session.flush()
        _tell(registration, "promoted", now)


def _has_other_living(registration):
    return db.session.scalar(
        sa.select(
            sa.exists().where(
                Registration.event_id == registration.event_id,
                Registration.email == registration.email,
                Registration.state.in_(LIVING),
                Registration.id != registration.id,
            )
        )
    )


def _tell_again(registration, now):
    """Answer an address that books again: its link once more. At most one such mail an hour, however often one asks."""
    hour = f"{now:%Y-%m-%dT%H}"
    if registration.confirmed_at is not None:
        _tell(registration, "already_there", now, once=f"already:{registration.id}:{hour}")
    else:
        template = "please_confirm" if registration.state == HELD else "please_confirm_waiting"
        _tell(registration, template, now, once=f"again:{registration.id}:{hour}")


def _tell(registration, template, now, once=None, **facts):
    """Write a message to the person of a registration."""
    _write(registration.id, registration.email, template, now, once, **facts)


def _write(ident, email, template, now, once=None, **facts):
    about = f"registration:{ident}"
    outbox.queue(email, f"registrations/mail/{template}", about, now, once=once, registration_id=ident, **facts)


def _forget(registration, now):
    if registration.email is None and registration.name is None:
        return
    registration.name = registration.email = registration.form_key = None
    registration.answers, registration.wheelchairs = [], 0
    registration.link_version = registration.link_version + 1
    db.session.add(Erasure(registration_id=registration.id, erased_at=now))
    db.session.flush()
    outbox.forget(registration.about)


def _is_over(event, now):
    return event.ends_at <= now
