"""The pages of the team about series: typed, seen date by date, booked, changed. Without JavaScript."""

import pytest
import sqlalchemy as sa

from app.database import db
from app.rooms import actions, series_actions
from app.rooms.bookings import BOOKED, LEFT_OUT, Booking, Series
from app.rooms.rule_words import in_words
from app.rooms.series_actions import Choices, Wanted
from tests.make import a_room, a_thing
from tests.rooms.test_series import moment, wall

NEW = "/team/raumreihen/neu"


def typed(where, **more):
    """What somebody types: Tuesdays from 5 May 2026, 18 to 20, four times."""
    usual = {
        "title": "Chorprobe", "room": where.id, "first": "2026-05-05", "begins": "18:00", "ends": "20:00",
        "repeat": "week", "interval": "1", "weekdays": ["TU"], "end": "count", "count": "4", "monthday": "1",
        "nth": "1", "weekday": "MO", "leap": "leap",
    }  # fmt: skip
    return {**usual, **more}


def send(person, path, do, **fields):
    """Open the page, and send its form with these fields and a button."""
    token = person.get(path).sent["csrf_token"]
    return person.post(path, csrf_token=token, do=do, **fields)


def dates(page):
    """What the list of dates says: one text per date."""
    return [" ".join(item.text_content().split()) for item in page.tree.xpath("//ol[@class='series-dates']/li")]


def states():
    db.session.rollback()
    return db.session.scalars(sa.select(Booking.state).order_by(Booking.wall_start)).all()


def a_series(room, rule="FREQ=WEEKLY;BYDAY=TU;COUNT=4", choices=None, **facts):
    wanted = Wanted(room.id, rule, wall("2026-05-05 18:00"), wall("2026-05-05 20:00"))
    return series_actions.book_series(wanted, "Chorprobe", choices or Choices(), **facts)


def test_the_dates_are_shown_before_anything_is_booked(house, staff):
    room = a_room(name="Saal")
    actions.book_room(room.id, moment("2026-05-12 19:00"), moment("2026-05-12 21:00"), "Vortrag")

    page = send(staff, NEW, "preview", **typed(room))

    assert page.status == 200
    assert len(dates(page)) == 4
    assert "Dienstag, 12. Mai, 18 bis 20 Uhr" in dates(page)[1]
    assert "„Vortrag“" in dates(page)[1]
    assert "Geht nicht" in dates(page)[1]
    assert "Jede Woche am Dienstag, 4 Termine" in page.words
    assert "4 Termine, bei einem steht etwas im Weg." in page.words
    assert db.session.scalar(sa.select(sa.func.count(Series.id))) == 0


def test_a_series_is_booked_with_what_was_chosen_per_date(house, staff):
    room, other = a_room(), a_room()
    actions.book_room(room.id, moment("2026-05-12 19:00"), moment("2026-05-12 21:00"), "Vortrag")
    chosen = {"wahl-2026-05-12T18:00": str(other.id), "wahl-2026-05-19T18:00": "weg"}

    answer = send(staff, NEW, "book", **typed(room, **chosen))

    series = db.session.scalars(sa.select(Series)).one()
    assert (answer.status, answer.location) == (303, f"/team/raumreihen/{series.id}")
    assert [(each.room_id, each.state) for each in series.bookings] == [
        (room.id, BOOKED), (other.id, BOOKED), (room.id, LEFT_OUT), (room.id, BOOKED),
    ]  # fmt: skip


def test_what_is_taken_refuses_all_and_the_form_comes_back_filled(house, staff):
    room, _other = a_room(), a_room(name="Werkstatt")
    actions.book_room(room.id, moment("2026-05-12 19:00"), moment("2026-05-12 21:00"), "Vortrag")

    page = send(staff, NEW, "book", **typed(room, **{"wahl-2026-05-19T18:00": "weg"}))

    assert page.status == 409
    assert "An 1 von 4 Terminen geht es nicht" in page.refusal
    assert (page.sent["title"], page.sent["wahl-2026-05-19T18:00"]) == ("Chorprobe", "weg")
    assert page.tree.xpath("//select[@name='wahl-2026-05-12T18:00']/option[contains(text(), 'Werkstatt')]")
    assert db.session.scalar(sa.select(sa.func.count(Series.id))) == 0


