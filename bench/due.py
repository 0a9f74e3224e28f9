"""Who is due, among 10,000 and a million registrations; and what a tick of each job costs when nothing is."""

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.registrations import after_queries, queries
from app.registrations.models import Registration
from bench import guests_filling, house, report, rounds

SIZES, ROUNDS, AT_ONCE = (10_000, 1_000_000), 15, 10
MOST_GROWTH, MOST_CPU_MS = 1.5, 5
QUESTIONS = {
    "reminders": queries.due_for_reminder, "changes to tell": queries.untold, "thanks": after_queries.to_thank,
    "certificates": after_queries.owed_certificates, "holds to lapse": queries.lapsing,
}  # fmt: skip


def main(engines=house.ENGINES, sizes=SIZES):
    """Measure on each engine, print and keep."""
    for engine in engines:
        print(f"Who is due, among {' and '.join(f'{size:,}' for size in sizes)} registrations, {engine}")
        with ExitStack() as stack:
            folders = [Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wirk-bench-"))) for _ in sizes]
            urls = [stack.enter_context(house.new_database(engine, folder)) for folder in folders]
            houses = list(zip(sizes, urls, folders, strict=True))
            for size, url, folder in houses:
                with house.app_on(url, folder):
                    guests_filling.fill(size)
            due = _due(houses)
            idle = _idle(*houses[-1][1:])
        _print(due, idle, sizes)
        report.keep(f"due-{engine}", {"engine": engine, "due": due, "idle_cpu_ms": idle})


def _due(houses):
    """Return {question: {milliseconds by size, ratio}}, asked in turn of both houses."""
    with ExitStack() as stack:
        apps = [stack.enter_context(house.app_on(url, folder)) for _size, url, folder in houses]
        found = {}
        for name, ask in QUESTIONS.items():
            sides = [
                rounds.Side(str(size), lambda app=app, ask=ask: _asked(app, ask))
                for (size, _url, _folder), app in zip(houses, apps, strict=True)
            ]
            seen = rounds.compare(sides, ROUNDS)
            times = {side.name: median(each["ms"] for each in seen[side.name]) for side in sides}
            few, many = (seen[side.name] for side in sides)
            ratios = sorted(after["ms"] / before["ms"] for before, after in zip(few, many, strict=True))
            found[name] = {
                "ms": times, "found": {side.name: seen[side.name][0]["found"] for side in sides},
                "ratio": (median(ratios), ratios[0], ratios[-1]),
            }  # fmt: skip
        return found


def _asked(app, ask):
    with app.app_context():
        begun = time.perf_counter()
        for _ in range(AT_ONCE):
            found = len(ask(clock.now()))
            db.session.rollback()
        return {"ms": 1000 * (time.perf_counter() - begun) / AT_ONCE, "found": found}


def _idle(url, folder):
    """Return {job: CPU ms of a tick with nothing due} in the large house, once all that was due is done."""
    with house.app_on(url, folder) as app:
        with transaction():
            # They have all been reminded, as far as anybody knows.
            db.session.execute(sa.update(Registration).where(Registration.email.is_not(None)).values(email=None))
        found = {}
        for name, job in app.extensions["jobs"].items():
            times = []
            for _ in range(6):
                begun = time.process_time()
                job.run()
                db.session.rollback()
                times.append(1000 * (time.process_time() - begun))
            found[name] = median(times[1:])
        return found


def _print(due, idle, sizes):
    heads = ["", *(f"ms, {size:,}" for size in sizes), "found", "ratio", f"≤ {MOST_GROWTH}"]
    rows = [
        (name, *each["ms"].values(), "/".join(map(str, each["found"].values())),
         "{:.2f}  ({:.2f} to {:.2f})".format(*each["ratio"]), "yes" if each["ratio"][0] <= MOST_GROWTH else "NO")
        for name, each in due.items()
    ]  # fmt: skip
    report.table(heads, rows)
    slow = sorted(idle.items(), key=lambda each: -each[1])
    report.table(["a tick with nothing due, slowest", "CPU ms"], slow[:8])
    print(f"  {sum(ms <= MOST_CPU_MS for _name, ms in slow)} of {len(slow)} jobs within {MOST_CPU_MS} ms\n")
