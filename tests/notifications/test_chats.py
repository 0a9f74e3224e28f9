"""Chats of the team: told once, without names, and none waits for another."""

import datetime
import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.notifications import (
    chat_actions,
    chat_delivery,
    chat_schemes,
    chat_speaking,
    delivery,
    notice_actions,
    notices,
)
from app.notifications.models import DROPPED, FAILED, SENT, WAITING, ChatChannel, Message
from app.programme import actions as programme
from app.programme import todo_chats, todo_digest
from app.rooms.bookings import Booking
from tests.make import PASSWORD, a_format, a_member_of_staff, a_place, a_room, an_event, an_open_request
from tests.make_chats import a_chat, chat_servers
from tests.make_ideas import a_new_idea
from tests.make_notices import a_barrier, a_colleague, at_once
from tests.registrations.conftest import Guest

NOON = "2026-05-04 12:00"


@pytest.fixture
def engine():
    """Most of what is asked here does not depend on the database."""
    return "sqlite"


@pytest.fixture
def app(make_app, engine, at, smtp):
    app = make_app(engine, PRIVATE_HOSTS=frozenset({"127.0.0.1"}), MAIL_URL=smtp.url)
    with app.app_context():
        at(NOON)
        yield app


@pytest.fixture
def servers():
    with chat_servers() as servers:
        yield servers


def of_chats():
    """Return [(chat, state)] of what chats are told."""
    db.session.rollback()
    rows = db.session.execute(
        sa.select(Message.chat_id, Message.state).where(Message.chat_id.is_not(None)).order_by(Message.id)
    )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_request_is_told_once_to_each_chat_that_wants_it_and_names_nobody(app, servers):
    base, posted = servers
    first, second = a_chat(f"{base}/a"), a_chat(f"{base}/b", "Andere", ["requests"])
    a_chat(f"{base}/c", "Ideen", ["ideas"])
    a_colleague("raum", requests="at_once")

    request = an_open_request(a_room(name="Salon", place=a_place(name="Zittau")), name="Mila Muster")
    for _time in range(2):
        chat_delivery.deliver_chats()
    delivery.deliver_messages()

    told = sorted((path, said["title"], said["message"]) for path, said in posted)
    link = f"http://localhost/team/anfragen/{request.id}"
    assert told == [("/a", "Neue Anfrage: Salon, Zittau", link), ("/b", "Neue Anfrage: Salon, Zittau", link)]
    assert "Mila" not in str(posted)
    assert of_chats() == [(first, SENT), (second, SENT)]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_what_there_is_to_do_is_told_once_a_day_in_few_words_that_strangers_did_not_write(app, servers, at):
    base, posted = servers
    at("2026-05-04 07:00")
    a_chat(f"{base}/a", groups=["tasks"])
    a_chat(f"{base}/b", "Andere", ["requests"])
    format = a_format(min_participants=5, registration="seat")
    late = an_event(starts_at=clock.now() + timedelta(hours=30), format=format, title="Nähtreff")
    a_new_idea(title="Mila Muster tanzt", name="Mila")
    a_barrier("Bei Mila Muster", email="mila@example.org")
    delivery.deliver_messages()
    told = []

    def each_of(moments):
        for moment in moments:
            at(moment)
            at_once(app, todo_digest.write_todo_digests)
            db.session.rollback()
            delivery.deliver_messages()
            chat_delivery.deliver_chats()
            told.append([(path, said["title"], said["message"]) for path, said in posted if path == "/a"])
            posted.clear()

    each_of(("2026-05-04 07:59", "2026-05-04 08:00", "2026-05-04 12:00", "2026-05-05 08:00"))
    programme.cancel_event(late.id, "Zu wenige.")
    an_open_request(a_room(name="Salon"), name="Mila Muster")
    each_of(("2026-05-05 13:00", "2026-05-06 08:00"))

    link = "http://localhost/team/aufgaben"
    assert told == [
        [], [("/a", "Zu tun: 3 neu", f"Neu: Nähtreff · …\n{link}")], [],
        [("/a", "Zu tun: 1 überfällig", f"Überfällig: Nähtreff\n{link}")],
        [], [("/a", "Zu tun: 1 neu", f"Neu: Salon\n{link}")],
    ]  # fmt: skip


