"""Domains that take nothing are left alone while others go on; and only so many mails go in a minute."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.notifications import delivery, rules
from app.notifications.models import FAILED, SENT, WAITING, MailDomain, Message
from tests.smtp import MailServer


def later(**span):
    clock.stand_still(clock.now() + timedelta(**span))


def count(state):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(Message.id)).where(Message.state == state))


def full_domain(smtp, write, answer, number=5):
    """Let some messages wait for a domain that says the same to all of them, and one for another."""
    for each in range(number):
        smtp.refuses[f"gast{each}@full.example"] = answer
        write(each, to=f"gast{each}@full.example")
    write(99, to="gast@other.example")


@pytest.mark.parametrize(("answer", "asked"), [("421 4.7.0 too many from you", 1), ("451 not now", 3)])
def test_a_domain_that_takes_nothing_is_left_alone_and_others_go_on(app, smtp, write, at, answer, asked):
    at("2026-05-01 12:00")
    full_domain(smtp, write, answer)

    for _ in range(3):
        delivery.deliver_messages()

    tried = db.session.scalars(sa.select(Message.attempts).order_by(Message.id)).all()
    domain = db.session.scalar(sa.select(MailDomain))
    assert count(SENT) == 1
    assert sum(tried[:-1]) == asked
    assert domain.paused_until > clock.now()
    assert "full" not in repr({column.key: getattr(domain, column.key) for column in MailDomain.__table__.c})


def test_when_the_pause_is_over_one_message_tries_and_its_success_lets_the_others_go(app, smtp, write, at):
    at("2026-05-01 12:00")
    full_domain(smtp, write, "421 4.3.2 closing down", number=1)
    delivery.deliver_messages()
    for number in range(10, 15):
        write(number, to=f"gast{number}@full.example")
    delivery.deliver_messages()
    left_alone = count(SENT)
    smtp.refuses.clear()

    later(minutes=1)
    delivery.deliver_messages()
    tried_by_one = count(SENT)
    later(minutes=1)
    delivery.deliver_messages()

    assert (left_alone, tried_by_one, count(SENT)) == (1, 2, 7)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(MailDomain)) == 0


def test_the_pauses_of_a_domain_grow_up_to_an_hour():
    pauses = [rules.pause_of_domain(failures) for failures in range(1, 12)]

    assert pauses[:2] == [None, None]
    assert [pause / clock.MINUTE for pause in pauses[2:]] == [1, 5, 15, 60, 60, 60, 60, 60, 60]


def test_who_waited_two_days_for_a_domain_has_failed_with_a_reason(app, smtp, write, at):
    at("2026-05-01 12:00")
    full_domain(smtp, write, "421 4.3.2 closing down", number=3)

    for _ in range(60):
        later(hours=1)
        delivery.deliver_messages()

    assert (count(SENT), count(FAILED), count(WAITING)) == (1, 3, 0)
    assert all("421 4.3.2" in problem for problem in db.session.scalars(sa.select(Message.problem)) if problem)


@pytest.mark.parametrize("engine", ["sqlite"])
def test_only_so_many_go_in_a_minute(app, smtp, write, at):
    at("2026-05-01 12:00")
    app.config["MAIL_PER_MINUTE"] = 30
    for number in range(40):
        write(number)

    counts = []
    for _ in range(60):
        delivery.deliver_messages()
        counts.append(len(smtp.messages))
        later(seconds=2)

    assert 28 <= counts[29] <= 34
    assert counts[-1] == 40


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize("pipelining", [True, False])
def test_a_refusal_leaves_the_connection_for_the_next(app, write, states, pipelining):
    server = MailServer(pipelining=pipelining)
    server.start()
    app.config["MAIL_URL"] = server.url
    server.refuses["gast1@example.org"] = "550 5.1.1 no such user"
    server.refuses["gast3@example.org"] = "452 4.2.2 mailbox full"
    try:
        for number in range(5):
            write(number)
        delivery.deliver_messages()
    finally:
        server.stop()

    assert states() == {f"gast{n}@example.org": {1: FAILED, 3: WAITING}.get(n, SENT) for n in range(5)}
    assert len({id(session) for session in server.sessions}) == 1