def test_what_cannot_be_had_is_left_out_if_that_was_chosen(house, staff):
    room = a_room()
    actions.book_room(room.id, moment("2026-05-12 19:00"), moment("2026-05-12 21:00"), "Vortrag")

    send(staff, NEW, "book", **typed(room, only_free="y"))

    series = db.session.scalars(sa.select(Series)).one()
    assert [each.state for each in series.bookings] == [BOOKED, LEFT_OUT, BOOKED, BOOKED]


def test_things_are_booked_along_with_each_date(house, staff):
    room, other, thing = a_room(), a_room(), a_thing(name="Höranlage")
    actions.book_room(
        other.id, moment("2026-05-12 19:00"), moment("2026-05-12 21:00"), "Vortrag", equipment_ids=[thing.id]
    )

    page = send(staff, NEW, "book", **typed(room, things=[str(thing.id)]))
    assert page.status == 409
    assert "Höranlage ist in dieser Zeit schon verliehen" in dates(page)[1]

    send(staff, NEW, "book", **typed(room, things=[str(thing.id)], only_free="y"))
    series = db.session.scalars(sa.select(Series)).one()
    assert [len(each.loans) for each in series.bookings] == [1, 0, 1, 1]
    assert "DazuHöranlage" in staff.get(f"/team/raumreihen/{series.id}").words


@pytest.mark.parametrize("things", [["4711"], ["x"]])
def test_a_thing_that_is_none_is_refused(house, staff, things):
    a_thing()

    assert send(staff, NEW, "book", **typed(a_room(), things=things)).status == 422


def test_days_are_written_down_by_hand(house, staff):
    room = a_room()
    lines = "5.5.2026\n\n 12.05.2026 10:00–12:30\n3. 6. 2026, 9 bis 10 Uhr"

    send(staff, NEW, "book", **typed(room, repeat="by_hand", by_hand=lines, first="", count=""))

    series = db.session.scalars(sa.select(Series)).one()
    assert [str(each.wall_start) for each in series.bookings] == [
        "2026-05-05 18:00:00", "2026-05-12 10:00:00", "2026-06-03 09:00:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"title": ""}, "Bitte schreiben Sie, wofür."),
        ({"room": "4711"}, "Keine gültige Auswahl."),
        ({"ends": "17:00"}, "Das Ende liegt vor dem Anfang. Geht es über Mitternacht, kreuzen Sie"),
        ({"ends": "18:00"}, "Das Ende liegt vor dem Anfang."),
        ({"ends": "19:00", "over_midnight": "y"}, "Eine Buchung dauert höchstens 24 Stunden."),
        ({"weekdays": []}, "Bitte wählen Sie mindestens einen Wochentag."),
        ({"interval": "0"}, "Bitte eine Zahl von 1 bis 366."),
        ({"count": ""}, "Bitte geben Sie an, wie viele Termine es sind."),
        ({"count": "10000"}, "Das sind mehr als 730 Termine"),
        ({"end": "until", "until": ""}, "Bitte geben Sie den letzten Tag an."),
        ({"end": "until", "until": "2026-05-01"}, "Die Reihe endet vor ihrem ersten Tag."),
        ({"first": "9999-12-31"}, "So weit reicht kein Kalender."),
        ({"first": ""}, "Bitte wählen Sie einen Tag."),
        ({"repeat": "by_hand", "by_hand": ""}, "Bitte schreiben Sie mindestens einen Tag auf."),
        ({"repeat": "by_hand", "by_hand": "5.5.2026\n31.2.2026"}, "Zeile 2 verstehen wir nicht."),
        ({"repeat": "by_hand", "by_hand": "morgen"}, "Zeile 1 verstehen wir nicht."),
        ({"persons": "-1"}, "Bitte eine Zahl ab 1."),
    ],
)
def test_what_is_typed_badly_is_said(house, staff, more, sentence):
    page = send(staff, NEW, "book", **typed(a_room(), **more))

    assert page.status == 422
    assert sentence in page.refusal
    assert db.session.scalar(sa.select(sa.func.count(Series.id))) == 0


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"end": "until", "until": "9999-12-31", "repeat": "day"}, "Das sind mehr als 730 Termine"),
        ({"repeat": "year", "count": "100"}, "So weit reicht kein Kalender."),
        ({"repeat": "month_day", "interval": "12", "monthday": "31", "first": "2026-06-01"}, "keinen einzigen Termin"),
        ({"repeat": "by_hand", "by_hand": "1.1.9999"}, "So weit reicht kein Kalender."),
        ({"repeat": "by_hand", "by_hand": "5.5.2026\n5.5.2026 19-21"}, "überschneidet sich mit sich selbst"),
    ],
)
def test_what_cannot_be_is_refused(house, staff, more, sentence):
    page = send(staff, NEW, "book", **typed(a_room(), **more))

    assert page.status == 409
    assert sentence in page.refusal


