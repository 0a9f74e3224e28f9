"""The team and its guests: finding them, booking for them, moving them, writing to them, lists in and out."""

import io
import zipfile
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import AuditEntry
from app.database import db
from app.notifications.models import Message
from app.programme.models import ONLINE, ONSITE
from app.registrations import desk, guest_import, guest_lists, tickets
from app.registrations.models import Registration
from bench import statements
from tests.make import a_format, a_registration, an_event
from tests.registrations.test_life import ledger, mails_to, state_of


def anew():
    """Every registration as it is stored now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(sa.select(Registration).order_by(Registration.id)).all()


def acts():
    """What the trail says was done."""
    db.session.rollback()
    return list(db.session.scalars(sa.select(AuditEntry.act).order_by(AuditEntry.id)))


def names(page):
    """The names on a guest list."""
    return [" ".join(cell.text_content().split()) for cell in page.tree.xpath("//tbody//th")]


def list_of(event, rest=""):
    return f"/team/veranstaltungen/{event.id}{rest}"


def page_of(registration, rest=""):
    return f"/team/anmeldungen/{registration.id}{rest}"


# Finding


def test_guests_are_found_by_name_address_code_state_and_need(house, staff):
    event = an_event(capacity=3, seats={ONSITE: 3, ONLINE: 3})
    a_registration(event, name="Anna", email="anna@example.org", wheelchairs=1)
    ben = a_registration(event, name="Łukasz", email="ben@example.org", kind=ONLINE)
    a_registration(event, name="100 % da", email="da@example.org")

    def found(**query):
        return names(staff.get(list_of(event), **query))

    assert found(q="ann") == ["Anna"]
    assert found(q="Łuk") == ["Łukasz"]
    assert found(q="da@example") == ["100 % da"]
    assert found(q="%") == ["100 % da"]
    assert found(q=tickets.door_code(ben.id).lower()) == ["Łukasz"]
    assert found(art=ONLINE) == ["Łukasz"]
    assert found(bedarf="y") == ["Anna"]
    assert found(stand="warteliste") == []


def test_a_long_list_comes_in_pages_with_as_many_statements(house, staff, make_app):
    event = an_event(capacity=150)
    a_registration(event)
    with statements.counted() as one:
        staff.get(list_of(event))
    for _ in range(104):
        a_registration(event)

    with statements.counted() as many:
        staff.get(list_of(event))
    last = staff.get(list_of(event), seite=2)

    assert len(many) == len(one)
    assert len(names(last)) == 5


def test_what_all_of_them_need_stands_above_the_list(house, staff):
    event = an_event()
    a_registration(event, wheelchairs=1, needs=["loop"], people=[{"age": "6-9"}])
    a_registration(event, carers=1, needs=["loop", "sign"])

    page = staff.get(list_of(event))

    totals = ("1 Person im Rollstuhl", "1 Begleitperson", "1 Kind oder Jugendliche", "Höranlage (Induktion): 2-mal")
    assert [words for words in totals if words not in page.words] == []


# One registration


def test_a_registration_shows_all_and_who_looked_is_noted(house, staff):
    registration = a_registration(an_event(), name="Anna", needs=["loop"], carers=1, note="Ruft an")

    page = staff.get(page_of(registration))

    for words in ("Höranlage", "Begleitperson", tickets.door_code(registration.id)):
        assert words in page.words
    assert page.sent["note"] == "Ruft an"
    assert "look_at_guest" in acts()


def test_a_note_is_written_and_the_link_goes_out_again(house, staff):
    registration = a_registration(an_event())

    page = staff.get(page_of(registration))
    staff.fill(page, page_of(registration, "/notiz"), note="Kommt später")
    staff.fill(page, page_of(registration, "/link"))

    assert anew()[0].note == "Kommt später"
    assert mails_to(registration)[-1] == "already_there"


def test_somebody_is_moved_ahead_taken_back_or_given_more_seats_with_a_reason(house, staff):
    event = an_event(capacity=1)
    seated = a_registration(event)
    first, second = a_registration(event, would_wait=True), a_registration(event, would_wait=True)

    empty = staff.fill(staff.get(page_of(second, "/vorziehen")), page_of(second, "/vorziehen"))
    staff.fill(staff.get(page_of(second, "/vorziehen")), page_of(second, "/vorziehen"), reason="Kommt von weit her")
    staff.fill(staff.get(page_of(seated, "/zuruecknehmen")), page_of(seated, "/zuruecknehmen"), reason="Doppelt")
    states = [row.state for row in anew()]

    assert empty.status == 422
    assert states == ["removed", "waiting", "confirmed"]
    assert mails_to(seated)[-1] == "removed"
    assert {"move_ahead", "remove_registration"} <= set(acts())
    assert state_of(first) == "waiting"


def test_the_team_moves_somebody_to_another_date_though_booking_is_closed(house, staff):
    format = a_format(closes_hours=24 * 40)
    here = an_event(format=format)
    there = an_event(format=format, starts_at=clock.now().replace(microsecond=0) + timedelta(days=20))
    guest = desk.book_for(here.id, ONSITE, 3, "Anna", "anna@example.org")

    staff.fill(staff.get(page_of(guest, "/termin")), page_of(guest, "/termin"), event=str(there.id))

    assert [row.event_id for row in anew()] == [there.id]
    assert (ledger(here), ledger(there)) == ((0, 10), (3, 10))


# Booking for somebody


def test_who_calls_is_booked_at_once_with_or_without_an_address(house, staff):
    event = an_event(format_facts={"companions_max": 0})
    page = staff.get(list_of(event, "/telefon"))

    first = staff.fill(page, list_of(event, "/telefon"), name="Anna", seats="4", note="Ruft zurück")
    again = staff.fill(page, list_of(event, "/telefon"), name="Anna", seats="4", note="Ruft zurück")
    staff.fill(
        staff.get(list_of(event, "/telefon")), list_of(event, "/telefon"), name="Ben", email="ben@example.org",
        is_house="y",
    )  # fmt: skip
    staff.fill(staff.get(list_of(event, "/telefon")), list_of(event, "/telefon"), is_house="y")
    rows = anew()

    assert (first.status, first.location) == (303, again.location)
    assert [(row.name, row.state, row.seats, row.source) for row in rows] == [
        ("Anna", "confirmed", 4, "phone"), ("Ben", "confirmed", 1, "house"),
        ("Gäste des Hauses", "confirmed", 1, "house"),
    ]  # fmt: skip
    assert (mails_to(rows[0]), mails_to(rows[1])) == ([], ["confirmed"])


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"seats": "10000"}, 422), ({"seats": "0"}, 422), ({"seats": "-1"}, 422), ({"seats": "1.5"}, 422),
        ({"seats": "11"}, 409), ({"name": "x" * 300}, 422), ({"email": "keine"}, 422),
        ({"wheelchairs": "3"}, 422), ({"email": "da@example.org"}, 409),
    ],
)  # fmt: skip
def test_what_cannot_be_booked_is_said_and_leaves_nothing_behind(house, staff, fields, status):
    event = an_event()
    a_registration(event, email="da@example.org")
    page = staff.get(list_of(event, "/telefon"))

    answer = staff.fill(page, list_of(event, "/telefon"), **{"name": "Anna", "seats": "1", **fields})

    assert answer.status == status
    assert answer.sent["name"] == fields.get("name", "Anna")
    assert len(anew()) == 1


# Lists


def test_lists_carry_little_and_no_formula(house, staff):
    event = an_event()
    a_registration(event, name="=HYPERLINK(1)", email="a@example.org", needs=["loop"])
    a_registration(event, name="Žaneta Ćišinski", email="b@example.org")

    plain = staff.client.get(list_of(event, "/gaeste.csv")).data.decode("utf-8-sig")
    full = staff.client.get(list_of(event, "/gaeste.csv?mit=bedarf&mit=email")).data.decode("utf-8-sig")
    book = zipfile.ZipFile(io.BytesIO(staff.client.get(list_of(event, "/gaeste.xlsx")).data))

    assert "'=HYPERLINK(1);1;0;Bestätigt" in plain
    assert "example.org" not in plain
    assert "Höranlage" not in plain
    assert "Höranlage (Induktion);a@example.org" in full
    assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
    assert "Žaneta Ćišinski" in book.read("xl/sharedStrings.xml").decode()
    assert acts().count("export_guests") == 3


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@A1", "\tx", "\rx"])
def test_a_cell_is_never_a_formula(cell):
    assert guest_lists.defused(cell) == f"'{cell}"


def test_a_list_is_brought_in_row_by_row_and_twice_books_nobody_twice(house, staff):
    event = an_event(capacity=3)
    table = (
        "Name;E-Mail;Plätze\nAnna;anna@example.org;2\nBen;;1\nCem;cem@example.org;1\nDan;keine Adresse;1\n;;1\n"
        "Eva;eva@example.org;0\nAnna;anna@example.org;2\n"
    )

    def bring_in():
        path = list_of(event, "/gaeste-einlesen")
        sent = {**staff.get(path).sent, "file": (io.BytesIO(table.encode("cp1252")), "gaeste.csv")}
        page = staff.fill(staff.post(path, **sent), path, buchen="1")
        return [" ".join(row.xpath("td")[1].text_content().split()) for row in page.tree.xpath("//tbody/tr")]

    first, second = bring_in(), bring_in()

    assert first == ["Gebucht", "Gebucht", "Warteliste", *["Nicht verstanden"] * 3, "Schon da"]
    assert second == ["Schon da"] * 3 + ["Nicht verstanden"] * 3 + ["Schon da"]
    assert ledger(event) == (3, 3)
    assert {row.source for row in anew()} == {"list"}


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01", b"Vorname fehlt;Ort\nx;y\n", b"Name\n" + b"x\n" * 501, b"Name\n" + b"x" * 300_000]
)
def test_what_is_no_list_is_said(house, staff, data):
    event = an_event()
    path = list_of(event, "/gaeste-einlesen")

    page = staff.post(path, **{**staff.get(path).sent, "file": (io.BytesIO(data), "gaeste.csv")})

    assert page.status == 422
    assert anew() == []


def test_addresses_are_read_as_they_are_written():
    rows = guest_import.read("\ufeffName,E-Mail\n Ana ,ANA+haus@Example.ORG \n".encode())

    assert [(row.name, row.email, row.seats) for row in rows] == [("Ana", "ana+haus@example.org", 1)]


def test_the_printed_list_has_boxes_codes_and_needs(house, staff):
    event = an_event()
    guest = a_registration(event, name="Anna", needs=["loop"], people=[{"photo": "2026-05-04T10:00:00+00:00"}])

    page = staff.get(list_of(event, "/gaesteliste"))

    for words in ("Anna", tickets.door_code(guest.id), "Höranlage", "Fotos: alle einverstanden"):
        assert words in page.words


# Messages


def test_a_message_is_seen_tried_and_sent_once(house, staff):
    event = an_event(capacity=2)
    a_registration(event, name="Anna"), a_registration(event)
    a_registration(event, would_wait=True)
    path = list_of(event, "/nachricht")
    fields = {"to": "bestaetigt", "subject": "Bitte warm anziehen", "text": "Es wird kalt.\n\nBis bald."}

    preview = staff.fill(staff.get(path), path, **fields)
    tried = staff.fill(preview, path, probe="1")
    for _ in range(2):
        staff.fill(tried, path, senden="1")
    db.session.rollback()
    kinds = [name.rpartition("/")[2] for name in db.session.scalars(sa.select(Message.template))]

    assert "Guten Tag, Anna," in preview.words
    assert "/b/" not in preview.words
    assert (kinds.count("message_test"), kinds.count("message")) == (1, 2)
    assert "message_guests" in acts()


# Invitations


def test_people_are_invited_and_links_made_and_withdrawn(house, staff):
    event = an_event(format_facts={"registration": "invite"})
    path = list_of(event, "/einladungen")

    wrong = staff.fill(staff.get(path), path, people="Nur ein Name")
    staff.fill(staff.get(path), path, people="Anna, anna@example.org\nben@example.org", links="1")
    page = staff.get(path)
    ident = page.tree.xpath("//input[@name='einladung']/@value")[0]
    staff.post(f"{path}/zurueckziehen", **{"csrf_token": page.sent["csrf_token"], "einladung": ident})

    assert wrong.status == 422
    assert len(page.tree.xpath("//tbody/tr")) == 3
    assert "Zurückgezogen" in staff.get(path).words
