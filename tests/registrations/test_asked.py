"""What a format asks: shown to those whom it concerns, checked, kept in its columns, and nothing typed is lost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.programme.models import ONLINE, ONSITE
from app.registrations import actions, invitation_mails, inviting, links
from app.registrations.afterwards import EventStatistic
from tests.make import a_registration, an_event
from tests.registrations.test_booking_pages import address, book, go_to_step_3, registrations

EVERYTHING = ["wheelchairs", "needs", "carers", "names", "language", "minors", "photos", "statistics"]
QUESTIONS = [
    "Was bringen Sie mit?",
    {"key": "bank", "text": "Welche Werkbank?", "kind": "choice", "is_required": True,
     "options": [{"text": "Holz", "most": 1}, {"text": "Metall"}]},
    {"key": "holz", "text": "Welches Holz?", "only_if": {"key": "bank", "is": "Holz"}, "is_required": True},
    {"key": "alter", "text": "Wie viele Jahre Erfahrung?", "kind": "number"},
    {"key": "vegan", "text": "Vegan?", "kind": "yes_no", "per_person": True},
    {"key": "plan", "text": "Ihr Plan", "kind": "file"},
]  # fmt: skip


def family(**facts):
    """A format that asks everything, and takes three companions."""
    return an_event(format_facts={"companions_max": 3, "asks": EVERYTHING, "questions": QUESTIONS, **facts})


FIELDS = {
    "q_bank": "Metall", "q_vegan_1": "ja", "q_vegan_2": "nein", "q_alter": "3", "q_frage1": "Ein Regal",
    "wheelchairs": "1", "carers": "1", "needs": ["loop", "quiet"], "needs_note": "Bitte vorn", "name_1": "Mila",
    "age_1": "6-9", "name_2": "Jan", "age_2": "18+", "photo_2": "y", "guardian": "y", "language": "pl",
    "statistics_age": "44", "statistics_from": "pl",
}  # fmt: skip


def test_only_name_and_address_are_asked_where_nothing_is_switched_on(house, guest):
    event = an_event(format_facts={"asks": []})

    page = guest.fill(guest.get(address(event)), address(event))

    assert set(page.sent) - {"step", "form_key", "website"} >= {"name", "email", "language"}
    assert "Rollstuhl" not in page.words


def test_all_that_is_answered_is_kept_in_its_place(house, guest):
    event = family()

    book(guest, event, seats="2", **FIELDS)
    [row] = registrations()

    assert row.answers == [
        ["Was bringen Sie mit?", "Ein Regal"], ["Welche Werkbank?", "Metall"], ["Wie viele Jahre Erfahrung?", "3"],
        ["Vegan? (Person 1)", "Ja"], ["Vegan? (Person 2)", "Nein"],
    ]  # fmt: skip
    assert (row.wheelchairs, row.carers, row.language) == (1, 1, "pl")
    assert (row.needs, row.needs_note) == (["loop", "quiet"], "Bitte vorn")
    assert row.people[0] == {"name": "Mila", "age": "6-9"}
    assert set(row.people[1]) == {"name", "age", "photo"}
    assert row.guardian_at is not None
    assert (row.choices, row.statistics) == ([], {"age": "44", "from": "pl"})


def test_the_last_step_shows_all_of_it_and_going_back_loses_nothing(house, guest):
    event = family()

    third = go_to_step_3(guest, event, seats="2", **FIELDS)
    second = guest.fill(third, address(event), back="1")

    for words in ("Welche Werkbank?Metall", "Mila, 6 bis 9 Jahre", "Höranlage", "Bitte vorn", "Polnisch"):
        assert words in third.words
    assert {name: second.sent[name] for name in ("q_bank", "name_1", "age_1")} == {
        "q_bank": "Metall", "name_1": "Mila", "age_1": "6-9",
    }  # fmt: skip


def test_statistics_are_counted_without_a_name_once_it_is_sure(house, guest):
    event = family()
    book(guest, event, seats="1", **{**FIELDS, "q_vegan_2": ""})
    [row] = registrations()

    actions.confirm(row.id)
    db.session.expire_all()

    counted = db.session.execute(sa.select(EventStatistic.question, EventStatistic.answer, EventStatistic.number))
    assert sorted(map(tuple, counted)) == [("age", "44", 1), ("from", "pl", 1)]
    assert row.statistics is None


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"q_bank": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"q_bank": "Holz"}, "Bitte füllen Sie dieses Feld aus."),
        ({"q_alter": "viele"}, "Bitte eine Zahl von 0 bis 1000000."),
        ({"guardian": ""}, "Kinder und Jugendliche melden bitte ihre Sorgeberechtigten an."),
        ({"wheelchairs": "3"}, "Sie buchen weniger Plätze. Bitte prüfen Sie beide Zahlen."),
        ({"age_1": "krumm"}, ""),
    ],
)
def test_what_does_not_go_together_is_said_at_its_field(house, guest, fields, says):
    page = go_to_step_3(guest, family(), seats="2", **{**FIELDS, **fields})

    assert (page.status, page.step) == (422, "Ihre Angaben")
    assert says in page.words
    assert page.sent["q_frage1"] == "Ein Regal"


def test_a_question_under_a_condition_counts_only_for_whom_it_is(house, guest):
    event = family()

    book(guest, event, seats="1", **{**FIELDS, "q_bank": "Metall", "q_holz": "Eiche"})
    [row] = registrations()

    assert ["Welches Holz?", "Eiche"] not in row.answers


def test_an_answer_that_is_gone_meanwhile_is_refused_and_nothing_is_lost(house, guest):
    event = family()
    third = go_to_step_3(guest, event, seats="1", **{**FIELDS, "q_bank": "Holz", "q_holz": "Eiche"})
    a_registration(event, choices=["choice:bank:Holz"])

    page = guest.fill(third, address(event))

    assert page.status == 409
    assert "„Holz“ ist inzwischen vergeben." in page.words
    assert page.sent["q_holz"] == "Eiche"


def test_digital_guests_are_not_asked_for_a_wheelchair(house, guest):
    event = an_event(seats={ONSITE: 5, ONLINE: 5})

    page = guest.fill(guest.get(address(event)), address(event), kind=ONLINE)

    assert "Rollstuhl" not in page.words


def test_one_chooses_a_slot_and_those_that_are_taken_say_so(house, guest):
    event = an_event(
        capacity=6, format_facts={"registration": "slot", "slot_minutes": 20, "companions_max": 0},
        starts_at=clock.now().replace(microsecond=0) + timedelta(days=3),
    )  # fmt: skip
    first = guest.get(address(event))
    slot = f"slot:{event.dates[0].id}:40"

    book_page = guest.fill(first, address(event), slot=slot)
    third = guest.fill(book_page, address(event), name="Jana", email="jana@example.org")
    guest.fill(third, address(event))
    again = guest.get(address(event))
    none = guest.fill(again, address(event))

    assert [row.parts for row in registrations()] == [[slot]]
    assert "12:40 bis 13 Uhr – vergeben" in again.words
    assert (none.status, none.step) == (422, "Plätze")
    assert "Bitte wählen Sie, wann Sie kommen." in none.words


def test_one_chooses_some_sessions_of_a_course_or_comes_to_all(house, guest):
    now = clock.now().replace(microsecond=0)
    spans = [(now + timedelta(days=n), now + timedelta(days=n, hours=2)) for n in (10, 17)]
    event = an_event(spans=spans, attendance="some")
    names = [f"date:{date.id}" for date in event.dates]

    book(guest, event, name="Jana", email="jana@example.org")
    second = guest.fill(guest.get(address(event)), address(event), sessions=[names[1]])
    third = guest.fill(second, address(event), name="Jan", email="jan@example.org")
    guest.fill(third, address(event))

    assert [row.parts for row in registrations()] == [[], [names[1]]]


def test_an_invitation_opens_the_form_and_fills_it_in(house, guest):
    event = an_event(format_facts={"registration": "invite"})
    inviting.invite(event.id, [("Gast", "gast@example.org")])
    [(invitation, _state)] = inviting.invitations_of(event.id)
    path = invitation_mails.path(invitation)

    answer = guest.get(path)
    first = guest.get(answer.location)
    second = guest.fill(first, address(event))
    third = guest.fill(second, address(event))
    guest.fill(third, address(event))

    assert answer.status == 303
    assert (second.sent["name"], second.sent["email"]) == ("Gast", "gast@example.org")
    assert [(row.email, row.source) for row in registrations()] == [("gast@example.org", "invited")]
    assert guest.get(path + "x").status == 404


def test_the_personal_page_shows_what_was_answered(house, guest):
    event = family()
    book(guest, event, seats="2", **FIELDS)
    [row] = registrations()

    page = guest.get(links.manage_path(row))

    for words in ("Welche Werkbank?Metall", "Mila, 6 bis 9 Jahre", "Höranlage"):
        assert words in page.words
