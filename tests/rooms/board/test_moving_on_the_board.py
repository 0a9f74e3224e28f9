"""Moving a booking: the form that a drag fills in too, what it refuses, and what it offers instead."""

import pytest
import sqlalchemy as sa

from app.accounts.models import AuditEntry
from app.database import db, transaction
from app.rooms.bookings import PROPOSED, REQUESTED, Booking
from app.rooms.models import CITIZEN
from app.rooms.persons import RoomRequest
from tests.dumps import everything
from tests.rooms.board.conftest import a_booking, moment
from tests.rooms.board.test_board_pages import close

BACK = "/team/plan?zeit=tag&tag=2026-05-06"


def address(booking):
    return f"/team/plan/verschieben/{booking.id}"


def move(staff, booking, **fields):
    """Fill in the form of a booking and send it."""
    return staff.fill(staff.get(address(booking), zurueck=BACK), address(booking), **fields)


def where(booking):
    db.session.rollback()
    db.session.expire_all()
    fresh = db.session.get(Booking, booking.id)
    return fresh.room.name, fresh.starts_at, fresh.ends_at


def test_the_form_shows_what_the_booking_is(staff, hall):
    booking = a_booking(hall[1], 6, "14:00", "16:30", "Nähkurs")

    page = staff.get(address(booking))

    assert page.h1 == "Verschieben: Nähkurs"
    assert (page.sent["tag"], page.sent["von"], page.sent["bis"]) == ("2026-05-06", "14:00", "16:30")
    assert page.sent["raum"] == str(hall[1].id)
    assert "trotzdem" not in page.body.decode()


def test_a_booking_moves_to_another_room_and_time(staff, hall):
    booking = a_booking(hall[1], 6, "14:00", "16:00", "Nähkurs")

    page = move(staff, booking, raum=hall[2].id, tag="2026-05-07", von="10:00", bis="12:30")

    assert (page.status, page.location) == (303, BACK)
    assert where(booking) == ("Saal Süd", moment("2026-05-07 10:00"), moment("2026-05-07 12:30"))
    assert "Verschoben: „Nähkurs“ ist jetzt in Saal Süd, Zittau, Donnerstag, 7. Mai, 10 bis 12:30 Uhr." in " ".join(
        staff.get(BACK).words.split()
    )
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.about == f"booking:{booking.id}")).one()
    assert entry.act == "move_booking"


def test_an_end_that_is_not_later_means_the_next_day(staff, hall):
    booking = a_booking(hall[1], 6, "14:00", "16:00")

    move(staff, booking, von="22:00", bis="02:00")

    assert where(booking)[1:] == (moment("2026-05-06 22:00"), moment("2026-05-07 02:00"))


def test_a_taken_room_is_refused_in_words_with_alternatives_one_click_away(staff, hall):
    a_booking(hall[0], 7, "18:00", "20:00", "Bürgerdialog", teardown_min=30)
    booking = a_booking(hall[1], 6, "14:00", "16:00", "Nähkurs")
    before = everything()

    page = move(staff, booking, tag="2026-05-07", von="19:00", bis="21:00")

    assert page.status == 409
    assert "Saal Nord ist Teil von Saal, Zittau. Dort läuft „Bürgerdialog“" in page.refusal
    assert "danach 30 Minuten Abbau" in page.refusal
    assert "Trotzdem" not in page.words
    assert everything() == before
    choices = [
        dict(form.form_values()) for form in page.tree.xpath("//section[@aria-labelledby='vorschlaege']//form")
    ]
    assert choices != []
    taken = staff.post(address(booking), **choices[0])
    assert (taken.status, taken.location) == (303, BACK)
    assert where(booking)[1:] != (moment("2026-05-06 14:00"), moment("2026-05-06 16:00"))


def test_a_breakable_rule_can_be_broken_by_a_tick_and_is_recorded(staff, hall):
    close("Fenster", "2026-05-07 08:00", "2026-05-07 20:00", room_id=hall[1].id)
    booking = a_booking(hall[1], 6, "14:00", "16:00")

    page = move(staff, booking, tag="2026-05-07")
    assert page.status == 409
    assert "geschlossen: Fenster" in page.refusal
    assert "Trotzdem" in page.words
    assert where(booking)[1] == moment("2026-05-06 14:00")

    form = page.tree.xpath("//form[.//input[@name='trotzdem']]")[0]
    page = staff.post(address(booking), **{**dict(form.form_values()), "trotzdem": "y"})
    assert page.status == 303
    assert where(booking)[1] == moment("2026-05-07 14:00")
    assert db.session.get(Booking, booking.id).broken_rules == ["CLOSED"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"tag": ""}, "Bitte wählen Sie einen Tag."),
        ({"tag": "9999-12-31"}, "Bitte prüfen Sie das Jahr."),
        ({"von": "vier"}, "Not a valid time value."),
        ({"raum": "999999"}, "Bitte wählen Sie einen Raum aus der Liste."),
        ({"tag": "2027-03-28", "von": "02:30", "bis": "04:00"}, "Diese Uhrzeit gibt es an dem Tag nicht"),
        ({"tag": "2027-03-27", "von": "22:00", "bis": "02:30"}, "Diese Uhrzeit gibt es an dem Tag nicht"),
    ],
)
def test_what_is_typed_badly_moves_nothing(staff, hall, fields, sentence):
    booking = a_booking(hall[1], 6, "14:00", "16:00")
    before = everything()

    page = move(staff, booking, **fields)

    assert page.status == 422
    assert page.title.startswith("Fehler:")
    if "von" not in fields or ":" in fields["von"]:
        assert sentence in page.refusal
    assert everything() == before


def test_what_somebody_asked_for_is_proposed_to_them(staff, hall):
    with transaction():
        request = RoomRequest(
            name="Gast", email="gast@example.org", who=CITIZEN, asked_at=moment("2026-05-01 10:00"),
            held_until=moment("2026-05-01 10:00"), confirmed_at=moment("2026-05-01 10:00"),
        )  # fmt: skip
        db.session.add(request)
        db.session.flush()
    booking = a_booking(hall[1], 6, "14:00", "16:00", "Nähkurs", state=REQUESTED, request_id=request.id)

    page = staff.get(address(booking), zurueck=BACK)
    assert page.h1 == "Vorschlagen: Nähkurs"
    page = staff.fill(page, address(booking), von="15:00", bis="17:00")

    assert (page.status, page.location) == (303, BACK)
    assert where(booking)[1] == moment("2026-05-06 15:00")
    assert db.session.get(Booking, booking.id).state == PROPOSED


def test_the_way_back_never_leaves_the_board(staff, hall):
    booking = a_booking(hall[1], 6, "14:00", "16:00")

    page = staff.fill(
        staff.get(address(booking), zurueck="//boese.example.org/team/plan?"), address(booking), von="15:00"
    )

    assert page.location == "/team/plan?zeit=tag&tag=2026-05-06"


def test_a_wish_in_the_address_fills_the_form(staff, hall):
    booking = a_booking(hall[1], 6, "14:00", "16:00")

    page = staff.get(address(booking), raum=hall[2].id, tag="2026-05-08", von="09:15", bis="unsinn")

    assert (page.sent["raum"], page.sent["tag"]) == (str(hall[2].id), "2026-05-08")
    assert (page.sent["von"], page.sent["bis"]) == ("09:15", "16:00")


def test_an_unknown_booking_is_not_found(staff, hall):
    assert staff.get("/team/plan/verschieben/999999").status == 404
    assert staff.post("/team/plan/verschieben/999999").status in (403, 404)
