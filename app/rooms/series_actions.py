"""Series of bookings: booking, changing, leaving dates out and taking them up again. All or nothing, unless chosen.

Locks: the series, then its bookings, then all rooms and things at once, as everywhere (see actions.py).
"""

from dataclasses import dataclass, field

import sqlalchemy as sa

from app import clock, display
from app.accounts import audit
from app.database import db, lock, transaction
from app.errors import Refused
from app.rooms import actions, queries, recurrence, trail
from app.rooms import preview as previews
from app.rooms.bookings import BOOKED, LEFT_OUT, LIVING, Booking, Series
from app.rooms.models import STAFF, Layout, Room
from app.rooms.rules import RoomRefusal
from app.rooms.series_plan import SeriesRefusal


@dataclass(frozen=True)
class Choices:
    """What somebody chose per date (by its wall_start), and for all dates that cannot be had."""

    left_out: frozenset = frozenset()
    # {wall_start: room id}
    rooms: dict = field(default_factory=dict)
    # Leave out what cannot be had, instead of refusing all.
    only_free: bool = False
    # Break what may be broken.
    knowingly: bool = False


NO_CHOICES = Choices()


@dataclass(frozen=True)
class Wanted:
    """A series as somebody wants it: a rule from a first time on, or spans of wall time by hand (no rule)."""

    room_id: int
    rule: str = ""
    wall_start: object = None
    wall_end: object = None
    spans: tuple = ()
    persons: int | None = None
    layout_id: int | None = None
    setup_min: int | None = None
    teardown_min: int | None = None
    equipment_ids: tuple = ()

    def dates(self):
        """Return the Dates. Raises Refused with a RuleRefusal."""
        if self.rule:
            return recurrence.expand(self.rule, self.wall_start, self.wall_end)
        return recurrence.by_hand(self.spans)


def preview_series(wanted, now, choices=NO_CHOICES, who=STAFF, discreet=False, but_not=()):
    """Return the preview Rows of a wanted series, with the rooms that were chosen. Raises Refused, LookupError."""
    return preview_dates(wanted, wanted.dates(), now, choices, who, discreet, but_not)


def preview_dates(wanted, dates, now, choices, who=STAFF, discreet=False, but_not=()):
    """As `preview_series`, of dates that are known."""
    room_ids = {wanted.room_id} | set(choices.rooms.values())
    rooms = previews.with_facts(room_ids)
    if missing := room_ids - set(rooms):
        raise LookupError(f"No room {sorted(missing)}")
    return previews.preview(
        rooms[wanted.room_id], dates, now, but_not=but_not, who=who, persons=wanted.persons,
        layout=db.session.get(Layout, wanted.layout_id) if wanted.layout_id else None,
        rooms={wall_start: rooms[room_id] for wall_start, room_id in choices.rooms.items()},
        setup_min=wanted.setup_min, teardown_min=wanted.teardown_min, equipment_ids=wanted.equipment_ids,
        discreet=discreet,
    )  # fmt: skip


def book_series(wanted, title, choices=NO_CHOICES, who=STAFF, discreet=False, **facts):
    """Book all dates of a series but those left out; one that cannot be had refuses all, unless `only_free`.

    `facts` are columns of Booking; what else as in `actions.book_room`. Dates left out are kept, to be taken up later.
    Raises Refused with a RuleRefusal, SeriesRefusal or RoomRefusal; LookupError for an unknown room.
    """
    with transaction():
        now, dates = clock.now(), wanted.dates()
        _lock_all({wanted.room_id} | set(choices.rooms.values()), wanted.equipment_ids)
        rows = preview_dates(wanted, dates, now, choices, who, discreet)
        left_out = choose(rows, choices, wanted)
        length = rows[0].date.wall_end - rows[0].date.wall_start
        series = Series(
            rule=str(recurrence.read(wanted.rule)) if wanted.rule else "",
            wall_start=rows[0].date.wall_start, wall_end=rows[0].date.wall_start + length, made_at=now,
        )  # fmt: skip
        db.session.add(series)
        db.session.flush()
        _add_dates(series, rows, title, wanted, left_out, choices, who, discreet, facts)
        audit.note(
            "book_series", series.about, room=wanted.room_id, dates=len(rows) - len(left_out), left_out=len(left_out),
            rule=series.rule,
        )  # fmt: skip
    return series


def _lock_all(room_ids, equipment_ids):
    known = set(db.session.scalars(sa.select(Room.id).where(Room.id.in_(room_ids))))
    if missing := set(room_ids) - known:
        raise LookupError(f"No room {sorted(missing)}")
    parts = {room_id: set(queries.part_ids(room_id)) for room_id in room_ids}
    actions.lock_rooms(room_ids, equipment_ids)
    for room_id, before in parts.items():
        if set(queries.part_ids(room_id)) != before:
            raise Refused(RoomRefusal.JUST_DIVIDED, room=db.session.get_one(Room, room_id).place_line)


def choose(rows, choices, wanted):
    """Return the wall_starts of the rows that are left out. Raises Refused where some cannot be had, or overlap."""
    left_out = {row.date.wall_start for row in rows if row.date.wall_start in choices.left_out}
    asked = [row for row in rows if row.date.wall_start not in left_out]
    if overlap := previews.find_overlap(asked, wanted.setup_min, wanted.teardown_min):
        first, second = (display.span(row.date.starts_at, row.date.ends_at) for row in overlap)
        raise Refused(SeriesRefusal.OVERLAPS_ITSELF, first=first, second=second)
    bad = [row for row in asked if not row.is_fine(choices.knowingly)]
    if bad and not choices.only_free:
        first = bad[0]
        when = display.span(first.date.starts_at, first.date.ends_at)
        raise Refused(
            SeriesRefusal.NOT_ALL, number=len(bad), all=len(rows), first=f"{when}: {first.sentences[0].rstrip('.')}"
        )
    left_out |= {row.date.wall_start for row in bad}
    if rows and len(left_out) == len(rows):
        raise Refused(SeriesRefusal.NOTHING_LEFT)
    return left_out


