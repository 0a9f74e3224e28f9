"""Free rooms among 500: short history against long, and the app against the bare SQL, all in the same run."""

import random
import re
import sqlite3
import tempfile
import time
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from statistics import median, quantiles

import sqlalchemy as sa

from app import clock
from app.database import db
from app.rooms import finding
from app.rooms.bookings import Occupancy
from app.rooms.finding import Wish
from bench import filling, house, report, rounds

SHORT, LONG = 10_000, 1_000_000
QUESTIONS, ROUNDS = 200, 9
SIDES = ("short history", "long history", "short, bare SQL", "long, bare SQL")
MOST_GROWTH, MOST_BY_BARE = 1.5, 2.0


def main(engines=house.ENGINES):
    """Measure on each engine, print and keep."""
    for engine in engines:
        print(f"Free rooms among {filling.ROOMS}, {engine}: a time, seats, a thing; {SHORT:,} and {LONG:,} occupancies")
        with (
            tempfile.TemporaryDirectory(prefix="wirk-bench-") as short_folder,
            tempfile.TemporaryDirectory(prefix="wirk-bench-") as long_folder,
            house.new_database(engine, short_folder) as short_url,
            house.new_database(engine, long_folder) as long_url,
        ):
            figures = measure((short_url, Path(short_folder)), (long_url, Path(long_folder)))
        _print(figures)
        report.keep(f"rooms-{engine}", {"engine": engine, **figures})


def measure(short, long):
    """Return the p95 of each side and the ratios; each of short and long is (address of the database, folder)."""
    now = clock.now()
    with _filled(*short, SHORT) as few, _filled(*long, LONG) as many:
        questions = _questions(now)
        asked = {name: _recorded(app, questions, now) for name, app in (("short", few), ("long", many))}
        found = {name: sum(number for _statements, number in each) for name, each in asked.items()}
        drivers = {"short": _connect(short[0]), "long": _connect(long[0])}
        sides = [
            rounds.Side(SIDES[0], lambda: _ours(few, questions, now)),
            rounds.Side(SIDES[1], lambda: _ours(many, questions, now)),
            rounds.Side(SIDES[2], lambda: _bare(drivers["short"], asked["short"])),
            rounds.Side(SIDES[3], lambda: _bare(drivers["long"], asked["long"])),
        ]
        results = rounds.compare(sides, ROUNDS)
        for driver in drivers.values():
            driver.close()
    by_side = {name: [each["p95_ms"] for each in seen] for name, seen in results.items()}
    # Of each question the median over the rounds: what else the machine did then falls out.
    steady = {
        name: [median(times) for times in zip(*(each.pop("times_ms") for each in seen), strict=True)]
        for name, seen in results.items()
    }
    p50, p95 = ({name: quantiles(each, n=20)[at] for name, each in steady.items()} for at in (9, 18))
    short, long, short_bare, long_bare = SIDES
    pairs = {
        "growth": (long, short), "growth_of_bare_sql": (long_bare, short_bare),
        "short_by_bare_sql": (short, short_bare), "long_by_bare_sql": (long, long_bare),
    }  # fmt: skip
    return {
        "p50_ms": p50,
        "p95_ms": p95,
        "ratios": {name: p95[our] / p95[their] for name, (our, their) in pairs.items()},
        "ratios_of_rounds": {name: _ratio(by_side[our], by_side[their]) for name, (our, their) in pairs.items()},
        "statements": len(asked["long"][0][0]),
        "rooms_found": {name: number / QUESTIONS for name, number in found.items()},
        "rounds": results,
    }


@contextmanager
def _filled(url, folder, amount):
    """Give the app on a database with all rooms and so many occupancies; its context is not pushed."""
    with house.app_on(url, folder) as app:
        begin = time.perf_counter()
        filling.fill_bookings(filling.fill_rooms(), amount)
        if (there := db.session.scalar(sa.select(sa.func.count(Occupancy.id)))) != amount:
            raise AssertionError(f"There are {there} occupancies, not {amount}.")
        print(f"  filled with {amount:,} in {time.perf_counter() - begin:.0f} s", flush=True)
        db.session.remove()
    try:
        yield app
    finally:
        app.extensions["glances"].dispose()


