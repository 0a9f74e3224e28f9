"""What the team does with registrations: booking for somebody, notes, the link once more."""

from app import clock
from app.accounts import audit
from app.database import db, transaction
from app.errors import Refused
from app.registrations import actions, diary, ledger, life, queries, rules, telling, waiting
from app.registrations.life import Act, Facts
from app.registrations.models import HOUSE, LIVING, PHONE, WAITING, Registration
from app.registrations.rules import SeatRefusal

# More at once is a group of the house.
MOST_SEATS = 500


def book_for(event_id, kind, seats, name, email=None, source=PHONE, form_key=None, would_wait=False, **facts):
    """Book for somebody who called, or for guests of the house; it is sure at once. Returns the registration.

    Whoever has an address is told; whoever has none is not. The limits for guests (deadlines, companions) do not
    bind the team, the seats do. Raises Refused. A form sent twice books once.
    """
    facts = actions.usual(**facts)
    with transaction():
        now = clock.now()
        seats_now = ledger.lock_seats(event_id, kind)
        if seats > seats_now.free:
            seats_now = waiting.lapse_overdue(event_id, kind, now) or seats_now
        if refusal := rules.why_not_come(seats_now, now):
            raise Refused(refusal)
        same = queries.find_same(event_id, email, form_key) if email or form_key else None
        if same is not None:
            if form_key is not None and same.form_key == form_key:
                return same
            raise Refused(SeatRefusal.THERE_ALREADY)
        fits, wanted = actions.look_for_room(event_id, kind, seats, seats_now, facts, would_wait)
        state = life.follow(None, Act.BOOK, Facts(fits=fits, would_wait=would_wait, is_sure=True))
        ident = actions.add(
            event_id, kind, seats_now, wanted, **facts, state=state, seats=seats, name=name, email=email,
            form_key=form_key, booked_at=now, held_until=None, confirmed_at=now, source=source,
        )  # fmt: skip
        registration = db.session.get(Registration, ident)
        telling.count_statistics(registration)
        diary.enter(registration, now)
        telling.tell(registration, "waiting" if state == WAITING else "confirmed", now)
        audit.note("book_for_house" if source == HOUSE else "book_for_guest", registration.about, seats=seats)
    return registration


def change_note(registration_id, note):
    """Write down something about a registration, for the team only; it goes with the person."""
    with transaction():
        registration, _seats = ledger.lock_registration(registration_id)
        if registration.note != note:
            registration.note = note
            audit.note("change_guest_note", registration.about)
    return registration


def send_link_again(registration_id):
    """Send somebody the mail with their link once more, at most once an hour. Raises Refused where there is none to."""
    with transaction():
        registration, _seats = ledger.lock_registration(registration_id)
        if registration.email is None or registration.state not in LIVING:
            raise Refused(SeatRefusal.NO_ADDRESS)
        telling.tell_again(registration, clock.now())
        audit.note("send_link_again", registration.about)


def renew_links(registration_id):
    """Make all links of a registration worthless, and send new ones: the old ones got into wrong hands. Raises Refused.

    Whoever has no address gets none by mail; the team can read the link out.
    """
    with transaction():
        registration, _seats = ledger.lock_registration(registration_id)
        if registration.state not in LIVING:
            raise Refused(SeatRefusal.ENDED)
        registration.link_version = registration.link_version + 1
        telling.tell(registration, "new_links", clock.now())
        audit.note("renew_links", registration.about)
