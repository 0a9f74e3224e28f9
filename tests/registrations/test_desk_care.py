"""What the team's desk must not get wrong: odd lists, odd addresses, acts twice, guests whom no mail reaches."""

import io

import pytest

from app.programme.models import ONSITE
from app.registrations import actions, desk, guest_import
from tests.make import a_registration, an_event
from tests.registrations.test_desk import acts, anew, list_of, names, page_of


@pytest.mark.parametrize("page", ["99999999999999999999", "-1", "zwei"])
def test_any_number_of_a_page_is_answered(house, staff, page):
    event = an_event()
    a_registration(event)

    assert staff.get(list_of(event), seite=page).status == 200


def test_a_name_is_found_in_small_letters_whatever_its_first_letter(house, staff):
    event = an_event()
    a_registration(event, name="Öztürk Łukasz")

    assert names(staff.get(list_of(event), q="öztürk")) == ["Öztürk Łukasz"]
    assert names(staff.get(list_of(event), q="łukasz")) == ["Öztürk Łukasz"]


def test_rows_are_numbered_as_in_the_file_and_endless_numbers_are_none():
    rows = guest_import.read(f"\n\nName,Plätze\nAnna,2\n\nBen,{'9' * 5000}\n".encode())

    assert [(row.number, row.name, bool(row.fault)) for row in rows] == [(4, "Anna", False), (6, "Ben", True)]


def test_every_page_that_names_a_guest_notes_who_looked(house, staff):
    event = an_event(capacity=1)
    a_registration(event)
    guest = a_registration(event, would_wait=True)

    for rest in ("", "/plaetze", "/vorziehen", "/zuruecknehmen", "/termin"):
        staff.get(page_of(guest, rest))

    assert acts().count("look_at_guest") == 5


def test_an_act_that_was_done_already_is_noted_once(house, staff):
    event = an_event()
    guest = a_registration(event)
    a_registration(event)
    path = list_of(event, "/nachricht")
    message = staff.fill(staff.get(path), path, to="bestaetigt", subject="Bitte\r\nBcc: x@example.org", text="Kalt.")
    page = staff.get(page_of(guest))

    for _ in range(2):
        staff.fill(message, path, senden="1")
    for _ in range(2):
        staff.fill(page, page_of(guest, "/absagen"))

    assert (acts().count("message_guests"), acts().count("give_up_for_guest")) == (1, 1)


def test_who_waits_without_an_address_is_seated_rather_than_offered_what_they_never_read(house, staff):
    event = an_event(capacity=1, format_facts={"offers_seats": True})
    seated = a_registration(event)
    desk.book_for(event.id, ONSITE, 1, "Frau Noack", would_wait=True)

    actions.give_up(seated.id)

    assert anew()[1].state == "confirmed"


def test_a_list_is_seen_before_anybody_is_booked_even_a_long_one(house, staff):
    event = an_event(capacity=600)
    path = list_of(event, "/gaeste-einlesen")
    table = "Name;E-Mail;Ort\n" + "".join(f"Gast {number};;{'x' * 380}\n" for number in range(499)) + "Ohne;keine;\n"

    seen = staff.post(path, **{**staff.get(path).sent, "file": (io.BytesIO(table.encode()), "gaeste.csv")})
    booked_before = len(anew())
    forged = staff.post(path, **{**seen.sent, "seen": "keine Liste", "buchen": "1"})
    done = staff.fill(seen, path, buchen="1")

    assert (seen.status, booked_before, seen.buttons) == (200, 0, ["499 Zeilen buchen"])
    assert forged.status == 422
    assert (len(anew()), "500 Zeilen gelesen" in done.words) == (499, True)
