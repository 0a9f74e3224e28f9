"""Feeds of 1,000 and 10,000 entries: joined from what is stored, kept in memory, unchanged, packed.

Against the same bytes served as a constant, an empty answer, and the library building the calendar anew, in one run.
"""

import pickle
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from app import clock
from app.calendars import entries, feeds, storing
from app.database import db, transaction
from app.programme.filters import Filter
from app.programme.models import Event
from bench import house, pages, report, servers
from tests import make

SIZES, ROUNDS, BUILDS = (1_000, 10_000), 9, 3
FEED = "/kalender/programm.ics"
PLAIN = {**pages.USUAL, "Accept-Encoding": "identity"}
# So many events of one format in one act.
BATCH = 250


def main(engines=house.ENGINES):
    """Measure on each engine, print and keep."""
    for engine in engines:
        figures = {}
        for size in SIZES:
            print(f"A feed of {size} entries, {engine}")
            with tempfile.TemporaryDirectory(prefix="wirk-bench-") as folder, house.new_database(engine, folder) as url:
                figures[size] = measure(url, Path(folder), size)
            _print(figures[size])
        report.keep(f"feeds-{engine}", {"engine": engine, **{str(size): each for size, each in figures.items()}})


def measure(url, folder, size):
    """Return {what: figure} of a house with so many events to come."""
    with house.app_on(url, folder):
        _fill(size)
        built, joined = _time(_build, BUILDS), _time(_join, ROUNDS)
        if _build() != _join():
            raise AssertionError("What is stored is not what the library writes.")
    time.sleep(1)
    found = {"built anew, ms": built, "joined from the database, ms": joined}
    with servers.our_house(url, folder) as ours:
        plain, packed = (pages.asked(ours, FEED, headers=headers) for headers in (PLAIN, pages.USUAL))
        etag = pages.etags({FEED: plain})[FEED]
        facts = folder / "constant.pickle"
        facts.write_bytes(pickle.dumps({"/plain": plain, "/packed": packed, "/empty": (204, [], b"")}))
        with servers.contender("constant", facts, folder) as constant:
            unchanged = {**PLAIN, "If-None-Match": etag}
            for name, path, headers in (
                ("warm", "/plain", PLAIN), ("warm, packed", "/packed", pages.USUAL), ("304", "/empty", unchanged),
            ):  # fmt: skip
                seen = pages.compare(folder, ours, constant, FEED, path, headers, requests=300)
                found[name] = {"ratio": seen["ratio"], "cpu_ms": seen["cpu_ms"], "bytes": seen["bytes"]}
    # What one answer costs, against building it once.
    found["built by warm"] = built / found["warm"]["cpu_ms"]["ours"]
    return found


def _fill(size):
    format, now = make.a_format(summary="Mitmachen, ausprobieren, reparieren."), clock.now()
    for begin in range(0, size, BATCH):
        with transaction():
            for number in range(begin, begin + BATCH):
                starts_at = now + timedelta(minutes=30 * number + 60)
                make.an_event(format=format, title=f"Nähen {number}", starts_at=starts_at)


def _build():
    """As the library writes the whole calendar."""
    ids = db.session.scalars(sa.select(Event.id)).all()
    bodies = [body for _id, language, body in storing.serialised(ids) if language == storing.GERMAN]
    return entries.feed(bodies, "Haus", "uid")


def _join():
    """As a feed is put together from what is stored."""
    return entries.feed(feeds.of_programme(Filter(), clock.now()), "Haus", "uid")


def _time(act, rounds):
    times = []
    for _ in range(rounds):
        db.session.rollback()
        db.session.expunge_all()
        begun = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - begun))
    return median(times)


def _print(found):
    print(f"  built anew {found['built anew, ms']:,.0f} ms, joined {found['joined from the database, ms']:,.1f} ms,"
          f" built by a warm answer {found['built by warm']:,.0f}")  # fmt: skip
    rows = []
    for name in ("warm", "warm, packed", "304"):
        ratio, least, most = found[name]["ratio"]
        shown = f"{ratio:.2f}  ({least:.2f} to {most:.2f})"
        rows.append((name, shown, found[name]["cpu_ms"]["ours"], f"{found[name]['bytes']:,}"))
    report.table(["", "by the constant", "our CPU ms", "bytes"], rows)