def test_a_room_that_is_none_is_refused_for_a_date(house, staff):
    page = send(staff, NEW, "book", **typed(a_room(), **{"wahl-2026-05-12T18:00": "4711"}))

    assert page.status == 400


def test_script_stays_text(house, staff):
    room = a_room()
    send(staff, NEW, "book", **typed(room, title="<script>alert(1)</script>", note="<b>fett</b>"))

    page = staff.get("/team/raumreihen/1")

    assert b"<script>alert" not in page.body
    assert b"<b>fett" not in page.body


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"repeat": "day", "interval": "3"}, "Alle 3 Tage, 4 Termine"),
        ({"weekdays": ["TH", "MO", "TU"]}, "Jede Woche am Montag, Dienstag und Donnerstag, 4 Termine"),
        ({"interval": "2"}, "Alle 2 Wochen am Dienstag, 4 Termine"),
        ({"repeat": "month_day", "monthday": "31"}, "Jeden Monat am 31., 4 Termine"),
        ({"repeat": "month_day", "monthday": "-1"}, "Jeden Monat am letzten Tag, 4 Termine"),
        ({"repeat": "month_weekday", "nth": "-2", "weekday": "FR"}, "Jeden Monat am vorletzten Freitag, 4 Termine"),
        ({"repeat": "month_weekday", "nth": "1", "weekday": "MO"}, "Jeden Monat am 1. Montag, 4 Termine"),
        ({"repeat": "year", "count": "2"}, "Jedes Jahr am 5. Mai, 2 Termine"),
        ({"end": "until", "until": "2026-06-30"}, "Jede Woche am Dienstag, bis 30. Juni"),
    ],
)
def test_every_rhythm_has_its_words(house, staff, more, words):
    page = send(staff, NEW, "preview", **typed(a_room(), **more))

    assert page.status == 200
    assert page.tree.xpath("//h2")[0].text_content() == words


@pytest.mark.parametrize(
    ("leap", "words"),
    [
        ("leap", "Jedes Jahr am 29. Februar, nur in Schaltjahren, 2 Termine"),
        ("february", "Jedes Jahr am letzten Tag im Februar, 2 Termine"),
        ("march", "Jedes Jahr am 29. Februar, sonst am 1. März, 2 Termine"),
    ],
)
def test_the_29th_of_february_is_chosen_explicitly(house, staff, leap, words):
    page = send(staff, NEW, "preview", **typed(a_room(), first="2028-02-29", repeat="year", count="2", leap=leap))

    assert words in page.words


def test_other_rules_have_words_too(house):
    rules = ["", "FREQ=DAILY;COUNT=1", "FREQ=YEARLY;COUNT=2", "FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=2",
             "FREQ=YEARLY;BYMONTH=9;BYDAY=-1SU;COUNT=2", "FREQ=MONTHLY;BYDAY=MO;COUNT=2"]  # fmt: skip

    with house.test_request_context():
        words = [in_words(rule) for rule in rules]

    assert words == [
        "Einzeln ausgewählte Tage", "Jeden Tag, 1 Termin", "Jedes Jahr, 2 Termine",
        "Jeden Monat am 3.-letzten Tag, 2 Termine", "Jedes Jahr am letzten Sonntag im September, 2 Termine",
        "Jeden Monat am jedem Montag, 2 Termine",
    ]  # fmt: skip


def test_the_page_of_a_series_shows_every_date_and_what_to_do(house, staff):
    series = a_series(a_room(), choices=Choices(frozenset({wall("2026-05-12 18:00")})))

    page = staff.get(f"/team/raumreihen/{series.id}")

    assert page.h1 == "Raumreihe: Chorprobe"
    assert [("Wieder aufnehmen" in text, "Ab hier ändern" in text) for text in dates(page)] == [
        (False, True), (True, False), (False, True), (False, True),
    ]  # fmt: skip
    assert "hat die Reihe gebucht" in page.words
    booking = staff.get(f"/team/raumbuchungen/{series.bookings[0].id}")
    assert booking.links("Alle Termine der Reihe") == [f"/team/raumreihen/{series.id}"]
    date = staff.get(f"/team/raumreihen/{series.id}/termine/{series.bookings[0].id}")
    assert date.links("Alles über diese Buchung") == [f"/team/raumbuchungen/{series.bookings[0].id}"]


