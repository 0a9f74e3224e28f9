"""The team's pages about requests and bookings: what they show, and that what is refused stays as it was."""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import Account
from app.database import db
from app.rooms import actions, deciding, team_bookings
from app.rooms.bookings import BOOKED, CANCELLED, DECLINED, PROPOSED, REQUESTED, Booking, Series
from app.rooms.models import Layout, RoomHours
from app.rooms.persons import Briefing, RoomRequest
from bench import statements
from tests.make import a_member_of_staff, a_place, a_room, a_thing, an_open_request

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MILA = {"name": "Mila Muster", "email": "mila@example.org"}


@pytest.fixture
def room(house):
    return a_room(name="Salon", place=a_place(name="Zittau", key="zittau"), requests_block=False)


@pytest.fixture
def ole(house):
    return a_member_of_staff("ole@example.org", "Ole").id


def me():
    return db.session.scalar(sa.select(Account.id).where(Account.email == "team@example.org"))


def send(staff, path, **fields):
    """Fill in the form of a page and press a button."""
    return staff.fill_team(path, **fields)


@pytest.fixture(autouse=True)
def _fill(monkeypatch):
    """Send the last form of the main part, as the team's pages carry one."""
    from tests.registrations.conftest import Guest

    def fill_team(self, path, **fields):
        page = self.get(path)
        values = {}
        for name, value in page.tree.xpath("//main//form[@method='post']")[0].form_values():
            values.setdefault(name, []).append(value)
        return self.post(path.partition("?")[0], **{**values, **fields})

    monkeypatch.setattr(Guest, "fill_team", fill_team, raising=False)


def states(request):
    db.session.rollback()
    found = sa.select(Booking.state).where(Booking.request_id == request.id).order_by(Booking.starts_at)
    return list(db.session.scalars(found))


def all_bookings():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(sa.select(Booking).order_by(Booking.id)).all()


def count_statements(staff, path):
    with statements.counted() as seen:
        assert staff.get(path).status == 200
    return len(seen)


def test_the_queue_shows_who_asks_for_what_and_until_when_an_answer_was_promised(staff, room):
    an_open_request(room, dates=2, **MILA)

    page = staff.get("/team/anfragen")

    assert "1 Anfrage wartet auf eine Entscheidung." in page.words
    assert "Chorprobe Donnerstag, 14. Mai, 12 bis 14 Uhr und ein weiterer Termin Salon, Zittau Mila" in page.words
    assert "Antwort bis Donnerstag, 7. Mai, 12 Uhr" in page.words


def test_the_overdue_stand_first_in_the_queue_and_say_so(staff, room, at):
    an_open_request(room, purpose="Zuerst")
    at("2026-05-06 09:00")
    an_open_request(room, purpose="Danach")
    at("2026-05-07 13:00")

    page = staff.get("/team/anfragen")

    assert [h3.text_content() for h3 in page.tree.xpath("//h3")] == ["Zuerst", "Danach"]
    marks = [" ".join(mark.text_content().split()) for mark in page.tree.xpath("//*[@class='event-side']")]
    assert marks == ["Überfällig seit Donnerstag, 7. Mai, 12 Uhr", "Antwort bis Samstag, 9. Mai, 9 Uhr"]


def test_what_is_not_confirmed_or_is_decided_stands_in_no_queue(staff, room):
    an_open_request(room, is_confirmed=False)
    deciding.accept(an_open_request(room).id, me())

    assert "Keine Anfrage wartet auf eine Entscheidung." in staff.get("/team/anfragen").words


def test_a_proposal_waits_in_a_list_of_its_own(staff, room):
    request = an_open_request(room)
    booking = request.bookings[0]
    deciding.propose(booking.id, me(), booking.starts_at + HOUR, booking.ends_at + HOUR)

    page = staff.get("/team/anfragen")

    assert "Vorgeschlagen, Antwort steht aus" in page.words
    assert "Reserviert bis Montag, 11. Mai, 12 Uhr" in page.words


def test_an_unknown_request_and_one_nobody_confirmed_are_not_found(staff, room):
    held = an_open_request(room, is_confirmed=False)

    assert [staff.get(f"/team/anfragen/{ident}").status for ident in (999, held.id)] == [404, 404]


