"""What is told: a complete list, by day, in time, and as the house has set it."""

from datetime import datetime, time

import pytest

from app import clock
from app.notifications import delivery, notice_actions, notices, outbox, rules
from app.notifications.models import DROPPED
from app.notifications.notice_kinds import AT, BEFORE, Timing
from tests.make import PASSWORD, a_member_of_staff
from tests.notifications.conftest import a_notice
from tests.registrations.conftest import Guest


def at_berlin(text):
    return clock.from_wall(datetime.fromisoformat(text))


NIGHT = time(21), time(8)


@pytest.fixture
def unasked(app, monkeypatch, letters):
    """The letter of the tests is one that nobody has just asked for, that can be switched off, and is due at ten."""
    app.config["QUIET_HOURS"] = NIGHT
    notice = a_notice("test/letter", is_needed=False, timing=Timing(AT, 600, 480, 1200))
    monkeypatch.setitem(notices.BY_TEMPLATE, "test/letter", notice)
    monkeypatch.setitem(notices.BY_KEY, "test/letter", notice)
    return notice


def test_the_list_is_complete(make_app):
    make_app()

    known = {template for template in outbox.FACTS if not template.startswith("test/")}

    assert known == {template for template in notices.BY_TEMPLATE if not template.startswith("test/")}
    assert len(notices.BY_TEMPLATE) == sum(len(listed) for _title, listed in notices.GROUPS)


@pytest.mark.parametrize(
    ("at", "by_day", "before"),
    [
        ("2027-03-27T20:59", "2027-03-27T20:59", "2027-03-27T20:59"),
        ("2027-03-27T21:00", "2027-03-28T08:00", "2027-03-27T20:59"),
        # The night in which the clock jumps, and that in which an hour comes twice.
        ("2027-03-28T03:30", "2027-03-28T08:00", "2027-03-27T20:59"),
        ("2027-10-31T02:30", "2027-10-31T08:00", "2027-10-30T20:59"),
        ("2027-10-31T07:59", "2027-10-31T08:00", "2027-10-30T20:59"),
        ("2027-10-31T08:00", "2027-10-31T08:00", "2027-10-31T08:00"),
    ],
)
def test_nights_are_those_of_the_house(at, by_day, before):
    assert rules.by_day(at_berlin(at), NIGHT) == at_berlin(by_day)
    assert rules.evening_before(at_berlin(at), NIGHT) == at_berlin(before)


def test_what_nobody_asked_for_waits_for_the_morning(app, at, smtp, write, unasked):
    at("2027-05-01 23:00")
    write(1)

    delivery.deliver_messages()
    at_night = len(smtp.messages)
    at("2027-05-02 08:00")
    delivery.deliver_messages()

    assert (at_night, len(smtp.messages)) == (0, 1)


def test_what_was_due_by_day_and_could_not_go_does_not_go_at_night(app, at, smtp, write, unasked):
    at("2027-05-01 20:59")
    write(1)

    at("2027-05-01 21:00")
    delivery.deliver_messages()

    assert smtp.messages == []


def test_what_somebody_has_just_asked_for_goes_at_night(app, at, smtp, write):
    app.config["QUIET_HOURS"] = NIGHT
    at("2027-05-01 23:00")
    write(1)

    delivery.deliver_messages()

    assert len(smtp.messages) == 1


def test_what_would_come_too_late_is_dropped_with_a_note(app, at, smtp, write, unasked, states):
    at("2027-05-01 22:00")
    late = write(1, useful_until=at_berlin("2027-05-02T07:00"))
    at("2027-05-01 12:00")
    write(2, useful_until=at_berlin("2027-05-01T13:00"))

    at("2027-05-01 13:00")
    delivery.deliver_messages()

    assert smtp.messages == []
    assert states() == {"gast1@example.org": DROPPED, "gast2@example.org": DROPPED}
    assert late.problem == outbox.TOO_LATE


def test_what_is_switched_off_is_not_written(app, at, write, unasked, states):
    at("2027-05-01 12:00")
    notice_actions.set_notice(unasked, is_on=False, amount=600)

    write(1)
    notice_actions.set_notice(unasked, is_on=True, amount=600)
    write(2)

    assert states() == {"gast2@example.org": "waiting"}


def test_what_is_needed_cannot_be_switched_off(app, at, write, states):
    at("2027-05-01 12:00")
    notice_actions.set_notice(notices.BY_TEMPLATE["test/letter"], is_on=False, amount=None)

    write(1)

    assert states() == {"gast1@example.org": "waiting"}


def test_the_administration_sets_a_notice_in_the_browser(app, unasked):
    a_member_of_staff()
    team = Guest(app.test_client())
    team.post("/team/anmelden", email="team@example.org", password=PASSWORD)
    path = "/team/haus/nachrichten/registrations.reminder"

    listed = team.get("/team/haus/nachrichten")
    page = team.get(path)
    answer = team.post(path, **{**page.sent, "is_on": ""})

    assert "Erinnerung" in listed.tree.text_content()
    assert answer.status == 303
    assert notices.settings()["registrations/mail/reminder"].is_on is False
    assert "ausgeschaltet" in team.get("/team/haus/nachrichten").tree.text_content()


def test_when_is_said_in_words():
    assert Timing(BEFORE, 24, 1, 100).in_words(24) == "24 Stunden vorher"
    assert Timing(AT, 600, 0, 1439).in_words(18 * 60) == "18 Uhr"


