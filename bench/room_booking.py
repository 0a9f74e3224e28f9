"""Bookings of rooms per second, on rooms of their own and on one hot room, against the driver under the same locks.

In this process, in threads: what is compared are the acts, not the web. Every booking is a commit that lasts.
"""

import secrets
import sqlite3
import tempfile
import threading
import time
from datetime import timedelta
from itertools import count
from pathlib import Path

import sqlalchemy as sa

from app import clock
from app.database import db
from app.rooms import actions
from app.rooms.bookings import Booking, Occupancy
from app.rooms.models import Part
from bench import house, report, rounds, script
from bench.script import Slot
from tests import make

CLIENTS, BOOKINGS, ROUNDS = 8, 160, 9
CASES = ("rooms of their own", "one hot room")
# Numbers by which the recorded booking is known.
MARK_ROOM, MARK_PART, MARK_BOOKING = 700_001, 800_001, 600_001
LENGTH, BUFFER, STRIDE = timedelta(minutes=15), timedelta(minutes=5), timedelta(minutes=30)


def main(engines=house.ENGINES):
    """Measure on each engine, print and keep."""
    for engine in engines:
        print(f"Bookings of rooms per second, {engine}, {CLIENTS} clients in threads, each booking a lasting commit")
        with tempfile.TemporaryDirectory(prefix="wirk-bench-") as folder, house.new_database(engine, folder) as url:
            figures = measure(url, Path(folder))
        _print(figures)
        report.keep(f"room-booking-{engine}", {"engine": engine, **figures})


def measure(url, folder):
    """Return speeds and ratios per case, the statements of a booking, and what the database says afterwards."""
    with house.app_on(url, folder) as app:
        steps = _recorded(app)
        figures = {"statements": len(steps)}
        made = 1
        for case in CASES:
            ours, bare = _rooms(case), _rooms(case)
            first, numbers = _first_moment(), {"ours": count(), "bare": count()}
            turn = threading.Lock()
            connections = [script.connect(url) for _ in range(CLIENTS)]

            def book_ours(client, number, rooms=ours, first=first):
                with app.app_context():
                    starts_at = first + number * STRIDE
                    actions.book_room(rooms[client][0], starts_at, starts_at + LENGTH, "Probe")

            def book_bare(client, number, rooms=bare, first=first, connections=connections, turn=turn):
                _book(connections[client], turn, steps, rooms[client], first + number * STRIDE)

            sides = [
                rounds.Side("ours", lambda act=book_ours, n=numbers: _crowd(act, n["ours"])),
                rounds.Side("bare driver", lambda act=book_bare, n=numbers: _crowd(act, n["bare"])),
            ]
            seen = rounds.compare(sides, ROUNDS)
            for connection in connections:
                connection.close()
            made += 2 * (ROUNDS + 1) * BOOKINGS
            figures[case] = {
                "per_second": {name: rounds.per_second(results) for name, results in seen.items()},
                "ratio": rounds.ratio(seen["ours"], seen["bare driver"]),
                "rounds": seen,
            }
        figures["truth"] = _check(made)
    return figures


def _first_moment():
    return clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=2)


