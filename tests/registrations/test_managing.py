"""Managing by link: what one said, on site or digital, another date, ticket, files, copy; finding one's links again."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import letters
from app.database import db
from app.errors import Refused
from app.notifications.models import Message
from app.programme import actions as programme
from app.programme.models import ONLINE, ONSITE
from app.registrations import actions, changing, files, finding, forgetting, links, tickets
from app.registrations.models import Registration
from app.registrations.rules import SeatRefusal
from tests.make import a_format, a_registration, an_event
from tests.registrations.test_asked import EVERYTHING, FIELDS, QUESTIONS, family
from tests.registrations.test_booking_pages import book
from tests.registrations.test_life import ledger, mails_to, state_of

PDF = b"%PDF-1.7 kurz"


def anew(registration):
    """Read a registration as it is stored now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(Registration, registration.id)


def a_family(guest):
    """Somebody who booked for two and said everything, and confirmed."""
    book(guest, family(), seats="2", **FIELDS)
    row = db.session.scalars(sa.select(Registration)).one()
    return actions.confirm(row.id)


def test_what_was_said_is_shown_changed_and_consent_taken_back(house, guest):
    registration = a_family(guest)
    path = f"{links.manage_path(registration)}/angaben"

    page = guest.get(path)
    sent = {name: value for name, value in page.sent.items() if name != "photo_2"}
    answer = guest.post(path, **{**sent, "needs": ["sign"], "q_frage1": "Ein Tisch", "name_1": ""})
    row = anew(registration)

    assert (page.sent["q_bank"], page.sent["q_vegan_1"], page.sent["age_1"]) == ("Metall", "ja", "6-9")
    assert answer.status == 303
    assert (row.needs, row.answers[0]) == (["sign"], ["Was bringen Sie mit?", "Ein Tisch"])
    assert row.people == [{"age": "6-9"}, {"name": "Jan", "age": "18+"}]
    assert row.guardian_at is not None


def test_an_answer_that_few_can_choose_is_given_back_when_it_changes(house, guest):
    event = an_event(format_facts={"companions_max": 3, "asks": EVERYTHING, "questions": QUESTIONS})
    first = a_registration(event, choices=["choice:bank:Holz"], answers=[["Welche Werkbank?", "Holz"]])
    path = f"{links.manage_path(first)}/angaben"

    guest.fill(guest.get(path), path, q_bank="Metall", q_holz="")
    second = a_registration(event, choices=["choice:bank:Holz"])

    assert anew(first).choices == []
    assert state_of(second) == "confirmed"


@pytest.mark.parametrize("is_full", [False, True])
def test_one_comes_digital_instead_if_there_is_a_seat(house, guest, is_full):
    event = an_event(seats={ONSITE: 1, ONLINE: 1})
    registration, waiting = a_registration(event), a_registration(event, would_wait=True)
    if is_full:
        a_registration(event, kind=ONLINE)
    path = links.manage_path(registration)

    answer = guest.post(f"{path}/art", kind=ONLINE)

    assert answer.status == (409 if is_full else 303)
    assert anew(registration).kind == (ONSITE if is_full else ONLINE)
    assert state_of(waiting) == ("waiting" if is_full else "confirmed")
    assert (ledger(event), ledger(event, ONLINE)) == ((1, 1), (1, 1))


def test_one_moves_to_another_date_and_the_old_seat_goes_out(house, guest):
    format = a_format()
    here = an_event(format=format, capacity=1)
    there = an_event(format=format, starts_at=clock.now().replace(microsecond=0) + timedelta(days=20))
    registration, waiting = a_registration(here), a_registration(here, would_wait=True)
    path = f"{links.manage_path(registration)}/termin"

    page = guest.get(path)
    answer = guest.fill(page, path, event=str(there.id))
    row = anew(registration)

    assert "Sonntag, 24. Mai, 12 bis 14 Uhr" in page.words
    assert answer.status == 303
    assert (row.event_id, row.state, state_of(waiting)) == (there.id, "confirmed", "confirmed")
    assert mails_to(row)[-2:] == ["other_date", "left_date"]
    assert (ledger(here), ledger(there)) == ((1, 1), (1, 10))


def test_a_date_that_is_full_or_anothers_is_no_other_date(app, at):
    at("2026-05-01 12:00")
    format = a_format()
    here, full, foreign = an_event(format=format), an_event(format=format, capacity=1), an_event()
    a_registration(full)
    registration = a_registration(here)

    for target, reason in ((full, SeatRefusal.NO_ROOM_THERE), (foreign, SeatRefusal.NO_SEATS_HERE)):
        with pytest.raises(Refused) as refused:
            changing.move_to(registration.id, target.id)
        assert refused.value.reason is reason

    assert (state_of(registration), registration.event_id, ledger(here)) == ("confirmed", here.id, (1, 10))


