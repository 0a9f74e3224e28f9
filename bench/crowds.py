"""Crowds at seats: 300 people for 100 seats over HTTP with two web processes, the same at 50 events at once, and long
lists: guests by the thousand, people who wait by the ten thousand. What is long is compared with what is short.
"""

import pickle
import secrets
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from app import clock
from app.database import db
from app.programme.models import ONSITE
from app.registrations import actions, guest_queries, queries, tickets
from app.registrations.models import Registration
from bench import booking, house, load, report, servers, statements
from tests import make

CLIENTS, PEOPLE, SEATS = 50, 300, 100
EVENTS, PEOPLE_EACH, SEATS_EACH = 50, 30, 10
GUESTS, WAITING, FEW = 5_000, 10_000, 50
ROUNDS = 15


def main(engines=house.ENGINES):
    """Measure on each engine, print and keep."""
    for engine in engines:
        print(f"Crowds at seats, {engine}, {CLIENTS} connections, 2 web processes")
        with tempfile.TemporaryDirectory(prefix="wirk-bench-") as folder, house.new_database(engine, folder) as url:
            figures = {"crowds": measure_crowds(url, Path(folder)), "lists": measure_lists(url, Path(folder))}
        _print(figures)
        report.keep(f"crowds-{engine}", {"engine": engine, **figures})


def measure_crowds(url, folder):
    """Return {crowd: what it saw, and what the database says afterwards}."""
    with house.app_on(url, folder) as app:
        format = make.a_format(has_waiting_list=False, companions_max=0)
        one = make.an_event(capacity=SEATS, title="Eines", format=format)
        many = [make.an_event(capacity=SEATS_EACH, title=f"Viele {n}", format=format) for n in range(EVENTS)]
        probe = make.an_event(title="Probe")
        with statements.counted() as seen:
            booking.book_once(app, probe)
        crowds = {
            "one event": ([one.slug] * PEOPLE, [one.id], SEATS),
            "50 events": ([event.slug for event in many] * PEOPLE_EACH, [event.id for event in many], SEATS_EACH),
        }
    found = {"statements": len(seen)}
    with servers.our_house(url, folder) as first, servers.our_house(url, folder) as second:
        for name, (slugs, _ids, _seats) in crowds.items():
            # Every other form goes to the other process, so the ports take turns too.
            ports = (first.port, second.port)
            forms = [booking.request_to(ports[number % 2], slug) for number, slug in enumerate(slugs)]
            found[name] = rush((first, second), forms, folder)
    with house.app_on(url, folder):
        for name, (_slugs, ids, seats) in crowds.items():
            truth = [booking.check(ident) for ident in ids]
            if any(taken != seats for taken, *_rest in truth):
                raise AssertionError(f"{name}: seats taken {truth}")
    return found


def rush(both, requests, folder):
    """Send all requests (bytes), half to each process; return what the two halves saw together.

    What is neither a page, a way on nor a refusal counts as an error.
    """
    halves = []
    for number, server in enumerate(both):
        path = folder / f"half-{number}.pickle"
        mine = requests[number :: len(both)]
        path.write_bytes(pickle.dumps(mine))
        halves.append((path, server, CLIENTS // len(both), len(mine)))
    begun = time.perf_counter()
    with ThreadPoolExecutor(len(both)) as pool:
        seen = list(pool.map(lambda half: load.run(*half), halves))
    statuses = {}
    for each in seen:
        for status, number in each["statuses"].items():
            statuses[status] = statuses.get(status, 0) + number
    return {
        "per_second": len(requests) / (time.perf_counter() - begun), "statuses": statuses,
        "p50_ms": max(each["p50_ms"] for each in seen), "p95_ms": max(each["p95_ms"] for each in seen),
        "errors": sum(number for status, number in statuses.items() if int(status) not in (200, 303, 409)),
    }  # fmt: skip


def measure_lists(url, folder):
    """Return {what: (middle of the short one in ms, of the long one, ratio)}."""
    with house.app_on(url, folder):
        short, long = (make.an_event(capacity=number, title=f"Liste {number}") for number in (FEW, GUESTS))
        for event, number in ((short, FEW), (long, GUESTS)):
            _fill(event, number, "confirmed")
        queues = []
        for number in (FEW, WAITING):
            event = make.an_event(capacity=ROUNDS * 2, title=f"Schlange {number}")
            _fill(event, ROUNDS * 2, "confirmed")
            _fill(event, number, "waiting")
            queues.append(event)
        wanted = guest_queries.Wanted()
        searched = guest_queries.Wanted(words="gast 4")
        return {
            "guest list, first page": _compare(*(_time(guest_queries.guests, e.id, wanted) for e in (short, long))),
            "guest list, searched": _compare(*(_time(guest_queries.guests, e.id, searched) for e in (short, long))),
            "a place in the list": _compare(*(_time(_last_place, event.id) for event in queues)),
            "a seat given up": _compare(*(_give_up(event) for event in queues)),
        }


def _fill(event, number, state):
    now, sure = clock.now(), state == "confirmed"
    rows = [
        {
            **actions.usual(), "event_id": event.id, "kind": ONSITE, "state": state, "seats": 1, "name": f"Gast {n}",
            "email": f"{secrets.token_hex(8)}@example.org", "booked_at": now + timedelta(milliseconds=n),
            "confirmed_at": now, "ticket": tickets.new_ticket(), "source": "web", "link_version": 1, "note": "",
        }
        for n in range(number)
    ]  # fmt: skip
    with db.engine.begin() as connection:
        connection.execute(sa.insert(Registration), rows)
        if sure:
            connection.execute(
                sa.text("UPDATE seat_ledgers SET taken = taken + :n WHERE event_id = :e"), {"n": number, "e": event.id}
            )


def _time(act, *args):
    times = []
    for _ in range(ROUNDS):
        db.session.rollback()
        begun = time.perf_counter()
        act(*args)
        times.append(1000 * (time.perf_counter() - begun))
    return median(times)


def _last_place(event_id):
    row = db.session.scalars(
        sa.select(Registration)
        .where(Registration.event_id == event_id, Registration.state == "waiting")
        .order_by(Registration.id.desc())
        .limit(1)
    ).one()
    return queries.place_in_list(row)


def _give_up(event):
    ids = db.session.scalars(
        sa.select(Registration.id).where(Registration.event_id == event.id, Registration.state == "confirmed")
    ).all()[:ROUNDS]
    times = []
    for ident in ids:
        begun = time.perf_counter()
        actions.give_up(ident)
        times.append(1000 * (time.perf_counter() - begun))
    return median(times)


def _compare(short, long):
    return round(short, 2), round(long, 2), round(long / short, 2)


def _print(figures):
    crowds = figures["crowds"]
    rows = [
        (name, seen["per_second"], seen["p50_ms"], seen["p95_ms"], str(seen["statuses"]), str(seen["errors"]))
        for name, seen in crowds.items() if name != "statements"
    ]  # fmt: skip
    report.table(["", "forms/s", "p50 ms", "p95 ms", "answers", "errors"], rows)
    print(f"  statements of a booking: {crowds['statements']}; every seat was given once, and no more than there are")
    for name, (short, long, ratio) in figures["lists"].items():
        print(f"  {name}: {short} ms with few, {long} ms with many, ratio {ratio}")
