"""The planning board of 50 rooms with 20,000 bookings in a year, over HTTP, against the bare SQL of the same page."""

import gzip
import tempfile
import time
from datetime import datetime, timedelta
from datetime import time as at_hour
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from app import clock
from app.database import db
from app.rooms.bookings import Booking, Occupancy
from app.rooms.models import Part
from bench import house, report, rounds, script, servers, statements
from tests import make

# A year's bookings; the week and the month that are shown lie in its midst.
ROOMS, BOOKINGS, DAYS, ROUNDS = 50, 20_000, 365, 15
VIEWS = {
    "day": "zeit=tag", "week": "zeit=woche", "month": "zeit=monat", "month as a table": "zeit=monat&ansicht=tabelle",
}  # fmt: skip
# Measured with Indico 3.3.14 on two processors, for scale: page of a day, of 13 weekly dates, of 29 days (1.7 MB).
PEER_MS = {"day": 52, "13 weekly dates": 224, "29 days": 728}


def main(engines=house.ENGINES):
    """Measure on each engine, print and keep."""
    for engine in engines:
        print(f"Planning board, {engine}, {ROOMS} rooms, {BOOKINGS:,} bookings in a year, one request after the other")
        with tempfile.TemporaryDirectory(prefix="wirk-bench-") as folder, house.new_database(engine, folder) as url:
            figures = measure(url, Path(folder))
        _print(figures)
        report.keep(f"board-{engine}", {"engine": engine, **figures})


def measure(url, folder):
    """Return for each view: milliseconds, ratio to the bare SQL, bytes, bookings shown, statements."""
    figures = {"peer_ms": PEER_MS}
    with house.app_on(url, folder) as app:
        middle = fill(ROOMS, BOOKINGS)
        make.a_member_of_staff()
        client = app.test_client()
        client.post("/team/anmelden", data={"email": "team@example.org", "password": make.PASSWORD})
        cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        paths = {name: f"/team/plan?{query}&tag={middle.isoformat()}" for name, query in VIEWS.items()}
        steps = {name: _recorded(client, path) for name, path in paths.items()}
    headers = {"Cookie": f"{cookie.key}={cookie.value}", "Accept": "text/html"}
    connection = script.connect(url)
    with servers.our_house(url, folder) as ours:
        for name, path in paths.items():
            status, _headers, body = ours.get(path, headers)
            if status != 200:
                raise AssertionError(f"{path} was answered with {status}.")
            sides = [
                rounds.Side("ours", lambda path=path: _timed(lambda: ours.get(path, headers))),
                rounds.Side("bare SQL", lambda some=steps[name]: _timed(lambda: _run(connection, some))),
            ]
            before = servers.cpu_seconds(ours.pid)
            seen = rounds.compare(sides, ROUNDS)
            cpu = servers.cpu_seconds(ours.pid) - before
            figures[name] = {
                "cpu_ms": 1000 * cpu / (ROUNDS + 1),
                "ms": {side: median(1000 * each["seconds"] for each in results) for side, results in seen.items()},
                "ratio_to_bare_sql": _ratio(seen), "bytes": len(body), "packed": len(gzip.compress(body, 6)),
                "bookings": body.count(b"/team/raumbuchungen/") - body.count(b"/team/raumbuchungen/neu"),
                "statements": len(steps[name]),
            }  # fmt: skip
        figures["memory_mb"] = ours.memory_mb()
    connection.close()
    return figures


def fill(rooms, bookings):
    """Fill the house: halls that divide in two and single rooms, in five places. Return the day in the midst.

    Written past the acts, which would take some minutes, but with the same rows: the database refuses what overlaps.
    """
    places = [make.a_place(name=f"Ort {number}", key=f"ort-{number}", holiday_region="DE-SN") for number in range(5)]
    made = [each for number in range(rooms // 5) for each in _five_rooms(number, places[number % 5])]
    first = clock.today(clock.now()) - timedelta(days=DAYS // 2)
    rows, held = [], []
    for number in range(bookings):
        room, (day, turn) = made[number % rooms], divmod(number // rooms, 2)
        # A hall has the mornings and its pieces the afternoons, so that nothing overlaps.
        hour = 8 + 2 * turn + (0 if room.parent_id is None else 6)
        day = first + timedelta(days=day * DAYS * 2 * rooms // bookings)
        starts_at = clock.from_wall(datetime.combine(day, at_hour(hour, 30 * (number % 2))))
        ends_at = starts_at + timedelta(minutes=60)
        waits = number % 11 == 0
        rows.append(
            {
                "id": number + 1, "room_id": room.id, "title": f"Bürgerdialog Nummer {number}", "starts_at": starts_at,
                "ends_at": ends_at, "setup_min": 15, "teardown_min": 15, "state": "requested" if waits else "booked",
                "holds": True, "booked_at": clock.now(), "changed_at": clock.now(), "broken_rules": [],
            }
        )  # fmt: skip
        held += [
            {
                "booking_id": number + 1, "part_id": part.id, "starts_at": starts_at - timedelta(minutes=15),
                "ends_at": ends_at + timedelta(minutes=15),
            }
            for part in room.parts
        ]  # fmt: skip
    with db.engine.begin() as connection:
        connection.execute(sa.insert(Booking), rows)
        connection.execute(sa.insert(Occupancy), held)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))
    return first + timedelta(days=DAYS // 2)


def _five_rooms(number, place):
    """Return a hall with its two pieces, and two single rooms."""
    parts = [Part(name=f"Teil {number}a"), Part(name=f"Teil {number}b")]
    hall = make.a_room(parts=list(parts), place=place, name=f"Saal {number}")
    pieces = [make.a_room(parts=[part], place=place, name=f"Saal {part.name}", parent=hall) for part in parts]
    return [hall, *pieces, *(make.a_room(place=place, name=f"Raum {number}{letter}") for letter in "cd")]


def _recorded(client, path):
    """Return the statements of a page as the driver gets them."""
    client.get(path)
    with statements.counted():
        return script.record(db.engine, lambda: client.get(path), slot_of=lambda value: value)


def _run(connection, steps):
    for step in steps:
        connection.execute(step.sql, step.parameters).fetchall()
    connection.rollback()


def _timed(act):
    begin = time.perf_counter()
    act()
    return {"answered": 1, "seconds": time.perf_counter() - begin}


def _ratio(seen):
    """Return (median, least, greatest) of our time by that of the bare SQL."""
    ratios = sorted(
        our["seconds"] / bare["seconds"] for our, bare in zip(seen["ours"], seen["bare SQL"], strict=True)
    )
    return median(ratios), ratios[0], ratios[-1]


def _print(figures):
    rows = [
        (
            name, each["ms"]["ours"], each["cpu_ms"], each["ms"]["bare SQL"],
            "{:.1f} ({:.1f} to {:.1f})".format(*each["ratio_to_bare_sql"]), each["bookings"], each["bytes"] // 1000,
            each["packed"] // 1000, each["statements"],
        )
        for name, each in figures.items() if name in VIEWS
    ]  # fmt: skip
    report.table(["", "ms", "CPU ms", "SQL ms", "ms by SQL ms", "bookings", "kB", "packed kB", "statements"], rows)
    peer = ", ".join(f"{name} {ms} ms" for name, ms in PEER_MS.items())
    print(f"  the best known peer, for scale: {peer} and 1.7 MB; our process: {figures['memory_mb']:.0f} MB")
