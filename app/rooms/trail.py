"""What was done about requests and bookings, by whom, in words: the audit trail as the team reads it."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from app import display
from app.accounts.models import AuditEntry
from app.database import db
from app.rooms.bookings import BOOKED, CANCELLED, DECLINED, HELD, LAPSED, LEFT_OUT, PROPOSED, RELEASED, REQUESTED
from app.rooms.rules import RoomRefusal

# What somebody did, to stand behind their name.
ACTS = {
    "agree_to_request": lazy_gettext("hat zugestimmt; eine zweite Person fehlte noch"),
    "ask_for_organisation": lazy_gettext("hat für die Organisation gefragt"),
    "withdraw_for_organisation": lazy_gettext("hat für die Organisation abgesagt"),
    "accept_request": lazy_gettext("hat zugesagt"),
    "decline_request": lazy_gettext("hat abgelehnt"),
    "propose_room": lazy_gettext("hat etwas anderes vorgeschlagen"),
    "take_proposal": lazy_gettext("hat den Vorschlag angenommen"),
    "turn_down_proposal": lazy_gettext("hat den Vorschlag nicht angenommen"),
    "lapse_proposal": lazy_gettext("hat den Vorschlag verfallen lassen, weil niemand antwortete"),
    "book_room": lazy_gettext("hat gebucht"),
    "move_booking": lazy_gettext("hat verlegt"),
    "call_off_booking": lazy_gettext("hat abgesagt"),
    "end_early": lazy_gettext("hat an der Tür früher beendet"),
    "release_room": lazy_gettext("hat den Raum freigegeben, weil niemand kam"),
    "stays_for_closure": lazy_gettext("hat es gelassen, obwohl dann geschlossen ist"),
    "called_off_for_closure": lazy_gettext("hat wegen einer Schließzeit abgesagt"),
    "moved_for_closure": lazy_gettext("hat wegen einer Schließzeit in einen anderen Raum verlegt"),
    "book_series": lazy_gettext("hat die Reihe gebucht"),
    "change_series": lazy_gettext("hat die Reihe geändert"),
    "split_series": lazy_gettext("hat die Reihe geteilt"),
    "change_date": lazy_gettext("hat diesen Termin einzeln geändert"),
    "leave_out": lazy_gettext("hat diesen Termin weggelassen"),
    "keep_wall_times": lazy_gettext("hat die Uhrzeit gehalten, weil sich die Zeitzone geändert hat"),
    "take_up": lazy_gettext("hat diesen Termin wieder aufgenommen"),
}
# The state of a booking, with the shape that stands before the word.
STATES = {
    HELD: ("few", lazy_gettext("Noch nicht bestätigt")),
    REQUESTED: ("info", lazy_gettext("Angefragt")),
    PROPOSED: ("moved", lazy_gettext("Vorschlag gemacht")),
    BOOKED: ("free", lazy_gettext("Gebucht")),
    CANCELLED: ("cancelled", lazy_gettext("Abgesagt")),
    DECLINED: ("cancelled", lazy_gettext("Abgelehnt")),
    LAPSED: ("past", lazy_gettext("Verfallen")),
    RELEASED: ("past", lazy_gettext("Freigegeben, niemand kam")),
    LEFT_OUT: ("past", lazy_gettext("Ausgelassen")),
}
# What decided nothing yet.
UNDECIDED = ("agree_to_request", "ask_for_organisation")
BY_PERSON = ("take_proposal", "turn_down_proposal")
# The rules of a room, as a team that breaks one knowingly reads them.
RULES = {
    RoomRefusal.IN_THE_PAST: lazy_gettext("Die Zeit hat schon begonnen."),
    RoomRefusal.OUTSIDE_HOURS: lazy_gettext("Außerhalb der Öffnungszeiten."),
    RoomRefusal.CLOSED: lazy_gettext("In einer Schließzeit."),
    RoomRefusal.TOO_MANY_PERSONS: lazy_gettext("Mehr Personen, als der Raum fasst."),
    RoomRefusal.NOT_FOR_YOU: lazy_gettext("Der Raum wird nicht vergeben."),
    RoomRefusal.TOO_SOON: lazy_gettext("Kurzfristiger, als es geht."),
    RoomRefusal.TOO_EARLY: lazy_gettext("Weiter im Voraus, als es geht."),
    RoomRefusal.TOO_SHORT: lazy_gettext("Kürzer, als es geht."),
    RoomRefusal.TOO_LONG_HERE: lazy_gettext("Länger, als es geht."),
    RoomRefusal.TOO_MANY_OPEN: lazy_gettext("Mehr offene Buchungen, als eine Person haben darf."),
    RoomRefusal.NO_BRIEFING: lazy_gettext("Ohne gültige Einweisung an einer Maschine."),
}


def entries(*abouts):
    """Return the entries about these things, the newest first, with who did it."""
    return db.session.scalars(
        sa.select(AuditEntry)
        .where(AuditEntry.about.in_(abouts))
        .options(joinedload(AuditEntry.account))
        .order_by(AuditEntry.id.desc())
    ).all()


def last_word(request, bookings):
    """Say what was decided last about a request or its bookings, and by whom, as a sentence."""
    found = entries(request.about, *(booking.about for booking in bookings))
    told = next((entry for entry in found if entry.act in ACTS and entry.act not in UNDECIDED), None)
    if told is not None:
        return _("%(what)s (%(when)s).", what=in_words(told), when=display.moment(told.at))
    _mark, word = STATES[bookings[0].state]
    return _("Stand: %(state)s.", state=word)


def in_words(entry):
    """Say who did what: "Jana Beispiel hat zugesagt"."""
    return _("%(who)s %(what)s", who=_who(entry), what=ACTS.get(entry.act, _("hat etwas geändert")))


def was_in_words(entry):
    """Say where and when a booking was before an act that moved it; nothing of other acts."""
    if entry.act not in ("move_booking", "propose_room"):
        return ""
    place, *moments = entry.details["was"]
    return f"{display.span(*(datetime.fromisoformat(moment) for moment in moments))}, {place}"


def broken(bookings):
    """Return, as details of an act, which rules the team broke knowingly at some bookings; nothing where it did not."""
    names = sorted({name for booking in bookings for name in booking.broken_rules})
    return {"broken_rules": names} if names else {}


def rules_in_words(names):
    """Return sentences for the names of broken rules."""
    return [RULES.get(RoomRefusal[name], RoomRefusal[name].value) for name in names if name in RoomRefusal.__members__]


def rule_in_words(reason, facts):
    """Return a sentence for one broken rule, with why a room is closed."""
    if reason is RoomRefusal.CLOSED:
        return _("Geschlossen: %(reason)s.", reason=facts["reason"])
    return RULES.get(reason, reason.value)


def _who(entry):
    if entry.account is not None:
        return entry.account.name
    if entry.act == "end_early":
        return _("Jemand vor Ort")
    return _("Die anfragende Person") if entry.act in BY_PERSON else _("Das System")