def test_the_page_of_a_request_shows_conflicts_and_briefings_in_words(staff, room):
    cutter = a_thing(kind="fixed", stock=None, needs_briefing=True, name="Lasercutter")
    workshop = a_room(name="Werkstatt", place=room.place, equipment=[cutter], requests_block=False)
    today = clock.today(clock.now())
    db.session.add(Briefing(equipment_id=cutter.id, **MILA, briefed_on=today, ends_on=today + 30 * DAY))
    db.session.commit()
    request = an_open_request(workshop, things=[cutter], message="Wir bringen Holz mit.", **MILA)
    actions.book_room(workshop.id, request.bookings[0].starts_at, request.bookings[0].ends_at, "Tischlern")

    page = staff.get(f"/team/anfragen/{request.id}")

    assert "Werkstatt, Zittau ist schon belegt: „Tischlern“ (Donnerstag, 14. Mai, 12 bis 14 Uhr)." in page.words
    assert "Lasercutter: Einweisung gilt bis Mittwoch, 3. Juni" in page.words
    assert "Wir bringen Holz mit." in page.words
    assert page.links("Etwas anderes vorschlagen") == [
        f"/team/anfragen/{request.id}/vorschlag/{request.bookings[0].id}"
    ]


def test_the_page_of_a_request_names_others_that_want_the_room_too(staff, room):
    request, rival, later = an_open_request(room), an_open_request(room, purpose="Yoga"), an_open_request(room)
    deciding.decline(later.id, me(), "Leider nicht.")

    page = staff.get(f"/team/anfragen/{request.id}")

    assert page.words.count("Auch angefragt:") == 1
    assert page.links("Yoga") == [f"/team/anfragen/{rival.id}"]


def test_a_request_is_accepted_by_one_button(staff, room):
    request = an_open_request(room)

    answer = staff.fill_team(f"/team/anfragen/{request.id}", act="accept")

    assert (answer.status, answer.location) == (303, "/team/anfragen")
    assert states(request) == [BOOKED]
    assert "Zugesagt. Die Person bekommt gleich eine Nachricht." in staff.get("/team/anfragen").body.decode()


def test_some_dates_are_accepted_and_the_rest_waits(staff, room):
    request = an_open_request(room, dates=3)

    answer = staff.fill_team(f"/team/anfragen/{request.id}", act="accept", dates=[str(request.bookings[1].id)])

    assert answer.location == f"/team/anfragen/{request.id}"
    assert states(request) == [REQUESTED, BOOKED, REQUESTED]


def test_declining_needs_a_reason_and_keeps_what_was_chosen(staff, room):
    request = an_open_request(room, dates=2)
    chosen = str(request.bookings[1].id)
    path = f"/team/anfragen/{request.id}"

    refused = staff.fill_team(path, act="decline", dates=[chosen])
    staff.fill_team(path, act="decline", dates=[chosen], words="An dem Tag ist Inventur.")

    assert refused.status == 422
    assert refused.title.startswith("Fehler:")
    assert refused.tree.xpath("//input[@name='dates'][@checked]/@value") == [chosen]
    assert states(request) == [REQUESTED, DECLINED]


def test_what_is_taken_is_refused_with_who_has_it(staff, room):
    request = an_open_request(room)
    actions.book_room(room.id, request.bookings[0].starts_at, request.bookings[0].ends_at, "Tischlern")

    answer = staff.fill_team(f"/team/anfragen/{request.id}", act="accept")

    assert answer.status == 409
    assert "„Tischlern“" in answer.refusal
    assert not answer.tree.xpath("//input[@name='knowingly']")
    assert states(request) == [REQUESTED]


def test_what_somebody_else_decided_meanwhile_is_said_with_their_name(staff, room, ole):
    request = an_open_request(room)
    path = f"/team/anfragen/{request.id}"
    fields = dict(staff.get(path).tree.xpath("//main//form")[0].form_values())
    deciding.decline(request.id, ole, "Leider nicht.")

    answer = staff.post(path, **{**fields, "act": "accept"})

    assert answer.status == 409
    assert "Ole hat abgelehnt" in answer.words
    assert states(request) == [DECLINED]


