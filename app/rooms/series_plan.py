"""What becomes of each date when a series is changed: which stay, move, are added or dropped. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from flask_babel import lazy_gettext as _

from app import clock
from app.rooms import recurrence
from app.rooms.bookings import LIVING, Booking
from app.rooms.recurrence import Date

# How far a change reaches.
THIS, FOLLOWING, ALL_FUTURE = "this", "following", "all_future"
# What becomes of a date: stays whatever happens · keeps its room and time · gets another · is new · is called off.
KEEP, SAME, MOVE, ADD, DROP = "keep", "same", "move", "add", "drop"


class SeriesRefusal(Enum):
    """Why a series cannot be booked or changed like this."""

    NOT_ALL = _(
        "An %(number)s von %(all)s Terminen geht es nicht, zuerst am %(first)s. Bitte lassen Sie diese Termine weg, "
        "oder wählen Sie für sie einen anderen Raum."
    )
    OVERLAPS_ITSELF = _(
        "Die Reihe überschneidet sich mit sich selbst, Auf- und Abbau mitgezählt: %(first)s und %(second)s. "
        "Bitte kürzen Sie die Termine, oder nehmen Sie einen größeren Abstand."
    )
    NOTHING_LEFT = _(
        "So bleibt kein einziger Termin übrig. Bitte lassen Sie weniger weg, oder wählen Sie eine andere Zeit."
    )
    PAST = _("Dieser Termin hat schon begonnen und bleibt, wie er ist. Bitte wählen Sie einen späteren.")
    NO_FUTURE = _("Diese Reihe hat keine künftigen Termine mehr. Bitte legen Sie eine neue an.")
    NOT_LEFT_OUT = _("Dieser Termin ist nicht weggelassen. Bitte laden Sie die Seite neu.")
    NOT_THERE = _("Dieser Termin findet nicht statt und bleibt, wie er ist. Bitte nehmen Sie ihn erst wieder auf.")


@dataclass
class Step:
    """What becomes of one date. `date` is what it is (again or newly); KEEP and DROP have the one of their booking."""

    kind: str
    date: Date
    booking: Booking | None = None
    room_id: int | None = None
    # The date of the changed rule that this booking stands for, also where it stays as it is.
    wall_start: datetime | None = None


def date_of(booking):
    """Return a booking as a Date: when it really is."""
    starts, ends = (clock.local(each).replace(tzinfo=None, fold=0) for each in (booking.starts_at, booking.ends_at))
    return Date(starts, ends, booking.starts_at, booking.ends_at)


def is_frozen(booking, now):
    """Tell whether a change of its series leaves a booking alone: past, ended or left out, changed by itself."""
    return booking.starts_at <= now or booking.is_exception or booking.state not in LIVING


def dates_from(series, bookings, wall_from):
    """Return the Dates (as planned, not as they were changed since) of a series from one of them on."""
    if series.rule:
        found = recurrence.expand(series.rule, series.wall_start, series.wall_end)
        return [date for date in found if date.wall_start >= wall_from]
    length = series.wall_end - series.wall_start
    return [
        recurrence.localise(booking.wall_start, booking.wall_start + (_length(booking) or length))
        for booking in bookings
        if booking.wall_start >= wall_from
    ]


def _length(booking):
    date = date_of(booking)
    return None if booking.is_exception else date.wall_end - date.wall_start


def at_other_times(dates, begins, length):
    """Return Dates on the same days, at another time of day (or the same: None) and of another length."""
    moved = []
    for date in dates:
        start = datetime.combine(date.wall_start.date(), begins) if begins is not None else date.wall_start
        moved.append(recurrence.localise(start, start + (length or date.wall_end - date.wall_start)))
    return moved


def steps(bookings, dates, now, freq, is_new_rule, room_id=None, usual_room_id=None):
    """Return the Steps that make the dates of a tail of a series out of its bookings, in order of time.

    `dates` are the wanted ones. `freq`: how the rule repeats, to tell which old date a new one stands for. Where the
    rule is as before, no date is added or dropped. `room_id`: where all go; None: each stays where it is.
    """
    partner = _pairs(bookings, dates, freq)
    found = []
    for booking in bookings:
        date = partner.get(booking)
        wall_start = date.wall_start if date else booking.wall_start
        if is_frozen(booking, now):
            found.append(Step(KEEP, date_of(booking), booking, booking.room_id, wall_start))
        elif date is None and is_new_rule:
            found.append(Step(DROP, date_of(booking), booking, booking.room_id, wall_start))
        else:
            date, room = date or date_of(booking), room_id or booking.room_id
            is_same = (booking.starts_at, booking.ends_at, booking.room_id) == (date.starts_at, date.ends_at, room)
            found.append(Step(SAME if is_same else MOVE, date, booking, room, wall_start))
    taken = {date.wall_start for date in partner.values()}
    if is_new_rule:
        found += [
            Step(ADD, date, None, room_id or usual_room_id, date.wall_start)
            for date in dates
            if date.wall_start not in taken and date.starts_at > now
        ]
    return sorted(found, key=lambda step: (step.date.starts_at, step.kind))


def _pairs(bookings, dates, freq):
    """Return {booking: Date}: the same time first, then the same day, then the same week, month or year, in order."""
    pairs = {}
    for period in (_moment, _day, _PERIODS.get(freq, _day)):
        old, new = {}, {}
        for booking in bookings:
            if booking not in pairs:
                old.setdefault(period(booking.wall_start), []).append(booking)
        used = {date.wall_start for date in pairs.values()}
        for date in dates:
            if date.wall_start not in used:
                new.setdefault(period(date.wall_start), []).append(date)
        for key, some in old.items():
            pairs.update(zip(some, new.get(key, []), strict=False))
    return pairs


def _moment(wall):
    return wall


def _day(wall):
    return wall.date()


def _week(wall):
    return wall.date() - timedelta(days=wall.weekday())


_PERIODS = {
    recurrence.DAILY: _day,
    recurrence.WEEKLY: _week,
    recurrence.MONTHLY: lambda wall: (wall.year, wall.month),
    recurrence.YEARLY: lambda wall: wall.year,
}