def test_a_chat_that_hangs_delays_neither_another_nor_the_mail(app, servers, smtp, monkeypatch):
    monkeypatch.setattr(chat_speaking, "SECONDS", 12)
    base, posted = servers
    hanging, quick = a_chat(f"{base}/hang"), a_chat(f"{base}/a", "Schnell")
    an_open_request(a_room(name="Salon"))

    def deliver():
        with app.app_context():
            chat_delivery.deliver_chats()

    delivering = threading.Thread(target=deliver)
    delivering.start()
    wait_for(lambda: len(posted) == 2)
    an_open_request(a_room(name="Saal", place=a_place(name="Zittau")))
    delivery.deliver_messages()
    wait_for(lambda: (quick, SENT) in of_chats()[2:])

    assert delivering.is_alive()
    assert len([path for path, _said in posted if path == "/a"]) == 2
    assert "Neue Anfrage: Saal, Zittau" in smtp.subjects()
    delivering.join()
    assert of_chats() == [(hanging, WAITING), (quick, SENT), (hanging, WAITING), (quick, SENT)]
    assert db.session.get(ChatChannel, hanging).problem == "Der Chat antwortet nicht (nach 12 Sekunden)."
    assert db.session.get(ChatChannel, hanging).failing_since == clock.now()


def test_what_a_killed_process_had_in_hand_is_told_by_the_next_one_after_its_lease(app, servers):
    base, posted = servers
    chat = a_chat(f"{base}/a")
    an_open_request(a_room())
    killed = chat_delivery._begin(chat)
    killed.speaking.stop()

    posted.clear()
    chat_delivery.deliver_chats()
    before = list(posted)
    clock.stand_still(clock.now() + timedelta(minutes=3))
    chat_delivery.deliver_chats()

    assert before == []
    assert len(posted) == 1
    assert of_chats() == [(chat, SENT)]


def test_a_chat_that_refuses_is_tried_again_shown_and_given_up_after_two_days(app, servers):
    base, posted = servers
    chat = a_chat(f"{base}/no/geheimes-wort")
    an_open_request(a_room())
    tries = []
    for hours in (0, 1, 2, 10, 20, 30, 40, 50, 60):
        # At noon, or nobody is told.
        clock.stand_still(clock.from_wall(clock.local(clock.now()).replace(hour=12)) + timedelta(days=hours // 10))
        chat_delivery.deliver_chats()
        tries.append(len(posted))
    problem = db.session.get(ChatChannel, chat).problem
    (line,) = todo_chats.failing_chats(clock.now())

    assert tries[0] == 1
    assert of_chats() == [(chat, FAILED)]
    assert problem.startswith("Der Chat nimmt nichts an: Failed to send JSON POST notification")
    assert "geheimes-wort" not in problem
    assert problem in line.text


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "exec://rm", "dbus://", "syslog://", "mailto://a:b@example.org", "https://example.org",
        "gnome://", "haus", "jsons:///pfad", "json://chat.example.org/x", "jsons://10.0.0.1/x", "jsons://router/x",
        "jsons://[::1]/x", "jsons://0x7f.1/x", "rockets://a/b@192.168.1.4/#haus", "mmosts://localhost/token",
        "jsons://chat.example.org/x?verify=no", "workflows://chat.example.org/a/b?template=/etc/passwd",
        "jsons://chat.example.org/x?+Authorization=x",
    ],
)  # fmt: skip
def test_an_address_that_is_no_chat_outside_is_refused(app, url):
    assert chat_schemes.why_not(url) is not None


