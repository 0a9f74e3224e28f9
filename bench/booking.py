"""Seats per second at one hot event: the last step of the form over HTTP, against the same statements without us."""

import json
import pickle
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

from app.database import db
from app.notifications.models import Message
from app.programme.models import ONSITE, SeatLedger
from app.registrations import actions, queries
from app.registrations.models import Registration
from bench import house, load, report, rounds, script, servers, statements
from tests import make

CLIENTS, BOOKINGS, ROUNDS = 8, 250, 11
# Enough for all rounds; the last rush is at a small one.
MANY_SEATS, FEW_SEATS = 100_000, 100
SIDES = ("ours", "plain view", "bare driver")


def main(engines=house.ENGINES):
    """Measure on each engine, print and keep."""
    for engine in engines:
        print(f"Seats per second at one hot event, {engine}, {CLIENTS} clients, every booking a commit that lasts")
        with tempfile.TemporaryDirectory(prefix="wirk-bench-") as folder, house.new_database(engine, folder) as url:
            figures = measure(url, Path(folder))
        _print(figures)
        report.keep(f"booking-{engine}", {"engine": engine, **figures})


def measure(url, folder):
    """Return speeds, ratios, statements of a booking and what the database says afterwards."""
    with house.app_on(url, folder) as app:
        events = {name: make.an_event(capacity=MANY_SEATS, title=name.title()) for name in SIDES}
        events["rush"] = make.an_event(capacity=FEW_SEATS, title="Klein")
        facts = {name: _facts(url, events[name], folder, name) for name in SIDES}
        with statements.counted() as seen:
            book_once(app, events["ours"])
        ids = {name: event.id for name, event in events.items()}
        slugs = {name: event.slug for name, event in events.items()}
    with servers.our_house(url, folder) as ours, servers.contender("plain", facts["plain view"], folder) as plain:
        sides = [
            rounds.Side("ours", lambda: crowd(ours, slugs["ours"], folder)),
            rounds.Side("plain view", lambda: crowd(plain, slugs["plain view"], folder)),
            rounds.Side("bare driver", lambda: _bare(facts["bare driver"])),
        ]
        results = rounds.compare(sides, ROUNDS)
        rush = crowd(ours, slugs["rush"], folder, FEW_SEATS + 100)
        memory = ours.memory_mb()
    with house.app_on(url, folder):
        truth = {name: check(ident) for name, ident in ids.items()}
    return {
        "per_second": {name: rounds.per_second(seen) for name, seen in results.items()},
        "ratio_to_plain_view": rounds.ratio(results["ours"], results["plain view"]),
        "ratio_to_bare_driver": rounds.ratio(results["ours"], results["bare driver"]),
        "statements": len(seen), "statements_in_the_transaction": _steps(facts["ours"]),
        "memory_mb": memory, "truth": truth, "rush": rush["statuses"], "rounds": results,
    }  # fmt: skip


def check(event_id):
    """Return (taken, promised, messages, registrations) of an event. Raises AssertionError where they do not agree."""
    ledger = db.session.get(SeatLedger, (event_id, ONSITE))
    promised = queries.promised_seats(event_id, ONSITE)
    idents = db.session.scalars(sa.select(Registration.id).where(Registration.event_id == event_id)).all()
    about = {f"registration:{ident}" for ident in idents}
    messages = [each for each in db.session.scalars(sa.select(Message.about)) if each in about]
    truth = (ledger.taken, promised, len(messages), len(idents))
    if not (ledger.taken == promised <= ledger.capacity and len(messages) == len(about) == len(set(messages))):
        raise AssertionError(f"Seats taken, promised, messages, registrations disagree: {truth}")
    return truth


def _facts(url, event, folder, name):
    """Record the statements of a booking at this event; return the file with what a contender needs."""
    steps = script.record(
        db.engine,
        lambda: actions.book_seat(event.id, ONSITE, 1, "Gast", script.MARK_EMAIL, form_key=script.MARK_KEY),
    )
    # The mark of a form is unique: the next event is marked too.
    with db.engine.begin() as connection:
        connection.execute(sa.update(Registration).values(form_key=None))
    path = folder / f"{name.replace(' ', '-')}.pickle"
    path.write_bytes(pickle.dumps((url, steps)))
    return path


def _steps(facts):
    return len(pickle.loads(facts.read_bytes())[1])


def book_once(app, event):
    """Send the last step of the form once, in this process. Raises AssertionError unless a seat is held."""
    answer = app.test_client().post(f"/veranstaltungen/{event.slug}/platz", data=_fields(app.config["SECRET_KEY"]))
    if answer.status_code != 303:
        raise AssertionError(f"A booking was answered with {answer.status_code}.")


def _fields(key=servers.SECRET):
    nonce = secrets.token_hex(9)
    return {
        "step": "3", "kind": ONSITE, "seats": "1", "name": "Gästin Müller", "email": f"{nonce}@example.org",
        "would_wait": "", "form_key": _signer(key).dumps(nonce), "website": "",
    }  # fmt: skip


def _signer(key):
    from itsdangerous import URLSafeTimedSerializer

    return URLSafeTimedSerializer(key, salt="wirkstaette-form")


def crowd(server, slug, folder, amount=BOOKINGS):
    """Send that many forms, each by another person, as a browser would."""
    path = folder / "requests.pickle"
    path.write_bytes(pickle.dumps([request_to(server.port, slug) for _ in range(amount)]))
    return load.run(path, server, CLIENTS, amount)


def request_to(port, slug):
    """Return the last step of a booking as a browser sends it (bytes), each by another person."""
    body = urlencode(_fields()).encode()
    head = (
        f"POST /veranstaltungen/{slug}/platz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) bench\r\nAccept: text/html,application/xhtml+xml\r\n"
        "Accept-Encoding: gzip, deflate, br\r\nAccept-Language: de\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _bare(facts):
    command = [sys.executable, "-m", "bench.bare", str(facts), str(CLIENTS), str(BOOKINGS)]
    done = subprocess.run(command, cwd=servers.ROOT, capture_output=True, text=True, timeout=120, check=True)
    return json.loads(done.stdout)


def _print(figures):
    rows = []
    for name in SIDES:
        seen = figures["rounds"][name]
        p50, p99, cpu = (rounds.middle(seen, key) for key in ("p50_ms", "p99_ms", "cpu_ms"))
        rows.append((name, figures["per_second"][name], p50, p99, cpu, str(seen[0]["statuses"] or "")))
    report.table(["", "seats/s", "p50 ms", "p99 ms", "CPU ms", "answers of a round"], rows)
    for other in ("plain_view", "bare_driver"):
        middle, least, most = figures[f"ratio_to_{other}"]
        print(f"  ours by {other.replace('_', ' ')}: {middle:.2f}  ({least:.2f} to {most:.2f} in {ROUNDS} rounds)")
    inside = figures["statements_in_the_transaction"]
    print(f"  statements of a booking: {figures['statements']}; {inside} in its transaction, which the others run too")
    print(f"  taken, promised, messages, registrations: {figures['truth']}; the rush at the end: {figures['rush']}")
