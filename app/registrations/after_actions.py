"""What happens once an event is over: who missed it, thanks, opinions, certificates."""

import sqlalchemy as sa

from app import clock
from app.accounts import audit
from app.database import db, lock, transaction
from app.errors import Refused
from app.programme.models import PUBLISHED, Event
from app.registrations import after_queries, after_rules, ledger, telling, tickets
from app.registrations.after_rules import FeedbackRefusal
from app.registrations.afterwards import Certificate, Feedback
from app.registrations.life import Act, Facts


def miss(registration_id):
    """Note that somebody did not come, though they were to. Seats stay counted: nobody else could use them."""
    with transaction():
        registration, seats_now = ledger.lock_registration(registration_id)
        event, now = registration.event, clock.now()
        if event.state != PUBLISHED or event.ends_at + after_rules.MISS_AFTER > now:
            return
        counted = after_queries.counted_dates({event.id}).get((event.id, registration.kind), frozenset())
        if after_rules.was_missed(registration.parts, counted):
            ledger.step(registration, Act.MISS, Facts(), seats_now)


def thank_guests(event_id):
    """Thank the guests of an event, each once, and ask them how it was. Part of no larger act; twice does no harm."""
    with transaction():
        now = clock.now()
        # Who changes the row thanks them; another process that comes at the same moment waits here, and finds it done.
        claim = sa.update(Event).where(Event.id == event_id, Event.is_thanked.is_(False), Event.state == PUBLISHED)
        if not db.session.execute(claim.values(is_thanked=True).execution_options(synchronize_session=False)).rowcount:
            return
        for registration in after_queries.guests_to_thank(event_id):
            telling.tell(registration, "thanks", now, once=f"thanks:{registration.id}")


def tell_of_certificate(registration_id):
    """Tell somebody who was there of their certificate, unless they know of it. Twice does no harm."""
    with transaction():
        registration, _seats = ledger.lock_registration(registration_id)
        event, now = registration.event, clock.now()
        if registration.certificate_owed_at is None or not after_rules.may_certify(event.ends_at, now):
            return
        knows = after_queries.knows_of_certificate(registration)
        if knows is None:
            return
        registration.certificate_owed_at = None
        if not knows and after_rules.is_worth_a_certificate(registration.state, event.state):
            # Later it is dropped, and the team sees why.
            until = event.ends_at + after_rules.CERTIFY_WITHIN
            telling.tell(registration, "certificate", now, useful_until=until)


def give_feedback(event_id, liked=None, comes_again=None, words="", form_key=None):
    """Keep what somebody says of an event, and nothing of who it was. One form counts once. Raises Refused."""
    with transaction():
        event = lock(Event, event_id)
        if after_queries.find_feedback(form_key) is not None:
            return
        if reason := after_rules.why_no_feedback(event.state, event.starts_at, event.ends_at, clock.now()):
            raise Refused(reason)
        if liked is None and comes_again is None and not words:
            raise Refused(FeedbackRefusal.NOTHING_SAID)
        db.session.add(
            Feedback(event_id=event_id, liked=liked, comes_again=comes_again, words=words, form_key=form_key)
        )


def delete_sentence(event_id, feedback_id):
    """Take a sentence out of what was said of an event, because it names somebody; the answers still count."""
    with transaction():
        found = db.session.get(Feedback, feedback_id, populate_existing=True)
        if found is None or found.event_id != event_id:
            raise LookupError(f"No feedback {feedback_id} of event {event_id}")
        if found.words:
            found.words = ""
            audit.note("delete_sentence", f"event:{event_id}")


def issue_certificate(registration_id):
    """Issue the certificate of somebody who was there; once more, it follows what was counted later. Raises Refused."""
    with transaction():
        registration, _seats = ledger.lock_registration(registration_id)
        event, now = registration.event, clock.now()
        if reason := after_rules.why_no_certificate(registration.state, event.state, event.ends_at, now):
            raise Refused(reason)
        minutes = after_rules.minutes_of(after_queries.attended_spans(registration))
        found = after_queries.certificate_of(registration_id)
        if found is None:
            found = Certificate(code=tickets.new_ticket(), event_id=event.id, registration_id=registration_id)
            db.session.add(found)
        if found.minutes != minutes:
            found.minutes, found.issued_on = minutes, clock.today(now)
    return found
