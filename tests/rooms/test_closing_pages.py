"""The team shuts rooms and opens them again, page by page."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.rooms import actions, closing, closing_queries
from app.rooms.bookings import Booking
from app.rooms.closure_plans import Plan
from app.rooms.closures import Closure
from tests.make import a_place, a_room, an_event

NEW = "/team/schliesszeiten/neu"


def a_booking(room, start="2026-05-11 10:00", title="Chorprobe", hours=2, **facts):
    begin = clock.from_wall(datetime.fromisoformat(start))
    return actions.book_room(room.id, begin, begin + timedelta(hours=hours), title, **facts)


def a_closure(rule="", **where):
    plan = Plan("Inventur", datetime(2026, 5, 11), datetime(2026, 5, 12), rule, **where)
    return closing.create_closure(plan, {})


def typed(staff, room, **fields):
    """Fill in the first page."""
    usual = {"where": f"room:{room.id}", "reason": "Inventur", "first": "2026-05-11", "schritt": "pruefen"}
    return staff.fill(staff.get(NEW), NEW, **{**usual, **fields})


def closures():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(sa.select(Closure)).all()


def test_an_empty_list_says_so(staff):
    assert "Es ist keine Schließzeit eingetragen." in staff.get("/team/schliesszeiten").words


def test_a_closure_that_hits_nobody_is_made_in_two_steps(staff):
    room = a_room(name="Saal", place=a_place(name="Zittau"))

    second = typed(staff, room)
    done = staff.fill(second, NEW, schritt="schliessen")

    assert second.step == "Entscheiden"
    assert "Keine Buchung ist betroffen." in second.words
    assert "Geschlossen: Montag, 11. Mai" in second.words
    (closure,) = closures()
    assert done.location == f"/team/schliesszeiten/{closure.id}"
    assert (closure.reason, closure.room_id, closure.wall_end) == ("Inventur", room.id, datetime(2026, 5, 12))
    listed = staff.get("/team/schliesszeiten")
    assert "Inventur Saal, Zittau Montag, 11. Mai einmal" in " ".join(listed.words.split())


def test_every_hit_booking_is_shown_and_wants_a_decision(staff):
    room, other = a_room(name="Saal"), a_room(name="Salon")
    booking = a_booking(room)

    second = typed(staff, room)
    refused = staff.fill(second, NEW, schritt="schliessen")
    done = staff.fill(refused, NEW, schritt="schliessen", **{f"buchung{booking.id}": str(other.id)})

    assert "Eine Buchung ist betroffen" in second.words
    assert "Chorprobe Montag, 11. Mai, 10 bis 12 Uhr, Saal" in second.words
    assert f"Umzug: {other.place_line}, für bis zu 100" in second.words
    assert refused.status == 422
    assert "Bitte entscheiden Sie, was aus „Chorprobe“ wird." in refused.refusal
    assert done.status == 303
    assert db.session.get(Booking, booking.id, populate_existing=True).room_id == other.id


def test_one_decision_may_count_for_all_where_there_are_many(staff):
    room = a_room()
    bookings = [a_booking(room, f"2026-05-11 {8 + 2 * n:02}:00", hours=1) for n in range(4)]

    second = typed(staff, room)
    staff.fill(second, NEW, schritt="schliessen", rest="call_off", **{f"buchung{bookings[0].id}": "stay"})

    db.session.rollback()
    states = [db.session.get(Booking, booking.id, populate_existing=True).state for booking in bookings]
    assert states == ["booked", "cancelled", "cancelled", "cancelled"]


def test_an_event_cannot_be_called_off_here_and_the_page_leads_to_it(staff):
    room = a_room()
    event = an_event(
        title="Bürgerdialog", starts_at=clock.from_wall(datetime(2026, 5, 11, 18)), room_ids=[room.id]
    )
    (booking,) = event.dates[0].bookings

    second = typed(staff, room)
    forged = staff.fill(second, NEW, schritt="schliessen", **{f"buchung{booking.id}": "call_off"})

    assert second.links("Bürgerdialog") == [f"/team/veranstaltungen/{event.id}"]
    assert "Absagen können Sie sie nur dort" in second.words
    assert (forged.status, closures()) == (422, [])


def test_a_booking_made_in_the_meantime_is_shown_and_nothing_is_done(staff):
    room = a_room()
    seen = a_booking(room)
    second = typed(staff, room)
    a_booking(room, "2026-05-11 15:00", "Eben gebucht")

    again = staff.fill(second, NEW, schritt="schliessen", **{f"buchung{seen.id}": "call_off"})

    assert again.status == 422
    assert "Eben gebucht" in again.words
    assert closures() == []
    assert db.session.get(Booking, seen.id, populate_existing=True).state == "booked"


def test_a_room_taken_in_the_meantime_is_refused_with_a_sentence(staff):
    room, other = a_room(), a_room()
    booking = a_booking(room)
    second = typed(staff, room)
    a_booking(other)

    again = staff.fill(second, NEW, schritt="schliessen", **{f"buchung{booking.id}": str(other.id)})

    assert again.status == 422
    assert "Dieser Raum ist dann nicht mehr frei." in again.refusal


def test_back_to_the_first_step_keeps_what_was_typed(staff):
    room = a_room()
    second = typed(staff, room, begins="22:00", ends="06:00", repeat="weekly", until="2026-06-30")

    first = staff.fill(second, NEW, schritt="aendern")

    assert (first.status, first.step) == (200, "Was und wann")
    assert {name: first.sent[name] for name in ("where", "reason", "first", "begins", "ends", "repeat", "until")} == {
        "where": f"room:{room.id}", "reason": "Inventur", "first": "2026-05-11", "begins": "22:00", "ends": "06:00",
        "repeat": "weekly", "until": "2026-06-30",
    }  # fmt: skip


def test_a_weekly_night_is_told_in_words(staff):
    room = a_room()
    second = typed(staff, room, begins="22:00", ends="06:00", repeat="weekly", until="2026-06-30")

    done = staff.fill(second, NEW, schritt="schliessen")
    page = staff.get(done.location)

    assert "jeden Montag, bis 30. Juni" in page.words
    assert "Montag, 11. Mai, 22 Uhr bis Dienstag, 12. Mai, 6 Uhr" in page.words
    assert page.buttons.count("Da doch öffnen") == 8


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"where": ""}, 422, "Bitte wählen Sie, was geschlossen ist."),
        ({"where": "room:99999"}, 422, "Keine gültige Auswahl."),
        ({"reason": " . "}, 422, "Bitte füllen Sie dieses Feld aus."),
        ({"reason": "x" * 201}, 422, "Bitte höchstens 200 Zeichen."),
        ({"first": ""}, 422, "Bitte wählen Sie einen Tag."),
        ({"first": "9999-12-31"}, 422, "Bitte wählen Sie einen Tag zwischen 2000 und 2100."),
        ({"first": "morgen"}, 422, "Kein gültiges Datum"),
        ({"begins": "25:00"}, 422, "Bitte schreiben Sie die Uhrzeit wie 14:30."),
        ({"first": "2099-12-31"}, 409, "So weit im Voraus geht das nicht."),
        ({"last": "2026-05-10"}, 409, "Das Ende liegt vor dem Anfang."),
        ({"last": "2026-06-01", "repeat": "weekly"}, 409, "So überschneidet sich die Schließzeit"),
        ({"repeat": "weekly", "until": "2026-05-01"}, 409, "endet vor ihrem ersten Tag"),
        ({"first": "2026-04-01"}, 409, "Diese Zeit ist schon vorbei."),
    ],
)
def test_what_is_typed_badly_comes_back_with_a_sentence(staff, fields, status, sentence):
    room = a_room()

    page = typed(staff, room, **fields)

    assert page.status == status
    assert sentence in page.refusal
    assert closures() == []


def test_script_in_a_reason_stays_text(staff):
    room = a_room(slug="saal")
    second = typed(staff, room, reason="<script>alert(1)</script>")

    staff.fill(second, NEW, schritt="schliessen")

    for path in ("/team/schliesszeiten", "/raeume/saal?woche=2026-05-11"):
        assert "<script>alert" not in staff.get(path).body.decode()


def test_a_link_may_choose_the_room(staff):
    room = a_room()

    assert staff.get(NEW, wo=f"room:{room.id}").sent["where"] == f"room:{room.id}"


def test_a_closure_shows_what_takes_place_all_the_same_and_ends_by_one_button(staff):
    room = a_room()
    booking = a_booking(room)
    plan = Plan("Inventur", datetime(2026, 5, 11), datetime(2026, 5, 12), room_id=room.id)
    closure = closing.create_closure(plan, {booking.id: "stay"})

    page = staff.get(f"/team/schliesszeiten/{closure.id}")
    ask = staff.get(page.links("Wieder öffnen")[0])
    done = staff.fill(ask, page.links("Wieder öffnen")[0])

    assert "Das findet trotzdem statt Chorprobe Montag, 11. Mai" in page.words
    assert done.location == "/team/schliesszeiten"
    assert closures() == []


def test_one_date_of_many_is_opened(staff):
    closure = a_closure("FREQ=WEEKLY;BYDAY=MO;COUNT=3;WKST=MO")
    page = staff.get(f"/team/schliesszeiten/{closure.id}")
    spans = closing_queries.coming_spans(closure.id, clock.now())

    done = staff.fill(page, f"/team/schliesszeiten/{closure.id}/termin", termin=spans[1].id)

    assert done.location == f"/team/schliesszeiten/{closure.id}"
    assert "Montag, 18. Mai" not in staff.get(done.location).words


def test_a_date_of_another_closure_is_not_found(staff):
    closure, other = a_closure("FREQ=WEEKLY;BYDAY=MO;COUNT=3;WKST=MO"), a_closure()
    span = closing_queries.coming_spans(other.id, clock.now())[0]
    page = staff.get(f"/team/schliesszeiten/{closure.id}")

    assert staff.fill(page, f"/team/schliesszeiten/{closure.id}/termin", termin=span.id).status == 404
    assert staff.get("/team/schliesszeiten/99999").status == 404
