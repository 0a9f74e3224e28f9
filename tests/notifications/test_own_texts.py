"""The texts of notices: written by the house, in several languages, from placeholders and nothing else."""

import pytest
import sqlalchemy as sa

from app import display
from app.database import db
from app.notifications import delivery, notices, own_text_actions, own_texts, placeholders, previews, writing
from app.notifications.models import Message
from app.notifications.own_texts import Text
from app.notifications.placeholders import Broken
from tests.make import PASSWORD, a_member_of_staff, a_registration, a_room, a_room_request, an_event
from tests.registrations.conftest import Guest

NAMES = ["Anrede", "Veranstaltung", "Link zum Verwalten"]
CONFIRMED = "registrations/mail/confirmed"
KEY = "registrations.confirmed"


def words_of(mail):
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def tables():
    """All that can be changed, but for the letters of other tests."""
    return {name: table for name, table in placeholders.tables().items() if not name.startswith("test/")}


@pytest.fixture
def engine():
    """What a text becomes does not depend on the database."""
    return "sqlite"


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("Hallo {Anrde}!", 1, 7, "Meinen Sie {Anrede}?"),
        ("{Anrede}\n\nBis {Weltfrieden}", 3, 5, "gibt es hier nicht"),
        ("{Anrede\n}", 1, 1, "nicht wieder zu"),
        ("{{ anrede }}", 1, 1, "nicht wieder zu"),
        ("{% for x in y %}", 1, 1, "gibt es hier nicht"),
        ("Ende }", 1, 6, "nirgends aufgeht"),
        ("{}", 1, 1, "gibt es hier nicht"),
    ],
)
def test_what_cannot_be_filled_in_is_refused_with_its_place(text, line, column, words):
    with pytest.raises(Broken) as broken:
        placeholders.parse(text, NAMES)

    assert (broken.value.line, broken.value.column) == (line, column)
    assert words in broken.value.sentence


def test_what_placeholders_bring_is_not_read_again_and_empty_paragraphs_vanish():
    said = {"Anrede": "{Veranstaltung} {{ 7 * 7 }}", "Veranstaltung": "", "Link zum Verwalten": "x"}

    text = placeholders.fill("{anrede}\n\nBitte mitbringen: {Veranstaltung}\n\n\n\nEnde", NAMES, said.get)

    assert text == "{Veranstaltung} {{ 7 * 7 }}\n\nEnde"


def test_a_text_of_the_house_is_sent_with_what_is_true_then_and_with_the_foot(app, smtp):
    event = an_event(starts_at=None)
    own_text_actions.write_text(
        notices.BY_KEY[KEY], Text("Bis bald: {Veranstaltung}", "{Anrede}\n\n{Plätze}.\n\n{Link zum Verwalten}"), None
    )

    a_registration(event, name="Jana")
    delivery.deliver_messages()

    mail = smtp.messages[-1]
    text = words_of(mail)
    assert mail["Subject"] == f"Bis bald: {event.title}"
    assert text.startswith("Guten Tag, Jana,\n\n1 Platz.\n\nhttp://localhost/b/")
    assert "Sie bekommen diese Nachricht, weil Sie zu dieser Veranstaltung angemeldet sind." in text
    assert mail["Content-Language"] == "de"


def test_a_guest_reads_their_language_and_german_where_there_is_none(app, smtp):
    event = an_event()
    own_text_actions.write_text(
        notices.BY_KEY[KEY], Text("{Veranstaltung}", "{Anrede}\n\n{Angaben}\n\n{Link zum Verwalten}", "pl"), None
    )

    a_registration(event, name="Jana", language="pl")
    a_registration(event, name="Jan", language="hsb")
    delivery.deliver_messages()

    polish, german = smtp.messages[-2:]
    text = words_of(polish)
    assert (polish["Content-Language"], german["Content-Language"]) == ("pl", "de")
    assert "Dzień dobry, Jana," in text
    assert "Kiedy: " in text
    assert "Otrzymują Państwo tę wiadomość, ponieważ są Państwo zapisani na to wydarzenie." in text
    assert '<html lang="pl">' in polish.get_body(("html",)).get_content()


def test_a_text_that_an_older_version_knew_does_not_hold_up_the_mail(app, monkeypatch):
    facts = previews.sample
    registration = a_registration(an_event())
    monkeypatch.setattr(own_texts, "to_try", lambda *_: [Text("{Gibt es nicht mehr}", "x")])

    subject, _body, language = writing.written(CONFIRMED, facts(CONFIRMED, "Team"))

    assert (subject, language) == (f"Sie sind dabei: {registration.event.title}", "de")


def test_every_text_that_can_be_changed_begins_with_what_it_needs(app):
    """Every default names why, and every table can be filled in with its examples."""
    for template, notice in notices.BY_TEMPLATE.items():
        if template.startswith("test/"):
            continue
        assert writing.because(template)
        assert notice.is_editable == (template in placeholders.tables())
        if notice.is_editable:
            table = placeholders.tables()[template]
            text = Text("x", "\n\n".join(f"{{{name}}}" for name in table.names("de")))
            assert writing.as_example(template, text)
            assert set(table.needs) <= set(table.names("de"))


