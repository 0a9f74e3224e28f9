"""Work that runs by itself: a tick is cheap, tells how it went, and one failing item stops nobody."""

import pytest
import sqlalchemy as sa

from app import jobs
from app.database import db, transaction
from app.jobs import JobTick
from app.programme.models import ProgrammeRevision

MOST_STATEMENTS_OF_AN_IDLE_TICK = 2


def tick_of(name):
    db.session.rollback()
    return db.session.get(JobTick, name, populate_existing=True)


def test_one_failing_item_stops_nobody(app):
    done = []

    def act(item):
        with transaction():
            if item == 2:
                # Even where it breaks the transaction.
                db.session.execute(sa.text("SELECT nonsense FROM nowhere"))
            done.append(item)

    assert jobs.for_each([1, 2, 3], act) == 2
    assert done == [1, 3]


def test_a_tick_is_noted(app, at):
    now = at("2026-05-01 12:00")
    jobs.register(app, "sweep", lambda: None, every=60)

    jobs.run_once(app, "sweep")

    tick = tick_of("sweep")
    assert (tick.ticked_at, tick.failed_at, tick.error) == (now, None, None)
    assert jobs.age_of_last_tick(now) == 0


def test_a_failure_is_noted_and_gone_with_the_next_good_tick(app, at):
    failed_at = at("2026-05-01 12:00")
    problems = [RuntimeError("the broom is broken")]

    def sweep():
        if problems:
            raise problems.pop()

    jobs.register(app, "sweep", sweep, every=60)

    jobs.run_once(app, "sweep")
    first = (tick_of("sweep").error, tick_of("sweep").failed_at)
    ticked_at = at("2026-05-01 12:01")
    jobs.run_once(app, "sweep")
    tick = tick_of("sweep")

    assert first == ("RuntimeError: the broom is broken", failed_at)
    assert (tick.ticked_at, tick.failed_at, tick.error) == (ticked_at, failed_at, None)


def test_a_job_that_fails_with_half_a_change_keeps_its_tick_and_not_the_change(app):
    def spoil():
        db.session.scalar(sa.select(ProgrammeRevision)).number = 999
        raise RuntimeError("oops")

    jobs.register(app, "spoil", spoil, every=60)

    jobs.run_once(app, "spoil")

    assert tick_of("spoil").error == "RuntimeError: oops"
    assert db.session.scalar(sa.select(ProgrammeRevision.number)) != 999


def test_a_job_never_raises_although_the_database_is_away(make_app, tmp_path):
    app = make_app(url=f"sqlite:///{tmp_path / 'without_tables.db'}")

    jobs.run_once(app, "deliver_messages")


def test_before_the_first_tick_there_is_no_age(app, at):
    assert jobs.age_of_last_tick(at("2026-05-01 12:00")) is None


JOBS = (
    "count_meetings",
    "delete_unused_house_pictures", "delete_unused_format_pictures",
    "deliver_messages", "deliver_chats", "lapse_holds", "tell_changes", "send_reminders", "forget_persons",
    "write_erasures",
    "lapse_room_requests", "tell_room_watches", "forget_askers", "forget_room_watches", "forget_briefings",
    "delete_unused_photos", "lapse_room_proposals", "tell_overdue_requests", "extend_closures", "release_no_shows",
    "keep_wall_times", "forget_account_mails", "delete_unused_logos", "forget_minutes_recipients",
    "forget_co_hosting_recipients",
    "tell_supporters", "forget_proposers", "forget_supporters",
    "lapse_partner_requests", "forget_partners",
    "forget_sign_ins",
    "publish_events", "forget_questions", "index_missing_events", "forget_needs", "delete_unused_files",
    "miss_absent", "thank_guests", "tell_of_certificates", "forget_invited", "open_digital_rooms",
    "write_todo_digests", "forget_team_mails", "forget_barrier_reports",
    "remind_of_closing", "tell_new_registrations", "tell_too_few", "write_door_lists",
    "fetch_calendars", "store_calendar_entries", "forget_feed_addresses",
    "tell_open_doors", "forget_erased", "read_bounces",
    "announce_events", "tell_new_dates", "forget_followers",
)  # fmt: skip


@pytest.mark.parametrize("name", JOBS)
def test_a_tick_with_nothing_due_is_cheap(app, name):
    # What comes once a day has come already.
    app.extensions["jobs"][name].run()
    statements = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    app.extensions["jobs"][name].run()

    assert len(statements) <= MOST_STATEMENTS_OF_AN_IDLE_TICK, statements


def test_every_job_is_tested_for_being_cheap(app):
    assert set(app.extensions["jobs"]) == set(JOBS)