def test_the_list_shows_what_goes_on(house, staff, at):
    a_series(a_room(name="Saal"))
    at("2026-05-13 12:00")

    page = staff.get("/team/raumreihen")

    cells = [" ".join(cell.text_content().split()) for cell in page.tree.xpath("//tbody/tr/*")]
    assert cells[0::4][:1] == ["Chorprobe"]
    assert cells[2:] == [
        "Jede Woche am Dienstag, 4 Termine", "Dienstag, 19. Mai, 18 bis 20 Uhr", "2 Termine",
    ]  # fmt: skip


def test_an_empty_list_says_so(house, staff):
    assert "Noch gibt es keine Reihe" in staff.get("/team/raumreihen").words


def test_a_date_is_left_out_and_taken_up_again(house, staff):
    room, other = a_room(), a_room()
    series = a_series(room)
    path = f"/team/raumreihen/{series.id}/termine/{series.bookings[1].id}"

    page = staff.get(path)
    staff.fill(page, path, do="leave_out")
    assert states() == [BOOKED, LEFT_OUT, BOOKED, BOOKED]

    actions.book_room(room.id, moment("2026-05-12 19:00"), moment("2026-05-12 21:00"), "Vortrag")
    refused = staff.fill(staff.get(path), path, do="take_up")
    assert refused.status == 409
    assert "Vortrag" in refused.refusal

    answer = staff.fill(staff.get(path), path, do="take_up", room=other.id)
    assert answer.location == f"/team/raumreihen/{series.id}"
    db.session.rollback()
    assert db.session.get(Booking, series.bookings[1].id, populate_existing=True).room_id == other.id


def test_one_date_is_changed_by_itself(house, staff):
    series = a_series(a_room())
    path = f"/team/raumreihen/{series.id}/termine/{series.bookings[1].id}"

    staff.fill(staff.get(path), path, do="change", day="2026-05-13", begins="10:00", ends="11:00")

    db.session.rollback()
    booking = db.session.get(Booking, series.bookings[1].id, populate_existing=True)
    assert (booking.starts_at, booking.is_exception) == (moment("2026-05-13 10:00"), True)
    assert "Einzeln geändert, eigentlich Dienstag, 12. Mai" in dates(staff.get(f"/team/raumreihen/{series.id}"))[1]


@pytest.mark.parametrize(
    ("more", "status", "sentence"),
    [
        ({"day": "2027-03-28", "begins": "02:30", "ends": "04:00"}, 422, "wird die Uhr von 2 auf 3 Uhr vorgestellt"),
        ({"ends": "17:00"}, 422, "Das Ende liegt vor dem Anfang."),
        ({"day": "0001-01-01"}, 422, "So weit reicht kein Kalender."),
        ({"day": "2026-05-19"}, 409, "ist schon belegt"),
    ],
)
def test_a_date_that_cannot_be_is_refused(house, staff, more, status, sentence):
    series = a_series(a_room())
    path = f"/team/raumreihen/{series.id}/termine/{series.bookings[1].id}"

    page = staff.fill(staff.get(path), path, do="change", **more)

    assert page.status == status
    assert sentence in page.refusal
    assert not db.session.get(Booking, series.bookings[1].id, populate_existing=True).is_exception


def test_a_change_is_shown_before_it_is_made(house, staff):
    room = a_room()
    series = a_series(room)
    series_actions.leave_out(series.bookings[2].id)
    path = f"/team/raumreihen/{series.id}/aendern?ab={series.bookings[1].id}"

    page = staff.fill(staff.get(path), path, do="preview", begins="19:00", ends="21:00")

    assert [text.split(" Was wird")[0] for text in dates(page)] == [
        f"Dienstag, 12. Mai, 19 bis 21 Uhr {room.place_line} Bisher: Dienstag, 12. Mai, 18 bis 20 Uhr "
        "Ändert sich",
        f"Dienstag, 19. Mai, 18 bis 20 Uhr {room.place_line} Ausgelassen Bleibt, wie er ist",
        f"Dienstag, 26. Mai, 19 bis 21 Uhr {room.place_line} Bisher: Dienstag, 26. Mai, 18 bis 20 Uhr "
        "Ändert sich",
    ]
    assert {each.wall_start.hour for each in series.bookings} == {18}

    answer = staff.fill(page, path, do="book")
    db.session.rollback()
    kept = db.session.scalars(sa.select(Series).where(Series.split_from_id == series.id)).one()
    assert answer.location == f"/team/raumreihen/{kept.id}"
    assert "Diese Reihe wurde von einer anderen abgetrennt" in staff.get(answer.location).words
    assert "Weiter ab Dienstag, 12. Mai" in staff.get(f"/team/raumreihen/{series.id}").words


