"""Feeds of 1,000 and 10,000 entries: joined from what is stored, kept in memory, unchanged, packed.

Against the same bytes served as a constant, an empty answer, and the library building the calendar anew, in one run.
And the feed of 1,000 in a house with 100,000 events, against the same in a house with no others.
"""

import pickle
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from app import clock
from app.calendars import entries, feeds, storing
from app.calendars.models import CalendarEntry
from app.database import db, transaction
from app.programme import revision
from app.programme.filters import Filter
from app.programme.models import PUBLISHED, Event, EventDate, Format, ProgrammeRevision
from bench import growth, house, pages, report, rounds, servers
from tests import make

SIZES, ROUNDS, BUILDS = (1_000, 10_000), 9, 3
# So many events that are over, and how much slower they may make the feed.
OLD, MOST_GROWTH = 99_000, 1.3
FEED = "/kalender/programm.ics"
PLAIN = {**pages.USUAL, "Accept-Encoding": "identity"}
# Something public changed: the feed in memory is old.
ANEW = sa.update(ProgrammeRevision).values(number=ProgrammeRevision.number + 1)
# So many entries are written at once.
BATCH = 500


def main(engines=house.ENGINES):
    """Measure on each engine, print and keep."""
    for engine in engines:
        figures = {}
        for size in SIZES:
            print(f"A feed of {size:,} entries, {engine}")
            with tempfile.TemporaryDirectory(prefix="wirk-bench-") as folder, house.new_database(engine, folder) as url:
                figures[str(size)] = measure(url, Path(folder), size)
            _print(figures[str(size)])
        print(f"A feed of {SIZES[0]:,} entries, alone and among {OLD:,} events that are over, {engine}")
        figures["growth"] = measure_growth(engine)
        _print_growth(figures["growth"])
        report.keep(f"feeds-{engine}", {"engine": engine, **figures})


def measure(url, folder, size):
    """Return {what: figure} of a house with so many events to come."""
    with house.app_on(url, folder) as app:
        _fill(size)
        address = app.config["BASE_URL"]
        built, joined = _cpu_ms(_build, BUILDS), _cpu_ms(_join, ROUNDS)
        if _build() != _join():
            raise AssertionError("What is stored is not what the library writes.")
    time.sleep(1)
    found = {"built anew, CPU ms": built, "joined, CPU ms": joined}
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    # The entries name where the house is served; of another address they would be made anew.
    with servers.our_house(url, folder, BASE_URL=address) as ours:
        plain, packed = (pages.asked(ours, FEED, headers=headers) for headers in (PLAIN, pages.USUAL))
        etag = pages.etags({FEED: plain})[FEED]
        facts = folder / "constant.pickle"
        facts.write_bytes(pickle.dumps({"/plain": plain, "/packed": packed, "/empty": (204, [], b"")}))
        with servers.contender("constant", facts, folder) as constant:
            unchanged = {**PLAIN, "If-None-Match": etag}
            for name, path, headers in (
                ("warm", "/plain", PLAIN), ("warm, packed", "/packed", pages.USUAL), ("304", "/empty", unchanged),
            ):  # fmt: skip
                seen = pages.compare(folder, ours, constant, FEED, path, headers, requests=min(300, 600_000 // size))
                found[name] = {"ratio": seen["ratio"], "cpu_ms": seen["cpu_ms"], "bytes": seen["bytes"]}
        found |= _cold(ours, engine, folder)
        found["memory, MB"] = ours.memory_mb()
    engine.dispose()
    # What one answer costs, against building it once.
    found["built by warm"] = built / found["warm"]["cpu_ms"]["ours"]
    found["built by cold"] = built / found["cold, CPU ms"]
    return found


def _cold(ours, engine, folder):
    """Return what the first answer after a change costs, and eight that are asked for at once then."""
    one = growth.asking(ours, FEED, engine, ANEW, at_once=1)
    one()
    before = servers.cpu_seconds(ours.pid)
    times = [one()["times_ms"][0] for _ in range(ROUNDS)]
    spent = 1000 * (servers.cpu_seconds(ours.pid) - before) / ROUNDS
    crowds = []
    for _ in range(ROUNDS):
        with engine.connect() as connection:
            connection.execute(ANEW)
        crowds.append(pages.crowd(ours, FEED, PLAIN, folder, 8)["cpu_ms"] * 8)
    return {"cold, ms": median(times), "cold, CPU ms": spent, "eight at once, CPU ms": median(crowds)}


def measure_growth(engine):
    """Return times of the feed, made anew each time, in a house with few old events and in one with many."""
    names = [f"{SIZES[0]:,}", f"{SIZES[0] + OLD:,}"]
    with ExitStack() as opened:
        running, engines = [], []
        for amount in (0, OLD):
            folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="wirk-bench-"))
            url = opened.enter_context(house.new_database(engine, folder))
            with house.app_on(url, folder) as app:
                _fill(SIZES[0])
                address = app.config["BASE_URL"]
                if amount:
                    _grow(amount)
                if len(feeds.of_programme(Filter(), clock.now())) != SIZES[0]:
                    raise AssertionError("What is over stands in the feed.")
                _analyze()
            engines.append(sa.create_engine(url, isolation_level="AUTOCOMMIT"))
            running.append(opened.enter_context(servers.our_house(url, folder, BASE_URL=address)))
        sides = [
            rounds.Side(name, growth.asking(server, FEED, of_it, ANEW))
            for name, server, of_it in zip(names, running, engines, strict=True)
        ]
        found = growth.compare(sides, [server.pid for server in running], ROUNDS)
        for each in engines:
            each.dispose()
    return found