def test_every_text_can_be_begun_where_guests_have_booked(app, at):
    at("2026-05-04 12:00")
    event = an_event(capacity=5)
    a_registration(event)
    a_registration(event, is_confirmed=False)
    request = a_room_request(a_room())
    # What is true of these alone: once saved, it would stand in the mails about all others.
    own = event.title, *map(display.day, (event.starts_at, request.answer_by, request.bookings[0].starts_at))

    for template in tables():
        begun = previews.start(template, "de", "Team")
        assert [word for word in own if word in f"{begun.subject}\n{begun.body}"] == [], template
        assert previews.preview(template, previews.start(template, "de", "Team"), "Team").body
        assert previews.values(template, "pl", "Team")


def test_why_somebody_gets_a_mail_may_say_what_they_asked_for(app):
    facts = {"things": ["Repair-Café", "Saal"]}

    assert writing.because("programme/mail/new_dates", facts) == "Sie neuen Terminen folgen: Repair-Café, Saal"


def test_a_new_house_sees_the_default_on_its_next_event(app):
    an_event(capacity=3)
    a_room()

    for template, table in tables().items():
        text = previews.start(template, "de", "Team")
        preview = previews.preview(template, text, "Team")
        assert preview.body
        assert previews.values(template, "de", "Team")
        if template in previews.MADE_UP and template.rpartition("/")[2] not in ("cancelled", "left_date", "other_date"):
            assert "{" in text.body.partition("\n\n")[2]
            assert placeholders.missing(text.body, table, "de") is None, template
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(Message.id))) == 0


@pytest.fixture
def team(app):
    """Somebody of the administration, signed in."""
    a_member_of_staff()
    team = Guest(app.test_client())
    team.post("/team/anmelden", email="team@example.org", password=PASSWORD)
    return team


def test_the_administration_writes_a_text_and_goes_back(app, team):
    a_registration(an_event(), name="Jana Geheim")
    path = f"/team/haus/nachrichten/{KEY}/text/de"

    page = team.get(path)
    body = "{Anrede}\n\nneu!\n\n{Angaben}\n\n{Link zum Verwalten}"
    seen = team.fill(page, path, body=body, act="preview")
    wrong = team.fill(page, path, body="{Anrede}\n\n{Angaben}")
    broken = team.fill(page, path, body="{Anrede}\n\n{Angabe}")
    saved = team.fill(page, path, body=body)
    late = team.fill(page, path, body=body + "\n\nspäter")

    text = page.tree.text_content()
    assert "Geheim" not in text
    assert "Guten Tag, Team," in text
    # What is added in German has to be added elsewhere, too.
    assert page.links("Polnisch") == [path.replace("/de", "/pl")]
    # What is sent now, with placeholders where they fit.
    assert "{Anrede}" in page.sent["body"]
    assert "{Angaben}" in page.sent["body"]
    assert "{Link zum Verwalten}" in page.sent["body"]
    assert seen.status == 200
    assert "neu!" in seen.tree.text_content()
    assert "http://localhost/beispiel/manage" in seen.tree.text_content()
    assert wrong.status == 422
    assert "Ohne {Link zum Verwalten}" in wrong.tree.text_content()
    assert "Zeile 3, Zeichen 1: Den Platzhalter {Angabe} gibt es hier nicht." in broken.tree.text_content()
    assert saved.status == 303
    assert late.status == 409
    assert "eigener Text: Deutsch" in team.get("/team/haus/nachrichten").tree.text_content()

    assert team.fill(team.get(path), f"{path}/vorgabe").status == 303
    assert own_texts.written() == {}


def test_a_probe_goes_to_whoever_writes_and_opens_nothing(app, team, smtp):
    a_registration(an_event(), name="Jana Geheim")
    delivery.deliver_messages()
    path = f"/team/haus/nachrichten/{KEY}/text/de"

    team.fill(team.get(path), path, body="{Vorgabe}", act="probe")
    delivery.deliver_messages()

    mail = smtp.messages[-1]
    text = words_of(mail)
    assert mail["To"] == "team@example.org"
    assert mail["Subject"].startswith("Probe: Sie sind dabei: ")
    assert "Geheim" not in text
    assert "http://localhost/b/" not in text
    assert "weil Sie diesen Text zur Probe an sich selbst geschickt haben." in text


def test_five_megabytes_are_too_much(app, team):
    path = f"/team/haus/nachrichten/{KEY}/text/de"
    page = team.get(path)

    assert team.fill(page, path, body="{Vorgabe} " * 500_000).status == 413
    assert team.fill(page, path, body="x" * 10_001).status == 422
    assert db.session.scalar(sa.select(sa.func.count(Message.id))) == 0
