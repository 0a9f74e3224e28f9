"""What somebody who asked for a room may do with it. Pure; `now` is an argument."""

from datetime import timedelta
from enum import Enum

from flask_babel import lazy_gettext as _

from app.rooms.bookings import (
    BOOKED,
    CANCELLED,
    DECLINED,
    HELD,
    LAPSED,
    LEFT_OUT,
    LIVING,
    PROPOSED,
    RELEASED,
    REQUESTED,
)
from app.rooms.models import BOOK, ORGANISATION
from app.rooms.policies import policy_of

SHORT_HOLD, LONG_HOLD = timedelta(minutes=60), timedelta(hours=24)
FORGET_LAPSED = timedelta(hours=24)
# A club's year of two evenings a week fits in.
MOST_DATES = 120

# How things are with a request whose last date is past.
OVER = "over"

# What a person reads about one date of theirs.
STATE_TEXTS = {
    HELD: _("noch nicht bestätigt"),
    REQUESTED: _("angefragt"),
    PROPOSED: _("anderer Vorschlag von uns"),
    BOOKED: _("gebucht"),
    CANCELLED: _("abgesagt"),
    DECLINED: _("nicht möglich"),
    LAPSED: _("nicht rechtzeitig bestätigt"),
    RELEASED: _("freigegeben, weil niemand da war"),
    LEFT_OUT: _("fällt aus"),
}


class AskRefusal(Enum):
    """Why a request cannot be made, confirmed or changed, and what to do instead."""

    NO_DATES = _("Bitte wählen Sie mindestens einen Termin.")
    TOO_MANY_DATES = _("Das sind zu viele Termine auf einmal: Bitte höchstens %(most)s, und dann die nächsten.")
    SOME_DATES = _(
        "Nicht möglich: %(number)s von %(all)s Terminen. Sie können sie auslassen oder andere Zeiten wählen."
    )
    NO_DATE_FITS = _("Keiner dieser Termine geht. Bitte wählen Sie andere Zeiten oder einen anderen Raum.")
    TOO_LATE = _("Die Zeit zum Bestätigen ist vorbei, und der Raum ist wieder frei. Bitte fragen Sie ihn neu an.")
    HAS_BEGUN = _("Dieser Termin hat schon begonnen. Sie können nur noch ein früheres Ende wählen.")
    IS_OVER = _("Dieser Termin ist vorbei oder abgesagt und bleibt, wie er ist.")
    ANSWER_FIRST = _("Bitte beantworten Sie zuerst unseren Vorschlag. Danach können Sie wieder ändern.")
    FREE_NOW = _("Der Raum ist in dieser Zeit gerade frei: Sie können ihn gleich anfragen.")
    WATCH_OVER = _("Diese Zeit hat schon begonnen. Bitte wählen Sie eine spätere.")


def somebody_decides(room, who, is_verified=False):
    """Tell whether a request for a room waits for a decision.

    Whoever asks for an organisation without signing in may be anybody: so somebody always decides about those that
    are not verified.
    """
    return (who == ORGANISATION and not is_verified) or policy_of(room, who).way != BOOK


def waits(room, request):
    """Tell whether a RoomRequest for a room waits for a decision."""
    return somebody_decides(room, request.who, request.is_verified)


def hold_until(starts_at, now):
    """Return until when an unconfirmed request is held: 24 h where its first date is far off, else 60 minutes."""
    is_far = starts_at - now > timedelta(days=7)
    return min(now + (LONG_HOLD if is_far else SHORT_HOLD), max(starts_at, now))


def answer_by(rooms, now):
    """Return the moment until when the team promises to answer, for all of these rooms."""
    return now + timedelta(days=max(room.answer_days for room in rooms))


def is_shorter(booking, starts_at, ends_at):
    """Tell whether a span lies within that of a booking; giving time back is always allowed."""
    return booking.starts_at <= starts_at and ends_at <= booking.ends_at


def why_no_change(booking, starts_at, ends_at, now):
    """Return why a person cannot give this booking of theirs that span, or None as far as time tells."""
    if booking.state not in LIVING or booking.ends_at <= now:
        return AskRefusal.IS_OVER
    if booking.state == PROPOSED:
        return AskRefusal.ANSWER_FIRST
    if booking.starts_at <= now and (starts_at != booking.starts_at or not now < ends_at <= booking.ends_at):
        return AskRefusal.HAS_BEGUN
    return None


def why_no_watch(starts_at, now):
    """Return why nobody can wait for a span to become free, or None."""
    return AskRefusal.WATCH_OVER if starts_at <= now else None


def standing(bookings, now):
    """Return in one word how things are with the dates of a request: a state, or "over" where the last one is past."""
    ahead = {booking.state for booking in bookings if booking.ends_at > now}
    ever = {booking.state for booking in bookings}
    for state in (PROPOSED, HELD, REQUESTED, BOOKED):
        if state in ahead:
            return state
    if BOOKED in ever:
        return OVER
    return next((state for state in (DECLINED, LAPSED, RELEASED, CANCELLED) if state in ever), OVER)


def may_withdraw(booking, now):
    """Tell whether a person can still call off this booking of theirs."""
    return booking.state in LIVING and booking.starts_at > now


def may_change(booking, now):
    """Tell whether a person can still give this booking of theirs another time."""
    return booking.state in LIVING and booking.state != PROPOSED and booking.ends_at > now
