"""Who may have which seats. Pure functions over facts; one clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from flask_babel import lazy_gettext as _

from app.notifications.rules import evening_before
from app.programme.models import ALL_DATES, INVITE, PUBLISHED, SEAT, SLOT

SHORT_HOLD, LONG_HOLD = timedelta(minutes=60), timedelta(hours=24)
FORGET_LAPSED, FORGET_NEEDS = timedelta(hours=24), timedelta(days=7)
FURTHEST_REMINDER = timedelta(days=62)


class SeatRefusal(Enum):
    """Why somebody cannot have these seats, and what they can do."""

    CANCELLED = _("Die Veranstaltung ist abgesagt. Im Programm finden Sie andere Termine.")
    OVER = _("Die Veranstaltung hat schon begonnen. Im Programm finden Sie den nächsten Termin.")
    NO_SEATS_HERE = _("Für diese Veranstaltung werden keine Plätze gebucht. Auf ihrer Seite steht, wie Sie dabei sind.")
    NOT_YET_OPEN = _(
        "Die Anmeldung hat noch nicht begonnen. Auf der Seite der Veranstaltung steht, ab wann sie offen ist."
    )
    SUPPORTERS_ONLY = _(
        "Noch buchen nur Menschen, die die Idee zu dieser Veranstaltung unterstützt haben, mit der E-Mail-Adresse von "
        "damals. Auf der Seite der Veranstaltung steht, ab wann die Anmeldung für alle offen ist."
    )
    CLOSED = _("Die Anmeldung ist schon geschlossen. Im Programm finden Sie den nächsten Termin.")
    TOO_MANY = _("So viele Plätze auf einmal gehen hier nicht. Möglich sind höchstens %(most)s.")
    FULL = _("Leider sind alle Plätze vergeben. Sie können sich auf die Warteliste setzen.")
    NOT_ENOUGH = _(
        "So viele Plätze sind nicht mehr frei, nur noch %(free)s. Buchen Sie weniger, oder warten Sie auf der Liste."
    )
    NOT_ENOUGH_NO_LIST = _("So viele Plätze sind nicht mehr frei, nur noch %(free)s. Bitte buchen Sie weniger.")
    NO_MORE = _("Leider ist kein weiterer Platz frei. Was Sie haben, behalten Sie.")
    FULL_NO_LIST = _("Leider sind alle Plätze vergeben. Im Programm finden Sie den nächsten Termin.")
    STEPS = _(
        "Hier kommt man nicht sicher ohne Stufen hinein: %(where)s. Zu dieser Veranstaltung kommen Menschen im "
        "Rollstuhl (%(number)s). Bitte wählen Sie einen stufenfreien Raum, oder sprechen Sie zuerst mit ihnen."
    )
    ALL_ONLINE = _(
        "Vor Ort sind %(seats)s Plätze vergeben, digital ist so viel nicht frei (%(free)s). Geben Sie digital bitte "
        "mehr Plätze."
    )
    ALL_ONSITE = _(
        "Digital sind %(seats)s Plätze vergeben, vor Ort ist so viel nicht frei (%(free)s). Geben Sie vor Ort bitte "
        "mehr Plätze, oder lassen Sie es auch digital."
    )
    ENDED = _("Diese Anmeldung ist beendet. Sie können sich neu anmelden, wenn noch Plätze frei sind.")
    NO_WHEELCHAIR_PLACE = _(
        "Für Rollstühle ist so viel Platz nicht mehr frei. Warten Sie auf der Liste, oder schreiben Sie uns: "
        "Vielleicht finden wir gemeinsam einen Weg."
    )
    PART_FULL = _("„%(part)s“ ist inzwischen vergeben. Bitte wählen Sie etwas anderes.")
    NO_PART = _("Bitte wählen Sie, wann Sie kommen.")
    UNKNOWN_PART = _("Diese Zeit gibt es hier nicht mehr. Bitte wählen Sie eine andere.")
    CHOICE_FULL = _("„%(answer)s“ ist inzwischen vergeben. Bitte wählen Sie etwas anderes.")
    LIMIT_BROKEN = _(
        "Dafür sind schon zu viele Plätze vergeben: %(part)s. Bitte sprechen Sie zuerst mit den Gästen, oder lassen "
        "Sie es, wie es war."
    )
    NO_ADDRESS = _("Zu dieser Anmeldung haben wir keine E-Mail-Adresse, oder sie ist beendet.")
    NOT_CONFIRMED = _("Bitte bestätigen Sie zuerst Ihre Anmeldung. Den Link dazu haben wir Ihnen geschickt.")
    CHOOSE_ANEW = _("Dort wählt man eine Uhrzeit. Bitte buchen Sie dort neu, und geben Sie diesen Platz frei.")
    THERE_ALREADY = _("Zu diesem Termin sind Sie schon angemeldet.")
    NO_ROOM_THERE = _("Dort ist so viel nicht frei. Was Sie haben, behalten Sie.")
    ANSWER_FIRST = _("Bitte nehmen Sie zuerst an, was wir Ihnen anbieten, oder lehnen Sie es ab.")
    NOT_INVITED = _(
        "Hier buchen nur Eingeladene. Diese Einladung gilt nicht mehr, oder sie ging an eine andere E-Mail-Adresse."
    )
    NO_OFFER = _(
        "Dieses Angebot ist abgelaufen, und die Plätze sind weitergegeben. Sie können sich noch einmal auf die "
        "Warteliste setzen."
    )
    NO_REASON = _("Bitte schreiben Sie in einem Satz, warum. Das steht dann im Protokoll.")
    NOT_WAITING = _("Diese Anmeldung wartet nicht. Ihr Stand hat sich inzwischen geändert.")
    CAME_ALREADY = _("Diese Gäste sind schon da. Nehmen Sie zuerst den Einlass zurück.")


@dataclass(frozen=True)
class Seats:
    """The facts about one kind of seats at one event, as they are under the lock."""

    capacity: int
    taken: int
    state: str
    registration: str
    starts_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None
    companions_max: int
    has_waiting_list: bool
    house: int = 0
    attendance: str = ALL_DATES
    wheelchair_places: int | None = None
    slot_minutes: int | None = None
    questions: tuple | list = ()
    offers_seats: bool = False

    @property
    def free(self):
        """How many seats nobody holds."""
        return self.capacity - self.taken


def why_no_seat(seats, wanted, now, would_wait=False, is_early=None, is_invited=False):
    """Return (refusal, facts for its sentence), or None where this many seats can be held.

    Somebody who would wait is refused only for what waiting does not help. `is_early`: whether somebody who says that
    they may book before everyone else really may; None: nobody says so. `is_invited`: by a link that counts.
    """
    if reason := _why_closed(seats, now, is_early, is_invited):
        return reason, {}
    if wanted > seats.companions_max + 1:
        return SeatRefusal.TOO_MANY, {"most": seats.companions_max + 1}
    return why_full(seats, wanted, would_wait)


def why_full(seats, wanted, would_wait=False):
    """Return (refusal, facts) where fewer seats are free than wanted and nobody would wait, or None."""
    if wanted <= seats.free or (would_wait and seats.has_waiting_list):
        return None
    if seats.free > 0:
        reason = SeatRefusal.NOT_ENOUGH if seats.has_waiting_list else SeatRefusal.NOT_ENOUGH_NO_LIST
        return reason, {"free": seats.free}
    if not seats.has_waiting_list:
        return SeatRefusal.FULL_NO_LIST, {}
    return SeatRefusal.FULL, {}


def why_no_more(seats, more, wanted, now, by_house=False):
    """Return (refusal, facts) for somebody who has seats and wants some more, or None."""
    if reason := why_not_come(seats, now):
        return reason, {}
    if wanted > seats.companions_max + 1 and more > 0 and not by_house:
        return SeatRefusal.TOO_MANY, {"most": seats.companions_max + 1}
    if more > seats.free:
        return (SeatRefusal.NOT_ENOUGH_NO_LIST, {"free": seats.free}) if seats.free else (SeatRefusal.NO_MORE, {})
    return None


def why_not_come(seats, now):
    """Return why nobody can take a seat of this event any more, promised or not; or None."""
    if seats.state != PUBLISHED:
        return SeatRefusal.CANCELLED
    if seats.starts_at <= now:
        return SeatRefusal.OVER
    return None


def _why_closed(seats, now, is_early, is_invited):
    if seats.registration == INVITE and not is_invited:
        return SeatRefusal.NOT_INVITED
    if seats.registration not in (SEAT, SLOT, INVITE):
        return SeatRefusal.NO_SEATS_HERE
    if reason := why_not_come(seats, now):
        return reason
    if seats.opens_at and now < seats.opens_at and not is_early:
        return SeatRefusal.NOT_YET_OPEN if is_early is None else SeatRefusal.SUPPORTERS_ONLY
    if seats.closes_at and seats.closes_at <= now:
        return SeatRefusal.CLOSED
    return None


def hold_until(seats, now):
    """Return until when an unconfirmed seat is held: 24 h where the event is far off and not nearly full, else 60 min.

    Never beyond the start of the event.
    """
    is_relaxed = seats.starts_at - now > timedelta(days=7) and seats.taken < 0.8 * seats.capacity
    return min(now + (LONG_HOLD if is_relaxed else SHORT_HOLD), seats.starts_at)


def hours_due(reminders_h, starts_at, now, quiet=None):
    """Return the nearest hours-before rule whose moment has come, or None where none has or it has begun already.

    Whoever got their seat after that moment got it after those of all other rules, too: only the nearest one counts.
    """
    come = [h for h in reminders_h if evening_before(starts_at - timedelta(hours=h), quiet) <= now < starts_at]
    return min(come) if come else None


def due_reminder(reminders_h, starts_at, known_since, now, quiet=None):
    """Return the hours-before rule whose reminder is due now, or None.

    Late by hours, it is still sent before the start; where several are due only the nearest one is, and none whose
    moment was before the person had a seat: they have just read everything. What would be due at night comes on the
    evening before (`quiet`, see notifications.rules.evening_before).
    """
    moments = {hours: evening_before(starts_at - timedelta(hours=hours), quiet) for hours in reminders_h}
    due = [hours for hours, moment in moments.items() if known_since <= moment <= now < starts_at]
    return min(due) if due else None


def belief(state, spans, place, kind, promises=()):
    """Return what a guest with a kind of seats knows of an event, in a form that can be stored and compared."""
    return {
        "state": state,
        "kind": kind,
        "spans": [[starts_at.isoformat(), ends_at.isoformat()] for starts_at, ends_at in spans],
        "place": place,
        "promises": list(promises),
    }


def lost_promises(believed, true):
    """Return what somebody still counts on that is no longer so; something new is no loss."""
    return [name for name in believed.get("promises", ()) if name not in true["promises"]]


def is_elsewhere(believed, true):
    """Tell whether when and where somebody goes is other than they believe."""
    return any(believed.get(name, true[name]) != true[name] for name in ("state", "kind", "spans", "place"))