def test_the_ticket_is_a_picture_a_page_and_four_letters(house, guest):
    registration = a_registration(an_event())
    path = f"{links.manage_path(registration)}/eintrittskarte"

    page, picture = guest.get(path), guest.client.get(f"{path}.png")

    assert tickets.door_code(registration.id) in page.words
    assert b"<svg" in page.body
    assert picture.data.startswith(b"\x89PNG")
    assert page.headers["Cache-Control"] == picture.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("facts", [{"is_confirmed": False}, {"kind": ONLINE}])
def test_who_has_nothing_to_show_at_the_door_has_no_ticket(house, guest, facts):
    registration = a_registration(an_event(seats={ONSITE: 5, ONLINE: 5}), **facts)
    path = f"{links.manage_path(registration)}/eintrittskarte"

    assert (guest.get(path).status, guest.client.get(f"{path}.png").status_code) == (303, 404)


def test_the_copy_says_all_of_it_in_words_and_for_programs(house, guest):
    registration = a_family(guest)
    path = f"{links.manage_path(registration)}/daten"

    page, copy = guest.get(path), json.loads(guest.get(f"{path}.json").body)

    for words in ("Jana Nowak", "jana@example.org", "Bitte vorn", "Höranlage", "Mila, 6 bis 9 Jahre"):
        assert words in page.words
    assert (copy["name"], copy["seats"], copy["language"]) == ("Jana Nowak", 2, "pl")
    assert copy["people"][0] == {"name": "Mila", "age": "6-9"}
    assert len(copy["messages"]) == 2


def test_a_file_is_handed_in_replaced_and_gone_with_the_person(house, guest):
    registration = a_family(guest)
    path = f"{links.manage_path(registration)}/datei/plan"

    def hand_in(data):
        return guest.client.post(path, data={"file": (BytesIO(data), "plan.pdf")}).status_code

    wrong = hand_in(b"MZ\x90 ein Programm")
    first = hand_in(PDF)
    [name] = files.names_of(anew(registration).answers)
    second = hand_in(PDF + b"2")
    [other] = files.names_of(anew(registration).answers)
    there = files.find(name), files.find(other).read_bytes()
    forgetting.erase(registration.id)

    assert (wrong, first, second) == (422, 303, 303)
    assert there == (None, PDF + b"2")
    assert files.find(other) is None


def test_a_huge_file_is_refused_before_it_is_read(house, guest):
    registration = a_family(guest)

    answer = guest.client.post(
        f"{links.manage_path(registration)}/datei/plan", data={"file": (BytesIO(b"x" * 6_000_000), "plan.pdf")}
    )

    assert answer.status_code == 413


def test_my_seats_answers_alike_for_every_address_and_tells_only_its_owner(house, guest):
    event, over = an_event(), an_event(title="Schon vorbei")
    known = a_registration(event, email="jana@example.org")
    other = a_registration(an_event(), email="jana@example.org", is_confirmed=False)
    a_registration(over, email="jana@example.org")
    past = clock.now().replace(microsecond=0) - timedelta(days=3)
    programme.move_event(over.id, [(past, past + timedelta(hours=2))])

    answers = [guest.fill(guest.get("/meine-plaetze"), "/meine-plaetze", email=email).location for email in (
        "jana@example.org", "niemand@example.org", "jana@example.org",
    )]  # fmt: skip
    db.session.rollback()
    mails = db.session.scalars(sa.select(Message).where(Message.template == finding.TEMPLATE)).all()

    assert set(answers) == {"/meine-plaetze/gesendet"}
    assert [(mail.recipient, mail.facts["registration_ids"]) for mail in mails] == [
        ("jana@example.org", [known.id, other.id])
    ]


def test_who_is_forgotten_is_in_no_mail_about_several_bookings(app, at):
    at("2026-05-01 12:00")
    registration = a_registration(an_event())
    finding.send_links(registration.email)

    forgetting.erase(registration.id)

    # The last mail, that it is done, still waits.
    others = sa.select(Message.recipient).where(Message.template != letters.ERASED)
    assert set(db.session.scalars(others)) == {None}


@pytest.mark.parametrize("rest", ["", "/angaben", "/termin", "/zeiten", "/eintrittskarte", "/daten", "/daten.json",
                                  "/datei/plan", "/annehmen"])  # fmt: skip
def test_forged_cut_and_swapped_links_answer_alike(house, guest, rest):
    first, second = a_registration(an_event()), a_registration(an_event())
    token = links.manage_path(first).removeprefix("/b/")
    head, _dot, signature = token.partition(".")
    other = links.manage_path(second).removeprefix("/b/").partition(".")[2]

    answers = [
        guest.client.get(f"/b/{each}{rest}") for each in
        (f"{head}.{other}", token[:-1], head, "x", links.confirm_path(first).rpartition("/")[2], f"{head}.{signature}x")
    ]  # fmt: skip

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
