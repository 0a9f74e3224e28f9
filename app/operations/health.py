"""Is it alive, is it ready, how is it doing?"""

import re
from pathlib import Path

import sqlalchemy as sa
from flask import Blueprint, Response, current_app, jsonify

from app import clock, jobs
from app.accounts import access
from app.database import db
from app.notifications import queries as notifications

bp = Blueprint("operations", __name__)

# The jobs tick every few seconds; after this long without, somebody should look.
OLDEST_TICK_SECONDS = 300


@bp.get("/healthz")
@access.everyone
def healthz():
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@access.everyone
def readyz():
    """The house can work: the database answers, its tables are those of this code, the jobs tick."""
    checks, mail = {"database": False, "migrations": False, "jobs": False}, None
    try:
        checks["migrations"] = schema_version() == newest_migration()
        checks["database"] = True
        age = jobs.age_of_last_tick(clock.now())
        checks["jobs"] = age is not None and age < OLDEST_TICK_SECONDS
        mail = _mail(clock.now())
    except sa.exc.SQLAlchemyError:
        current_app.logger.exception("Not ready.")
        age = None
    answer = jsonify(
        status="ok" if all(checks.values()) else "not ready", checks=checks, last_job_tick_seconds=age and round(age),
        mail=mail,
    )
    answer.status_code = 200 if all(checks.values()) else 503
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _mail(now):
    """Return how it is with the mail, in figures. A dead mail server is no reason to take the house from its guests."""
    counts, oldest = notifications.count_by_state(), notifications.oldest_due_at(now)
    lag = round((now - oldest).total_seconds()) if oldest else 0
    return {"waiting": counts.get("waiting", 0), "failed": counts.get("failed", 0), "lag_seconds": lag}


@bp.get("/metrics")
@access.staff_or_token
def metrics():
    """Figures in the text format of Prometheus: counted in the database, so every process tells the same."""
    from prometheus_client import CollectorRegistry, Gauge, generate_latest

    registry = CollectorRegistry()
    now = clock.now()
    messages = Gauge("wirkstaette_messages", "Messages by state", ["state"], registry=registry)
    for state, count in notifications.count_by_state().items():
        messages.labels(state).set(count)
    oldest = notifications.oldest_due_at(now)
    Gauge("wirkstaette_message_lag_seconds", "Age of the oldest due message", registry=registry).set(
        (now - oldest).total_seconds() if oldest else 0
    )
    ticks = Gauge("wirkstaette_job_age_seconds", "Seconds since a job last ran", ["job"], registry=registry)
    failures = Gauge("wirkstaette_job_failing", "1 where the last run of a job failed", ["job"], registry=registry)
    for tick in db.session.scalars(sa.select(jobs.JobTick)):
        ticks.labels(tick.name).set((now - tick.ticked_at).total_seconds())
        failures.labels(tick.name).set(1 if tick.error else 0)
    return Response(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")


def schema_version():
    """Return the number of the migration that the database is at, or None where it has no tables."""
    if not sa.inspect(db.engine).has_table("alembic_version"):
        return None
    return db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))


def newest_migration():
    """Return the number of the newest migration; read from the file names, as Alembic is slow to import."""
    folder = Path(current_app.root_path).parent / "migrations" / "versions"
    return max(re.match(r"(\d{4})_", path.name).group(1) for path in folder.glob("[0-9]*_*.py"))
