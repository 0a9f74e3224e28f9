"""What people do with seats. Every act: lock the ledger of these seats, look, ask the rule, write."""

import sqlalchemy as sa

from app import clock
from app.accounts import audit
from app.alliance import idea_queries
from app.database import Prepared, db, run, transaction
from app.errors import Refused
from app.registrations import diary, inviting, ledger, life, limits, queries, rules, telling, tickets, waiting
from app.registrations.life import Act, Facts
from app.registrations.models import (
    CONFIRMED,
    GIVEN_UP,
    HELD,
    INVITED,
    LAPSED,
    LIVING,
    MISSED,
    SEATED,
    WAITING,
    WEB,
    Registration,
)
from app.registrations.rules import SeatRefusal

# Of the act that many do at once.
_ADD = Prepared(sa.insert(Registration.__table__).returning(Registration.__table__.c.id))
# What an insert past the session must name itself.
_USUAL = {
    "wheelchairs": 0, "carers": 0, "parts": [], "choices": [], "answers": [], "needs": [], "needs_note": "",
    "people": [], "guardian_at": None, "language": "de", "statistics": None, "takes_fewer": False,
}  # fmt: skip


def book_seat(
    event_id, kind, seats, name, email, form_key=None, would_wait=False, support_id=None, invitation=None, **facts
):
    """Hold seats for a person and ask them by mail to confirm; or put them on the waiting list if they would wait.

    `support_id`: their support of the idea that led to the event, which lets them book a little before everyone else.
    `invitation`: number of the invitation by whose link they come. `facts`: columns of Registration, see _USUAL.

    Returns nothing on purpose: whether the address was known already, only its owner learns, by mail (law 6).
    Raises Refused with a SeatRefusal, alike for everybody.
    """
    facts = usual(**facts)
    with transaction():
        now = clock.now()
        seats_now = ledger.lock_seats(event_id, kind)
        if seats > seats_now.free:
            seats_now = waiting.lapse_overdue(event_id, kind, now) or seats_now
        is_early = _is_early(support_id, event_id, email, seats_now, now)
        is_invited = invitation is not None and inviting.may_use(invitation, event_id, email, form_key)
        if refusal := rules.why_no_seat(seats_now, seats, now, True, is_early, is_invited):
            raise Refused(refusal[0], **refusal[1])
        fits, wanted = look_for_room(event_id, kind, seats, seats_now, facts, would_wait)
        same = queries.find_same(event_id, email, form_key)
        if same is not None:
            if same.form_key != form_key or form_key is None:
                telling.tell_again(same, now)
            return
        state = life.follow(None, Act.BOOK, Facts(fits=fits, would_wait=would_wait))
        ident = add(
            event_id, kind, seats_now, wanted, **facts, state=state, seats=seats, name=name, email=email,
            form_key=form_key, booked_at=now, held_until=rules.hold_until(seats_now, now), confirmed_at=None,
            source=WEB if invitation is None else INVITED,
        )  # fmt: skip
        if invitation is not None:
            inviting.use(invitation, ident)
        telling.write(ident, email, "please_confirm_waiting" if state == WAITING else "please_confirm", now)


def usual(**facts):
    """Return the columns of a registration that nobody said anything about, with those that somebody did."""
    return {**_USUAL, **facts}


def confirm(registration_id):
    """Make a held seat sure; late, it gets a free seat or its old place in the waiting list. Twice does no harm."""
    with transaction():
        registration, seats_now = ledger.lock_registration(registration_id)
        now = clock.now()
        if registration.confirmed_at is not None or registration.state not in (HELD, WAITING, LAPSED):
            return registration
        if refusal := rules.why_not_come(seats_now, now):
            raise Refused(refusal)
        if registration.state == LAPSED and _has_other_living(registration):
            # Lapsed, booked anew, and then the link of the first mail: the new one counts.
            raise Refused(SeatRefusal.ENDED)
        fits = registration.state == HELD or ledger.why_no_room(registration, seats_now) is None
        if not fits and not seats_now.has_waiting_list:
            raise Refused(SeatRefusal.FULL_NO_LIST)
        facts = Facts(fits=fits, has_list=seats_now.has_waiting_list)
        registration.ended_at = registration.believes = None
        ledger.step(registration, Act.CONFIRM, facts, seats_now)
        registration.confirmed_at = now
        diary.enter(registration, now)
        db.session.flush()
        telling.count_statistics(registration)
        telling.tell(registration, "confirmed" if registration.state == CONFIRMED else "waiting", now)
    return registration