def _analyze():
    # As autovacuum would within a minute.
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))


def _fill(size):
    """Plan so many events to come, past the acts, one each half an hour; their entries are written by the app."""
    make.a_format(summary="Mitmachen, ausprobieren, reparieren.")
    begin = clock.now() + timedelta(hours=1)
    ids = _insert(begin + timedelta(minutes=30 * number) for number in range(size))
    for first in range(0, size, BATCH):
        with transaction():
            storing.write(ids[first : first + BATCH])
        db.session.remove()


def _grow(amount):
    """Add so many events that are over, one each hour, from before the window back; their entries are stored, too."""
    before = clock.now() - feeds.PAST - timedelta(days=2)
    body, made_by = db.session.execute(sa.select(CalendarEntry.body, CalendarEntry.made_by).limit(1)).one()
    ids = _insert(before - timedelta(hours=number) for number in range(amount))
    with transaction():
        db.session.execute(
            sa.insert(CalendarEntry),
            [{"event_date_id": id, "language": "de", "body": body, "made_by": made_by} for id in ids],
        )


def _insert(moments):
    """Write events of one date and two hours; return their ids, which are those of the dates."""
    format_id, area_id = db.session.execute(sa.select(Format.id, Format.area_id)).one()
    first, now = (db.session.scalar(sa.select(sa.func.max(Event.id))) or 0) + 1, clock.now()
    events, dates = [], []
    for number, starts_at in enumerate(moments, first):
        span = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
        dates.append({"id": number, "event_id": number, "uid": f"bench-{number}@wirkstaette", **span})
        events.append({
            "id": number, "slug": f"naehen-{number}", "title": f"Nähen {number}", "state": PUBLISHED,
            "format_id": format_id, "area_id": area_id, "languages": ["de"], "published_at": now, "created_at": now,
            "changed_at": now,
        })  # fmt: skip
    with transaction():
        db.session.execute(sa.insert(Event), events)
        db.session.execute(sa.insert(EventDate), dates)
        # Written past the session, which would have noticed.
        revision.mark()
    return [each["id"] for each in dates]


def _build():
    """As the library writes the whole calendar."""
    ids = db.session.scalars(sa.select(Event.id)).all()
    bodies = [body for _id, language, body in storing.serialised(ids) if language == storing.GERMAN]
    return entries.feed(bodies, "Haus", "uid")


def _join():
    """As a feed is put together from what is stored."""
    return entries.feed(feeds.of_programme(Filter(), clock.now()), "Haus", "uid")


def _cpu_ms(act, times):
    """Return the processor time of an act, which others at work change less than its duration."""
    spent = []
    for _ in range(times):
        db.session.rollback()
        db.session.expunge_all()
        begun = time.process_time()
        act()
        spent.append(1000 * (time.process_time() - begun))
    return median(spent)


def _print(found):
    print("  " + ", ".join(f"{name}: {each:,.1f}" for name, each in found.items() if isinstance(each, float)))
    rows = []
    for name in ("warm", "warm, packed", "304"):
        ratio, least, most = found[name]["ratio"]
        shown = f"{ratio:.2f}  ({least:.2f} to {most:.2f})"
        rows.append((name, shown, *found[name]["cpu_ms"].values(), f"{found[name]['bytes']:,}"))
    report.table(["", "by the constant", "our CPU ms", "its CPU ms", "bytes"], rows)


def _print_growth(found):
    is_met = "yes" if found["ratio_of_medians"] <= MOST_GROWTH else "NO"
    heads, row = growth.heads(list(found["p50_ms"])), growth.row("cold", found)
    report.table([*heads[:-1], f"p50 ≤ {MOST_GROWTH}"], [(*row[:-1], is_met)])
