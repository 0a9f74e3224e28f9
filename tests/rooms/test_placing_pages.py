"""The team makes places and changes what is said of them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import granting
from app.accounts.models import AuditEntry
from app.alliance.models import Place
from app.database import db
from app.errors import Refused
from app.programme import queries as programme
from app.rooms import placing
from app.rooms.placing_rules import PlaceRefusal
from tests.make import PASSWORD, a_member_of_staff, a_place, a_room, an_event

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def steward(new_guest):
    """Gives somebody who looks after rooms: everywhere, or at one place."""

    def make(place_id=None):
        account = a_member_of_staff("raum@example.org", "Raum", roles=())
        granting.grant_role(account.id, "rooms", place_id)
        guest = new_guest()
        guest.post("/team/anmelden", email="raum@example.org", password=PASSWORD)
        return guest

    return make


def test_a_place_is_made_and_shown(staff, new_guest):
    page = staff.get("/team/orte/neu")

    made = staff.fill(
        page, "/team/orte/neu", name="Liberec", hsb="", pl="Liberec", cs="Liberec", street="Nákladní 344",
        postal_code="460 05", country="CZ", way="Vom Bahnhof zu Fuß.\n\nOder mit dem Bus.", region="CZ",
    )  # fmt: skip

    place = db.session.scalars(sa.select(Place)).one()
    assert (made.status, made.location) == (303, "/team/orte")
    assert (place.key, place.names, place.holiday_region) == ("liberec", {"pl": "Liberec", "cs": "Liberec"}, "CZ")
    assert "Nákladní 344, 460 05 Liberec" in staff.get("/team/orte").words
    assert "Oder mit dem Bus." in new_guest().get("/orte/liberec").words


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"name": " "}, 422, "Bitte füllen Sie dieses Feld aus."),
        ({"name": "zittau"}, 409, "Einen Ort mit diesem Namen gibt es schon."),
        ({"postal_code": "59-900"}, 409, "Diese Postleitzahl gibt es in dem Land nicht."),
        ({"country": "XX"}, 422, ""),
        ({"region": "FR"}, 422, ""),
        ({"way": "x" * 4001}, 422, "Bitte höchstens 4000 Zeichen."),
        ({"coordinates": "50.896"}, 422, "Bitte schreiben Sie zwei Zahlen, zum Beispiel 50.896, 14.807."),
        ({"coordinates": "91, 14.8"}, 409, "Diese Koordinaten gibt es nicht"),
    ],
)
def test_what_no_place_can_be_comes_back_filled(staff, fields, status, sentence):
    a_place(name="Zittau")

    typed = {"name": "Görlitz", "street": "Demianiplatz 1", **fields}
    answer = staff.fill(staff.get("/team/orte/neu"), "/team/orte/neu", **typed)

    assert (answer.status, sentence in answer.refusal) == (status, True)
    assert answer.sent["street"] == "Demianiplatz 1"
    assert db.session.scalar(sa.select(sa.func.count(Place.id))) == 1


def test_no_place_takes_the_address_of_a_page(app):
    assert [placing.create_place(name).key for name in ("Neu", "Ferien", "Zittau")] == ["neu-2", "ferien-2", "zittau"]


def test_a_place_is_changed_and_the_trail_tells_from_what_to_what(staff):
    place = a_place(key="zittau", name="Zittau", street="Markt 1", city="")
    path = "/team/orte/zittau/angaben"

    changed = staff.fill(staff.get(path), path, street="Markt 2", postal_code="02763", cs="Žitava")
    again = staff.fill(staff.get(path), path)

    place = db.session.get(Place, place.id, populate_existing=True)
    assert (changed.status, again.status) == (303, 303)
    assert (place.address, place.names) == ("Markt 2, 02763 Zittau", {"cs": "Žitava"})
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "change_place")).one()
    assert entry.about == f"place:{place.id}"
    assert entry.details == {
        "changed": {
            "street": ["Markt 1", "Markt 2"], "postal_code": ["", "02763"], "names": [{}, {"cs": "Žitava"}],
        }
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "position", "shown"),
    [
        ("50.896, 14.807", (50.896, 14.807), "50.896, 14.807"), ("50,896 14,807", (50.896, 14.807), "50.896, 14.807"),
        (" 51.1561234°; -0.5° ", (51.15612, -0.5), "51.15612, -0.5"), ("", None, ""),
    ],
)  # fmt: skip
def test_where_a_place_is_is_typed_as_maps_show_it(staff, typed, position, shown):
    place, path = a_place(key="zittau", latitude=1.0, longitude=2.0), "/team/orte/zittau/angaben"

    staff.fill(staff.get(path), path, coordinates=typed)

    assert db.session.get(Place, place.id, populate_existing=True).position == position
    assert staff.get(path).sent["coordinates"] == shown


def test_calendars_hear_of_a_new_name_and_guests_keep_their_peace(app, at):
    at("2026-05-04 12:00")
    room = a_room(place=a_place(name="Zittau"))
    event = an_event(starts_at=clock.now() + timedelta(days=3), room_ids=[room.id])
    was = event.sequence

    placing.change_place(room.place_id, name="Zittau-Mitte")

    event = programme.get_event(event.id)
    assert (event.sequence, event.place_line) == (was + 1, f"{room.name}, Zittau-Mitte")


def test_a_place_may_keep_its_name(app):
    place = placing.create_place("Zittau")

    placing.change_place(place.id, name="Zittau", street="Markt 1")

    assert db.session.get(Place, place.id).street == "Markt 1"
    with pytest.raises(Refused) as refused:
        placing.create_place("ZITTAU")
    assert refused.value.reason is PlaceRefusal.SAME_NAME


def test_who_looks_after_one_place_changes_that_one_only(steward):
    mine, other = a_place(), a_place()
    guest = steward(mine.id)

    answers = [guest.get(f"/team/orte/{each.key}/angaben").status for each in (mine, other)]

    assert answers == [200, 404]
    assert guest.get("/team/orte/neu").status == 403


def test_who_looks_after_all_rooms_makes_places(steward):
    assert steward().get("/team/orte/neu").status == 200


def test_script_in_a_place_stays_text(staff, new_guest):
    page = staff.get("/team/orte/neu")
    staff.fill(page, "/team/orte/neu", name=SCRIPT, way=SCRIPT, street=SCRIPT)

    pages = [staff.get("/team/orte"), new_guest().get("/orte"), staff.get("/team/orte/script-alert-1-script/angaben")]

    assert not any(b"<script>alert" in page.body for page in pages)
    assert [SCRIPT in page.body.decode().replace("&lt;", "<").replace("&gt;", ">") for page in pages] == [True] * 3
