"""10,000 reminders that are due at one moment, drained to a mail server on this machine, by one and by two processes.

Against as many bare loops that build and send the same mails with the standard library. The server is a process of its
own. Facts, texts, order, leases, and a commit for each mail come on top in ours.
"""

import pickle
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from app import clock, reading
from app.database import db, transaction
from app.notifications import texts
from app.notifications.models import SENT, WAITING, Message
from app.programme.models import ONSITE
from app.registrations.models import CONFIRMED, Registration
from bench import house, report
from bench.servers import ROOT
from tests import make

MESSAGES, EVENTS, ROUNDS = 10_000, 100, 3
TEMPLATE = "registrations/mail/reminder"


def main(engines=house.ENGINES, messages=MESSAGES, rounds=ROUNDS):
    """Measure on each engine, print and keep."""
    for engine in engines:
        print(f"{messages} notices drained to a mail server, {engine}")
        with tempfile.TemporaryDirectory(prefix="wirk-bench-") as folder, house.new_database(engine, folder) as url:
            figures = drain(url, Path(folder), messages, rounds)
        rows = [
            (f"{count} process(es)", each["ours"], each["bare"], "{:.2f}  ({:.2f} to {:.2f})".format(*each["ratio"]),
             each["cpu_ms"]["ours"], each["cpu_ms"]["bare"])
            for count, each in figures.items()
        ]  # fmt: skip
        report.table(["", "a second", "bare loop", "ratio", "CPU ms a mail", "bare loop"], rows)
        report.keep(f"notices-{engine}", {"engine": engine, "messages": messages, "drained": figures})


def drain(url, folder, messages, rounds):
    """Return {processes: figures} of draining so many messages, once to warm up and then `rounds` times."""
    with house.app_on(url, folder), _process("sink") as sink:
        port = sink.stdout.readline().strip()
        _fill(messages)
        facts = folder / "mails.pickle"
        found = {}
        for count in (1, 2):
            seen = []
            for number in range(rounds + 1):
                _write(messages)
                if count == 1 and not number:
                    _keep_mails(facts)
                sides = {
                    "ours": lambda: _run([("ours", url, folder, f"smtp://127.0.0.1:{port}")] * count),  # noqa: B023
                    "bare": lambda: _run([("bare", f"{facts}.{count}.{part}", port) for part in range(count)]),  # noqa: B023
                }
                order = list(sides.items())[:: 1 if number % 2 else -1]
                seen.append({name: run() for name, run in order})
                _all_are_sent(messages)
            found[count] = _figures(seen[1:], messages)
        return found


def _figures(seen, messages):
    ratios = sorted(each["bare"][0] / each["ours"][0] for each in seen)
    return {
        **{name: messages / median(each[name][0] for each in seen) for name in ("ours", "bare")},
        "ratio": (median(ratios), ratios[0], ratios[-1]),
        "cpu_ms": {name: 1000 * median(each[name][1] for each in seen) / messages for name in ("ours", "bare")},
    }


def _run(commands):
    """Let processes begin at the same moment; return the seconds of the slowest, and their processor time."""
    with ExitStack() as stack:
        processes = [stack.enter_context(_process(*command)) for command in commands]
        for process in processes:
            if process.stdout.readline() != "ready\n":
                raise RuntimeError(f"{process.args} did not start.")
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        answers = [[float(word) for word in process.stdout.readline().split()] for process in processes]
    return max(seconds for seconds, _cpu in answers), sum(cpu for _seconds, cpu in answers)


@contextmanager
def _process(*command):
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.mail_processes", *map(str, command)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _fill(messages):
    """Make events of tomorrow in rooms, and so many confirmed guests of theirs."""
    now = clock.now()
    starts_at = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    rooms = [make.a_room() for _ in range(10)]
    events = [
        make.an_event(title=f"Nähen {number}", starts_at=starts_at, capacity=messages, note=rooms[number % 10].name)
        for number in range(EVENTS)
    ]
    with transaction():
        db.session.execute(
            sa.insert(Registration),
            [
                {
                    "event_id": events[number % EVENTS].id, "kind": ONSITE, "state": CONFIRMED, "seats": 1 + number % 3,
                    "name": f"Änne Müller {number}", "email": f"gast{number}@example.org", "booked_at": now,
                    "confirmed_at": now, "answers": [],
                }
                for number in range(messages)
            ],
        )  # fmt: skip


def _write(messages):
    """Write one reminder for each guest, all due now."""
    now = clock.now()
    with transaction():
        db.session.execute(sa.delete(Message))
        # As the job writes them: those of one event after each other.
        guests = sa.select(Registration.id, Registration.email).order_by(Registration.event_id, Registration.id)
        rows = db.session.execute(guests).all()
        db.session.execute(
            sa.insert(Message),
            [
                {
                    "template": TEMPLATE, "about": f"registration:{ident}", "facts": {"registration_id": ident},
                    "recipient": email, "message_id": f"<notice-{ident}@example.org>", "state": WAITING,
                    "written_at": now, "due_at": now,
                }
                for ident, email in rows
            ],
        )  # fmt: skip


def _keep_mails(facts):
    """Write what the bare loops need of each mail: one file for one loop, and two for two."""
    mails, messages = [], db.session.scalars(sa.select(Message).order_by(Message.id)).all()
    with reading.together():
        for message in messages:
            mail = texts.build(message)
            text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
            kept = [(name, str(value)) for name, value in mail.items() if not name.startswith(("Content-Ty", "MIME-"))]
            mails.append((kept, text, html))
    db.session.rollback()
    for count in (1, 2):
        for part in range(count):
            Path(f"{facts}.{count}.{part}").write_bytes(pickle.dumps(mails[part::count]))


def _all_are_sent(messages):
    db.session.rollback()
    states = dict(db.session.execute(sa.select(Message.state, sa.func.count()).group_by(Message.state)).all())
    db.session.rollback()
    if states != {SENT: messages}:
        raise AssertionError(f"Not everything was sent: {states}")
