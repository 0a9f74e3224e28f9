"""The planning board as the team sees it: what stands where, in a plan and in a table."""

from datetime import datetime, time

import pytest

from app.database import db, transaction
from app.rooms import actions
from app.rooms.bookings import HELD, PROPOSED, REQUESTED
from app.rooms.closures import Closure, ClosureSpan
from app.rooms.models import RoomHours
from bench import statements
from tests.make import a_place, a_room
from tests.rooms.board.conftest import a_booking, moment, row

VIEWS = ("/team/plan?zeit=tag&tag=2026-05-06", "/team/plan?tag=2026-05-06", "/team/plan?zeit=monat&tag=2026-05-06")


def close(reason, first, last, **what):
    """Shut a room, a place or the house."""
    with transaction():
        closure = Closure(
            reason=reason, wall_start=datetime.fromisoformat(first), wall_end=datetime.fromisoformat(last),
            made_at=moment("2026-05-01 08:00"), **what,
        )  # fmt: skip
        closure.spans = [ClosureSpan(starts_at=moment(first), ends_at=moment(last))]
        db.session.add(closure)


def test_the_board_is_for_the_team_only(guest):
    assert guest.get("/team/plan").location.startswith("/team/anmelden")


@pytest.mark.parametrize("path", VIEWS)
def test_every_view_shows_a_booking_with_its_room_and_time(staff, hall, path):
    a_booking(hall[1], 6, "14:00", "16:30", "Nähkurs", setup_min=30)

    page = staff.get(path)

    assert page.status == 200
    assert "14–16:30 Nähkurs" in row(page, "Saal Nord").replace("14 –", "14–")
    assert page.links("Nähkurs") != []


def test_a_booking_stands_at_its_quarter_hours_with_setup_and_teardown(staff, hall):
    booking = a_booking(hall[1], 6, "14:00", "16:30", setup_min=30, teardown_min=15)

    page = staff.get(VIEWS[0])

    (block,) = page.tree.xpath(f"//a[@href='/team/raumbuchungen/{booking.id}']")
    assert block.get("class") == "b s26 n13"
    assert [child.get("class") for child in block] == ["n2", "n10", "n1"]


@pytest.mark.parametrize(("state", "word"), [(REQUESTED, "Anfrage"), (PROPOSED, "Vorschlag"), (HELD, "unbestätigt")])
def test_what_waits_for_an_answer_is_dashed_and_says_so(staff, hall, state, word):
    booking = a_booking(hall[1], 6, "14:00", "16:00", state=state)

    page = staff.get(VIEWS[0])

    (block,) = page.tree.xpath(f"//a[@href='/team/raumbuchungen/{booking.id}']")
    assert "r" in block.get("class").split()
    assert f"14–16 {word} Probe" in row(page, "Saal Nord")


def test_a_booking_throws_a_shadow_on_rooms_that_share_a_part(staff, hall):
    a_booking(hall[0], 6, "14:00", "16:00", "Bürgerdialog")

    page = staff.get(VIEWS[0])

    assert "Saal: 14–16 Bürgerdialog" in row(page, "Saal Nord")
    assert "Saal: 14–16 Bürgerdialog" in row(page, "Saal Süd")


def test_an_unanswered_request_that_blocks_nobody_throws_no_shadow(staff, hall):
    a_booking(hall[0], 6, "14:00", "16:00", "Bürgerdialog", state=REQUESTED, holds=False)

    assert "Bürgerdialog" not in row(staff.get(VIEWS[0]), "Saal Nord")


def test_a_folded_hall_shows_what_its_parts_have_in_its_own_row(staff, hall):
    a_booking(hall[1], 6, "14:00", "16:00", "Nähkurs")

    page = staff.get(f"{VIEWS[0]}&zu={hall[0].id}")

    assert "14–16 Nähkurs Saal Nord" in row(page, "Saal")
    assert page.tree.xpath("count(//table//tr[td])") == 1
    assert page.links("Teile zeigen") == ["/team/plan?zeit=tag&tag=2026-05-06"]


def test_one_room_shows_its_days(staff, hall):
    a_booking(hall[1], 6, "14:00", "16:00", "Nähkurs")
    a_booking(hall[2], 6, "10:00", "12:00", "Anderswo")

    page = staff.get("/team/plan", raum=hall[1].id, tag="2026-05-06")

    assert page.h1 == "Saal Nord: 4. bis 10. Mai"
    assert "14–16 Nähkurs" in row(page, "Mi., 6.5.")
    assert page.tree.xpath("count(//table//tr[td])") == 7
    assert "Anderswo" not in page.words


def test_rooms_of_a_place_can_be_chosen(staff, hall):
    other = a_room(name="Salon", place=a_place(key="goerlitz", name="Görlitz"))
    a_booking(other, 6, "14:00", "16:00", "Lesung")

    page = staff.get(VIEWS[0] + "&ort=zittau")

    assert "Saal Nord" in page.words
    assert "Lesung" not in page.words


