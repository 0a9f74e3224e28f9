"""What may be done at the door of a room. Pure; `now` is an argument."""

from datetime import timedelta
from enum import Enum

from flask_babel import lazy_gettext as _

from app.rooms.bookings import BOOKED
from app.rooms.models import CITIZEN, NO
from app.rooms.policies import policy_of

# How long somebody may use a free room without a booking, and the least that is worth a sign on the door.
LONGEST_USE, SHORTEST_USE = timedelta(minutes=60), timedelta(minutes=10)
# How long before its start somebody may say that they are there for a booking.
EARLIEST_CHECK_IN = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)


class DoorRefusal(Enum):
    """Why something cannot be done at the door, and what to do instead."""

    NOT_HERE = _("Der Code ist abgelaufen. Bitte scannen Sie den Code auf dem Türschild noch einmal.")
    NO_WALK_IN = _("Dieser Raum lässt sich nicht spontan nutzen. Bitte fragen Sie ihn an.")
    IN_USE = _("Der Raum ist gerade belegt. Bitte warten Sie, bis er frei ist, oder suchen Sie einen anderen.")
    SHUT = _("Der Raum ist gerade geschlossen. Bitte kommen Sie zu den Öffnungszeiten wieder.")
    TOO_LITTLE_TIME = _("Der Raum ist nur noch wenige Minuten frei. Bitte suchen Sie einen anderen.")
    TOO_EARLY = _("Das geht ab 15 Minuten vor dem Anfang. Bitte versuchen Sie es dann noch einmal.")
    NOT_RUNNING = _("Diese Buchung läuft gerade nicht. Bitte laden Sie die Seite neu.")
    HAS_AN_EVENT = _("Hier läuft eine Veranstaltung. Deren Ende ändert nur das Team.")


def takes_walk_ins(room):
    """Tell whether somebody may use a room as they come: the room says so, and it is not for the team alone."""
    return room.walk_in and not room.is_digital and policy_of(room, CITIZEN).way != NO


def use_until(room, now, limits):
    """Return until when somebody who comes now may use a free room; `limits` are moments at which it ends to be free.

    On full minutes.
    """
    start, most = full_minute(now), timedelta(minutes=policy_of(room, CITIZEN).longest_min)
    return min([start + min(LONGEST_USE, most), *limits])


def why_no_check_in(booking, now):
    """Return why nobody can say now that they are there for a booking, or None."""
    if booking.state != BOOKED or now >= booking.ends_at:
        return DoorRefusal.NOT_RUNNING
    return DoorRefusal.TOO_EARLY if now < booking.starts_at - EARLIEST_CHECK_IN else None


def may_check_in(booking, now):
    """Tell whether to offer somebody to say that they are there: the room has a door, and they did not say it yet."""
    return booking.checked_in_at is None and not booking.room.is_digital and not why_no_check_in(booking, now)


def why_no_end(booking, now):
    """Return why a booking cannot end now, or None."""
    return None if booking.state == BOOKED and booking.starts_at <= now < booking.ends_at else DoorRefusal.NOT_RUNNING


def early_end(booking, now):
    """Return the end of a booking that ends now: on the full minute, and after its start."""
    return min(booking.ends_at, max(full_minute(now), booking.starts_at + MINUTE))


def is_to_release(booking, now):
    """Tell whether nobody came to a booking for so long that its room is given back.

    Counted from the start, or from when it became what it is, should the team have changed it later.
    """
    after = booking.room.release_after_min
    if after is None or booking.request_id is None or booking.checked_in_at is not None or booking.state != BOOKED:
        return False
    return max(booking.starts_at, booking.changed_at) + timedelta(minutes=after) <= now < booking.ends_at


def full_minute(moment):
    """Return the last full minute."""
    return moment.replace(second=0, microsecond=0)
