"""How mail leaves the house, set in the browser and tried at once."""

import socket

import pytest
import sqlalchemy as sa

from app.accounts.models import AuditEntry
from app.alliance import house_actions, house_queries
from app.alliance.houses import House
from app.database import db
from app.notifications import delivery, probe
from tests.calendars import diaries
from tests.make import PASSWORD, a_member_of_staff, a_registration, an_event
from tests.registrations.conftest import Guest

PATH = "/team/haus/mail"
SERVER = {
    "way": "server", "server": "smtp.example.org", "encryption": "starttls", "port": "", "user": "ich@example.org",
    "password": "ge:heim/@?", "sender_name": "Haus am Fluss", "sender": "post@fluss.example",
}  # fmt: skip


@pytest.fixture
def team(app):
    """Somebody of the administration, signed in; mail goes to the server of the test."""
    a_member_of_staff()
    guest = Guest(app.test_client())
    guest.post("/team/anmelden", email="team@example.org", password=PASSWORD)
    return guest


def save(team, **fields):
    return team.post(PATH, **{**team.get(PATH).sent, **fields})


def flashed(page):
    return " ".join(page.tree.xpath("//*[@role='status']")[0].text_content().split())


def probed_at():
    db.session.rollback()
    return db.session.get_one(House, 1, populate_existing=True).mail_tested_at


def press_probe(team):
    page = team.get(PATH)
    (form,) = [form for form in page.tree.xpath("//main//form") if form.get("action") == f"{PATH}/probe"]
    assert team.post(f"{PATH}/probe", **dict(form.form_values())).status == 303
    return team.get(PATH)


def test_the_parts_of_a_server_become_one_setting_and_parts_again(team):
    assert save(team, **SERVER).status == 303

    house = house_queries.current()
    assert house.mail_url == "smtp://ich%40example.org:ge%3Aheim%2F%40%3F@smtp.example.org:587?tls=starttls"
    assert house.mail_from == "Haus am Fluss <post@fluss.example>"
    shown = team.get(PATH).sent
    assert {name: shown[name] for name in SERVER} == {**SERVER, "port": "587", "password": ""}


def test_the_password_is_never_shown_and_stays_where_none_is_typed(team):
    save(team, **SERVER)
    before = house_queries.current().mail_url

    save(team, sender_name="Anders")

    assert "heim" not in team.get(PATH).body.decode()
    assert house_queries.current().mail_url == before
    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "change_house")).all()
    assert [entry for entry in entries if "heim" in str(entry.details) or "ich" in str(entry.details)] == []


@pytest.mark.parametrize("other", [{"server": "evil.example"}, {"port": "2525"}, {"user": "er"}, {"encryption": "tls"}])
def test_a_known_password_goes_to_nobody_else(team, other):
    save(team, **SERVER)
    before = house_queries.current().mail_url

    answer = save(team, **other)

    assert answer.status == 422
    assert house_queries.current().mail_url == before


def test_the_password_of_the_start_stays_out_of_the_database(team, app):
    app.config["MAIL_URL"] = "smtp://ich:geheim@smtp.example.org:587?tls=starttls"

    assert save(team, sender_name="Anders", sender="post@fluss.example").status == 303

    assert db.session.get_one(House, 1, populate_existing=True).mail_url is None
    assert house_queries.current().mail_url == app.config["MAIL_URL"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"server": ""}, {"server": "smtp.example.org/x"}, {"server": "a b"}, {"encryption": "plain"}, {"user": ""},
        {"port": "0"}, {"port": "70000"}, {"sender": "post@"}, {"sender_name": ""}, {"way": ""},
        {"user": "ü" * 99, "password": "ü" * 99}, {"encryption": "rot13"},
    ],
)  # fmt: skip
def test_what_cannot_work_is_said_at_its_field(team, wrong):
    answer = save(team, **{**SERVER, **wrong})

    assert answer.status == 422
    assert house_queries.current().mail_from != "Haus am Fluss <post@fluss.example>"


@pytest.mark.parametrize("name", ["Haus, Hof", 'Haus "Hof"', "Häuser & Höfe", "Haus <b> (Hof)"])
def test_a_sender_keeps_its_name_whatever_is_in_it(team, smtp, name):
    save(team, sender_name=name, sender="post@fluss.example", way="server", encryption="plain")

    press_probe(team)

    (mail,) = smtp.messages
    assert mail["From"].addresses[0].display_name == name.replace('"', "'")
    assert mail["From"].addresses[0].addr_spec == "post@fluss.example"


def test_a_probe_goes_at_once_and_what_was_answered_is_said(team, smtp):
    page = press_probe(team)

    (mail,) = smtp.messages
    assert smtp.recipients == [["team@example.org"]]
    assert mail["Subject"].startswith("Probe")
    assert "Der Mailserver hat die Probe angenommen" in flashed(page)
    assert probed_at() is not None


def test_a_probe_that_is_refused_says_why_in_the_words_of_the_server(team, smtp):
    smtp.answers["rcpt"].append("550 No such user here")

    page = press_probe(team)

    assert "550 No such user here" in flashed(page)
    assert probed_at() is None


