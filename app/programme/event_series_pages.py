"""What the team's pages show of a series of events."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app import display
from app.alliance.models import Place
from app.database import db
from app.errors import Refused
from app.programme import event_series_preview
from app.programme.models import PUBLISHED
from app.rooms import rule_words
from app.rooms.models import Room


@dataclass(frozen=True)
class SeriesOutlook:
    """The rule in words, a line for each date, and how many of them something is in the way of."""

    words: str
    lines: list
    summary: str


def outlook_of(form, now):
    """Return the SeriesOutlook of what was typed in a PlanForm, or None where it comes to no dates."""
    try:
        dates = form.repeated.dates()
    except Refused as refused:
        form.refusal = form.refusal or refused
        return None
    choices = form.choices
    rooms = [db.session.get_one(Room, ident) for ident in form.room_ids]
    found = event_series_preview.look(rooms, dates, choices, now, tuple(form.things.data))
    where = form.where()
    place = db.session.get(Place, where["external_place_id"]) if where["external_place_id"] else None
    lines = event_series_preview.lines(
        found, choices, [choice.room for choice in form.room_choices.values()], now, place, where["external"]
    )
    return SeriesOutlook(rule_words.in_words(form.repeated.rule), lines, _summary(lines))


def _summary(lines):
    bad = sum(line.mark[0] in ("full", "few") and bool(line.sentences) for line in lines)
    total = ngettext("%(num)s Termin", "%(num)s Termine", len(lines))
    if not bad:
        return _("%(total)s, nichts steht im Weg.", total=total)
    trouble = ngettext("bei einem steht etwas im Weg", "bei %(num)s steht etwas im Weg", bad)
    return _("%(total)s, %(trouble)s.", total=total, trouble=trouble)


def planned_text(events):
    """Say that a series is planned, and who sees it."""
    number = ngettext("%(num)s Veranstaltung ist geplant", "%(num)s Veranstaltungen sind geplant", len(events))
    if events[0].state == PUBLISHED:
        return _("%(number)s und öffentlich.", number=number)
    if events[0].publish_at:
        when = display.day_and_time(events[0].publish_at)
        return _("%(number)s. Öffentlich werden sie von selbst: %(when)s.", number=number, when=when)
    return _("%(number)s, noch als Entwurf.", number=number)