def change_seats(registration_id, seats, by_house=False):
    """Take more or fewer seats; those given back go to the next who wait. Raises Refused.

    `by_house`: the team does it; how many companions one may bring does not bind it.
    """
    with transaction():
        registration, seats_now = ledger.lock_registration(registration_id)
        now = clock.now()
        if registration.state not in LIVING:
            raise Refused(SeatRefusal.ENDED)
        more = seats - registration.seats
        if more == 0:
            return registration
        is_seated = registration.state in SEATED
        if refusal := rules.why_no_more(seats_now, more if is_seated else 0, seats, now, by_house):
            raise Refused(refusal[0], **refusal[1])
        with ledger.taken_anew(registration, seats_now):
            registration.resize(seats)
        telling.tell(registration, "changed", now)
        if by_house:
            audit.note("change_guest", registration.about, seats=seats)
        waiting.seat_the_waiting(registration.event_id, registration.kind, now)
    return registration


def give_up(registration_id, by_house=False):
    """Give seats back, decline an offer, or leave the waiting list. What becomes free goes to the next.

    Twice does no harm; who has been let in has nothing to give back. `by_house`: the team does it for the guest.
    """
    with transaction():
        registration, seats_now = ledger.lock_registration(registration_id)
        now, came = clock.now(), registration.state == CONFIRMED
        if not end(registration, Act.GIVE_UP, seats_now, now):
            return registration
        telling.tell(registration, "given_up" if registration.state == GIVEN_UP else "declined", now, came=came)
        if by_house:
            audit.note("give_up_for_guest", registration.about)
        waiting.seat_the_waiting(registration.event_id, registration.kind, now)
    return registration


def remove(registration_id, reason):
    """The house takes a registration back, and says why; the seats go to the next who wait. Raises Refused."""
    with transaction():
        registration, seats_now = ledger.lock_registration(registration_id)
        now, came = clock.now(), registration.state in (CONFIRMED, MISSED)
        if not reason.strip():
            raise Refused(SeatRefusal.NO_REASON)
        if not end(registration, Act.REMOVE, seats_now, now):
            raise Refused(SeatRefusal.CAME_ALREADY if registration.state in LIVING else SeatRefusal.ENDED)
        audit.note("remove_registration", registration.about, reason=reason.strip())
        telling.tell(registration, "removed", now, reason=reason.strip(), came=came)
        waiting.seat_the_waiting(registration.event_id, registration.kind, now)
    return registration


def end(registration, act, seats_now, now):
    """End a living registration and give its seats back. Part of an act. Returns whether there was anything to end."""
    if not ledger.step(registration, act, Facts(is_sure=registration.confirmed_at is not None), seats_now):
        return False
    registration.ended_at = now
    diary.change(registration, now)
    db.session.flush()
    return True


def add(event_id, kind, seats_now, wanted, *, state, seats, **facts):
    """Write a registration and count the seats and limits it takes; return its number. Part of an act with the lock."""
    ident = run(
        _ADD,
        {**facts, "event_id": event_id, "kind": kind, "state": state, "seats": seats, "ticket": tickets.new_ticket()},
    )[0].id
    if state in SEATED:
        if not limits.counts_by_session(seats_now):
            ledger.count_seats(event_id, kind, seats)
        if wanted:
            limits.count(event_id, kind, seats_now, wanted)
    return ident


def look_for_room(event_id, kind, seats, seats_now, facts, would_wait):
    """Return (whether there is all that is wanted, what of each limit). Raises Refused where not, unless they wait."""
    missing, wanted = _look_at_limits(event_id, kind, seats, seats_now, facts)
    refusal = ledger.why_missing(missing, event_id, seats_now, seats)
    if refusal and not (would_wait and seats_now.has_waiting_list):
        if refusal[0] is SeatRefusal.FULL:
            refusal = rules.why_full(seats_now, seats)
        raise Refused(refusal[0], **refusal[1])
    return refusal is None, wanted


def _look_at_limits(event_id, kind, seats, seats_now, facts):
    """Return (name of the first limit that has too little, or None, what is wanted of all). Raises Refused."""
    if not limits.has_limits(seats_now):
        return None, {}
    parts = [part.name for part in limits.parts_at(event_id, seats_now)]
    if not set(facts["parts"]) <= set(parts):
        raise Refused(SeatRefusal.UNKNOWN_PART)
    if parts and not facts["parts"] and not limits.counts_by_session(seats_now):
        raise Refused(SeatRefusal.NO_PART)
    everything = parts if limits.counts_by_session(seats_now) else ()
    wanted = limits.demand(kind, seats, facts["wheelchairs"], facts["parts"], facts["choices"], everything)
    return limits.why_not(wanted, limits.free(event_id, kind, seats_now)), wanted


def _is_early(support_id, event_id, email, seats_now, now):
    """Return whether a supporter of the event's idea may book with this address; None where nobody need ask."""
    if support_id is None or seats_now.opens_at is None or seats_now.opens_at <= now:
        return None
    return idea_queries.may_book_early(support_id, event_id, email)


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