def test_what_goes_on_past_midnight_stands_on_both_days(staff, hall):
    actions.book_room(hall[1].id, moment("2026-05-06 22:00"), moment("2026-05-07 02:00"), "Nachtschicht")

    page = staff.get(VIEWS[1])

    assert row(page, "Saal Nord").count("22–2 Nachtschicht") == 2
    assert "… 22–2 Nachtschicht" in row(page, "Saal Nord")
    assert "1 Buchung liegt außerhalb." in page.words


def test_what_lies_outside_the_hours_of_the_plot_is_counted_and_still_listed(staff, hall):
    a_booking(hall[1], 6, "05:00", "06:00", "Frühschicht")

    page = staff.get(VIEWS[0])

    assert "Die Zeitleiste zeigt 7 bis 22 Uhr. 1 Buchung liegt außerhalb." in page.words
    assert "5–6 Frühschicht" in row(page, "Saal Nord")


def test_a_free_stretch_leads_to_a_new_booking_inside_the_hours(staff, hall):
    with transaction():
        db.session.add(RoomHours(room_id=hall[1].id, weekday=2, opens=time(9), closes=time(18)))
    a_booking(hall[1], 6, "14:00", "16:00")

    page = staff.get("/team/plan", zeit="tag", tag="2026-05-06", raum=hall[1].id)

    new = f"/team/raumbuchungen/neu?raum={hall[1].id}&tag=2026-05-06"
    assert page.links("Frei ab") == [f"{new}&von=09:00&bis=11:00", f"{new}&von=16:00&bis=18:00"]


def test_nothing_is_offered_in_the_past(staff, hall):
    page = staff.get("/team/plan", zeit="tag", tag="2026-05-03", raum=hall[1].id)

    assert page.links("Frei ab") == []


@pytest.mark.parametrize("path", VIEWS)
def test_closures_and_holidays_are_shown_with_their_reason(staff, hall, path):
    with transaction():
        hall[0].place.holiday_region = "DE-SN"
    close("Fenster", "2026-05-06 08:00", "2026-05-06 20:00", room_id=hall[1].id)

    page = staff.get(path)

    # A closure of a piece shuts the hall too, and not the other piece.
    assert "Fenster" in row(page, "Saal Nord")
    assert "Fenster" in row(page, "Saal")
    assert "Fenster" not in row(page, "Saal Süd")
    assert "Erster Mai" in staff.get("/team/plan?zeit=monat&tag=2026-05-01").words


def test_the_table_says_the_same(staff, hall):
    close("Fenster", "2026-05-08 08:00", "2026-05-08 20:00", place_id=hall[0].place_id)
    booking = a_booking(hall[1], 6, "14:00", "16:30", "Nähkurs", setup_min=30, state=REQUESTED)

    page = staff.get("/team/plan", ansicht="tabelle", tag="2026-05-06")

    (tr,) = page.tree.xpath("//table//tr[td]")
    assert [" ".join(cell.text_content().split()) for cell in tr] == [
        "Mi., 6.5. 14 bis 16:30 Uhr", "Saal Nord, Zittau", "Nähkurs", "davor 30 Minuten", "Anfrage",
        "Verschieben: Nähkurs",
    ]  # fmt: skip
    assert page.links("Verschieben") == [f"/team/plan/verschieben/{booking.id}"]
    assert "Freitag, 8. Mai, 8 bis 20 Uhr: Fenster (Zittau)" in page.words


@pytest.mark.parametrize(
    "query", ["zeit=jahr", "tag=gestern", "tag=9999-12-31", "tag=0001-01-01", "raum=Saal", "zu=Saal"]
)
def test_an_address_that_makes_no_sense_is_refused_with_a_sentence(staff, hall, query):
    page = staff.get(f"/team/plan?{query}")

    assert page.status == 400
    assert page.h1 == "Das haben wir nicht verstanden"


@pytest.mark.parametrize("query", ["raum=999999", "ort=nirgends"])
def test_an_unknown_room_or_place_is_not_found(staff, hall, query):
    assert staff.get(f"/team/plan?{query}").status == 404


def test_a_title_with_script_stays_text(staff, hall):
    a_booking(hall[1], 6, "14:00", "16:00", "<script>alert(1)</script>")

    for path in VIEWS:
        assert "<script>alert(1)</script>" in row(staff.get(path), "Saal Nord")


@pytest.mark.parametrize("path", [*VIEWS, "/team/plan?ansicht=tabelle&zeit=monat&tag=2026-05-06"])
def test_the_number_of_statements_does_not_grow(staff, hall, path):
    counts = []
    for number in (1, 3):
        for each in range(number):
            room = a_room(place=a_place(holiday_region="DE-SN"))
            for hour in range(number):
                a_booking(room, 6 + each, f"{10 + 2 * hour}:00", f"{11 + 2 * hour}:00")
        with statements.counted() as seen:
            assert staff.get(path).status == 200
        counts.append(len(seen))

    # One of them asks whether the house has changed.
    assert counts[0] == counts[1] <= 9