def _rooms(case):
    """Return (room id, part id) for each client: one of its own, or the same for all."""
    buffer = BUFFER // timedelta(minutes=1)
    rooms = [make.a_room(setup_min=buffer, teardown_min=buffer) for _ in range(CLIENTS if case == CASES[0] else 1)]
    return [(room.id, room.parts[0].id) for room in rooms] * (CLIENTS // len(rooms))


def _recorded(app):
    """Book the marked room and return the statements of that booking, in a session that knows nothing yet."""
    buffer = BUFFER // timedelta(minutes=1)
    part = Part(id=MARK_PART, name="Marke")
    make.a_room(id=MARK_ROOM, parts=[part], setup_min=buffer, teardown_min=buffer)
    _number_next_booking()
    starts_at = _first_moment() + timedelta(minutes=7)
    ends_at = starts_at + LENGTH
    moments = {"start": starts_at, "end": ends_at, "held": starts_at - BUFFER, "freed": ends_at + BUFFER}
    marks = {MARK_ROOM: Slot("room"), MARK_PART: Slot("part"), MARK_BOOKING: Slot("booking")}
    for name, moment in moments.items():
        marks[moment] = marks[_as_text(moment)] = Slot(name)

    def slot_of(value):
        if isinstance(value, list):
            return [slot_of(each) for each in value]
        if isinstance(value, str) and value.endswith("@wirkstaette"):
            return Slot("uid")
        return marks.get(value, value) if isinstance(value, int | str | type(starts_at)) else value

    with app.app_context():
        return script.record(
            db.engine, lambda: actions.book_room(MARK_ROOM, starts_at, ends_at, "Probe"), slot_of
        )


def _number_next_booking():
    """Make the marked booking known by its number."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT setval('bookings_id_seq', :last)"), {"last": MARK_BOOKING - 1})
        else:
            # SQLite counts on from the greatest number that there is.
            row = {
                "id": MARK_BOOKING - 1, "room_id": MARK_ROOM, "title": "Nummer", "starts_at": _first_moment(),
                "ends_at": _first_moment() + LENGTH, "booked_at": clock.now(), "changed_at": clock.now(),
                "state": "cancelled", "holds": False,
            }  # fmt: skip
            connection.execute(sa.insert(Booking), row)


def _as_text(moment):
    """Return a moment as SQLite keeps it."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


def _crowd(act, numbers):
    """Let all clients book until BOOKINGS are made; return what was seen."""
    ready, turns, failed = threading.Barrier(CLIENTS + 1), iter(range(BOOKINGS)), []
    taking = threading.Lock()

    def client(number):
        ready.wait()
        try:
            while True:
                with taking:
                    if next(turns, None) is None:
                        return
                    which = next(numbers)
                act(number, which)
        except Exception as fault:
            failed.append(fault)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    ready.wait()
    begin, cpu = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begin
    if failed:
        raise failed[0]
    return {"answered": BOOKINGS, "seconds": took, "cpu_ms": 1000 * (time.process_time() - cpu) / BOOKINGS}


def _book(connection, turn, steps, place, starts_at):
    """Run the steps once and commit. SQLite: `turn` is the lock of the process, then BEGIN IMMEDIATE."""
    ends_at = starts_at + LENGTH
    values = {
        "room": place[0], "part": place[1], "uid": f"{secrets.token_hex(16)}@bare",
        "start": starts_at, "end": ends_at, "held": starts_at - BUFFER, "freed": ends_at + BUFFER,
    }  # fmt: skip
    if isinstance(connection, sqlite3.Connection):
        values = {name: _as_text(value) if hasattr(value, "hour") else value for name, value in values.items()}
        with turn:
            connection.execute("BEGIN IMMEDIATE")
            _run(connection, steps, values)
            connection.execute("COMMIT")
    else:
        _run(connection, steps, values)
        connection.commit()


def _run(connection, steps, values):
    for step in steps:
        cursor = connection.execute(step.sql, _filled(step.parameters, values))
        if step.is_look:
            cursor.fetchall()
        elif "INTO bookings" in step.sql:
            values["booking"] = cursor.fetchone()[0] if "RETURNING" in step.sql else cursor.lastrowid


def _filled(value, values):
    if type(value) is Slot:
        return values[value.name]
    if isinstance(value, dict):
        return {name: _filled(each, values) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(each, values) for each in value]
    return value


def _check(made):
    """Return (bookings, occupancies). Raises AssertionError unless each booking that was made holds its one part."""
    db.session.rollback()
    live = db.session.scalar(sa.select(sa.func.count(Booking.id)).where(Booking.holds))
    held = db.session.scalar(sa.select(sa.func.count(Occupancy.id)))
    if not made == live == held:
        raise AssertionError(f"Made {made}, in the database {live} bookings and {held} occupancies.")
    return live, held


def _print(figures):
    rows = [
        (case, name, speed, rounds.middle(figures[case]["rounds"][name], "cpu_ms"))
        for case in CASES
        for name, speed in figures[case]["per_second"].items()
    ]
    report.table(["", "side", "bookings/s", "CPU ms"], rows)
    for case in CASES:
        middle, least, most = figures[case]["ratio"]
        print(f"  {case}, ours by bare driver: {middle:.2f}  ({least:.2f} to {most:.2f} in {ROUNDS} rounds)")
    print(f"  statements of a booking: {figures['statements']}; bookings, occupancies: {figures['truth']}")
