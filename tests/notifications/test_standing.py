"""Whether mail goes out, as the team reads it."""

from app import clock, jobs
from app.database import db
from app.notifications import delivery, standing
from app.programme import todo_desks


def words():
    db.session.rollback()
    found = standing.find_trouble(clock.now())
    return found and found.in_words(clock.now())


def test_mail_that_goes_is_no_trouble(app, at, smtp, write):
    at("2027-05-01 12:00")
    write(1)
    delivery.deliver_messages()
    at("2027-05-01 13:00")

    assert words() is None


def test_a_mail_server_that_is_away_is_named(app, at, smtp, write):
    at("2027-05-01 12:00")
    smtp.stop()
    write(1)
    jobs.run_once(app, "deliver_messages")
    at("2027-05-01 12:20")
    jobs.run_once(app, "deliver_messages")

    assert words().startswith("Seit 20 Minuten geht keine Mail hinaus: Der Mailserver antwortet nicht")
    assert [line.text for line in todo_desks.mail(clock.now())] == [words()]


def test_jobs_that_stand_still_are_named(app, at, write):
    at("2027-05-01 12:00")
    jobs.run_once(app, "deliver_messages")
    write(1)
    at("2027-05-01 12:20")

    assert "Die Hintergrundarbeiten laufen nicht." in words()
    assert [line.title for line in todo_desks.jobs(clock.now())] == ["Hintergrundarbeiten"]


def test_a_job_that_fails_is_named(app, at):
    at("2027-05-01 12:00")
    jobs.register(app, "sweep", lambda: 1 / 0, every=60)
    jobs.run_once(app, "sweep")

    assert [(line.title, line.text) for line in todo_desks.jobs(clock.now())] == [
        ("sweep", "Diese Hintergrundarbeit scheitert: ZeroDivisionError: division by zero")
    ]
