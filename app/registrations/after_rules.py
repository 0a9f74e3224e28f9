"""What is so once an event is over: who did not come, when guests are thanked and asked, who gets a certificate."""

from datetime import datetime, time, timedelta
from enum import Enum

from flask_babel import lazy_gettext as _

from app import clock
from app.programme.models import PUBLISHED
from app.programme.reporting import ASK_FOR
from app.registrations.models import ATTENDED

# A door that was offline tells later who came.
MISS_AFTER = timedelta(hours=3)
# Guests are thanked in the morning, by day only; whoever would be thanked later than a week after is not any more.
MORNING, EVENING = time(8), time(21)
THANK_WITHIN = timedelta(days=7)
# Certificates are told of a little longer: hosts correct their lists late.
CERTIFY_WITHIN = timedelta(days=14)
# Below this, an answer would tell whose it is.
LEAST_ANSWERS = 3
YES, MAYBE, NO = 3, 2, 1


class FeedbackRefusal(Enum):
    """Why nobody is asked how an event was."""

    NOT_HELD = _("Diese Veranstaltung hat nicht stattgefunden.")
    NOT_YET = _("Diese Veranstaltung hat noch nicht begonnen. Sagen Sie uns gern danach, wie es war.")
    OVER = _("Für diese Veranstaltung sammeln wir keine Rückmeldungen mehr. Schreiben Sie uns gern eine E-Mail.")
    NOTHING_SAID = _("Bitte beantworten Sie mindestens eine Frage.")


class CertificateRefusal(Enum):
    """Why there is no certificate."""

    NOT_THERE = _("Eine Bescheinigung gibt es für alle, die am Einlass begrüßt wurden. Stimmt da etwas nicht? "
                  "Dann schreiben Sie uns bitte.")
    NOT_OVER = _("Die Bescheinigung gibt es, sobald die Veranstaltung vorbei ist.")
    CANCELLED = _("Diese Veranstaltung ist abgesagt.")


def was_missed(parts, counted_dates):
    """Tell whether somebody who is not marked as there did not come: people were counted at a date of theirs.

    `parts` of the registration; `counted_dates`: the numbers of the dates at which guests of their kind were counted.
    """
    own = dates_of(parts)
    return bool(own & counted_dates if own else counted_dates)


def dates_of(parts):
    """Return the numbers of the dates that are named by parts ("date:7", "slot:7:20")."""
    return {int(part.split(":")[1]) for part in parts or () if part.startswith(("date:", "slot:"))}


def thank_from(ends_at):
    """Return the morning from which guests are thanked for an event that ended: the first after it was counted."""
    ready = ends_at + MISS_AFTER
    day = clock.today(ready)
    morning = clock.from_wall(datetime.combine(day, MORNING))
    return morning if morning >= ready else clock.from_wall(datetime.combine(day + timedelta(days=1), MORNING))


def may_thank(ends_at, now):
    """Tell whether guests are thanked now."""
    return may_certify(ends_at, now) and now <= ends_at + THANK_WITHIN


def may_certify(ends_at, now):
    """Tell whether it is time to see who is to hear of their certificate: from the same morning, by day."""
    return MORNING <= clock.local(now).time() < EVENING and thank_from(ends_at) <= now


def is_worth_a_certificate(state, event_state):
    """Tell whether somebody is to hear of their certificate."""
    return state == ATTENDED and event_state == PUBLISHED


def why_no_feedback(state, starts_at, ends_at, now):
    """Return why nobody is asked how an event was, or None."""
    if state != PUBLISHED:
        return FeedbackRefusal.NOT_HELD
    if now < starts_at:
        return FeedbackRefusal.NOT_YET
    return FeedbackRefusal.OVER if now >= ends_at + ASK_FOR else None


def why_no_certificate(state, event_state, ends_at, now):
    """Return why a registration gets no certificate, or None."""
    if event_state != PUBLISHED:
        return CertificateRefusal.CANCELLED
    if state != ATTENDED:
        return CertificateRefusal.NOT_THERE
    return CertificateRefusal.NOT_OVER if now < ends_at else None


def minutes_of(spans):
    """Return how many minutes (starts_at, ends_at) last all together."""
    return sum(int((ends_at - starts_at) / clock.MINUTE) for starts_at, ends_at in spans)
