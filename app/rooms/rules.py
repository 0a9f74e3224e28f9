"""May this room be had then?"""

from datetime import timedelta
from enum import Enum

from flask_babel import lazy_gettext as _

LONGEST = timedelta(hours=24)
HORIZON = timedelta(days=3 * 366)


class RoomRefusal(Enum):
    """Why a room cannot be booked."""

    TAKEN = _(
        "%(room)s ist in dieser Zeit schon belegt (%(by)s). Bitte wählen Sie eine andere Zeit oder einen anderen Raum."
    )
    LENT = _("%(thing)s ist in dieser Zeit schon verliehen. Bitte wählen Sie eine andere Zeit oder etwas anderes.")
    ENDS_BEFORE_START = _("Das Ende liegt vor dem Anfang. Bitte prüfen Sie die Zeiten.")
    TOO_LONG = _("Eine Buchung dauert höchstens 24 Stunden. Bitte teilen Sie sie auf mehrere Tage auf.")
    TOO_FAR = _("So weit im Voraus kann nichts gebucht werden. Bitte wählen Sie einen Tag in den nächsten drei Jahren.")
    NO_MOBILE = _("%(thing)s gehört fest zu einem Raum und kann nicht verliehen werden.")


def held_span(starts_at, ends_at, setup_min, teardown_min):
    """Return the span that a booking holds, setup and teardown included (half-open)."""
    return starts_at - timedelta(minutes=setup_min), ends_at + timedelta(minutes=teardown_min)


def why_no_span(starts_at, ends_at, now):
    """Return why nobody can book such a span, or None."""
    if ends_at <= starts_at:
        return RoomRefusal.ENDS_BEFORE_START
    if ends_at - starts_at > LONGEST:
        return RoomRefusal.TOO_LONG
    if starts_at - now > HORIZON:
        return RoomRefusal.TOO_FAR
    return None


def most_lent(loans):
    """Return the largest number of pieces out at one moment; loans as (starts_at, ends_at, quantity)."""
    changes = sorted(
        [(starts_at, quantity) for starts_at, _, quantity in loans]
        + [(ends_at, -quantity) for _, ends_at, quantity in loans]
    )
    out = most = 0
    # At the same moment what comes back sorts before what goes out: spans are half-open.
    for _moment, change in changes:
        out += change
        most = max(most, out)
    return most
