"""Barriers that people report: taken without a name, told to the team, kept until settled, then forgotten."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import DOOR, PROGRAMME, ROOMS
from app.database import db
from app.errors import Refused
from app.notifications import delivery, team_mails
from app.notifications.models import Message
from app.programme import barrier_reports, todo
from app.programme.barrier_reports import MAIL, BarrierReport
from tests.make import a_place
from tests.make_notices import a_barrier, a_colleague, last_message, told
from tests.registrations.conftest import Guest

FORM = "/barriere-melden"


def kept():
    db.session.rollback()
    return db.session.execute(sa.select(BarrierReport.place, BarrierReport.email)).all()


def test_anybody_reports_a_barrier_without_a_name_and_once(make_app, at):
    at("2026-05-01 12:00")
    app = make_app()
    guest = Guest(app.test_client())
    page = guest.get(FORM)

    bad = guest.fill(page, FORM, place="", what="")
    answers = [guest.fill(page, FORM, place="Eingang", what="Eine Stufe.") for _time in range(2)]
    trapped = guest.fill(guest.get(FORM), FORM, place="Hof", what="Kauft!", website="https://example.org")

    assert (bad.status, [each.location for each in answers], trapped.status) == (422, [f"{FORM}/gesendet"] * 2, 409)
    assert "Ihre Meldung ist da" in guest.get(answers[0].location).words
    with app.app_context():
        assert kept() == [("Eingang", None)]
        assert told(MAIL) == {"haus": 1}


def test_the_team_is_told_at_once_by_day_each_as_they_choose(app, at):
    app.config["QUIET_HOURS"] = (clock.local(at("2026-05-01 21:00")).time(), clock.local(at("2026-05-01 08:00")).time())
    at("2026-05-01 22:00")
    a_colleague("programm", (PROGRAMME, a_place().id))
    a_colleague("raum", (ROOMS, None))
    a_colleague("tuer", (DOOR, None))
    a_colleague("taeglich", (ROOMS, None), barriers="daily")
    found = a_barrier(email="gast@example.org")

    due_at = last_message(MAIL).due_at
    at("2026-05-02 08:00")
    delivery.deliver_messages()
    message = last_message(MAIL, "raum")

    assert (told(MAIL), due_at) == ({"haus": 1, "programm": 1, "raum": 1}, at("2026-05-02 08:00"))
    assert message.state == "sent"
    assert f"http://localhost/team/barrieren/{found.id}\n" in message.text
    assert "gast@example.org" not in message.text
    assert [(each.rule, each.due_at - found.reported_at) for each in todo.open_lines(clock.now())] == [
        ("barrier-report", timedelta(days=14))
    ]


def test_settled_it_leaves_the_list_and_the_address_is_gone_before_the_mail_goes(app, at):
    at("2026-05-01 12:00")
    found = a_barrier(email="gast@example.org")

    for _time in range(2):
        barrier_reports.settle(found.id)
    delivery.deliver_messages()

    assert (kept(), todo.open_lines(clock.now()), told(MAIL)) == ([("Eingang", None)], [], {})


def test_after_ninety_days_what_is_settled_is_gone_and_of_the_rest_who_reported_it(app, at):
    at("2026-01-01 12:00")
    done, _still = a_barrier("Eingang"), a_barrier("Keller", email="gast@example.org")
    at("2026-02-01 12:00")
    a_barrier("Hof", email="neu@example.org")
    barrier_reports.settle(done.id)

    at("2026-04-01 11:00")
    barrier_reports.forget_barrier_reports()
    early = sorted(kept())
    at("2026-04-01 13:01")
    barrier_reports.forget_barrier_reports()

    assert early == [("Eingang", None), ("Hof", "neu@example.org"), ("Keller", "gast@example.org")]
    assert sorted(kept()) == [("Hof", "neu@example.org"), ("Keller", None)]


def test_nobody_fills_the_list_of_the_team(app, at):
    at("2026-05-01 12:00")
    for _time in range(barrier_reports.MOST_A_DAY):
        a_barrier()

    with pytest.raises(Refused):
        a_barrier()


def test_mails_to_the_team_are_forgotten_like_others(app, at):
    at("2026-05-01 12:00")
    a_barrier()
    at("2026-05-20 12:00")
    a_barrier()
    message = sa.select(Message.recipient).order_by(Message.id)

    at("2026-06-10 12:00")
    team_mails.forget_team_mails()
    db.session.rollback()

    assert db.session.scalars(message).all() == [None, "haus@example.org"]
