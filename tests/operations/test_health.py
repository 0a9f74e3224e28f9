"""Is it alive, is it ready, how is it doing?"""

import pytest
import sqlalchemy as sa

from app import jobs
from app.database import db
from tests.make import a_registration, an_event


def test_the_process_lives(make_app):
    assert make_app().test_client().get("/healthz").json == {"status": "ok"}


def test_a_house_whose_jobs_never_ran_is_not_ready(make_app, engine):
    answer = make_app(engine).test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json["checks"] == {"database": True, "migrations": True, "jobs": False}


def test_a_house_whose_jobs_tick_is_ready(make_app, engine, at):
    at("2026-05-01 12:00")
    app = make_app(engine)
    jobs.run_once(app, "lapse_holds")
    at("2026-05-01 12:01")

    answer = app.test_client().get("/readyz")

    assert (answer.status_code, answer.json["last_job_tick_seconds"]) == (200, 60)


def test_jobs_that_stopped_show(make_app, at):
    at("2026-05-01 12:00")
    app = make_app()
    jobs.run_once(app, "lapse_holds")
    at("2026-05-01 12:06")

    answer = app.test_client().get("/readyz")

    assert (answer.status_code, answer.json["checks"]["jobs"]) == (503, False)


def test_tables_of_another_version_show(make_app):
    app = make_app()
    with app.app_context():
        db.session.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
        db.session.get_bind()
        db.session.connection().commit()

    assert app.test_client().get("/readyz").json["checks"]["migrations"] is False


def test_a_database_that_is_away_shows(make_app, tmp_path):
    app = make_app(url=f"sqlite:///{tmp_path}/nothing.db")

    answer = app.test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json["checks"]["migrations"] is False


@pytest.mark.parametrize(
    "line",
    ['wirkstaette_messages{state="waiting"} 1.0', "wirkstaette_message_lag_seconds 60.0",
     'wirkstaette_job_failing{job="lapse_holds"} 0.0'],
)  # fmt: skip
def test_metrics_tell_of_queue_lag_and_jobs(make_app, at, line):
    at("2026-05-01 12:00")
    app = make_app(METRICS_TOKEN="a token for figures")
    with app.app_context():
        a_registration(an_event(), is_confirmed=False)
    jobs.run_once(app, "lapse_holds")
    at("2026-05-01 12:01")

    answer = app.test_client().get("/metrics", headers={"Authorization": "Bearer a token for figures"})

    assert line in answer.text.splitlines()