def test_a_rule_is_named_and_broken_by_a_box_that_stands_there_only_after_the_refusal(staff, room):
    request = an_open_request(room)
    room.hours = [RoomHours(weekday=6, opens=time(8), closes=time(20))]
    db.session.commit()
    path = f"/team/anfragen/{request.id}"

    before = staff.get(path)
    refused = staff.fill_team(path, act="accept")
    staff.fill_team(path, act="accept", knowingly="y")

    assert not before.tree.xpath("//input[@name='knowingly']")
    assert refused.status == 409
    assert "Außerhalb der Öffnungszeiten." in refused.words
    assert refused.tree.xpath("//input[@name='knowingly'][not(@checked)]")
    assert states(request) == [BOOKED]
    assert "Außerhalb der Öffnungszeiten." in staff.get(f"/team/raumbuchungen/{request.bookings[0].id}").words


@pytest.mark.parametrize("fields", [{"act": "vielleicht"}, {}])
def test_what_no_button_sends_is_not_understood(staff, room, fields):
    request = an_open_request(room)

    assert staff.fill_team(f"/team/anfragen/{request.id}", **fields).status == 400


def test_a_date_of_another_request_is_not_found(staff, room):
    request, other = an_open_request(room), an_open_request(room)

    answer = staff.fill_team(f"/team/anfragen/{request.id}", act="accept", dates=str(other.bookings[0].id))

    assert answer.status == 404
    assert states(other) == [REQUESTED]


def test_where_two_agree_the_page_says_who_is_missing(staff, ole):
    request = an_open_request(a_room(two_agree=True))
    path = f"/team/anfragen/{request.id}"

    before = staff.get(path).words
    staff.fill_team(path, act="accept")
    after = staff.get(path)

    assert "Für diesen Raum müssen zwei Personen aus dem Team zustimmen." in before
    assert "Jetzt muss noch jemand anderes aus dem Team zustimmen." in after.words
    assert after.buttons == ["Ablehnen"]
    assert states(request) == [REQUESTED]


def test_another_time_is_proposed_and_the_request_says_so(staff, room):
    request = an_open_request(room)
    path = f"/team/anfragen/{request.id}/vorschlag/{request.bookings[0].id}"

    answer = staff.fill_team(path, von="15:00", bis="17:00", words="Vorher ist Chor.")

    assert answer.location == f"/team/anfragen/{request.id}"
    assert states(request) == [PROPOSED]
    page = staff.get(f"/team/anfragen/{request.id}")
    assert "Donnerstag, 14. Mai, 15 bis 17 Uhr" in page.words
    assert "Team hat etwas anderes vorgeschlagen" in page.words


def test_what_cannot_be_proposed_is_refused_with_offers_that_one_click_takes(staff, room):
    request = an_open_request(room)
    booking = request.bookings[0]
    actions.book_room(room.id, booking.starts_at, booking.ends_at, "Tischlern")
    path = f"/team/anfragen/{request.id}/vorschlag/{booking.id}"

    refused = staff.fill_team(path)
    offers = refused.tree.xpath("//button[@name='take']/@value")
    taken = staff.fill_team(path, take=offers[0])

    assert (refused.status, taken.status) == (409, 303)
    assert states(request) == [PROPOSED]


@pytest.mark.parametrize("take", ["", "1|2|3", "x|2026-05-14|14:00|16:00", "1|9999-12-31|23:00|22:00", "|||"])
def test_an_offer_nobody_made_is_typed_badly(staff, room, take):
    request = an_open_request(room)

    answer = staff.fill_team(f"/team/anfragen/{request.id}/vorschlag/{request.bookings[0].id}", take=take)

    assert answer.status == 422
    assert states(request) == [REQUESTED]


def test_bookings_are_listed_by_day_and_room(staff, room):
    start = clock.now() + DAY
    team_bookings.book(me(), room.id, start, start + HOUR, "Chorprobe", **MILA)
    team_bookings.book(me(), a_room(name="Küche").id, start + DAY, start + DAY + HOUR, "Kochen")
    team_bookings.book(me(), room.id, start + 30 * DAY, start + 30 * DAY + HOUR, "Später")

    everything = staff.get("/team/raumbuchungen")
    of_room = staff.get("/team/raumbuchungen", raum=room.id)
    later = staff.get("/team/raumbuchungen", tag="2026-06-01", raum=room.id)

    assert "2 Buchungen in sieben Tagen ab Montag, 4. Mai" in everything.words
    assert "12 bis 13 Uhr Chorprobe Salon, Zittau Mila Muster Gebucht" in everything.words
    assert "Das Haus" in everything.words
    assert "Kochen" not in of_room.words
    assert "Später" in later.words


