"""May a room be made like this? Pure functions over what was typed and what is booked."""

from datetime import timedelta
from enum import Enum

from flask_babel import lazy_gettext as _

MOST_SESSIONS = 50
LONGEST_BUFFER_MIN = 24 * 60


class FurnishingRefusal(Enum):
    """Why a room, a thing or a briefing cannot be made or changed like this."""

    JUST_CHANGED = _("An diesem Raum hat sich gerade etwas geändert. Bitte speichern Sie noch einmal.")
    NO_CAPACITY = _("In einen Raum passt mindestens eine Person. Bitte tragen Sie ein, wie viele es sind.")
    BAD_BUFFER = _("Auf- und Abbau dauern 0 Minuten bis 24 Stunden. Bitte prüfen Sie die Minuten.")
    NO_PLACE = _("Ein Raum zum Hingehen braucht einen Ort. Bitte wählen Sie einen.")
    BOOKED_FOR_MORE = _(
        "„%(title)s“ (%(when)s) ist für %(persons)s Personen gebucht. Bitte geben Sie der Buchung zuerst einen "
        "größeren Raum oder eine andere Bestuhlung."
    )
    LAYOUT_TOO_LARGE = _(
        "„%(layout)s“ hat %(seats)s Plätze, in den Raum passen aber höchstens %(most)s Personen. Bitte ändern Sie "
        "eine der beiden Zahlen."
    )
    LAYOUT_TWICE = _("„%(layout)s“ steht zweimal da. Bitte geben Sie jeder Bestuhlung einen eigenen Namen.")
    LAYOUT_IN_USE = _(
        "„%(title)s“ (%(when)s) ist mit der Bestuhlung „%(layout)s“ gebucht. Bitte ändern Sie zuerst die Buchung."
    )
    HOURS_OVERLAP = _(
        "Am %(day)s überschneiden sich zwei Öffnungszeiten. Eine Zeit, die nach Mitternacht endet, reicht in den "
        "nächsten Tag."
    )
    LIMITS_CONTRADICT = _("Die kürzeste Buchung kann nicht länger sein als die längste. Bitte prüfen Sie die Minuten.")
    MACHINE_IN_USE = _(
        "„%(thing)s“ ist hier gebucht: „%(title)s“ (%(when)s). Bitte klären Sie das zuerst mit dieser Buchung."
    )
    NO_PART = _("Ein Raum besteht aus mindestens einem Teil. Bitte kreuzen Sie einen an oder „ein eigener Teil“.")
    PART_ELSEWHERE = _("Alle Teile eines Raums liegen am selben Ort. Bitte wählen Sie nur Teile von dort.")
    PARTS_TAKEN = _(
        "So lässt sich der Raum noch nicht aufteilen, denn da steht schon eine Buchung im Weg. %(conflict)s Bitte "
        "verlegen Sie eine der beiden Buchungen."
    )
    NOT_DIGITAL = _(
        "Nur ein digitaler Raum kann mehrere Treffen gleichzeitig haben. Teilen Sie den Raum stattdessen auf."
    )
    BAD_SESSIONS = _("Bitte wählen Sie 1 bis %(most)s Treffen gleichzeitig.")
    SESSIONS_IN_USE = _(
        "So viele Treffen weniger geht noch nicht, denn es sind mehr gleichzeitig gebucht. %(conflict)s Bitte "
        "verlegen Sie zuerst eins davon."
    )
    HAS_FUTURE = _(
        "Hier ist noch etwas gebucht, als Nächstes „%(title)s“ (%(when)s). Bitte verlegen Sie alle kommenden "
        "Buchungen, oder sagen Sie sie ab."
    )
    HAS_PAST = _(
        "Hier war schon etwas gebucht, und das bleibt auf Protokoll. Nehmen Sie den Raum außer Dienst, statt ihn zu "
        "löschen."
    )
    NO_STOCK = _("Bitte tragen Sie ein, wie viele Stück es gibt: mindestens 1.")
    STOCK_LENT = _(
        "Von „%(thing)s“ sind zu einer Zeit schon %(lent)s Stück verliehen: %(when)s. Bitte ändern Sie zuerst eine "
        "dieser Buchungen."
    )
    THING_LENT = _(
        "„%(thing)s“ ist noch verliehen, als Nächstes für „%(title)s“ (%(when)s). Bitte ändern Sie zuerst "
        "die Buchungen."
    )
    KIND_IN_USE = _(
        "„%(thing)s“ wird schon benutzt und bleibt, was es ist: fest im Raum oder zum Verleihen. Legen Sie bitte ein "
        "neues Ding an."
    )
    NO_MACHINE = _("Für „%(thing)s“ braucht niemand eine Einweisung. Stellen Sie das zuerst bei der Ausstattung ein.")
    BRIEFED_LATER = _("Eingewiesen wurde schon jemand, also heute oder früher. Bitte prüfen Sie den Tag.")
    BRIEFING_ENDS_BEFORE = _("Die Einweisung gilt bis zu einem Tag nach der Einweisung. Bitte prüfen Sie beide Tage.")


def why_no_facts(capacity, setup_min, teardown_min):
    """Return why a room cannot have these measures, or None."""
    if capacity is None or capacity < 1:
        return FurnishingRefusal.NO_CAPACITY
    if not all(0 <= minutes <= LONGEST_BUFFER_MIN for minutes in (setup_min, teardown_min)):
        return FurnishingRefusal.BAD_BUFFER
    return None


def find_wrong_layout(layouts, capacity):
    """Return (reason, facts) of the first of [(name, seats)] that cannot be, or None."""
    seen = set()
    for name, seats in layouts:
        if seats < 1:
            return FurnishingRefusal.NO_CAPACITY, {}
        if seats > capacity:
            return FurnishingRefusal.LAYOUT_TOO_LARGE, {"layout": name, "seats": seats, "most": capacity}
        if name.casefold() in seen:
            return FurnishingRefusal.LAYOUT_TWICE, {"layout": name}
        seen.add(name.casefold())
    return None


def find_overlap(hours):
    """Return the weekday on which two of [(weekday, opens, closes)] overlap, or None; closing not later: next day."""
    week = timedelta(days=7)
    spans = []
    for weekday, opens, closes in hours:
        begin = timedelta(days=weekday, hours=opens.hour, minutes=opens.minute)
        end = timedelta(days=weekday + (closes <= opens), hours=closes.hour, minutes=closes.minute)
        # And once more a week later: what ends on Sunday night reaches into Monday.
        spans += [(begin, end), (begin + week, end + week)]
    spans.sort()
    for earlier, later in zip(spans, spans[1:], strict=False):
        if later[0] < earlier[1]:
            return later[0].days % 7
    return None


def whole_of(parts, others):
    """Return the smallest set of parts that holds all of `parts` and more, as (size, id) of `others`, or None.

    `others` are {id: set of parts}. A piece of a hall of halls belongs to the smaller hall.
    """
    larger = [(len(theirs), ident) for ident, theirs in others.items() if parts < theirs]
    return min(larger, default=None)
