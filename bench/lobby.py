"""The minute in which a digital room opens: 150 people press the button at once, at two web processes.

Twice: the job has made the room a minute before; and nobody has, so that the first to press makes it while the others
are told to wait a moment and press again. Compared with the personal page of the same people, in the same run.
"""

import tempfile
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

from app import clock, jobs
from app.database import db
from app.lobby.models import RoomDoor
from app.programme.models import ONLINE, EventDate, event_date_bookings
from app.registrations import door_queries, links
from bench import crowds, house, report, servers, statements
from tests import make
from tests.lobby import bbb

PEOPLE, CLIENTS, MOST_WAVES = 150, 50, 20
# How long the service takes to make a room, in seconds.
SLOW = 0.5


def main(engines=house.ENGINES):
    """Measure on each engine, print and keep."""
    for engine in engines:
        print(f"{PEOPLE} people at the door, {engine}, {CLIENTS} connections, 2 web processes")
        with tempfile.TemporaryDirectory(prefix="wirk-bench-") as folder, house.new_database(engine, folder) as url:
            figures = measure(url, Path(folder))
        rows = [
            (what, each["per_second"], each["p50_ms"], each["p95_ms"], each["errors"], each["calls"])
            for what, each in figures.items() if isinstance(each, dict)
        ]  # fmt: skip
        report.table(["", "per second", "p50 ms", "p95 ms", "errors", "create called"], rows)
        print(f"  entering against looking at one's page: {figures['ratio']:.2f}; statements {figures['statements']}\n")
        report.keep(f"lobby-{engine}", {"engine": engine, **figures})


def measure(url, folder):
    """Return what was seen of looking, of entering a room that is there, and one that is not."""
    with bbb.running() as service:
        service.seconds = SLOW
        with house.app_on(url, folder) as app:
            app.config["PRIVATE_HOSTS"] = frozenset({"127.0.0.1"})
            there, not_there, probe = (_evening(service) for _ in range(3))
            paths = {name: _paths(event) for name, event in (("there", there), ("not there", not_there))}
            pages = [links.manage_path(guest) for guest in paths["there"][0]]
            # The first one makes the room.
            _enter_once(app, probe)
            second = make.a_registration(probe, kind=ONLINE)
            with statements.counted() as seen:
                _enter_once(app, probe, second)
            jobs.run_once(app, "open_digital_rooms")
            ids = {"there": there.id, "not there": not_there.id}
        with _house(url, folder) as first, _house(url, folder) as second:
            both = (first, second)
            looking = crowds.rush(both, [_request("GET", first.port, path) for path in pages], folder)
            found = {"looking at one's page": {**looking, "calls": 0}}
            for name, (_guests, doors) in paths.items():
                before = service.names().count("create")
                if name == "not there":
                    _forget(url, folder, ids[name])
                seen_by = _press_until_in(both, doors, folder)
                found[f"entering, room {name}"] = {**seen_by, "calls": service.names().count("create") - before}
    with house.app_on(url, folder):
        for name, ident in ids.items():
            if door_queries.heads(ident) != {ONLINE: PEOPLE}:
                raise AssertionError(f"{name}: counted {door_queries.heads(ident)}")
    ratio = found["entering, room there"]["per_second"] / found["looking at one's page"]["per_second"]
    return {**found, "ratio": ratio, "statements": len(seen)}


def _evening(service):
    server = make.a_video_server(address=service.address, secret=bbb.SECRET)
    room = make.a_digital_room(server, opens_before_min=15, capacity=300)
    return make.an_event(
        starts_at=clock.now() + timedelta(minutes=15), seats={ONLINE: PEOPLE + 2}, room_ids=[room.id]
    )


def _paths(event):
    guests = [make.a_registration(event, kind=ONLINE) for _ in range(PEOPLE)]
    return guests, [links.door_path(guest) for guest in guests]


def _enter_once(app, event, guest=None):
    guest = guest or make.a_registration(event, kind=ONLINE)
    if app.test_client().post(links.door_path(guest), data={"name": "Gast"}).status_code != 303:
        raise AssertionError("The probe did not get in.")


def _forget(url, folder, event_id):
    """Let the room of an event be one that nobody has made."""
    with house.app_on(url, folder), db.engine.begin() as connection:
        bookings = sa.select(event_date_bookings.c.booking_id).join(
            EventDate, EventDate.id == event_date_bookings.c.event_date_id
        )
        connection.execute(
            sa.delete(RoomDoor).where(RoomDoor.booking_id.in_(bookings.where(EventDate.event_id == event_id)))
        )


def _house(url, folder):
    return servers.our_house(url, folder, PRIVATE_HOSTS="127.0.0.1")


def _press_until_in(both, doors, folder):
    """Press all buttons, and press again where one was told to wait; return what was seen in all waves together."""
    begun, waves, slowest, errors = time.perf_counter(), 0, {"p50_ms": 0, "p95_ms": 0}, 0
    while waves < MOST_WAVES:
        wave = crowds.rush(both, [_request("POST", both[0].port, path) for path in doors], folder)
        waves += 1
        slowest = {name: max(slowest[name], wave[name]) for name in slowest}
        # 503 with "in three seconds once more" is an answer; anything else is an error.
        errors += sum(number for status, number in wave["statuses"].items() if int(status) not in (303, 503))
        if set(wave["statuses"]) == {"303"}:
            break
        time.sleep(SLOW)
    seconds = time.perf_counter() - begun - SLOW * (waves - 1)
    return {**slowest, "per_second": waves * len(doors) / seconds, "errors": errors, "waves": waves}


def _request(method, port, path):
    body = urlencode({"name": "Gästin Müller"}).encode() if method == "POST" else b""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: bench\r\nAccept: text/html\r\n"
        "Accept-Encoding: gzip\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