def _add_dates(series, rows, title, wanted, left_out, choices, who, discreet, facts):
    """Book the dates of a new series: at once where the preview has asked everything, else one by one."""
    if wanted.equipment_ids or any(row.room.sessions > 1 for row in rows):
        for row in rows:
            add_date(series, row, title, wanted, row.date.wall_start in left_out, choices, who, discreet, facts)
        return
    bookings = [
        _new_date(series, row, title, wanted, row.date.wall_start in left_out, facts) for row in rows
    ]  # fmt: skip
    actions.hold_checked(bookings, {row.room.id: [part.id for part in row.room.parts] for row in rows})


def add_date(series, row, title, wanted, is_left_out, choices, who, discreet, facts):
    """Book one more date of a series, or note that it is left out. Part of an act that holds the locks."""
    if is_left_out:
        db.session.add(booking := _new_date(series, row, title, wanted, True, facts))
        db.session.flush()
        return booking
    return actions.book_room(
        row.room.id, row.date.starts_at, row.date.ends_at, title,
        setup_min=wanted.setup_min, teardown_min=wanted.teardown_min, equipment_ids=wanted.equipment_ids,
        who=who, knowingly=choices.knowingly, discreet=discreet, **_facts_of_date(series, row, wanted, facts),
    )  # fmt: skip


def _facts_of_date(series, row, wanted, facts):
    is_elsewhere = row.room.id != wanted.room_id
    return {
        "persons": wanted.persons, "layout_id": None if is_elsewhere else wanted.layout_id,
        "series_id": series.id, "wall_start": row.date.wall_start, **facts,
    }  # fmt: skip


def _new_date(series, row, title, wanted, is_left_out, facts):
    """Return the Booking of a date, not yet written."""
    now = clock.now()
    end = {"state": LEFT_OUT, "holds": False} if is_left_out else {}
    columns = {"state": BOOKED, "holds": True, **_facts_of_date(series, row, wanted, facts), **end}
    return Booking(
        room_id=row.room.id, title=title, starts_at=row.date.starts_at, ends_at=row.date.ends_at,
        setup_min=row.room.setup_min if wanted.setup_min is None else wanted.setup_min,
        teardown_min=row.room.teardown_min if wanted.teardown_min is None else wanted.teardown_min,
        broken_rules=[] if is_left_out else sorted({reason.name for reason, _facts in row.broken}),
        wanted_things=list(wanted.equipment_ids), booked_at=now, changed_at=now, **columns,
    )  # fmt: skip


def leave_out(booking_id):
    """Free one date of a series; it can be taken up again. Twice does no harm."""
    with transaction():
        booking = _future_date(booking_id)
        if booking.state in LIVING:
            actions.cancel_booking(booking_id, state=LEFT_OUT)
            audit.note("leave_out", booking.about, series=booking.series_id)
    return booking


def take_up(booking_id, room_id=None, knowingly=False, who=STAFF, discreet=False, state=BOOKED, holds=True):
    """Book a date of a series that was left out, in its room or another. Raises Refused where it cannot be had."""
    with transaction():
        booking = _future_date(booking_id)
        if booking.state != LEFT_OUT:
            raise Refused(SeriesRefusal.NOT_LEFT_OUT)
        elsewhere = {"layout_id": None, "is_exception": True} if room_id and room_id != booking.room_id else {}
        actions.move_booking(
            booking_id, booking.starts_at, booking.ends_at, room_id, who=who, knowingly=knowingly, discreet=discreet,
            holds=holds, from_states=(LEFT_OUT,), state=state, **elsewhere,
        )  # fmt: skip
        audit.note("take_up", booking.about, series=booking.series_id, **trail.broken([booking]))
    return booking


def change_date(booking_id, starts_at=None, ends_at=None, room_id=None, knowingly=False, **facts):
    """Change one date of a series by itself: time, room, facts (columns). The series leaves it alone from then on."""
    with transaction():
        booking = _future_date(booking_id)
        if booking.state not in LIVING:
            raise Refused(SeriesRefusal.NOT_THERE)
        wanted = (starts_at or booking.starts_at, ends_at or booking.ends_at, room_id or booking.room_id)
        facts = {name: value for name, value in facts.items() if getattr(booking, name) != value}
        if wanted[2] != booking.room_id:
            facts.setdefault("layout_id", None)
        if wanted == (booking.starts_at, booking.ends_at, booking.room_id) and not set(facts) & {"persons"}:
            describe(booking, facts)
        else:
            actions.move_booking(booking_id, *wanted, knowingly=knowingly, holds=booking.holds, **facts)
        booking.is_exception = True
        audit.note("change_date", booking.about, series=booking.series_id, **trail.broken([booking]))
    return booking


def describe(booking, facts):
    """Give a booking other words; its room, time and occupancies stay. Part of an act that holds the lock."""
    before = actions.BookingBefore.of(booking)
    told = {name: value for name, value in facts.items() if getattr(booking, name) != value}
    for name, value in told.items():
        setattr(booking, name, value)
    if told:
        actions.changed(booking, before, clock.now())


def _future_date(booking_id):
    """Lock a booking that is a date of a series and has not begun, and return it."""
    booking = lock(Booking, booking_id)
    if booking.series_id is None:
        raise LookupError(f"Booking {booking_id} is no date of a series")
    if booking.starts_at <= clock.now():
        raise Refused(SeriesRefusal.PAST)
    return booking