def test_the_examples_of_all_kinds_are_addresses_that_the_library_knows(app):
    examples = {kind.example for kind in chat_schemes.KINDS.values()}
    problems = {chat_schemes.why_not(each) for each in examples}
    db.session.rollback()
    asked = [chat_speaking.Speaking(each) for each in examples]

    assert problems == {None}
    assert [each.wait() for each in asked] == [None] * len(asked)


def test_a_name_that_leads_into_a_private_network_is_not_followed(app, servers):
    base, posted = servers
    app.config["PRIVATE_HOSTS"] = frozenset()
    db.session.rollback()

    problem = chat_speaking.Speaking(f"{base}/a", "Titel", "Text").wait()

    assert problem.startswith("Die Adresse liegt in einem privaten Netz.")
    assert posted == []


def test_a_notice_that_is_switched_off_and_one_at_night_are_not_told(app, servers, at):
    base, posted = servers
    app.config["QUIET_HOURS"] = datetime.time(21), datetime.time(8)
    chat = a_chat(f"{base}/a")
    notice_actions.set_notice(notices.BY_TEMPLATE["rooms/mail/house_new_request"], False, None)
    an_open_request(a_room())
    switched_off = of_chats()
    notice_actions.set_notice(notices.BY_TEMPLATE["rooms/mail/house_new_request"], True, None)
    at("2026-05-04 23:00")
    an_open_request(a_room())
    chat_delivery.deliver_chats()
    at_night = of_chats()
    at("2026-05-05 08:01")
    chat_delivery.deliver_chats()

    assert (switched_off, at_night, of_chats()) == ([], [(chat, WAITING)], [(chat, SENT)])
    assert len(posted) == 1


def test_what_is_decided_or_whose_chat_is_gone_is_not_told_any_more(app, servers):
    base, posted = servers
    kept, removed = a_chat(f"{base}/a"), a_chat(f"{base}/b", "Alt")
    an_open_request(a_room())
    with transaction():
        db.session.execute(sa.update(Booking).values(state="declined", holds=False))
    chat_actions.remove_chat(removed)
    chat_delivery.deliver_chats()

    assert posted == []
    assert of_chats() == [(kept, DROPPED), (removed, DROPPED)]
    assert db.session.get(ChatChannel, kept).claimed_until is None


def test_the_administration_adds_tries_and_removes_a_chat_and_never_reads_its_address(app, servers):
    base, posted = servers
    a_member_of_staff()
    team, path = Guest(app.test_client()), "/team/haus/chat"
    team.post("/team/anmelden", email="team@example.org", password=PASSWORD)
    blank = {**team.get(path).sent, "name": "Raum Haus", "groups": "requests"}

    refused = team.post(path, **{**blank, "url": "file:///etc/passwd"})
    unfinished = team.post(path, **{**blank, "url": "slack://A"})
    team.post(path, **{**blank, "url": f"{base}/geheim"})
    chat = db.session.scalar(sa.select(ChatChannel))
    shown = team.get(path)
    team.post(f"{path}/{chat.id}/probe", **{"csrf_token": shown.sent["csrf_token"]})
    tried = team.get(path)
    team.post(f"{path}/{chat.id}/entfernen", **{"csrf_token": shown.sent["csrf_token"]})

    assert "An diese Art von Adresse senden wir nicht" in refused.words
    assert b"passwd" not in refused.body
    assert "Diese Adresse ist nicht vollständig." in unfinished.words
    assert "Raum Haus" in shown.words
    assert b"geheim" not in shown.body
    assert "Der Chat hat die Probe angenommen." in tried.words
    assert [said["title"] for _path, said in posted] == ["Probe aus WIRkstätte Lausitz"]
    assert db.session.scalar(sa.select(sa.func.count(ChatChannel.id))) == 0


def wait_for(is_so):
    ends = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.05)