@pytest.mark.parametrize("query", ["tag=gestern", "tag=9999-12-31", "raum=999", "raum=x"])
def test_a_filter_nobody_can_read_shows_this_week(staff, room, query):
    assert "in sieben Tagen ab Montag, 4. Mai" in staff.get(f"/team/raumbuchungen?{query}").words


WHEN = {"tag": "2026-05-14", "von": "14:00", "bis": "16:00", "title": "Chorprobe"}


def test_the_team_books_for_the_house(staff, room):
    answer = staff.fill_team("/team/raumbuchungen/neu", raum=room.id, **WHEN)

    (booking,) = all_bookings()
    assert (answer.status, answer.location) == (303, f"/team/raumbuchungen/{booking.id}")
    assert (booking.title, booking.state, booking.request, booking.booked_by_id) == ("Chorprobe", BOOKED, None, me())


def test_the_team_books_for_a_person_in_a_layout_with_things(staff, room):
    thing = a_thing(name="Beamer")
    layout = Layout(room_id=room.id, name="Reihen", capacity=60)
    db.session.add(layout)
    db.session.commit()

    shown = staff.get(f"/team/raumbuchungen/neu?raum={room.id}&tag=2026-05-14&von=14:00&bis=16:00")
    staff.fill_team(
        f"/team/raumbuchungen/neu?raum={room.id}", **WHEN, for_whom="person", **MILA, layout=layout.id,
        things=thing.id, persons=20,
    )  # fmt: skip

    (booking,) = all_bookings()
    assert shown.tree.xpath("//input[@name='von']/@value") == ["14:00"]
    assert (booking.request.name, booking.layout_id, booking.persons) == ("Mila Muster", layout.id, 20)
    assert [loan.equipment_id for loan in booking.loans] == [thing.id]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"bis": ""}, "Bitte schreiben Sie, bis wann."),
        ({"tag": "9999-12-31"}, "Bitte prüfen Sie das Jahr."),
        ({"tag": "2027-03-28", "von": "02:30"}, "2:30 Uhr gibt es da nicht"),
        ({"raum": "999"}, "Bitte wählen Sie einen Raum aus der Liste."),
        ({"title": " "}, "Bitte füllen Sie dieses Feld aus."),
        ({"persons": "-3"}, "Bitte schreiben Sie eine Zahl ab 1."),
        ({"for_whom": "person", "name": "Mila"}, "Bitte schreiben Sie die E-Mail-Adresse der Person."),
        ({"for_whom": "person", "email": "mila@example.org"}, "Bitte schreiben Sie, wie die Person heißt."),
        ({"for_whom": "person", "name": "Mila", "email": "mila"}, "Bitte schreiben Sie eine vollständige Adresse"),
    ],
)
def test_what_is_typed_badly_is_said_and_kept(staff, room, fields, sentence):
    answer = staff.fill_team("/team/raumbuchungen/neu", **{"raum": room.id, **WHEN, **fields})

    assert answer.status == 422
    assert sentence in answer.refusal
    assert all_bookings() == []
    if "title" not in fields:
        assert answer.tree.xpath("//input[@name='title']/@value") == ["Chorprobe"]


def test_a_taken_room_is_refused_with_offers_and_leaves_nothing(staff, room):
    staff.fill_team("/team/raumbuchungen/neu", raum=room.id, **WHEN)

    refused = staff.fill_team("/team/raumbuchungen/neu", raum=room.id, **WHEN, for_whom="person", **MILA)

    offers = refused.tree.xpath("//button[@name='take']/@value")
    assert refused.status == 409
    assert db.session.scalar(sa.select(sa.func.count(RoomRequest.id))) == 0
    staff.fill_team("/team/raumbuchungen/neu", raum=room.id, **WHEN, for_whom="person", **MILA, take=offers[0])
    assert [booking.state for booking in all_bookings()] == [BOOKED] * 2


