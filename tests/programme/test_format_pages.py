"""The team makes formats and changes them."""

import pytest
import sqlalchemy as sa

from app.accounts.models import AuditEntry
from app.database import db
from app.errors import Refused
from app.programme import formats
from app.programme import queries as programme
from app.programme.format_rules import FormatRefusal
from app.programme.models import Format
from tests.make import a_format, a_place, a_registration, an_area, an_event
from tests.make_planning import sign_in_with, statements

SCRIPT = "<script>alert(1)</script>"
NEW = "/team/formate/neu"


def filled(staff, **fields):
    """Fill in the form for a new format and send it."""
    area = fields.pop("area", None) or an_area()
    typed = {"name": "Nähcafé", "area_id": str(area.id), "minutes": "120", "capacity": "12", **fields}
    return staff.fill(staff.get(NEW), NEW, **typed)


def test_a_format_is_made_listed_and_shown(staff, new_guest):
    area = an_area(title="Leben")

    answer = filled(staff, area=area, summary="Wir nähen.", description="Hell.\n\nWarm.", opens_days="30")

    made = db.session.scalars(sa.select(Format)).one()
    assert (answer.status, answer.location) == (303, "/team/formate")
    assert (made.key, made.slug, made.area_id, made.mode, made.registration) == (
        "naehcafe", "naehcafe", area.id, "physical", "seat",
    )  # fmt: skip
    assert (made.languages, made.has_waiting_list, made.opens_days, made.closes_hours) == (["de"], True, 30, 0)
    assert "Nähcafé Leben Vor Ort 2 Stunden 12 noch nichts" in staff.get("/team/formate").words
    assert "Wir nähen." in new_guest().get("/formate/naehcafe").words


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"name": " "}, 422, "Bitte füllen Sie dieses Feld aus."),
        ({"name": "repair-café"}, 409, "Ein Format mit diesem Namen gibt es schon."),
        ({"area_id": "4711"}, 422, ""),
        ({"area_id": "x"}, 422, ""),
        ({"minutes": "0"}, 422, "Bitte eine Zahl von 5 bis 14400."),
        ({"capacity": "0"}, 422, "Vor Ort braucht es mindestens einen Platz."),
        ({"capacity": "9" * 30}, 422, "Bitte eine Zahl von 0 bis 5000."),
        ({"capacity_online": "5"}, 422, "Dieses Format ist nur vor Ort."),
        ({"mode": "hybrid"}, 422, "Digital braucht es mindestens einen Platz."),
        ({"mode": "digital", "capacity_online": "9"}, 422, "Dieses Format ist nur digital."),
        ({"min_participants": "13"}, 422, "So kämen nie genug Menschen zusammen"),
        ({"companions_max": "12"}, 422, "So viele Begleitungen passen"),
        ({"registration": "slot"}, 422, "wie viele Minuten ein Zeitfenster dauert"),
        ({"registration": "slot", "slot_minutes": "121"}, 422, "Ein Zeitfenster kann nicht länger dauern"),
        ({"registration": "raten"}, 422, ""),
        ({"opens_days": "1", "closes_hours": "24"}, 422, "So wäre die Anmeldung nie offen"),
        ({"mode": "im Traum"}, 422, ""),
        ({"languages": "tlh"}, 422, ""),
        ({"languages": []}, 422, "mindestens eine Sprache"),
        ({"interpreting": "de"}, 422, "Dann braucht niemand, der in sie dolmetscht."),
        ({"interpreting": "tlh"}, 422, ""),
        ({"registration": "external"}, 422, "Bitte schreiben Sie die Adresse der Seite"),
        ({"registration": "external", "external_url": "http://anderswo.example/"}, 422, "mit https:// beginnt"),
        ({"registration": "external", "external_url": "javascript:alert(1)"}, 422, "mit https:// beginnt"),
        ({"registration": "external", "external_url": "https://ich:geheim@a.example/"}, 422, "mit https:// beginnt"),
        ({"audiences": "Marsmenschen"}, 422, ""),
        ({"layout": "im Kopfstand"}, 422, ""),
        ({"room_needs": "Zauberstab"}, 422, ""),
        ({"barrier_need": "keins"}, 422, ""),
        ({"contact_email": "werkstatt"}, 422, "Bitte genau eine E-Mail-Adresse"),
        ({"contact_email": "a@example.org, b@example.org"}, 422, "Bitte genau eine E-Mail-Adresse"),
        ({"min_age": "0"}, 422, "Bitte eine Zahl von 1 bis 99."),
        ({"decide_hours": "0"}, 422, "Bitte eine Zahl von 1 bis 8784."),
        ({"reminders_h": "morgens"}, 422, "Bitte nur Zahlen"),
        ({"reminders_h": "0"}, 422, "Bitte Stunden von 1 bis 8784."),
        ({"reminders_h": "24,1,2,3,4,5,6,7,8,9,10"}, 422, "Bitte höchstens 10 Erinnerungen."),
        ({"questions": "x" * 201}, 422, "Bitte höchstens 200 Zeichen in einer Zeile."),
        ({"report_tags": "Reparaturen\nReparaturen"}, 422, "Bitte schreiben Sie jede Zeile nur einmal."),
        ({"summary": "x" * 401}, 422, "Bitte höchstens 400 Zeichen."),
    ],
)  # fmt: skip
def test_what_no_format_can_be_comes_back_filled(staff, fields, status, sentence):
    a_format(name="Repair-Café")

    answer = filled(staff, **{"cost": "kostenlos", **fields})

    assert (answer.status, sentence in answer.refusal) == (status, True)
    assert answer.sent["cost"] == "kostenlos"
    assert db.session.scalar(sa.select(sa.func.count(Format.id))) == 1


