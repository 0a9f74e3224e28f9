"""May this room be had then?"""

from datetime import timedelta
from enum import Enum

from flask_babel import lazy_gettext as _

from app import clock

# As the clock on the wall says: on the day when summer time ends, a whole day lasts 25 hours.
LONGEST = timedelta(hours=24)
HORIZON = timedelta(days=3 * 366)


class RoomRefusal(Enum):
    """Why a room cannot be booked. What stands in BREAKABLE, staff may break knowingly."""

    # To the team: who has it. To everybody else: that somebody has.
    TAKEN = _("%(conflict)s Bitte wählen Sie eine andere Zeit oder einen anderen Raum.")
    BUSY = _("%(room)s ist in dieser Zeit schon belegt. Bitte wählen Sie eine andere Zeit oder einen anderen Raum.")
    LENT = _("%(thing)s ist in dieser Zeit schon verliehen. Bitte wählen Sie eine andere Zeit oder etwas anderes.")
    ENDS_BEFORE_START = _("Das Ende liegt vor dem Anfang. Bitte prüfen Sie die Zeiten.")
    TOO_LONG = _("Eine Buchung dauert höchstens 24 Stunden. Bitte teilen Sie sie auf mehrere Tage auf.")
    TOO_FAR = _("So weit im Voraus kann nichts gebucht werden. Bitte wählen Sie einen Tag in den nächsten drei Jahren.")
    NO_MOBILE = _("%(thing)s gehört fest zu einem Raum und kann nicht verliehen werden.")
    NOT_IN_ROOM = _("%(thing)s steht nicht in diesem Raum. Bitte wählen Sie den Raum, in dem es steht.")
    RETIRED = _("%(room)s wird nicht mehr vergeben. Bitte wählen Sie einen anderen Raum.")
    JUST_DIVIDED = _("%(room)s wurde gerade neu aufgeteilt. Bitte versuchen Sie es noch einmal.")
    ENDED = _("Diese Buchung ist beendet und bleibt, wie sie ist.")
    FOREIGN = _(
        "Das steht in einem fremden Kalender. Ändern kann es nur, wer diesen Kalender führt; hier lässt sich nur die "
        "Kalenderquelle entfernen."
    )
    # From here on: breakable.
    IN_THE_PAST = _("Diese Zeit hat schon begonnen. Bitte wählen Sie eine spätere.")
    OUTSIDE_HOURS = _("%(room)s ist dann nicht geöffnet. Bitte wählen Sie eine Zeit innerhalb der Öffnungszeiten.")
    CLOSED = _("%(room)s ist dann geschlossen: %(reason)s. Bitte wählen Sie eine andere Zeit oder einen anderen Raum.")
    TOO_MANY_PERSONS = _(
        "Hier ist Platz für höchstens %(most)s Personen. Bitte wählen Sie einen größeren Raum oder eine andere "
        "Bestuhlung."
    )
    NOT_FOR_YOU = _("%(room)s wird nur vom Team vergeben. Bitte schreiben Sie uns, oder wählen Sie einen anderen Raum.")
    TOO_SOON = _("So kurzfristig geht das nicht mehr: Bitte buchen Sie mindestens %(ahead)s vorher.")
    TOO_EARLY = _("So weit im Voraus geht das noch nicht. Bitte wählen Sie einen Tag bis zum %(until)s.")
    TOO_SHORT = _("Das ist zu kurz: Bitte buchen Sie mindestens %(least)s.")
    TOO_LONG_HERE = _("Das ist zu lang: Bitte buchen Sie höchstens %(most)s.")
    TOO_MANY_OPEN = _(
        "Mehr offene Buchungen gehen nicht gleichzeitig, Sie haben schon %(open)s. Bitte sagen Sie eine ab, oder "
        "warten Sie, bis eine vorbei ist."
    )
    NO_BRIEFING = _("Für %(thing)s brauchen Sie eine Einweisung. Bitte vereinbaren Sie eine mit dem Team.")


class DecisionRefusal(Enum):
    """Why the team cannot decide so about a request, or a person about what was proposed to them."""

    DECIDED = _("Darüber ist inzwischen entschieden. %(what)s Bitte sehen Sie sich den neuen Stand an.")
    SAME_PERSON = _("Sie haben schon zugestimmt. Jetzt fehlt noch jemand anderes aus dem Team.")
    ALL_DATES = _(
        "Hier stimmen zwei Personen zu, und die erste allen Terminen zusammen. Bitte lehnen Sie vorher ab, was nicht "
        "geht, oder schlagen Sie etwas anderes vor."
    )
    ASKED_FOR = _(
        "Darum hat jemand gebeten. Eine andere Zeit oder einen anderen Raum schlagen Sie bitte auf der Seite der "
        "Anfrage vor."
    )
    UNCONFIRMED = _("Diese Anfrage ist noch nicht per E-Mail bestätigt. Bitte warten Sie, bis sie bestätigt ist.")
    NO_REASON = _("Bitte schreiben Sie, warum.")
    ANSWERED = _("Dieser Vorschlag gilt nicht mehr. Wie es um Ihre Anfrage steht, sehen Sie auf dieser Seite.")


BREAKABLE = frozenset(list(RoomRefusal)[list(RoomRefusal).index(RoomRefusal.IN_THE_PAST) :])


def held_span(starts_at, ends_at, setup_min, teardown_min):
    """Return the span that a booking holds, setup and teardown included (half-open)."""
    return starts_at - timedelta(minutes=setup_min), ends_at + timedelta(minutes=teardown_min)


def why_no_span(starts_at, ends_at, now):
    """Return why nobody can book such a span, or None."""
    if ends_at <= starts_at:
        return RoomRefusal.ENDS_BEFORE_START
    if wall_length(starts_at, ends_at) > LONGEST:
        return RoomRefusal.TOO_LONG
    if starts_at - now > HORIZON:
        return RoomRefusal.TOO_FAR
    return None


def wall_length(starts_at, ends_at):
    """Return how long a span is on the clock on the wall: 24 hours from midnight to midnight, whatever the date."""
    return clock.local(ends_at).replace(tzinfo=None) - clock.local(starts_at).replace(tzinfo=None)


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
