"""New dates reach those who follow, once each, by day, in one mail or in one a week."""

import mailbox
from datetime import datetime, time, timedelta

import pytest

from app import clock
from app.notifications import delivery
from app.programme import actions, announcing, subscribing, subscribing_rules
from app.programme.models import DRAFT, PUBLISHED
from app.programme.subscribers import WEEKLY
from tests.dumps import everything
from tests.make import a_format, a_place, a_room, an_area, an_event
from tests.make_followers import a_follower, news

MINUTE = timedelta(minutes=1)


@pytest.fixture
def app(make_app, engine, at):
    """A Monday at noon."""
    at("2027-05-03 12:00")
    app = make_app(engine)
    with app.app_context():
        yield app


def run_jobs():
    announcing.announce_events()
    announcing.tell_new_dates()


def wait(**span):
    clock.stand_still(clock.now() + timedelta(**span))
    run_jobs()


def berlin(text):
    return clock.from_wall(datetime.fromisoformat(text))


def test_an_event_is_told_a_quarter_of_an_hour_after_it_was_published_and_once(app):
    follower = a_follower(a_format())
    wait(minutes=1)
    event = an_event(format=follower.format)

    wait(minutes=14)
    before = news()
    wait(minutes=1)
    wait(minutes=1)
    actions.change_event(event.id, title="Anders")
    wait(days=2)

    assert (before, news()) == ([], [("mila@example.com", "new_dates", [event.id], "waiting")])


def test_who_follows_in_three_ways_hears_once_and_of_nothing_before_they_confirmed(app):
    area, place = an_area(), a_place()
    format = a_format()
    an_event(format=format)
    for followed in (format, area, place):
        a_follower(followed)
    wait(minutes=1)
    event = an_event(format=format, area_id=area.id, room_ids=[a_room(place=place).id])
    of_area = an_event(area_id=area.id)
    of_place = an_event(room_ids=[a_room(place=place).id])
    an_event()

    wait(minutes=15)
    wait(hours=2)

    assert news() == [
        ("mila@example.com", "new_dates", sorted([event.id, of_area.id, of_place.id]), "waiting")
    ]  # fmt: skip


def test_what_is_published_one_after_the_other_comes_in_one_mail(app):
    follower = a_follower(a_format())
    ids = []
    for _time in range(3):
        wait(minutes=10)
        ids.append(an_event(format=follower.format).id)
        run_jobs()

    wait(minutes=14)
    before = news()
    wait(minutes=1)
    first = news()
    late = an_event(format=follower.format).id
    wait(minutes=20)
    still = news()
    wait(minutes=40)

    assert (before, [mail[2] for mail in first], still) == ([], [ids], first)
    assert [mail[2] for mail in news()] == [ids, [late]]


def test_what_is_no_news_is_not_told(app):
    follower = a_follower(a_format())
    by_invitation = a_format(registration="invite")
    a_follower(by_invitation.area)
    wait(minutes=1)
    an_event(format=follower.format, state=DRAFT)
    called_off = an_event(format=follower.format)
    actions.cancel_event(called_off.id, "Keiner da.")
    an_event(format=by_invitation)
    an_event(format=follower.format, starts_at=clock.now() + 10 * MINUTE)

    wait(minutes=15)
    wait(hours=2)

    assert news() == []


def test_a_draft_is_news_once_it_is_published(app):
    follower = a_follower(a_format())
    wait(minutes=1)
    event = an_event(format=follower.format, state=DRAFT)
    wait(hours=5)

    actions.change_event(event.id, state=PUBLISHED)
    wait(minutes=15)

    assert [mail[2] for mail in news()] == [[event.id]]


def test_nobody_is_told_at_night_nor_of_what_begins_before_the_morning(app, at, tmp_path):
    app.config["QUIET_HOURS"] = time(21), time(8)
    follower = a_follower(a_format())
    at("2027-05-03 21:30")
    event = an_event(format=follower.format, title="Später")
    an_event(format=follower.format, starts_at=berlin("2027-05-04T07:00"))
    delivery.deliver_messages()

    wait(minutes=15)
    delivery.deliver_messages()
    at_night = len(list(mailbox.Maildir(tmp_path / "mail")))
    at("2027-05-04 08:00")
    delivery.deliver_messages()

    assert [mail[2] for mail in news()] == [[event.id]]
    assert (at_night, len(list(mailbox.Maildir(tmp_path / "mail")))) == (0, 1)


def test_once_a_week_comes_all_of_the_week_and_nothing_where_there_is_nothing(app, at):
    follower = a_follower(a_format(), cadence=WEEKLY)
    wait(minutes=1)
    ids = [an_event(format=follower.format).id]
    wait(days=1)
    ids.append(an_event(format=follower.format).id)
    wait(minutes=20)
    at("2027-05-06 07:59")
    run_jobs()
    before = news()
    for moment in ("2027-05-06 08:00", "2027-05-06 08:01", "2027-05-13 08:00"):
        at(moment)
        run_jobs()

    assert (before, news()) == ([], [("mila@example.com", "new_dates_weekly", ids, "waiting")])


