"""What on the board needs a look, in words, with the way on."""

from app.database import db
from app.rooms.bookings import REQUESTED
from tests.rooms.board.conftest import a_booking
from tests.rooms.board.test_board_pages import VIEWS, close


def conflicts(page):
    """The list of what needs a look, as texts."""
    items = page.tree.xpath("//ul[contains(@class, 'plan-conflicts')]/li")
    return [" ".join(li.text_content().split()) for li in items]


def test_where_all_is_well_the_page_says_so(staff, hall):
    a_booking(hall[1], 6, "14:00", "16:00")

    page = staff.get(VIEWS[0])

    assert conflicts(page) == []
    assert "Nichts: Keine Regel gebrochen" in page.words


def test_a_rule_broken_knowingly_is_marked_and_named(staff, hall):
    close("Fenster", "2026-05-06 08:00", "2026-05-06 20:00", room_id=hall[1].id)
    a_booking(hall[1], 6, "14:00", "16:00", "Nähkurs", knowingly=True)

    page = staff.get(VIEWS[0])

    (told,) = conflicts(page)
    assert told == (
        "Regel mit Absicht gebrochen Nähkurs, Saal Nord, Zittau, Mittwoch, 6. Mai, 14 bis 16 Uhr "
        "In einer Schließzeit. Verschieben: Nähkurs"
    )
    assert "! Regel gebrochen" in page.words


def test_a_booking_that_a_closure_has_hit_is_named(staff, hall):
    a_booking(hall[1], 6, "14:00", "16:00", "Nähkurs")
    close("Fenster", "2026-05-06 08:00", "2026-05-06 20:00")

    (told,) = conflicts(staff.get(VIEWS[0]))

    assert told.startswith("Jetzt in einer Schließzeit Nähkurs")
    assert "Der Raum ist dann geschlossen: Fenster." in told


def test_a_request_in_the_way_of_a_booking_says_which_and_why(staff, hall):
    a_booking(hall[0], 6, "18:00", "20:00", "Bürgerdialog", teardown_min=30)
    asked = a_booking(hall[1], 6, "20:15", "21:00", "Nähkurs", state=REQUESTED, holds=False)

    page = staff.get(f"{VIEWS[0]}&raum={hall[1].id}")

    (told,) = conflicts(page)
    assert (
        "Saal Nord ist Teil von Saal, Zittau. Dort läuft „Bürgerdialog“ (Mittwoch, 6. Mai, 18 bis 20 Uhr), danach "
        "30 Minuten Abbau."
    ) in told
    assert f"/team/plan/verschieben/{asked.id}?" in page.links("Verschieben: Nähkurs")[0]


def test_what_is_over_needs_no_look(staff, hall, at):
    a_booking(hall[1], 6, "14:00", "16:00", "Nähkurs", knowingly=True, persons=5000)
    db.session.rollback()
    at("2026-05-06 16:00")

    assert conflicts(staff.get(VIEWS[0])) == []
