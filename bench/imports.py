"""A calendar of others with 1,000 and 10,000 events: read, kept, read again unchanged, and half of it changed.

Compared with the library parsing the same bytes, in the same run. Beside it: how long somebody who books at the same
time waits at most, because the events are kept some hundred at a time; and what a calendar of 50,000 entries costs.
"""

import statistics
import tempfile
import threading
import time
from datetime import timedelta

import sqlalchemy as sa

from app import clock
from app.calendars import foreign_keeping, importing, importing_process
from app.calendars.foreign import ExternalEvent
from app.database import db
from app.rooms import actions
from app.rooms.bookings import Occupancy
from bench import house, report
from tests import make
from tests.calendars.sources import a_calendar

SIZES, ROUNDS = (1000, 10_000), 3
LARGE = 50_000
HOUR = timedelta(hours=1)


def main(engines=house.ENGINES):
    """Measure on each engine, print and keep."""
    for engine in engines:
        print(f"Calendars of {' and '.join(f'{size:,}' for size in SIZES)} events, {engine}")
        with (
            tempfile.TemporaryDirectory(prefix="wirk-bench-") as folder,
            house.new_database(engine, folder) as url,
            house.app_on(url, folder) as app,
        ):
            found = {size: measure(app, size) for size in SIZES}
        names = list(found[SIZES[0]])
        report.table(["seconds", *(f"{size:,}" for size in SIZES)], [(n, *(found[s][n] for s in SIZES)) for n in names])
        large = entries_of(LARGE, clock.now())
        began = time.perf_counter()
        importing_process.read(large, *_window())
        seconds = time.perf_counter() - began
        print(f"  {LARGE:,} entries, most of them farther ahead than we look: read in {seconds:.1f} s\n")
        report.keep(f"imports-{engine}", {"engine": engine, "large": seconds, **{str(s): found[s] for s in SIZES}})


def measure(app, size):
    """Return the medians, in seconds, of what an import consists of."""
    rounds = [_round(app, size) for _turn in range(ROUNDS)]
    return {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}


def _round(app, size):
    from icalendar import Calendar

    room, begins = make.a_room(), clock.now().replace(minute=0, second=0, microsecond=0) + HOUR
    source = a_calendar("https://nachbarn.example.org/k.ics", name=f"Nachbarn {room.id}", room_id=room.id)
    calendar = importing._claim(source.id, clock.now())
    body = entries_of(size, begins)
    found, seconds = {}, _stopwatch()
    Calendar.from_ical(body)
    found["the library parses"] = seconds()
    read = importing_process.read(body, *_window())
    found["read, in a process of its own"] = seconds()
    with _somebody_who_books(app) as waits:
        seconds()
        _keep(calendar, read)
        found["kept"] = seconds()
    found["longest wait of a booking"] = max(waits)
    _keep(calendar, read)
    found["kept again, nothing new"] = seconds()
    half = importing_process.read(entries_of(size, begins, moved=2), *_window())
    seconds()
    _keep(calendar, half)
    found["kept again, half of it moved"] = seconds()
    _check(source, room, size)
    found["parsing takes how much of it"] = found["the library parses"] / (
        found["read, in a process of its own"] + found["kept"]
    )
    return found


def entries_of(size, begins, moved=0):
    """Return a calendar with an event of 40 minutes in each hour; of `moved`, each such one is 10 minutes later."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Nachbarn//DE"]
    for number in range(size):
        start = begins + number * HOUR + timedelta(minutes=10 if moved and number % moved else 0)
        end = start + timedelta(minutes=40)
        lines += [
            "BEGIN:VEVENT", f"UID:{number}@nachbarn", "DTSTAMP:20260101T000000Z", f"SUMMARY:Belegt {number}",
            "LOCATION:Halle", f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}", "END:VEVENT",
        ]  # fmt: skip
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def _window():
    now = clock.now()
    return now - importing.BEFORE, now + importing.AHEAD


def _keep(calendar, read):
    foreign_keeping.keep(calendar, read, *_window(), clock.now())


def _stopwatch():
    before = time.perf_counter()

    def seconds():
        nonlocal before
        before, passed = time.perf_counter(), time.perf_counter() - before
        return passed

    return seconds


class _somebody_who_books:
    """Book another room again and again until the end of the block; gives how long each took."""

    def __init__(self, app):
        self._app, self._ended, self._waits = app, threading.Event(), []
        self._booking = threading.Thread(target=self._book, daemon=True)

    def __enter__(self):
        self._booking.start()
        return self._waits

    def __exit__(self, *_failure):
        self._ended.set()
        self._booking.join()

    def _book(self):
        with self._app.app_context():
            room, begins = make.a_room().id, clock.now() + HOUR
            while not self._ended.wait(0.01):
                began = time.perf_counter()
                actions.book_room(room, begins, begins + HOUR, "Kurs")
                self._waits.append(time.perf_counter() - began)
                begins += HOUR
            db.session.remove()


def _check(source, room, size):
    """Ask the database for the truth."""
    db.session.rollback()
    events = sa.select(sa.func.count(ExternalEvent.id)).where(ExternalEvent.calendar_id == source.id)
    held = sa.select(sa.func.count(Occupancy.id)).where(Occupancy.part_id == room.parts[0].id)
    events, held = db.session.scalar(events), db.session.scalar(held)
    if events != size or held < size:
        raise AssertionError(f"{events} events and {held} spans of {size}")
