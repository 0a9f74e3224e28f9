"""Much is due at one moment, a server answers anything, a clock jumps: each message goes once, or says why not."""

import os
import random
import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.notifications import delivery
from app.notifications.models import FAILED, SENT, WAITING, Message

# 10,000 with SOAK=1.
MANY = 10_000 if os.environ.get("SOAK") == "1" else 150
ANSWERS = (
    "421 4.3.2 closing down", "450 4.2.1 busy", "452 4.3.1 no room", "550 5.7.1 no", "what?", "drop the connection",
    "299 \xff",
)  # fmt: skip


@pytest.fixture
def engine():
    """What answers and clocks do is the same on both databases."""
    return "sqlite"


@pytest.mark.slow
def test_a_server_that_answers_anything_and_one_bad_address_in_fifty(app, smtp, write, at):
    at("2026-05-01 12:00")
    random.seed(3)
    for number in range(MANY):
        bad = {7: "nobody", 32: "gone@example.org"}.get(number % 50)
        write(number, to=bad or f"gast{number}@house{number % 11}.example")
    smtp.refuses["gone@example.org"] = "550 5.1.1 no such user"

    for _ in range(600):
        for command in ("rcpt", "data"):
            # Most answers are good ones.
            smtp.answers[command].extend(random.choices([*ANSWERS, *["250 OK"] * 40], k=MANY // 10))
        delivery.deliver_messages()
        if not count(WAITING):
            break
        clock.stand_still(clock.now() + timedelta(minutes=5))

    each_went_once_or_says_why(smtp)
    # 550 is final; everything else was taken in the end.
    assert count(FAILED) <= MANY * 0.2
    said = {problem[:3] for problem in db.session.scalars(sa.select(Message.problem).where(Message.state == FAILED))}
    assert said == {"550", "An "}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2026-05-01T12:00:00+02:00", "2026-05-01T18:00:00+02:00"),
        ("2026-05-01T12:00:00+02:00", "2026-05-01T11:00:00+02:00"),
        ("2027-03-28T01:59:59+01:00", "2027-03-28T03:00:01+02:00"),
        ("2026-10-25T02:59:59+02:00", "2026-10-25T02:00:01+01:00"),
    ],
)
def test_a_clock_that_jumps_while_two_deliver_sends_nothing_twice(app, smtp, write, monkeypatch, before, after):
    # Both have some in their hands when it jumps.
    monkeypatch.setattr(delivery, "BATCH", 15)
    clock.stand_still(datetime.fromisoformat(before))
    number, taken = 60, smtp.messages

    class Taken(list):
        def append(self, message):
            super().append(message)
            if len(self) == number // 3:
                clock.stand_still(datetime.fromisoformat(after))

    smtp.messages = Taken(taken)
    try:
        for each in range(number):
            write(each)
        two_at_once(app)
        for _ in range(40):
            if not count(WAITING):
                break
            clock.stand_still(clock.now() + timedelta(minutes=2))
            two_at_once(app)

        each_went_once_or_says_why(smtp)
        assert count(SENT) == number
    finally:
        clock.stand_still(None)


def two_at_once(app):
    def run():
        with app.app_context():
            delivery.deliver_messages()
            db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def count(state):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(Message.id)).where(Message.state == state))


def each_went_once_or_says_why(smtp):
    db.session.rollback()
    rows = db.session.execute(sa.select(Message.message_id, Message.state, Message.problem)).all()
    assert {state for _message_id, state, _problem in rows} <= {SENT, FAILED}
    came = Counter(mail["Message-ID"] for mail in smtp.messages)
    assert came == Counter(message_id for message_id, state, _problem in rows if state == SENT)
    assert all(problem for _message_id, state, problem in rows if state == FAILED)
