"""What is said of a room in words: when it is open, who may have it and how, how one gets in."""

from datetime import date, time, timedelta
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app import display
from app.rooms import policies
from app.rooms.models import ASK, BOOK, BY_STAFF, CITIZEN, CODE, KEY, NO, ORGANISATION, STAFF

GROUPS = {
    CITIZEN: lazy_gettext("Bürgerinnen und Bürger"), ORGANISATION: lazy_gettext("Vereine und Organisationen"),
    STAFF: lazy_gettext("Team"),
}  # fmt: skip
WAYS = {BOOK: lazy_gettext("sofort buchen"), ASK: lazy_gettext("anfragen"), NO: lazy_gettext("nicht buchen")}
ENTRIES = {
    KEY: lazy_gettext("Sie bekommen einen Schlüssel. Wo er liegt, schreiben wir Ihnen mit der Buchung."),
    CODE: lazy_gettext("Sie bekommen einen Code für die Tür. Wir schreiben ihn Ihnen mit der Buchung."),
    BY_STAFF: lazy_gettext("Jemand vom Team lässt Sie hinein."),
}
_MONDAY = date(2024, 1, 1)
_MIDNIGHT = time()


def opening_hours(hours):
    """Return (days, times) of RoomHours, days with the same hours together: ("Montag bis Freitag", "8 bis 22 Uhr").

    A time that ends after midnight belongs to the day on which it begins.
    """
    names = [display.weekday(_MONDAY + timedelta(days=number)) for number in range(7)]
    spoken = [
        _(" und ").join(_span(each.opens, each.closes) for each in hours if each.weekday == number) or _("geschlossen")
        for number in range(7)
    ]
    rows = []
    for text, group in groupby(range(7), key=spoken.__getitem__):
        numbers = list(group)
        first, last = names[numbers[0]], names[numbers[-1]]
        rows.append((first if len(numbers) == 1 else _("%(first)s bis %(last)s", first=first, last=last), text))
    return rows if hours else []


def _span(opens, closes):
    if opens == closes == _MIDNIGHT:
        return _("rund um die Uhr")
    span = display.wall_span(opens, closes)
    return _("%(span)s am Tag danach", span=span) if _MIDNIGHT < closes <= opens else span


def how_to_book(room):
    """Return (group, [sentence]) for those outside of the team who may have a room; groups with the same together."""
    told = []
    for who in (CITIZEN, ORGANISATION):
        policy = policies.policy_of(room, who)
        if policy.way == NO:
            continue
        lines = limits_of(policy)
        if told and told[-1][1] == lines:
            told[-1] = (_("Alle"), lines)
        else:
            told.append((GROUPS[who], lines))
    return told


def limits_of(policy):
    """Return what a policy says, in short sentences."""
    if policy.way == NO:
        return [_("Können den Raum nicht buchen")]
    lines = [_("Buchen sofort, ohne zu fragen") if policy.way == BOOK else _("Fragen an, das Team entscheidet")]
    if policy.lead_hours:
        lines.append(_("Mindestens %(length)s vorher", length=_length(policy.lead_hours * 60)))
    lines.append(_("Höchstens %(length)s im Voraus", length=_days(policy.horizon_days)))
    least, most = display.duration(policy.shortest_min), display.duration(policy.longest_min)
    lines.append(_("Von %(least)s bis %(most)s", least=least, most=most))
    if policy.most_open:
        lines.append(
            ngettext("Eine offene Buchung zur Zeit", "Bis zu %(num)s offene Buchungen zur Zeit", policy.most_open)
        )
    return lines


def answer_time(room):
    """Say when the team answers a request, or None where nobody outside of it asks for this room."""
    if not any(policies.policy_of(room, who).way == ASK for who in (CITIZEN, ORGANISATION)):
        return None
    return ngettext(
        "Auf Anfragen antworten wir bis zum nächsten Tag.", "Auf Anfragen antworten wir innerhalb von %(num)s Tagen.",
        room.answer_days,
    )  # fmt: skip


def way_in_short(room):
    """Say in a few words how citizens get a room; for lists."""
    way = policies.policy_of(room, CITIZEN).way
    return {BOOK: _("Sofort buchbar"), ASK: _("Auf Anfrage"), NO: _("Vergibt das Team")}[way]


def entry_text(room):
    """Say how one gets into a room, or None where nobody has said so."""
    return ENTRIES.get(room.entry)


def _length(minutes):
    return display.duration(minutes) if minutes < 48 * 60 or minutes % 1440 else _days(minutes // 1440)


def _days(number):
    """ "90 Tage"; what is a whole number of years is said as such."""
    if number and number % 366 == 0:
        return ngettext("%(num)s Jahr", "%(num)s Jahre", number // 366)
    return ngettext("%(num)s Tag", "%(num)s Tage", number)