def test_what_is_handed_over_when_the_mail_of_the_week_has_gone_comes_a_week_later(app, at):
    follower = a_follower(a_format(), cadence=WEEKLY)
    wait(minutes=1)
    ids = [an_event(format=follower.format).id]
    wait(minutes=20)
    at("2027-05-06 08:00")
    run_jobs()
    # The clock is set back, and the same hour comes once more.
    at("2027-05-06 07:00")
    ids.append(an_event(format=follower.format).id)
    for moment in ("2027-05-06 07:30", "2027-05-06 08:00", "2027-05-06 08:01", "2027-05-13 08:00"):
        at(moment)
        run_jobs()

    assert [mail[1:3] for mail in news()] == [("new_dates_weekly", [each]) for each in ids]


def test_late_is_still_once_and_after_three_days_it_is_dropped_with_a_reason(app):
    first, second = a_follower(a_format()), a_follower(a_format(), "jan@example.com", WEEKLY)
    wait(minutes=1)
    ids = [an_event(format=each.format, starts_at=clock.now() + timedelta(days=30)).id for each in (first, second)]
    clock.stand_still(clock.now() + timedelta(minutes=20))
    announcing.announce_events()

    wait(days=4)
    wait(days=7)

    assert news() == [
        ("mila@example.com", "new_dates", ids[:1], "dropped"),
        ("jan@example.com", "new_dates_weekly", ids[1:], "waiting"),
    ]  # fmt: skip


def test_who_is_told_otherwise_from_now_on_misses_nothing(app, at):
    follower = a_follower(a_format(), cadence=WEEKLY)
    wait(minutes=1)
    event = an_event(format=follower.format)
    wait(minutes=20)

    subscribing.set_cadence(follower.reader, follower.id, "single")
    run_jobs()
    at("2027-05-06 08:00")
    run_jobs()

    assert news() == [("mila@example.com", "new_dates", [event.id], "waiting")]


def test_the_mail_says_what_is_true_when_it_goes_and_how_to_be_rid_of_it(app, tmp_path):
    follower = a_follower(a_format(name="Nähen"), is_confirmed=False)
    delivery.deliver_messages()
    subscribing.confirm(follower.id)
    wait(minutes=1)
    event = an_event(format=follower.format)
    gone = an_event(format=follower.format)
    wait(minutes=15)
    actions.cancel_event(gone.id, "Keiner da.")
    actions.change_event(event.id, title="Nähen für alle")

    delivery.deliver_messages()

    asked, mail = sorted(mailbox.Maildir(tmp_path / "mail"), key=lambda mail: "List-Unsubscribe" in mail)
    text = mail.get_payload(0).get_payload(decode=True).decode()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith("<http://localhost/folgen/ende/")
    assert "Nähen für alle\nDonnerstag, 13. Mai, 12:01 bis 14:01 Uhr\n" in text
    assert f"/veranstaltungen/{gone.slug}" not in text
    assert "weil Sie neuen Terminen folgen: Nähen." in text
    assert "List-Unsubscribe" not in asked


def test_who_reads_polish_is_written_to_in_polish(app, tmp_path):
    follower = a_follower(a_format(name="Nähen"), language="pl", is_confirmed=False)
    delivery.deliver_messages()
    subscribing.confirm(follower.id)
    wait(minutes=1)
    an_event(format=follower.format)
    wait(minutes=15)

    delivery.deliver_messages()

    mails = list(mailbox.Maildir(tmp_path / "mail"))
    text = "".join(mail.get_payload(0).get_payload(decode=True).decode() for mail in mails)
    assert {mail["Content-Language"] for mail in mails} == {"pl"}
    assert "są nowe terminy:\n\nNähen\nczwartek, 13 maja 2027, 12:01–14:01\n" in text
    assert "Otrzymują Państwo tę wiadomość, ponieważ obserwują Państwo nowe terminy: Nähen." in text
    assert "nigdy w nocy" in text


def test_a_mail_whose_events_are_all_gone_is_not_sent(app):
    follower = a_follower(a_format())
    wait(minutes=1)
    event = an_event(format=follower.format)
    wait(minutes=15)
    actions.cancel_event(event.id, "Keiner da.")

    delivery.deliver_messages()

    assert [mail[3] for mail in news()] == ["dropped"]


def test_who_stopped_before_the_mail_went_gets_none_and_nothing_is_kept(app):
    follower, other = a_follower(a_format()), a_follower(a_format(), "jan@example.com")
    wait(minutes=1)
    events = [an_event(format=each.format) for each in (follower, other)]
    wait(minutes=15)

    reader = follower.reader
    for _time in range(2):
        subscribing.stop_all(reader)
    delivery.deliver_messages()

    assert "mila@" not in str(everything())
    assert ("jan@example.com", "new_dates", [events[1].id], "sent") in news()


@pytest.mark.parametrize(
    ("now", "next_at"),
    [
        ("2027-05-06T07:59", "2027-05-06T08:00"),
        ("2027-05-06T08:00", "2027-05-13T08:00"),
        # Over both changes of the clock it is eight.
        ("2027-03-26T12:00", "2027-04-01T08:00"),
        ("2027-10-29T12:00", "2027-11-04T08:00"),
    ],
)
def test_the_week_begins_on_thursday_at_eight_on_the_clock_of_the_house(now, next_at):
    assert subscribing_rules.next_digest(berlin(now)) == berlin(next_at)