def _questions(now):
    """Return wishes of the next days, the same in every run."""
    chance, today = random.Random(4711), clock.today(now)
    wishes = []
    for _number in range(QUESTIONS):
        day = today + timedelta(days=chance.randrange(3, filling.AHEAD_DAYS - 2))
        start = clock.from_wall(datetime.combine(day, clock_time(chance.randrange(8, 19), chance.choice([0, 30]))))
        end = start + timedelta(minutes=chance.choice([60, 90, 120, 180]))
        thing = chance.choice(filling.THINGS)
        wishes.append(Wish(start, end, chance.choice([5, 12, 30, 60, 100]), equipment=(thing,)))
    return wishes


def _ours(app, questions, now):
    """Ask the house, each question as one request would: a session of its own."""
    return _timed(questions, lambda wish: _ask(wish, now), app)


def _ask(wish, now):
    found = finding.find_rooms(wish, now)
    db.session.remove()
    return found


def _bare(driver, asked):
    """Run the statements that the house ran, with the driver alone."""
    cursor = driver.cursor()

    def ask(question):
        for sql, parameters in question[0]:
            cursor.execute(sql, parameters)
            cursor.fetchall()

    return _timed(asked, ask)


def _timed(questions, ask, app=None):
    with app.app_context() if app else nullcontext():
        times = []
        for question in questions:
            begin = time.perf_counter()
            ask(question)
            times.append(1000 * (time.perf_counter() - begin))
    return {
        "answered": len(times), "seconds": sum(times) / 1000, "p50_ms": median(times),
        "p95_ms": quantiles(times, n=20)[-1], "times_ms": times,
    }  # fmt: skip


def _recorded(app, questions, now):
    """Return for each question its statements, as the driver gets them, and the number of rooms found."""
    seen = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        if re.match(r"\s*(SELECT|WITH)", statement):
            seen.append((statement, parameters))

    answers = []
    with app.app_context():
        sa.event.listen(sa.Engine, "before_cursor_execute", note)
        for wish in questions:
            number = len(_ask(wish, now))
            answers.append((tuple(seen), number))
            seen.clear()
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    return answers


def _connect(url):
    """Return a bare connection, each statement its own transaction."""
    url = sa.make_url(url)
    if url.get_backend_name() == "sqlite":
        return sqlite3.connect(url.database, isolation_level=None)
    import psycopg

    return psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True)


def _ratio(ours, theirs):
    """Return (median, least, greatest) of the ratios, round by round."""
    ratios = sorted(our / their for our, their in zip(ours, theirs, strict=True))
    return median(ratios), ratios[0], ratios[-1]


def _print(figures):
    rows = [(name, figures["p50_ms"][name], figures["p95_ms"][name]) for name in SIDES]
    report.table(["", "p50 ms", "p95 ms"], rows)
    for name, most in (
        ("growth", MOST_GROWTH), ("growth_of_bare_sql", None), ("short_by_bare_sql", MOST_BY_BARE),
        ("long_by_bare_sql", MOST_BY_BARE),
    ):  # fmt: skip
        ratio, (_middle, least, greatest) = figures["ratios"][name], figures["ratios_of_rounds"][name]
        target = f"; target ≤ {most}{'' if ratio <= most else ', MISSED'}" if most else ""
        spread = f"{least:.2f} to {greatest:.2f} in single rounds"
        print(f"  p95, {name.replace('_', ' ')}: {ratio:.2f}  ({spread}){target}")
    found = ", ".join(f"{number:.0f} ({name})" for name, number in figures["rooms_found"].items())
    print(f"  statements of a question: {figures['statements']}; rooms found on average: {found}")
