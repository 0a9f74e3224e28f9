"""The team says which holidays count at a place, and uploads school holidays."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest

from app import clock
from app.alliance.models import Place
from app.database import db
from app.rooms import actions, closing
from app.rooms.bookings import Booking
from app.rooms.closing import STAY
from tests.make import a_place, a_room
from tests.rooms.test_school_calendars import a_file, an_entry, stored

FERIEN = "/team/orte/ferien/DE-SN"


def a_booking(room, start="2026-11-18 10:00", title="Chorprobe"):
    begin = clock.from_wall(datetime.fromisoformat(start))
    return actions.book_room(room.id, begin, begin + timedelta(hours=2), title)


def settings(place):
    db.session.rollback()
    found = db.session.get(Place, place.id, populate_existing=True)
    return found.holiday_region, found.holidays_catholic, found.holidays_close


def test_the_places_tell_their_holidays(staff):
    a_place(name="Bautzen", holiday_region="DE-SN", holidays_catholic=True, holidays_close=True)
    a_place(name="Cottbus")

    page = staff.get("/team/orte")

    assert "Bautzen Sachsen, mit katholischen geschlossen Donnerstag, 14. Mai: Christi Himmelfahrt" in page.words
    assert "Cottbus noch nicht gewählt geöffnet" in page.words


def test_holidays_that_hit_nobody_are_kept_at_once(staff):
    place = a_place(key="zittau", name="Zittau")
    page = staff.get("/team/orte/zittau")

    done = staff.fill(page, "/team/orte/zittau", region="DE-SN", catholic="y", way="shut")

    assert done.location == "/team/orte/zittau"
    assert settings(place) == ("DE-SN", True, True)
    assert "Donnerstag, 4. Juni: Fronleichnam, geschlossen" in staff.get("/team/orte/zittau").words


def test_without_a_region_nothing_is_shut(staff):
    place = a_place(key="zittau", holiday_region="DE-SN", holidays_close=True)

    staff.fill(staff.get("/team/orte/zittau"), "/team/orte/zittau", region="", way="shut")

    assert settings(place) == (None, False, False)


def test_closing_on_holidays_asks_what_becomes_of_each_booking(staff):
    place = a_place(key="zittau", name="Zittau")
    room = a_room(place=place)
    hit, other = a_booking(room), a_booking(room, "2026-11-19 10:00")

    second = staff.fill(staff.get("/team/orte/zittau"), "/team/orte/zittau", region="DE-SN", way="shut")
    undecided = staff.fill(second, "/team/orte/zittau", schritt="speichern")
    done = staff.fill(undecided, "/team/orte/zittau", schritt="speichern", **{f"buchung{hit.id}": "call_off"})

    assert "Eine Buchung ist betroffen" in second.words
    assert settings(place) == ("DE-SN", False, True)
    assert (undecided.status, done.status) == (422, 303)
    states = [db.session.get(Booking, booking.id, populate_existing=True).state for booking in (hit, other)]
    assert states == ["cancelled", "booked"]


def test_what_was_decided_to_stay_is_not_asked_again(staff):
    place = a_place(key="zittau")
    booking = a_booking(a_room(place=place))
    closing.keep_holidays(place.id, "DE-SN", False, True, {booking.id: STAY})

    again = staff.fill(staff.get("/team/orte/zittau"), "/team/orte/zittau", region="DE-SN", catholic="y", way="shut")

    assert again.status == 303
    assert db.session.get(Booking, booking.id, populate_existing=True).broken_rules == ["CLOSED"]


def test_an_unknown_region_and_an_unknown_place_are_refused(staff):
    a_place(key="zittau")

    assert staff.fill(staff.get("/team/orte/zittau"), "/team/orte/zittau", region="FR").status == 422
    assert staff.get("/team/orte/nirgends").status == 404
    assert staff.get("/team/orte/ferien/FR").status == 404


def upload(staff, content, name="ferien.ics"):
    token = staff.get(FERIEN).tree.xpath("//main//input[@name='csrf_token']/@value")[-1]
    return staff.post(FERIEN, csrf_token=token, file=(BytesIO(content), name))


def test_a_file_of_school_holidays_is_kept_and_shown(staff):
    done = upload(staff, a_file(an_entry("Winterferien", "20270208", "20270220")))

    assert done.location == FERIEN
    page = staff.get(FERIEN)
    assert "Ein Eintrag ist gespeichert." in page.body.decode()
    assert "Winterferien: Montag, 8. Februar 2027 bis Freitag, 19. Februar 2027" in page.words
    assert "eingetragen bis Freitag, 19. Februar 2027" in staff.get("/team/orte").words


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        (b"", 422, "Bitte wählen Sie eine Datei."),
        (b"kein Kalender", 422, "Das ist keine Kalender-Datei, die wir lesen können."),
        (b"x" * 600_000, 413, "Diese Datei ist zu groß."),
        (a_file(*[an_entry(f"F{n}") for n in range(501)]), 422, "mehr als 500 Einträge"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence_and_leaves_nothing(staff, content, status, sentence):
    page = upload(staff, content)

    assert page.status == status
    assert sentence in page.refusal
    assert stored() == []


def test_a_file_of_many_megabytes_is_not_even_read(staff):
    assert upload(staff, b"x" * 2_000_000).status == 413
    assert stored() == []


def test_school_holidays_are_deleted_by_one_button(staff):
    upload(staff, a_file(an_entry("Winterferien", "20270208", "20270220")))

    done = staff.fill(staff.get(FERIEN), f"{FERIEN}/loeschen")

    assert done.location == FERIEN
    assert stored() == []
