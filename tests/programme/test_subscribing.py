"""Following: asked by anybody, confirmed by mail, ended by one click; nobody learns who follows."""

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import letters
from app.database import db, transaction
from app.notifications import outbox
from app.notifications.models import FAILED, SENT, Message
from app.operations import erasures
from app.programme import announcing, subscribing, subscribing_jobs, subscribing_links, subscribing_queries
from app.programme.subscribers import Follower, FollowerNews
from tests.dumps import everything
from tests.make import a_format, a_place, an_area, an_event
from tests.make_followers import a_follower, news
from tests.registrations.conftest import Guest

EMAIL = "mila@example.com"


@pytest.fixture
def app(make_app, at):
    at("2027-05-03 12:00")
    app = make_app()
    with app.app_context():
        yield app


@pytest.fixture
def guest(app):
    return Guest(app.test_client())


def send(guest, path, **typed):
    return guest.post(path, **{**guest.get(path).sent, "email": EMAIL, "cadence": "weekly", **typed})


def mails():
    db.session.rollback()
    return [name.rpartition("/")[2] for name in db.session.scalars(sa.select(Message.template).order_by(Message.id))]


def test_the_pages_lead_there_and_asking_tells_nobody_whether_an_address_is_known(app, guest):
    format, area, place = a_format(), an_area(), a_place()
    a_follower(format)
    for page, path in (
        (f"/formate/{format.slug}", f"/folgen/format/{format.slug}"),
        (f"/bereiche/{area.key}", f"/folgen/bereich/{area.key}"),
        (f"/orte/{place.key}", f"/folgen/ort/{place.key}"),
    ):
        assert f'href="{path}"' in app.test_client().get(page).text

    answers = [send(guest, f"/folgen/format/{format.slug}", email=email) for email in (EMAIL, "neu@example.com")]

    assert {(answer.status, answer.location) for answer in answers} == {
        (303, f"/folgen/format/{format.slug}/fast-geschafft")
    }
    assert guest.get(answers[0].location).status == 200
    assert mails() == ["follow_please_confirm", "follow_already", "follow_please_confirm"]


def test_only_the_button_confirms(app, guest):
    follower = a_follower(a_format(), is_confirmed=False)
    path = subscribing_links.confirm_path(follower)
    before = everything()
    guest.get(path)
    unchanged = everything() == before

    guest.post(path)

    assert unchanged
    assert "Sie hören von neuen Terminen" in guest.get(path).words
    assert guest.get(path.replace("bestaetigen/", "bestaetigen/x")).status == 404


@pytest.mark.parametrize(
    "typed",
    [
        {"email": "mila@example.com\r\nBcc: alle@example.com"}, {"email": "a@example.com, b@example.com"},
        {"email": ""}, {"cadence": "stündlich"},
    ],
)  # fmt: skip
def test_what_is_typed_badly_is_not_taken(app, guest, typed):
    assert send(guest, f"/folgen/format/{a_format().slug}", **typed).status == 422
    assert mails() == []


def test_a_format_by_invitation_cannot_be_followed(app, guest):
    assert guest.get(f"/folgen/format/{a_format(registration='invite').slug}").status == 404


def test_few_wishes_of_an_address_wait_at_once_and_each_makes_one_mail_an_hour(app):
    format = a_format()
    for _time in range(3):
        a_follower(format, is_confirmed=False)
    for _time in range(10):
        subscribing.ask(subscribing_queries.of_format(a_format()), EMAIL, "single")

    assert mails() == ["follow_please_confirm"] * 5


def test_what_an_address_follows_is_changed_and_ended_one_by_one(app, guest):
    first, second, other = a_follower(a_format()), a_follower(a_place()), a_follower(a_format(), "jan@example.com")
    path = subscribing_links.manage_path(first.reader)
    names = [follower.id for follower in (first, second)]

    guest.post(path, was="weekly", nummer=str(names[0]))
    wanted = (str(other.id), "x", str(names[1]))
    answers = [guest.post(path, was="ende", nummer=number).status for number in wanted]

    assert answers == [404, 404, 303]
    assert first.format.name in guest.get(path).words
    db.session.rollback()
    rows = db.session.execute(sa.select(Follower.email, Follower.cadence).order_by(Follower.id)).all()
    assert rows == [(EMAIL, "weekly"), ("jan@example.com", "single")]
    guest.post(path, was="alles")
    assert EMAIL not in str(everything())
    assert "nichts mehr von Ihnen" in guest.get(path).words


def test_one_click_in_a_mail_program_ends_all_at_once_and_opening_the_link_ends_nothing(app):
    follower = a_follower(a_format())
    a_follower(a_place())
    clock.stand_still(clock.now() + clock.MINUTE)
    an_event(format=follower.format)
    clock.stand_still(clock.now() + announcing.WAIT)
    announcing.announce_events()
    announcing.tell_new_dates()
    assert len(news()) == 1
    path, browser = subscribing_links.stop_path(follower.reader), app.test_client()
    before = everything()
    for method in (browser.get, browser.head, browser.options):
        method(path)
    unchanged = everything() == before

    # As a mail service sends it: no cookie, no token, from anywhere.
    headers = {"Origin": "null", "Sec-Fetch-Site": "cross-site"}
    answers = [browser.post(path, data={"List-Unsubscribe": "One-Click"}, headers=headers) for _time in range(2)]

    assert unchanged
    assert [(answer.status_code, answer.headers.get("Set-Cookie")) for answer in answers] == [(200, None)] * 2
    assert EMAIL not in str(everything())
    assert db.session.scalar(sa.select(sa.func.count(FollowerNews.event_id))) == 0
    assert browser.post(path + "x").status_code == 404


@pytest.mark.parametrize(("states", "is_kept"), [("ffsff", True), ("sfff", False), ("ff", True)])
def test_a_mailbox_that_is_gone_gets_no_more_mails(app, states, is_kept):
    reader, now = a_follower(a_format()).reader, clock.now()
    with transaction():
        for number, _state in enumerate(states):
            outbox.queue(EMAIL, announcing.MAIL, f"follower:{reader}", now, reader=reader, event_ids=[number])
        rows = db.session.scalars(sa.select(Message).where(Message.template == announcing.MAIL).order_by(Message.id))
        for state, message in zip(states, rows, strict=True):
            message.state = {"f": FAILED, "s": SENT}[state]

    subscribing_jobs.forget_followers()

    assert (EMAIL in str(everything())) == is_kept


def test_nobody_is_kept_longer_than_needed_and_erased_stays_erased(app, at):
    a_follower(a_format(), "halb@example.com", is_confirmed=False)
    number = a_follower(a_format()).id
    at("2027-05-04 11:59")
    subscribing_jobs.forget_followers()
    before = "halb@" in str(everything())

    at("2027-05-04 12:01")
    subscribing_jobs.forget_followers()
    at("2027-06-02 12:01")
    subscribing_jobs.forget_followers()

    assert (before, "halb@" in str(everything())) == (True, False)
    db.session.rollback()
    assert db.session.scalars(sa.select(Message.recipient)).all() == [None, None]
    assert db.session.scalars(sa.select(Follower.email)).all() == [EMAIL]
    letters.forget_address(EMAIL)
    erasures.write_erasures()
    assert [(one.kind, one.ident) for one in erasures.read_journal()][-1] == ("follower", number)
    assert EMAIL not in str(everything())