def test_what_was_not_changed_in_the_form_is_no_change(house, staff):
    series = a_series(a_room())
    path = f"/team/raumreihen/{series.id}/aendern?ab={series.bookings[1].id}"

    page = staff.fill(staff.get(path), path, do="book", title="Orchester", weekdays=["TU"])

    assert page.status == 303
    db.session.rollback()
    assert [each.title for each in db.session.scalars(sa.select(Booking).order_by(Booking.wall_start))] == [
        "Chorprobe", "Orchester", "Orchester", "Orchester",
    ]  # fmt: skip
    assert db.session.scalar(sa.select(sa.func.count(Series.id))) == 1


def test_all_to_come_gets_another_rhythm_whatever_date_the_page_was_opened_from(house, staff):
    series = a_series(a_room(), "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260531")
    path = f"/team/raumreihen/{series.id}/aendern?ab={series.bookings[2].id}"

    staff.fill(staff.get(path), path, do="book", scope="all_future", weekdays=["WE"])

    db.session.rollback()
    days = db.session.scalars(sa.select(Booking.wall_start).order_by(Booking.wall_start)).all()
    assert [f"{day:%d.%m.}" for day in days] == ["06.05.", "13.05.", "20.05.", "27.05."]


def test_a_refused_change_says_why_and_changes_nothing(house, staff):
    room = a_room()
    series = a_series(room)
    actions.book_room(room.id, moment("2026-05-19 20:00"), moment("2026-05-19 21:00"), "Vortrag")
    path = f"/team/raumreihen/{series.id}/aendern"

    page = staff.fill(staff.get(path), path, do="book", begins="19:00", ends="21:00")

    assert page.status == 409
    assert "An 1 von 4 Terminen geht es nicht" in page.refusal
    db.session.rollback()
    assert {each.wall_start.hour for each in series.bookings} == {18}


def test_a_series_that_is_over_cannot_be_changed(house, staff, at):
    series = a_series(a_room())
    at("2026-07-01 12:00")

    answer = staff.get(f"/team/raumreihen/{series.id}/aendern")

    assert answer.status == 303
    assert "keine künftigen Termine" in staff.get(answer.location).tree.text_content()


@pytest.mark.parametrize(
    "path", ["/team/raumreihen/4711", "/team/raumreihen/4711/aendern", "/team/raumreihen/1/termine/4711"]
)
def test_what_is_not_there_is_not_found(house, staff, path):
    a_series(a_room())

    assert staff.get(path).status == 404


def test_a_long_series_offers_choices_only_where_something_is_the_matter(house, staff):
    room, _other = a_room(), a_room()
    actions.book_room(room.id, moment("2026-05-12 19:00"), moment("2026-05-12 21:00"), "Vortrag")

    page = send(staff, NEW, "preview", **typed(room, repeat="day", count="730"))

    assert len(dates(page)) == 730
    assert [select.get("name") for select in page.tree.xpath("//select[starts-with(@name, 'wahl-')]")] == [
        "wahl-2026-05-12T18:00"
    ]


def test_pages_cost_the_same_for_few_dates_and_for_many(house, staff):
    few, many = a_series(a_room(), "FREQ=DAILY;COUNT=2"), a_series(a_room(), "FREQ=DAILY;COUNT=20")

    def statements(path):
        seen = []
        sa.event.listen(sa.engine.Engine, "before_cursor_execute", listener := lambda *args: seen.append(args[2]))
        staff.get(path)
        sa.event.remove(sa.engine.Engine, "before_cursor_execute", listener)
        return len(seen)

    assert statements(f"/team/raumreihen/{few.id}") == statements(f"/team/raumreihen/{many.id}")
    assert statements(f"/team/raumreihen/{few.id}/aendern") == statements(f"/team/raumreihen/{many.id}/aendern")
