"""What the team sees of guests, and that nobody else sees it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import AuditEntry
from app.database import db, transaction
from app.jobs import JobTick, run_once
from app.notifications.models import FAILED, Message
from app.programme import actions as programme
from app.programme.models import ONLINE, ONSITE, Event
from tests.make import PASSWORD, a_format, a_member_of_staff, a_registration, a_room, an_event
from tests.make_moving import tell_changes

PAGES = ["", "veranstaltungen", "veranstaltungen/1", "veranstaltungen/1/absagen", "nachrichten", "nachrichten/1"]


def rows(page):
    """The cells of the table of a page."""
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]
        for row in page.tree.xpath("//tbody/tr")
    ]


def cards(page):
    """Title, address and last words of each card."""
    return [
        (card.xpath(".//a")[0].text_content(), card.xpath(".//a")[0].get("href"), card[-1].text_content().strip())
        for card in page.tree.xpath("//article")
    ]


@pytest.mark.parametrize("path", PAGES)
def test_without_signing_in_team_pages_lead_to_the_sign_in(house, guest, path):
    a_registration(an_event())

    answer = guest.get(f"/team/{path}")

    assert answer.status == 303
    assert answer.location == "/team/anmelden?weiter=" + f"/team/{path}"


@pytest.mark.parametrize("path", ["veranstaltungen/1/absagen", "nachrichten/1/noch-einmal", "abmelden"])
def test_without_signing_in_nothing_is_done(house, guest, path):
    event = an_event()

    answer = guest.post(f"/team/{path}", reason="Aus Bosheit.")

    assert answer.status == 403
    assert db.session.get(Event, event.id, populate_existing=True).state == "published"


def test_signing_in_leads_to_the_page_that_was_asked_for(house, guest):
    a_member_of_staff()
    asked = guest.get("/team/nachrichten")

    answer = guest.post(asked.location, email="team@example.org", password=PASSWORD)

    assert (answer.status, answer.location) == (303, "/team/nachrichten")


def test_signing_in_leads_to_no_other_site(house, guest):
    a_member_of_staff()

    answer = guest.post("/team/anmelden?weiter=https://evil.example/team", email="team@example.org", password=PASSWORD)

    assert answer.location == "/team/"


def test_a_wrong_password_is_answered_in_a_sentence_and_never_sent_back(house, guest):
    page = guest.post("/team/anmelden", email="team@example.org", password="ein falsches Passwort")

    assert page.status == 409
    assert "Adresse und Passwort passen nicht zusammen." in page.refusal
    assert page.sent == {"email": "team@example.org", "password": ""}


def test_without_the_token_of_the_form_nothing_is_cancelled(house, staff):
    event = an_event()

    answer = staff.post(f"/team/veranstaltungen/{event.id}/absagen", reason="Ohne Marke.")

    assert answer.status == 403
    assert db.session.get(Event, event.id, populate_existing=True).state == "published"


def test_today_shows_who_is_expected(house, staff, at):
    now = at("2026-05-14 08:00")
    event = an_event(starts_at=now + timedelta(hours=6), title="Repair-Café")
    a_registration(event, seats=2)
    a_registration(event)
    a_registration(event, is_confirmed=False)

    page = staff.get("/team/")

    assert page.h1 == "Heute, Donnerstag, 14. Mai"
    assert cards(page) == [("Repair-Café", f"/team/veranstaltungen/{event.id}", "3 Gäste erwartet")]


def test_a_day_without_events_says_so(house, staff):
    page = staff.get("/team/")

    assert "Heute findet nichts statt." in page.words


def test_the_list_of_events_shows_drafts_and_cancelled_ones(house, staff):
    an_event(title="Entwurf", state="draft")
    programme.cancel_event(an_event(title="Abgesagt").id, "Wasserschaden.")
    a_registration(an_event(title="Offen", capacity=20), seats=2)

    found = {row[0]: (row[3], row[4]) for row in rows(staff.get("/team/veranstaltungen"))}

    assert found == {
        "Entwurf": ("–", "Entwurf, noch nicht öffentlich"),
        "Abgesagt": ("–", "Abgesagt"),
        "Offen": ("2", "Plätze frei"),
    }


def test_the_guest_list_names_guests_in_the_order_they_are_looked_for(house, staff):
    event = an_event(capacity=3, format_facts={"companions_max": 1})
    a_registration(event, name="Zofia", email="zofia@example.org")
    a_registration(event, name="Anna", email="anna@example.org")
    a_registration(event, name="Noch nicht", email="held@example.org", is_confirmed=False)
    a_registration(event, seats=2, name="Wartend", email="wait@example.org", would_wait=True)

    assert rows(staff.get(f"/team/veranstaltungen/{event.id}")) == [
        ["Anna", "Bestätigt", "1", "anna@example.org"],
        ["Zofia", "Bestätigt", "1", "zofia@example.org"],
        ["Noch nicht", "Noch nicht bestätigt", "1", "held@example.org"],
        ["Wartend", "Warteliste", "2", "wait@example.org"],
    ]


def test_the_guest_list_shows_kind_and_answers_where_there_are_any(house, staff):
    event = an_event(seats={ONSITE: 5, ONLINE: 5}, format_facts={"questions": ["Was bringen Sie mit?"]}, title="Hybrid")
    registration = a_registration(event, kind=ONLINE, name="Anna")
    with transaction():
        db.session.merge(registration).answers = [["Was bringen Sie mit?", "<b>Toaster</b>"]]

    [row] = rows(staff.get(f"/team/veranstaltungen/{event.id}"))

    assert row[3:5] == ["Digital, per Video", "Was bringen Sie mit?<b>Toaster</b>"]


def test_the_guest_list_counts_seats_by_kind(house, staff):
    event = an_event(capacity=3)
    a_registration(event, seats=2)
    a_registration(event, is_confirmed=False)
    a_registration(event, seats=2, would_wait=True)

    page = staff.get(f"/team/veranstaltungen/{event.id}")

    assert [dd.text_content() for dd in page.tree.xpath("//dd")] == [
        "Bestätigt: 2 von 3 Plätzen",
        "Noch nicht bestätigt: 1 Platz",
        "Ausgebucht",
        "Auf der Warteliste: 2 Plätze",
    ]


def test_who_looks_at_the_guests_is_noted(house, staff):
    event = an_event()

    staff.get(f"/team/veranstaltungen/{event.id}")

    noted = db.session.scalars(sa.select(AuditEntry.about).where(AuditEntry.act == "look_at_guests")).all()
    assert noted == [f"event:{event.id}"]


def test_before_cancelling_the_page_says_how_many_are_told(house, staff):
    event = an_event()
    a_registration(event)
    a_registration(event)
    a_registration(event, is_confirmed=False)

    page = staff.get(f"/team/veranstaltungen/{event.id}/absagen")

    assert "2 Personen bekommen eine Nachricht mit Ihrem Grund." in page.words


def test_cancelling_needs_a_reason(house, staff):
    event = an_event()
    path = f"/team/veranstaltungen/{event.id}/absagen"

    page = staff.fill(staff.get(path), path, reason="   ")

    assert page.status == 422
    assert "warum die Veranstaltung ausfällt" in page.refusal


def test_a_cancelled_event_frees_its_room_and_tells_its_guests(house, staff):
    room = a_room()
    event = an_event(room_ids=[room.id], title="Repair-Café")
    a_registration(event, email="anna@example.org")
    path = f"/team/veranstaltungen/{event.id}/absagen"

    answer = staff.fill(staff.get(path), path, reason="Wasserschaden im Saal.")
    db.session.rollback()
    tell_changes()

    page = staff.get(answer.location)
    told = db.session.execute(sa.select(Message.template, Message.recipient).order_by(Message.id.desc())).first()
    assert "Die Veranstaltung ist abgesagt." in page.words
    assert "Wasserschaden im Saal." in page.words
    assert tuple(told) == ("registrations/mail/cancelled", "anna@example.org")
    # The room is free again for the same time.
    an_event(room_ids=[room.id], format=a_format())


def test_what_is_cancelled_cannot_be_cancelled_again(house, staff):
    event = an_event()
    programme.cancel_event(event.id, "Wasserschaden.")

    page = staff.get(f"/team/veranstaltungen/{event.id}/absagen")

    assert (page.buttons, page.links("Zur Gästeliste")) == ([], [f"/team/veranstaltungen/{event.id}"] * 2)


def test_messages_can_be_read_and_their_links_followed(house, staff):
    a_registration(an_event(title="Repair-Café"), is_confirmed=False)

    page = staff.get(staff.get("/team/nachrichten").links("Bitte bestätigen")[0])

    assert page.h1 == "Bitte bestätigen: Repair-Café"
    assert [link.split("/")[3] for link in page.links("http")] == ["bestaetigen", "b", "datenschutz"]


def test_messages_are_filtered_by_their_state(house, staff):
    a_registration(an_event())
    run_once(house, "deliver_messages")

    by_state = {
        state: len(rows(staff.get("/team/nachrichten", status=state))) for state in ("waiting", "sent", "dropped")
    }

    # The request to confirm was overtaken by the confirmation.
    assert by_state == {"waiting": 0, "sent": 1, "dropped": 1}


def test_mail_that_does_not_go_out_is_said_in_words(house, staff, at):
    a_registration(an_event(), is_confirmed=False)
    with transaction():
        db.session.execute(sa.update(Message).values(problem="Der Mailserver antwortet nicht."))
        db.session.add(JobTick(name="deliver_messages", ticked_at=at("2026-05-04 13:00")))

    page = staff.get("/team/nachrichten")

    assert "Die Post geht gerade nicht hinaus" in page.words
    assert "Seit 1 Stunde geht keine Mail hinaus: Der Mailserver antwortet nicht." in page.words


def test_a_failed_message_can_be_sent_again(house, staff):
    a_registration(an_event(), is_confirmed=False)
    with transaction():
        db.session.execute(sa.update(Message).values(state=FAILED, problem="550 unbekannt"))

    page = staff.get("/team/nachrichten/1")
    staff.fill(page, "/team/nachrichten/1/noch-einmal")

    assert page.buttons == ["Noch einmal senden"]
    assert "550 unbekannt" in page.words
    assert "Bitte öffnen Sie diesen Link" in page.words
    db.session.rollback()
    assert db.session.scalar(sa.select(Message.state)) == "waiting"


def test_what_a_guest_typed_never_becomes_code(house, staff):
    event = an_event()
    a_registration(event, name="<script>alert(1)</script>")

    for path in (f"/team/veranstaltungen/{event.id}", "/team/nachrichten/2"):
        assert b"<script>alert" not in staff.get(path).body