def test_a_server_that_is_away_is_said(team):
    house_actions.change_house(mail_url="smtp://127.0.0.1:1")

    assert "antwortet nicht" in flashed(press_probe(team))


def test_nobody_waits_for_a_server_that_says_nothing(team, monkeypatch):
    monkeypatch.setattr(probe, "MOST_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        house_actions.change_house(mail_url=f"smtp://127.0.0.1:{silent.getsockname()[1]}")

        page = press_probe(team)

    assert "nicht geantwortet" in flashed(page)
    assert probed_at() is None


def test_no_transaction_is_open_while_the_server_is_asked(team, monkeypatch):
    writing = []
    real = probe._send
    monkeypatch.setattr(probe, "_send", lambda *args: writing.append(db.session().in_transaction()) or real(*args))

    press_probe(team)

    assert writing == [False]


def test_another_way_wants_to_be_tried_anew(team):
    press_probe(team)

    save(team, sender_name="Anders")

    assert probed_at() is None


def test_a_probe_of_the_old_way_says_nothing_of_the_new_one(team, monkeypatch):
    real = probe._send

    def meanwhile(*args):
        answer = real(*args)
        house_actions.change_house(mail_from="Neu <neu@example.org>")
        return answer

    monkeypatch.setattr(probe, "_send", meanwhile)

    press_probe(team)

    assert probed_at() is None


def test_guests_get_their_mail_on_the_way_that_was_set(team, smtp, app):
    app.config["MAIL_URL"] = "smtp://127.0.0.1:1"
    save(team, way="server", server="127.0.0.1", port=str(smtp.port), encryption="plain", sender="post@fluss.example")
    a_registration(an_event())

    delivery.deliver_messages()

    assert smtp.messages
    assert {str(mail["From"].addresses[0].addr_spec) for mail in smtp.messages} == {"post@fluss.example"}


def test_the_folder_is_for_trying_things_out_and_says_so(make_app, tmp_path):
    app = make_app()
    with app.app_context():
        a_member_of_staff()
        team = Guest(app.test_client())
        team.post("/team/anmelden", email="team@example.org", password=PASSWORD)
        save(team, **SERVER)

        save(team, way="folder")

        assert house_queries.current().mail_url == app.config["MAIL_URL"]
        assert "Hinaus zu Ihren Gästen geht auf diesem Weg nichts" in flashed(press_probe(team))
        assert probed_at() is None
        assert "Damit das Haus öffnen kann, muss ein Mailserver" in team.get(PATH).words


def test_only_the_administration_sets_it(team, app):
    a_member_of_staff("programm@example.org", roles=("programme",))
    other = Guest(app.test_client())
    other.post("/team/anmelden", email="programm@example.org", password=PASSWORD)

    assert [other.get(PATH).status, other.post(PATH).status, other.post(f"{PATH}/probe").status] == [403] * 3


def test_who_programs_answer_sends_what_enters_diaries_and_nothing_else(team, smtp):
    save(
        team, way="server", server="127.0.0.1", port=str(smtp.port), encryption="plain", sender_name="Haus am Fluss",
        sender="post@fluss.example", answers_to="Termine@fluss.example",
    )  # fmt: skip
    event = an_event()
    a_registration(event)
    a_registration(event, is_confirmed=False)

    delivery.deliver_messages()

    sent = {str(mail["Subject"]).partition(":")[0]: mail for mail in smtp.messages}
    asked, confirmed = sent["Bitte bestätigen"], sent["Sie sind dabei"]
    assert (str(asked["From"]), asked["Reply-To"]) == ("Haus am Fluss <post@fluss.example>", None)
    assert str(confirmed["From"]) == "WIRkstätte Lausitz <termine@fluss.example>"
    assert str(confirmed["Reply-To"]) == "Haus am Fluss <post@fluss.example>"
    assert diaries.read(confirmed).method == "REQUEST"
    assert team.get(PATH).tree.xpath("//*[@data-kind='warn']") == []


def test_an_address_of_another_domain_is_warned_of_and_none_is_the_sender_again(team):
    assert save(team, **SERVER, answers_to="termine@elsewhere.example").status == 303
    (warning,) = team.get(PATH).tree.xpath("//*[@data-kind='warn']//p/text()")
    assert save(team, answers_to="").status == 303

    assert "bei elsewhere.example, der Absender ist bei fluss.example" in warning
    assert house_queries.current().invites_from == "Haus am Fluss <post@fluss.example>"
    assert save(team, answers_to="termine@").status == 422


def test_a_probe_goes_from_both_and_one_that_may_not_send_is_said(team, smtp):
    save(team, way="server", encryption="plain", sender="post@fluss.example", answers_to="termine@fluss.example")
    press_probe(team)
    tested = probed_at()
    senders = [mail["From"].addresses[0].addr_spec for mail in smtp.messages]
    smtp.answers["mail"].extend(["250 OK", "550 5.7.1 Sender not allowed"])
    page = press_probe(team)

    assert (senders, tested is not None) == (["post@fluss.example", "termine@fluss.example"], True)
    assert "Sender not allowed" in flashed(page)