def test_choosing_a_room_books_nothing(staff, room):
    answer = staff.fill_team("/team/raumbuchungen/neu", raum=room.id, choose="1", **WHEN)

    assert (answer.status, all_bookings()) == (200, [])


def test_a_booking_shows_its_trail_and_is_moved_and_called_off(staff, room):
    start = clock.now() + DAY
    booking = team_bookings.book(me(), room.id, start, start + HOUR, "Chorprobe", **MILA)
    path = f"/team/raumbuchungen/{booking.id}"

    moved = staff.fill_team(f"{path}/verlegen", von="15:00", bis="16:00", words="Vorher wird geputzt.")
    empty = staff.fill_team(f"{path}/absagen", words=" ")
    called_off = staff.fill_team(f"{path}/absagen", words="Wasserschaden.")
    page = staff.get(path)

    assert [answer.status for answer in (moved, empty, called_off)] == [303, 422, 303]
    assert "Dienstag, 5. Mai, 15 bis 16 Uhr" in page.words
    assert "Team hat abgesagt: „Wasserschaden.“" in page.words
    assert page.words.index("hat abgesagt") < page.words.index("hat verlegt") < page.words.index("hat gebucht")
    assert all_bookings()[0].state == CANCELLED
    assert staff.get(f"{path}/verlegen").buttons == []
    assert staff.get(f"{path}/absagen").buttons == []


def test_a_move_into_what_is_taken_keeps_the_old_time(staff, room):
    start = clock.now() + DAY
    first = team_bookings.book(me(), room.id, start, start + HOUR, "Eins")
    team_bookings.book(me(), room.id, start + HOUR, start + 2 * HOUR, "Zwei")

    answer = staff.fill_team(f"/team/raumbuchungen/{first.id}/verlegen", von="13:00", bis="14:00")

    assert answer.status == 409
    assert "„Zwei“" in answer.refusal
    assert all_bookings()[0].starts_at == start


@pytest.mark.parametrize("path", ["", "/verlegen", "/absagen"])
def test_an_unknown_booking_is_not_found(staff, path):
    assert staff.get(f"/team/raumbuchungen/999{path}").status == 404


def test_script_in_any_text_stays_text(staff, room):
    bad = "<script>alert(1)</script>"
    request = an_open_request(room, purpose=bad, message=bad, name=bad)
    deciding.decline(request.id, me(), bad)

    for path in ("/team/anfragen", f"/team/anfragen/{request.id}", f"/team/raumbuchungen/{request.bookings[0].id}"):
        assert bad.encode() not in staff.get(path).body


@pytest.mark.parametrize("path", ["/team/anfragen", "/team/anfragen/1", "/team/raumbuchungen?tag=2026-05-14"])
def test_the_statements_of_a_page_do_not_grow_with_its_rows(staff, path):
    thing = a_thing(kind="fixed", stock=None, needs_briefing=True)
    rooms = [a_room(requests_block=False, equipment=[thing]) for _number in range(3)]
    # Another that wants the same from the start: with the first of those comes a statement about their rooms.
    an_open_request(rooms[0])
    an_open_request(rooms[0])
    count_statements(staff, path)
    with_one = count_statements(staff, path)
    for room in rooms:
        an_open_request(room, dates=3)
    if path.endswith("/1"):
        first = db.session.get(Booking, 1)
        for number, room in enumerate(rooms, 1):
            span = (first.starts_at + number * HOUR / 4, first.ends_at + number * HOUR / 4)
            actions.book_room(
                room.id, *span, "Chorprobe", request_id=1, state=REQUESTED, holds=False, equipment_ids=[]
            )

    assert count_statements(staff, path) <= with_one


def test_a_date_of_a_series_leads_to_its_series(staff, room):
    start = datetime(2026, 5, 14, 14)
    series = Series(wall_start=start, wall_end=start + 2 * HOUR, made_at=clock.now())
    db.session.add(series)
    db.session.commit()
    span = (clock.from_wall(start), clock.from_wall(start + 2 * HOUR))
    booking = actions.book_room(room.id, *span, "Chorprobe", series_id=series.id, wall_start=start)

    page = staff.get(f"/team/raumbuchungen/{booking.id}")

    assert page.links("Alle Termine der Reihe") == [f"/team/raumreihen/{series.id}"]
