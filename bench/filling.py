"""Houses with many rooms and a long history, filled past the app: a million bookings one by one would take hours.

Every rule of the database is on meanwhile: the last word on overlaps judges each row.
"""

from datetime import UTC, datetime, time, timedelta

from app import clock
from app.database import db, is_postgresql, transaction
from app.rooms.models import Equipment, Layout, Part, Room, RoomHours
from tests import make

# 350 rooms and 50 halls of two halves.
ROOMS, HALLS = 500, 50
THINGS = ("Beamer", "Flipchart", "Whiteboard", "Klavier", "Küche", "Kamera")
PLACES = 5
# The times of a day at which a part may be taken, in minutes; which of them are taken differs from day to day.
SLOTS = ((9 * 60, 11 * 60), (11 * 60 + 30, 13 * 60), (14 * 60, 16 * 60 + 30), (17 * 60, 20 * 60))
AHEAD_DAYS = 14
# Rows that go to the driver at once.
BATCH = 20_000


def fill_rooms():
    """Make ROOMS rooms with hours, layouts, fixed things and buffers; return {part id: id of the room booked there}."""
    places = [make.a_place() for _number in range(PLACES)]
    with transaction():
        things = [Equipment(key=name, name=name, kind="fixed") for name in THINGS]
        db.session.add_all(things)
        booked = [room for number in range(ROOMS - 2 * HALLS) for room in _make(number, places, things)]
        db.session.flush()
        return {room.parts[0].id: room.id for room in booked}


def _make(number, places, things):
    """Add one room, or a hall and its halves, to the session; return those that are booked: single rooms and halves."""
    if number >= HALLS:
        return [_room(f"r{number}", 5 + number * 7 % 120, number, places, things, [Part(name="Teil")])]
    north, south = Part(name="Nord"), Part(name="Süd")
    _room(f"h{number}", 150 + number, number, places, things, [north, south])
    return [
        _room(f"h{number}{name}", 60 + number, number, places, things, [part])
        for name, part in (("n", north), ("s", south))
    ]


def _room(key, capacity, number, places, things, parts):
    room = Room(
        key=key, slug=key, name=f"Raum {key}", capacity=capacity, place_id=places[number % PLACES].id, parts=parts,
        setup_min=number % 3 * 10, teardown_min=number % 2 * 15, step_free=number % 4 != 0,
        equipment=[thing for position, thing in enumerate(things) if (number + position) % 3 == 0],
        layouts=[Layout(name="Reihen", capacity=capacity), Layout(name="Stuhlkreis", capacity=max(1, capacity // 2))],
        hours=[RoomHours(weekday=day, opens=time(8), closes=time(22)) for day in range(7)],
    )  # fmt: skip
    db.session.add(room)
    return room


def fill_bookings(parts, amount):
    """Book `amount` times, evenly over the parts, backwards from AHEAD_DAYS ahead; the more, the longer the history."""
    each, rest = divmod(amount, len(parts))
    spans = (
        (part, room, span)
        for number, (part, room) in enumerate(sorted(parts.items()))
        for span in _spans(part, each + (number < rest))
    )
    driver = db.engine.raw_connection()
    try:
        write = _copy if is_postgresql() else _insert
        write(driver, _rows(spans))
        driver.commit()
    finally:
        driver.close()


def _spans(part, amount):
    """Yield so many (starts_at, ends_at) of a part, the latest first: about half of the SLOTS of each day."""
    day, made = clock.today(clock.now()) + timedelta(days=AHEAD_DAYS), 0
    while made < amount:
        midnight = clock.from_wall(datetime.combine(day, time()))
        for position in (3, 2, 1, 0):
            if made < amount and (part * 7 + day.toordinal() * 13 + position * 5) % 4 < 2:
                yield tuple(midnight + timedelta(minutes=minutes) for minutes in SLOTS[position])
                made += 1
        day -= timedelta(days=1)


def _rows(spans):
    """Yield lists of (rows of bookings, rows of occupancies)."""
    now, batch = clock.now(), []
    for ident, (part, room, (starts_at, ends_at)) in enumerate(spans, 1):
        batch.append(
            (
                (ident, room, f"Buchung {ident}", starts_at, ends_at, now, now, f"bench-{ident}"),
                (ident, ident, part, starts_at, ends_at),
            )
        )
        if len(batch) == BATCH:
            yield zip(*batch, strict=True)
            batch = []
    if batch:
        yield zip(*batch, strict=True)


BOOKING = ("id", "room_id", "title", "starts_at", "ends_at", "booked_at", "changed_at", "uid")
OCCUPANCY = ("id", "booking_id", "part_id", "starts_at", "ends_at")
# What has no default in the database.
_MORE = {"setup_min": "0", "teardown_min": "0", "state": "'booked'"}


def _insert(driver, batches):
    cursor = driver.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    names, values = ", ".join((*BOOKING, *_MORE)), ", ".join(("?",) * len(BOOKING))
    for bookings, occupancies in batches:
        cursor.executemany(
            f"INSERT INTO bookings ({names}) VALUES ({values}, {', '.join(_MORE.values())})", map(_as_text, bookings)
        )
        cursor.executemany(
            f"INSERT INTO occupancies ({', '.join(OCCUPANCY)}) VALUES (?, ?, ?, ?, ?)", map(_as_text, occupancies)
        )


def _as_text(row):
    """As UtcDateTime stores moments on SQLite."""
    return tuple(
        value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value
        for value in row
    )


def _copy(driver, batches):
    cursor = driver.cursor()
    for name, value in _MORE.items():
        cursor.execute(f"ALTER TABLE bookings ALTER COLUMN {name} SET DEFAULT {value}")
    for bookings, occupancies in batches:
        for table, columns, rows in (("bookings", BOOKING, bookings), ("occupancies", OCCUPANCY, occupancies)):
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
    for name in _MORE:
        cursor.execute(f"ALTER TABLE bookings ALTER COLUMN {name} DROP DEFAULT")
    for table in ("bookings", "occupancies"):
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    driver.commit()
    # As autovacuum would within a minute.
    cursor.execute("ANALYZE")
