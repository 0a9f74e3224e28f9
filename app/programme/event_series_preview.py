"""What the dates of a series of events would meet: each date with all its rooms. Looks only."""

from dataclasses import dataclass, field, replace

from flask_babel import gettext as _

from app import clock, display
from app.rooms import days, preview, series_pages
from app.rooms.series_actions import Choices
from app.rooms.series_forms import LEFT_OUT, key_of
from app.rooms.series_pages import Line

# The worst comes last.
_MARKS = ("free", "info", "past", "few", "full")


@dataclass
class Slot:
    """One room that was chosen for all dates, what each date meets there, and what was chosen instead for some."""

    room: object
    rows: list
    choices: Choices


@dataclass
class Outlook:
    """The dates of a series and what they meet; `slots` one for each room, physical ones first."""

    dates: list
    slots: list = field(default_factory=list)

    def rows(self, number):
        """Return the rows of the n-th date, one for each room."""
        return [slot.rows[number] for slot in self.slots]

    def trouble(self, number, now, knowingly):
        """Return what stands in the way of the n-th date, in words; none where it can be had."""
        rows = self.rows(number)
        if self.dates[number].starts_at <= now:
            return [_("Dieser Termin hat schon begonnen.")]
        return [sentence for row in rows if not row.is_fine(knowingly) for sentence in row.sentences]


def look(rooms, dates, choices, now, equipment_ids=()):
    """Return the Outlook of some Dates in some rooms. A room chosen for one date takes the place of the first room of
    its kind; `choices.rooms` name rooms by their ids. Things go along with the first room.
    """
    instead = preview.with_facts(set(choices.rooms.values()))
    outlook, kinds = Outlook(dates), set()
    for number, room in enumerate(rooms):
        own = {}
        if room.kind not in kinds:
            own = {
                wall_start: instead[ident] for wall_start, ident in choices.rooms.items()
                if ident in instead and instead[ident].kind == room.kind
            }  # fmt: skip
        kinds.add(room.kind)
        things = () if number else equipment_ids
        told = replace(choices, rooms={wall_start: other.id for wall_start, other in own.items()})
        rows = preview.preview(room, dates, now, rooms=own, equipment_ids=things)
        outlook.slots.append(Slot(room, rows, told))
    return outlook


def lines(outlook, choices, offered, now, place=None, external=None, persons=None):
    """Return the series_pages.Line of each date: `offered` are rooms that may be chosen instead; without rooms of ours
    the dates are at `external`, in a `place` whose holidays are told.
    """
    if not outlook.slots:
        return [_bare(date, choices, now, external, marks) for date, marks in _marked(outlook.dates, place)]
    taken = {slot.room.id for slot in outlook.slots}
    by_slot = []
    for slot in outlook.slots:
        rooms = [room for room in offered if room.id == slot.room.id or room.id not in taken]
        by_slot.append(series_pages.lines_of(slot.rows, slot.choices, rooms, slot.room.id, persons))
    return [
        _merged(several, outlook.dates[number], choices, now)
        for number, several in enumerate(zip(*by_slot, strict=True))
    ]  # fmt: skip


def _merged(several, date, choices, now):
    """Return one line for a date, of those of its rooms: the worst is said, and can be mended."""
    worst = max(several, key=lambda line: _MARKS.index(line.mark[0]))
    asked = next((line for line in several if line.chosen and line.chosen != LEFT_OUT), worst)
    line = replace(
        worst, where=" · ".join(line.where for line in several),
        notes=list(dict.fromkeys(note for line in several for note in line.notes)),
        sentences=list(dict.fromkeys(sentence for line in several for sentence in line.sentences)),
        options=asked.options, chosen=asked.chosen,
    )  # fmt: skip
    return _past(line, date, choices, now)


def _past(line, date, choices, now):
    if date.starts_at <= now and date.wall_start not in choices.left_out:
        line.sentences = [_("Dieser Termin hat schon begonnen.")]
        line.mark = ("past", _("Wird weggelassen")) if choices.only_free else ("full", _("Geht nicht"))
    return line


def _bare(date, choices, now, external, marks):
    is_left_out = date.wall_start in choices.left_out
    mark = ("past", _("Weggelassen")) if is_left_out else ("info", _("Ohne Raum von uns"))
    notes = [each.name for each in marks]
    if words := preview.shifted_words(date):
        notes.append(words)
    line = Line(
        display.span(date.starts_at, date.ends_at), external or _("Ort noch nicht bekannt"), mark, notes=notes,
        key=key_of(date.wall_start), chosen=LEFT_OUT if is_left_out else "",
        options=[("", _("Planen")), (LEFT_OUT, _("Weglassen"))],
    )  # fmt: skip
    return _past(line, date, choices, now)


def _marked(dates, place):
    """Return (Date, marks of its day) of each date."""
    if place is None or not dates:
        return [(date, []) for date in dates]
    first, last = min(each.starts_at for each in dates), max(each.ends_at for each in dates)
    marks = days.marks_of([place], clock.today(first), clock.today(last))[place.id]
    return [(date, marks.get(date.wall_start.date(), [])) for date in dates]