def test_a_format_is_changed_and_its_events_say_so_at_once(staff, new_guest):
    format = a_format(name="Repair-Café", summary="Alt.")
    event = an_event(format=format)
    was = event.sequence
    path = f"/team/formate/{format.id}"
    assert "1 Veranstaltung ist geplant" in staff.get(path).words

    changed = staff.fill(staff.get(path), path, summary="Neu.", capacity="30")

    assert changed.status == 303
    assert "Neu." in new_guest().get(f"/veranstaltungen/{event.slug}").words
    db.session.expire_all()
    event = programme.get_event(event.id)
    # In calendars stands the summary; seats were promised when the event was planned.
    assert (event.sequence, event.ledgers[0].capacity) == (was + 1, 10)
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "change_format")).one()
    assert (entry.about, entry.details) == (
        f"format:{format.id}", {"changed": {"summary": ["Alt.", "Neu."], "capacity": [20, 30]}},
    )  # fmt: skip


def test_who_has_a_seat_keeps_it(app):
    format = a_format()
    event = an_event(format=format, title="Lötabend")
    a_registration(event)

    with pytest.raises(Refused) as refused:
        formats.change_format(format.id, registration="drop-in")

    assert refused.value.reason is FormatRefusal.HAS_GUESTS
    assert "„Lötabend“" in refused.value.sentence
    assert db.session.get(Format, format.id).registration == "seat"


def test_without_guests_one_may_take_part_otherwise(app):
    format = a_format(registration="slot", slot_minutes=20)
    an_event(format=format)

    formats.change_format(format.id, registration="drop-in")

    assert (format.registration, format.slot_minutes) == ("drop-in", None)


def test_names_make_keys_and_addresses_of_their_own(app):
    area = an_area()
    facts = {"minutes": 60, "capacity": 5, "registration": "seat", "languages": ["de"], "mode": "physical"}

    made = [formats.create_format(name, area.id, **facts) for name in ("Löten!", "Löten?", "Löten.")]

    assert [(each.key, each.slug) for each in made] == [
        ("loeten", "loeten"), ("loeten-2", "loeten-2"), ("loeten-3", "loeten-3"),
    ]  # fmt: skip


def test_who_plans_for_one_place_sees_formats_and_changes_none(new_guest):
    format = a_format()
    guest = sign_in_with(new_guest(), "programme", a_place().id)

    answers = [guest.get(path).status for path in ("/team/formate", NEW, f"/team/formate/{format.id}")]

    assert answers == [200, 403, 403]


def test_an_unknown_format_is_not_found(staff):
    assert staff.get("/team/formate/4711").status == 404


def test_script_in_a_format_stays_text(staff, new_guest):
    filled(staff, name=SCRIPT, summary=SCRIPT, description=SCRIPT, for_whom=SCRIPT, photo_rule=SCRIPT, cost=SCRIPT)
    made = db.session.scalars(sa.select(Format)).one()

    pages = [
        staff.get("/team/formate"), staff.get(f"/team/formate/{made.id}"), new_guest().get("/formate"),
        new_guest().get(f"/formate/{made.slug}"),
    ]  # fmt: skip

    assert not any(b"<script>alert" in page.body for page in pages)


def test_the_list_asks_the_database_as_often_for_many_formats_as_for_one(staff):
    an_event()
    one = statements(lambda: staff.get("/team/formate"))
    for _ in range(3):
        an_event()

    assert statements(lambda: staff.get("/team/formate")) == one
