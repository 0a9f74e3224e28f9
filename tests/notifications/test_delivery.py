"""Delivery: each message once, none lost, whatever the mail server does."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.notifications import delivery, marking, outbox, queries, rules
from app.notifications.models import DROPPED, FAILED, SENT, WAITING, Message
from app.notifications.outbox import Drop
from tests.notifications.conftest import add_letter


def fresh(message):
    """The row as the database has it now."""
    db.session.rollback()
    return db.session.get(Message, message.id, populate_existing=True)


def later(at_moment, **span):
    """Let time pass."""
    clock.stand_still(at_moment + timedelta(**span))
    return clock.now()


# The server says no


def test_a_final_no_is_final_at_once(app, smtp, write):
    smtp.answers["rcpt"].append("550 5.1.1 <gast1@example.org>: no such user")
    message = fresh(write())

    delivery.deliver_messages()
    delivery.deliver_messages()

    message = fresh(message)
    assert (message.state, message.attempts) == (FAILED, 1)
    assert message.problem == "550 5.1.1 <gast1@example.org>: no such user"
    assert smtp.messages == []


def test_a_text_that_is_refused_has_failed(app, smtp, write, states):
    smtp.answers["data"].append("554 5.7.1 looks like spam")
    write(1)
    write(2)

    delivery.deliver_messages()

    assert states() == {"gast1@example.org": FAILED, "gast2@example.org": SENT}


@pytest.mark.parametrize("command", ["rcpt", "data"])
@pytest.mark.parametrize("answer", ["452 4.2.2 mailbox full", "421 4.7.0 too many"])
def test_not_now_is_tried_again_after_growing_pauses(app, smtp, write, at, command, answer):
    start = at("2026-05-01 12:00")
    message = write()
    pauses = []

    for _ in range(8):
        smtp.answers[command].append(answer)
        delivery.deliver_messages()
        message = fresh(message)
        pauses.append((message.due_at - clock.now()) / timedelta(minutes=1))
        assert (message.state, message.problem) == (WAITING, answer)
        clock.stand_still(message.due_at)
    delivery.deliver_messages()

    assert pauses == [1, 5, 15, 60, 180, 360, 360, 360]
    assert (fresh(message).state, fresh(message).problem) == (SENT, None)
    assert len(smtp.messages) == 1
    assert clock.now() > start


def test_before_its_time_nothing_is_tried_again(app, smtp, write, at):
    start = at("2026-05-01 12:00")
    smtp.answers["rcpt"].append("451 greylisted")
    message = write()
    delivery.deliver_messages()

    later(start, seconds=59)
    delivery.deliver_messages()

    assert (fresh(message).attempts, smtp.messages) == (1, [])


def test_after_two_days_of_not_now_a_message_has_failed(app, smtp, write, at):
    start = at("2026-05-01 12:00")
    smtp.refuses["gast1@example.org"] = "451 4.7.1 greylisted"
    message = write()

    while fresh(message).state == WAITING:
        clock.stand_still(fresh(message).due_at)
        delivery.deliver_messages()

    assert fresh(message).state == FAILED
    assert timedelta(hours=48) <= fresh(message).ended_at - start < timedelta(hours=55)


def test_a_late_scheduler_takes_no_tries_away(app, smtp, write, at):
    start = at("2026-05-01 12:00")
    message = write()
    later(start, days=4)
    smtp.answers["rcpt"].append("451 4.7.1 greylisted")

    delivery.deliver_messages()
    later(start, days=4, minutes=1)
    delivery.deliver_messages()

    assert fresh(message).state == SENT


def test_one_bad_address_stops_nobody(app, smtp, write, states):
    smtp.refuses["gast2@example.org"] = "550 no such user"
    smtp.refuses["gast3@example.org"] = "451 not now"
    for number in range(1, 6):
        write(number)

    delivery.deliver_messages()

    assert states() == {f"gast{n}@example.org": {2: FAILED, 3: WAITING}.get(n, SENT) for n in range(1, 6)}


def test_a_server_that_takes_nothing_from_the_house_fails_no_message(app, smtp, write, states):
    smtp.answers["mail"].append("530 5.7.0 authentication required")
    write(1)
    write(2)

    delivery.deliver_messages()

    assert set(states().values()) == {WAITING}
    assert smtp.messages == []
    assert queries.latest_problem() == "Der Mailserver nimmt von uns nichts an: 530 5.7.0 authentication required"


# The server is away


def test_a_dead_server_makes_all_wait_and_none_fail(app, smtp, write, states, at):
    start = at("2026-05-01 12:00")
    smtp.stop()
    messages = [write(number) for number in range(52)]

    for hours in range(0, 80, 8):
        later(start, hours=hours)
        delivery.deliver_messages()
    waiting, problem, attempts = states(), queries.latest_problem(), fresh(messages[0]).attempts
    smtp.start()
    later(start, hours=80)
    delivery.deliver_messages()

    assert set(waiting.values()) == {WAITING}
    assert problem.startswith("Der Mailserver antwortet nicht: ")
    assert attempts == 0
    assert set(states().values()) == {SENT}
    assert len(smtp.messages) == 52


def test_what_waits_for_a_dead_server_counts_as_late_since_it_was_written(app, smtp, write, at):
    start = at("2026-05-01 12:00")
    smtp.stop()
    write()
    delivery.deliver_messages()

    now = later(start, seconds=30)

    assert queries.oldest_due_at(now) == start


def test_a_connection_dropped_after_the_text_sends_the_same_mail_again(app, smtp, write, at):
    start = at("2026-05-01 12:00")
    smtp.answers["data"].append(smtp.DROP)
    first, second = write(1), write(2)

    delivery.deliver_messages()
    after = (fresh(first).state, fresh(second).state)
    later(start, minutes=1)
    delivery.deliver_messages()

    assert after == (WAITING, SENT)
    assert fresh(first).state == SENT
    assert [mail["Message-ID"] for mail in smtp.tried] == [first.message_id, second.message_id, first.message_id]
    assert smtp.tried[0].as_bytes().count(b"\n") == smtp.tried[2].as_bytes().count(b"\n")
    assert smtp.tried[0]["Date"] == smtp.tried[2]["Date"]


def test_a_letter_that_always_breaks_the_connection_stops_nobody(app, smtp, write, states, at):
    at("2026-05-01 12:00")
    smtp.answers["data"].extend([smtp.DROP])
    for number in range(1, 5):
        write(number)

    delivery.deliver_messages()

    assert states() == {f"gast{n}@example.org": WAITING if n == 1 else SENT for n in range(1, 5)}


# Our own mistakes


@pytest.mark.parametrize("mistake", [RuntimeError("oops"), FileNotFoundError("no such attachment"), KeyError("event")])
def test_a_letter_that_cannot_be_written_stops_nobody(app, smtp, write, letters, states, mistake):
    letters[1] = mistake
    write(1)
    write(2)

    delivery.deliver_messages()

    assert states() == {"gast1@example.org": WAITING, "gast2@example.org": SENT}
    assert queries.latest_problem().startswith("Der Text lässt sich nicht erstellen: ")


@pytest.mark.parametrize("template", ["test/missing", "test/unknown"])
def test_a_template_that_is_not_there_stops_nobody(app, smtp, write, states, template):
    write(1, template=template)
    write(2)

    delivery.deliver_messages()

    assert states() == {"gast1@example.org": WAITING, "gast2@example.org": SENT}


def test_what_is_no_longer_so_is_not_sent_and_says_why(app, smtp, write, letters):
    letters[1] = Drop("Die Anmeldung ist inzwischen beendet.")
    message = write()

    delivery.deliver_messages()

    message = fresh(message)
    assert (message.state, message.problem) == (DROPPED, "Die Anmeldung ist inzwischen beendet.")
    assert smtp.messages == []


# Written once, or not at all


def test_under_one_name_a_message_is_written_once(app, write):
    write(1, once="reminder:1")
    write(1, once="reminder:1")
    write(1)
    write(1)

    assert db.session.scalar(sa.select(sa.func.count(Message.id))) == 3


def test_an_act_that_is_rolled_back_leaves_no_message(app, smtp, letters):
    def act():
        with transaction():
            outbox.queue("gast@example.org", "test/letter", "letter:1", clock.now(), number=1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    delivery.deliver_messages()

    assert db.session.scalar(sa.select(sa.func.count(Message.id))) == 0
    assert smtp.messages == []


def test_a_message_of_later_waits_until_then(app, smtp, write, at):
    start = at("2026-05-01 12:00")
    write(due_at=start + timedelta(hours=1))

    delivery.deliver_messages()
    before = len(smtp.messages)
    later(start, hours=1)
    delivery.deliver_messages()

    assert (before, len(smtp.messages)) == (0, 1)


def test_who_is_forgotten_gets_nothing_and_leaves_no_address(app, smtp, write, at):
    start = at("2026-05-01 12:00")
    smtp.answers["rcpt"].append("550 <gast1@example.org>: no such user")
    failed = write(1, about="registration:1")
    delivery.deliver_messages()
    waiting = write(1, about="registration:1")

    with transaction():
        outbox.forget("registration:1")
    later(start, hours=1)
    delivery.deliver_messages()

    assert smtp.messages == []
    for message in (fresh(failed), fresh(waiting)):
        assert "gast1" not in repr({column.name: getattr(message, column.name) for column in Message.__table__.columns})
    assert (fresh(failed).state, fresh(waiting).state) == (FAILED, DROPPED)


# Order


def test_messages_about_one_thing_go_in_the_order_of_what_happened(app, smtp, write, at):
    start = at("2026-05-01 12:00")
    smtp.answers["rcpt"].append("451 not now")
    write(1, to="gast@example.org", about="registration:1")
    write(2, to="gast@example.org", about="registration:1")
    write(3, to="gast@example.org", about="registration:2")

    delivery.deliver_messages()
    first = smtp.subjects()
    later(start, minutes=1)
    delivery.deliver_messages()

    assert first == ["Brief 3"]
    assert smtp.subjects() == ["Brief 3", "Brief 1", "Brief 2"]


def test_a_letter_that_cannot_be_sent_holds_up_the_next_for_minutes_and_not_for_days(app, smtp, write, letters, at):
    start = at("2026-05-01 12:00")
    letters[1] = RuntimeError("oops")
    write(1, about="registration:1", to="gast@example.org")
    write(2, about="registration:1", to="gast@example.org")

    for minutes in range(0, 30):
        later(start, minutes=minutes)
        delivery.deliver_messages()

    assert smtp.subjects() == ["Brief 2"]


def test_those_who_wait_for_an_earlier_one_hide_nobody_behind_them(app, write):
    first = [write(number, about="registration:1", to="gast@example.org") for number in range(12)][0]
    behind = write(99)

    claimed = [message.id for _ in range(2) for message in delivery.claim(1)]

    assert claimed == [first.id, behind.id]
    assert delivery.claim(1) == []


# Two deliverers, and one that died


def test_two_deliverers_at_once_send_each_message_once(app, smtp, write, states):
    for number in range(40):
        write(number)
    together = threading.Barrier(2)

    def run():
        with app.app_context():
            together.wait(10)
            delivery.deliver_messages()
            db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    delivery.deliver_messages()

    assert sorted(mail["Subject"] for mail in smtp.messages) == sorted(f"Brief {number}" for number in range(40))
    assert set(states().values()) == {SENT}


def test_who_died_while_sending_is_followed_when_the_lease_ends(app, smtp, write, at):
    start = at("2026-05-01 12:00")
    message = write()
    # Claimed, and then a kill.
    [claimed] = delivery.claim()
    marking.take(claimed, delivery.LEASE)

    later(start, seconds=30)
    delivery.deliver_messages()
    too_early = len(smtp.messages)
    later(start, seconds=delivery.LEASE.total_seconds() + 1)
    delivery.deliver_messages()

    assert too_early == 0
    assert [mail["Message-ID"] for mail in smtp.messages] == [message.message_id]
    assert fresh(message).attempts == 2


def test_a_server_that_goes_away_takes_nothing_from_whom_another_is_serving(app, smtp, write, at):
    at("2026-05-01 12:00")
    message, other = write(1), write(2)
    # Another process is sending it at this moment.
    claimed = delivery.claim(1)[0].claimed_until
    smtp.stop()

    delivery.deliver_messages()

    assert fresh(message).claimed_until == claimed
    assert fresh(message).problem is None
    assert fresh(other).problem is not None


def test_claiming_twice_gives_a_message_once(app, write):
    message = write()

    assert [claimed.id for claimed in delivery.claim()] == [message.id]
    assert delivery.claim() == []


def test_what_another_claimed_meanwhile_is_taken_in_hand_by_nobody_else(app, write, at):
    start = at("2026-05-01 12:00")
    write()
    [ours] = delivery.claim()
    later(start, seconds=delivery.CLAIM.total_seconds() + 1)
    [theirs] = delivery.claim()

    assert marking.take(ours, delivery.LEASE) is None
    assert marking.take(theirs, delivery.LEASE) is not None


def test_who_shall_stop_finishes_the_message_in_hand_and_lets_go_of_the_rest(app, smtp, write, states, monkeypatch):
    for number in range(5):
        write(number)
    # The wish comes when two are sent.
    monkeypatch.setattr(delivery.jobs, "is_stopping", lambda: len(smtp.messages) >= 2)

    delivery.deliver_messages()
    sent = list(states().values()).count(SENT)
    monkeypatch.undo()

    assert sent == len(smtp.messages) == 2
    assert len(delivery.claim()) == 3


def test_a_mail_that_was_taken_while_the_database_is_away_is_known_as_sent_later(app, smtp, write, monkeypatch):
    message, mark, failures = write(), marking.mark, [1, 2]

    def go_away(statement, parameters):
        if statement is marking._END and failures:
            failures.pop()
            raise sa.exc.OperationalError("the database is away", {}, RuntimeError())
        return mark(statement, parameters)

    monkeypatch.setattr(marking, "mark", go_away)
    monkeypatch.setattr(marking, "_PAUSE", 0.01)

    delivery.deliver_messages()

    assert (fresh(message).state, len(smtp.messages)) == (SENT, 1)


def test_a_server_that_always_breaks_off_makes_all_wait_and_is_not_asked_for_each_mail(app, smtp, write, states, at):
    at("2026-05-01 12:00")
    smtp.answers["data"].extend([smtp.DROP] * 10)
    for number in range(10):
        write(number)

    delivery.deliver_messages()

    assert len(smtp.tried) == delivery.MISHAPS
    assert set(states().values()) == {WAITING}


# Once more


def test_a_failed_message_goes_once_more_when_asked(app, smtp, write, at):
    at("2026-05-01 12:00")
    smtp.answers["rcpt"].append("550 no such user")
    message = write()
    delivery.deliver_messages()

    delivery.send_again(message.id)
    delivery.deliver_messages()

    message = fresh(message)
    assert (message.state, message.attempts, message.problem) == (SENT, 1, None)
    assert [mail["Message-ID"] for mail in smtp.messages] == [message.message_id]


def test_what_was_sent_or_forgotten_cannot_go_once_more(app, smtp, write):
    sent, forgotten = write(1), write(2, about="registration:2")
    smtp.refuses["gast2@example.org"] = "550 no such user"
    delivery.deliver_messages()
    with transaction():
        outbox.forget("registration:2")

    delivery.send_again(sent.id)
    delivery.send_again(forgotten.id)

    assert (fresh(sent).state, fresh(forgotten).state) == (SENT, FAILED)


def test_a_folder_takes_mails_too(make_app, letters, write, tmp_path):
    app = make_app(MAIL_URL=f"maildir:{tmp_path / 'new' / 'mail'}")
    add_letter(app)
    with app.app_context():
        message = write()

        delivery.deliver_messages()

        assert fresh(message).state == SENT
        assert len(list((tmp_path / "new" / "mail" / "new").iterdir())) == 1


def test_the_pauses_reach_beyond_the_least_number_of_tries(app):
    now = clock.now()

    assert rules.next_try(rules.LEAST_TRIES - 1, now - timedelta(days=9), now) is not None
    assert rules.next_try(rules.LEAST_TRIES, now - timedelta(days=9), now) is None
