"""Work that runs by itself. APScheduler only ticks; every job asks the database what is due and not done."""

import logging
import os
import signal
import threading
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import clock, heap
from app.database import UtcDateTime, db, transaction

log = logging.getLogger(__name__)

# Set when this process was asked to stop: what is in hand is finished, and nothing more begun.
_stopping = threading.Event()


@dataclass(frozen=True)
class Job:
    """A function that may run at any moment, any number of times, in several processes at once."""

    name: str
    every: int
    run: callable


class JobTick(db.Model):
    """When a job last ran, and what was wrong: for /readyz, /metrics and the team."""

    __tablename__ = "job_ticks"

    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    ticked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(sa.Text)


def register(app, name, run, every):
    """Have `run()` called every so many seconds in the job process."""
    app.extensions.setdefault("jobs", {})[name] = Job(name, every, run)


def is_stopping():
    """Tell whether this process was asked to stop. Whoever has much to do looks after each piece of it."""
    return _stopping.is_set()


def for_each(items, action):
    """Do an action with each; one that fails is logged and stops nobody. Returns how many were done."""
    done = 0
    for item in items:
        if is_stopping():
            break
        try:
            action(item)
            done += 1
        except Exception:
            db.session.rollback()
            log.exception("A job failed at one item and goes on: %s(%r)", action.__name__, item)
    return done


def run_once(app, name):
    """Run one job now, in an app context of its own, and note that it ran. Never raises."""
    job = app.extensions["jobs"][name]
    error = None
    with app.app_context():
        try:
            job.run()
        except Exception as failure:
            log.exception("The job %s failed.", name)
            error = f"{type(failure).__name__}: {failure}"[:500]
        try:
            # What a job left half-done must not keep its tick from being noted.
            db.session.rollback()
            _note_tick(name, error)
        except Exception:
            # The database is away: the next tick will tell, and /readyz says so meanwhile.
            log.exception("The tick of %s could not be noted.", name)


def _note_tick(name, error):
    now = clock.now()
    values = {"ticked_at": now, "error": error, **({"failed_at": now} if error else {})}
    with transaction():
        if not db.session.execute(sa.update(JobTick).where(JobTick.name == name).values(**values)).rowcount:
            db.session.add(JobTick(name=name, **values))


def run_forever(app, only_with_parent=False):
    """Tick until the process is asked to stop (SIGTERM, SIGINT), then finish what is in hand.

    `only_with_parent`: stop as well when the process that started this one is gone, however it went.
    Interval ticks in UTC, because cron triggers in local zones skip and repeat at clock changes; a late tick
    runs once (coalesce), and a job never runs beside itself.
    """
    heap.share()
    from apscheduler.schedulers.background import BackgroundScheduler

    _stopping.clear()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _stopping.set())
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    scheduler = BackgroundScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
    )
    for job in app.extensions["jobs"].values():
        scheduler.add_job(
            run_once, "interval", seconds=job.every, args=(app, job.name), next_run_time=datetime.now(UTC), id=job.name
        )
    scheduler.start()
    parent = os.getppid()
    while not _stopping.wait(1):
        if only_with_parent and os.getppid() != parent:
            _stopping.set()
    scheduler.shutdown(wait=True)
    _stopping.clear()


def age_of_last_tick(now):
    """Return the seconds since any job last ran, or None if none ever did."""
    last = db.session.scalar(sa.select(sa.func.max(JobTick.ticked_at)))
    return None if last is None else (now - last).total_seconds()
