"""Asking for a room by the pages: three steps, a mail, and nothing typed is lost and nothing is told to others."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.alliance.models import Organisation
from app.database import db, transaction
from app.notifications.models import Message
from app.rooms import actions, asking, links
from app.rooms.bookings import Booking
from app.rooms.models import ASK, BOOK, NO, ORGANISATION, Layout
from app.rooms.persons import RoomRequest, RoomWatch
from bench import statements
from tests.dumps import everything
from tests.make import a_place, a_policy, a_room, a_room_request, a_thing

JANA = {"name": "Jana Nowak", "email": "jana@example.org", "purpose": "Chorprobe"}
WHEN = {"tag": "2026-05-14", "von": "14:00", "bis": "16:00"}
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def address(room):
    return f"/raeume/{room.slug}/buchen"


def second_step(guest, room, **fields):
    return guest.fill(guest.get(address(room)), address(room), **{**WHEN, **fields})


def third_step(guest, room, **fields):
    first = {name: fields.pop(name) for name in list(fields) if name not in {*JANA, "for_whom", "message"}}
    return guest.fill(second_step(guest, room, **first), address(room), **{**JANA, **fields})


def ask(guest, room, **fields):
    """Walk through the whole form and send it."""
    return guest.fill(third_step(guest, room, **fields), address(room))


def look_anew():
    db.session.rollback()
    db.session.expire_all()


def bookings():
    look_anew()
    return db.session.scalars(sa.select(Booking).order_by(Booking.starts_at)).all()


def mails():
    look_anew()
    return [name.rpartition("/")[2] for name in db.session.scalars(sa.select(Message.template).order_by(Message.id))]


def facts(page):
    return [dd.text_content().strip() for dd in page.tree.xpath("//main//dd")]


# Three steps


def test_the_form_is_filled_in_by_its_address(house, guest):
    room = a_room()

    page = guest.get(f"{address(room)}?tag=2026-05-14&von=14:00&bis=16:00&personen=8")

    assert (page.status, page.step, page.headers["Cache-Control"]) == (200, "Wann und wie", "no-store")
    assert {name: page.sent[name] for name in (*WHEN, "personen")} == {**WHEN, "personen": "8"}


@pytest.mark.parametrize(
    "query", ["tag=morgen", "tag=2026-02-30", "von=halb%20acht", "personen=viele", "termin=quatsch"]
)
def test_an_address_that_nobody_can_read_is_said(house, guest, query):
    assert guest.get(f"{address(a_room())}?{query}").status == 400


def test_the_third_step_shows_everything_before_it_is_sent(house, guest):
    with transaction():
        db.session.add(Organisation(id=7, key="chor", name="Chor e. V."))
    room, thing = a_room(name="Saal"), a_thing(name="Höranlage")
    with transaction():
        room.layouts.append(Layout(name="Reihen", capacity=80))

    page = third_step(
        guest, room, personen="60", layout=str(room.layouts[0].id), things=[str(thing.id)], for_whom="7",
        message="Wir bringen Kuchen mit.",
    )  # fmt: skip

    assert facts(page) == [
        room.place_line, "Donnerstag, 14. Mai, 14 bis 16 Uhr", "Reihen", "60", "Höranlage", "Jana Nowak",
        "jana@example.org", "Chor e. V.", "Chorprobe", "Wir bringen Kuchen mit.",
    ]  # fmt: skip
    assert (page.buttons, bookings()) == (["Raum anfragen", "Zurück"], [])


def test_sent_the_room_is_held_and_a_mail_is_written(house, guest):
    room, thing = a_room(), a_thing()

    page = ask(guest, room, personen="60", things=[str(thing.id)])

    [made] = bookings()
    assert (page.status, page.location) == (303, f"{address(room)}/fast-geschafft")
    assert (made.state, made.persons, made.title, made.loans[0].equipment_id) == ("held", 60, "Chorprobe", thing.id)
    assert (made.request.name, made.request.email, mails()) == ("Jana Nowak", "jana@example.org", ["please_confirm"])
    assert guest.get(page.location).h1 == f"Fast geschafft: {room.name}"


def test_every_field_stands_once_in_every_step(house, guest):
    room = a_room()
    things = [str(a_thing().id), str(a_thing().id)]
    pages = [guest.get(address(room)), second_step(guest, room, things=things), third_step(guest, room, things=things)]

    for page in pages:
        named = [field.get("name") for field in page.tree.xpath("//main//form//*[@name][not(@type='checkbox')]")]
        assert len(named) == len(set(named))


def test_going_back_loses_nothing(house, guest):
    room = a_room()
    things = [str(a_thing().id), str(a_thing().id)]
    page = third_step(guest, room, things=things, personen="9", message="Bis dann", dauer="120")

    second = guest.fill(page, address(room), back="1")
    first = guest.fill(second, address(room), back="1")

    assert [second.step, first.step] == ["Ihre Angaben", "Wann und wie"]
    values = dict(first.tree.xpath("//main//form")[0].fields)
    assert {name: values[name] for name in ("tag", "von", "personen", "name", "message")} == {
        "tag": "2026-05-14", "von": "14:00", "personen": "9", "name": "Jana Nowak", "message": "Bis dann",
    }  # fmt: skip
    assert first.tree.xpath("//input[@name='things'][@checked]/@value") == sorted(things)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"tag": ""}, "Bitte wählen Sie einen Tag."),
        ({"von": ""}, "Bitte schreiben Sie, ab wann."),
        ({"bis": ""}, "Bitte schreiben Sie, bis wann, oder wählen Sie, wie lange."),
        ({"bis": "13:00"}, "Das Ende liegt vor dem Anfang."),
        ({"bis": "14:00"}, "Das Ende liegt vor dem Anfang."),
        ({"dauer": "60"}, "passen nicht zusammen"),
        ({"tag": "2026-05-03"}, "Dieser Tag ist schon vorbei."),
        ({"tag": "9999-12-31", "von": "23:00", "bis": "23:30"}, "einen Tag in den nächsten drei Jahren."),
        ({"tag": "2027-03-28", "von": "02:30", "bis": "04:00"}, "2:30 Uhr gibt es da nicht."),
        ({"tag": "2027-03-28", "von": "01:00", "bis": "02:00"}, "2 Uhr gibt es da nicht."),
        ({"personen": "0"}, "Bitte schreiben Sie eine Zahl ab 1."),
        ({"personen": "-3"}, "Bitte schreiben Sie eine Zahl ab 1."),
        ({"layout": "99"}, ""),
        ({"layout": "abc"}, ""),
        ({"things": "99"}, ""),
        ({"things": "abc"}, ""),
        ({"dauer": "17", "bis": ""}, "Bitte schreiben Sie, bis wann, oder wählen Sie, wie lange."),
    ],
)
def test_what_is_typed_wrong_is_said_and_the_rest_stays(house, guest, fields, says):
    page = second_step(guest, a_room(), **fields)

    assert (page.status, page.step) == (422, "Wann und wie")
    assert says in page.refusal
    assert bookings() == []


@pytest.mark.parametrize(
    ("fields", "hours"),
    [
        ({"bis": "", "dauer": "90"}, 1.5),
        ({"von": "22:00", "bis": "06:00"}, 8),
        ({"von": "13:00", "bis": "00:00"}, 11),
        ({"tag": "2026-10-25", "von": "01:30", "bis": "02:30"}, 1),
        ({"tag": "2026-10-25", "von": "02:00", "bis": "", "dauer": "120"}, 2),
        ({"tag": "2026-10-24", "von": "22:00", "bis": "06:00"}, 9),
        ({"tag": "2027-03-27", "von": "22:00", "bis": "06:00"}, 7),
    ],
)
def test_a_length_or_a_night_is_understood(house, guest, fields, hours):
    ask(guest, a_room(), **fields)

    [made] = bookings()
    assert made.ends_at - made.starts_at == timedelta(hours=hours)


def test_the_doubled_hour_means_the_first(house, guest):
    ask(guest, a_room(), tag="2026-10-25", von="02:30", bis="04:00")

    [made] = bookings()
    assert (made.starts_at.hour, made.starts_at.minute) == (0, 30)


@pytest.mark.parametrize(("name", "value"), [("name", "  "), ("email", "jana@"), ("purpose", ""), ("for_whom", "x")])
def test_the_second_step_asks_for_what_is_missing(house, guest, name, value):
    with transaction():
        db.session.add(Organisation(id=7, key="chor", name="Chor e. V."))

    page = third_step(guest, a_room(), **{name: value})

    assert (page.status, page.step, page.title.startswith("Fehler: Raum anfragen")) == (422, "Ihre Angaben", True)


def test_a_jump_to_the_last_step_does_not_pass_the_others_by(house, guest):
    room = a_room()
    key = guest.get(address(room)).sent["form_key"]

    page = guest.post(address(room), step="3", form_key=key, **WHEN)

    assert (page.status, page.step, bookings()) == (422, "Ihre Angaben", [])


def test_where_nobody_decides_the_button_books(house, guest):
    room = a_room()
    a_policy(room, BOOK)

    page = third_step(guest, room)

    assert (page.h1, page.buttons[0]) == (f"Raum buchen: {room.name}", "Raum buchen")


def test_for_an_organisation_somebody_decides(house, guest):
    with transaction():
        db.session.add(Organisation(id=7, key="chor", name="Chor e. V."))
    room = a_room(answer_days=2)
    a_policy(room, BOOK)
    a_policy(room, BOOK, who=ORGANISATION)

    page = third_step(guest, room, for_whom="7")

    assert page.buttons[0] == "Raum anfragen"
    assert "Das Team antwortet dann innerhalb von 2 Tagen." in page.words


def test_only_for_organisations_there_is_no_choice_of_private(house, guest):
    with transaction():
        db.session.add_all([Organisation(id=n, key=f"o{n}", name=f"Verein {n}") for n in (7, 8)])
    room = a_room()
    a_policy(room, NO)

    page = second_step(guest, room)

    assert page.tree.xpath("//select[@name='for_whom']/option/@value") == ["7", "8"]


@pytest.mark.parametrize("facts", [{"kind": "digital"}, {}])
def test_what_only_the_team_gives_has_no_form(house, guest, facts):
    room = a_room(**facts)
    if not facts:
        a_policy(room, NO)
        a_policy(room, NO, who=ORGANISATION)

    page = guest.get(address(room))

    assert (page.status, page.h1, page.buttons) == (200, f"Nur über das Team: {room.name}", [])
    assert guest.post(address(room), **WHEN).status == 409


def test_unknown_and_retired_rooms_have_no_form(house, guest):
    gone = a_room(retired_at=clock.now())

    assert [guest.get(path).status for path in ("/raeume/nirgends/buchen", address(gone))] == [404, 404]


# Refused


def test_what_is_taken_is_said_at_once_with_what_else_there_is(house, guest):
    place = a_place()
    room, other = a_room(place=place), a_room(place=place)
    start = clock.now() + 10 * DAY + 2 * HOUR
    actions.book_room(room.id, start, start + 2 * HOUR, "Geheim", teardown_min=30)

    page = second_step(guest, room, personen="7")

    assert (page.status, page.step) == (409, "Wann und wie")
    assert "ist in dieser Zeit schon belegt" in page.refusal
    assert "Geheim" not in page.words
    elsewhere = f"/raeume/{other.slug}/buchen?tag=2026-05-14&von=14:00&bis=16:00&personen=7"
    assert elsewhere in page.links("Ein anderer Raum")
    assert page.links("Bescheid geben") == [f"/raeume/{room.slug}/bescheid?tag=2026-05-14&von=14:00&bis=16:00"]
    assert page.sent["von"] == "14:00"


def test_one_who_came_too_late_keeps_what_was_typed(house, guest):
    room = a_room()
    page = third_step(guest, room)
    start = clock.now() + 10 * DAY + 2 * HOUR
    actions.book_room(room.id, start, start + 2 * HOUR, "Andere")

    refused = guest.fill(page, address(room))

    assert (refused.status, refused.step, refused.sent["name"]) == (409, "Prüfen und senden", "Jana Nowak")
    assert len(bookings()) == 1
    assert mails() == []


def test_a_limit_of_the_group_is_said_and_offers_no_waiting(house, guest):
    room = a_room()
    a_policy(room, ASK, longest_min=60)

    page = second_step(guest, room)

    assert (page.status, page.links("Bescheid geben")) == (409, [])
    assert "Bitte buchen Sie höchstens 1 Stunde." in page.refusal


def test_a_thing_that_is_lent_out_is_said_by_name(house, guest):
    thing = a_thing(name="Höranlage")
    start = clock.now() + 10 * DAY + 2 * HOUR
    actions.book_room(a_room().id, start, start + HOUR, "Andere", equipment_ids=[thing.id])

    page = second_step(guest, a_room(), things=[str(thing.id)])

    assert "Höranlage ist in dieser Zeit schon verliehen." in page.refusal
    assert page.links("Bescheid geben") == []


# Several dates


def dates(*days, room=None, hours=("14:00", "16:00")):
    return [f"2026-05-{day:02}T{hours[0]}/{hours[1]}" + (f"@{room.slug}" if room else "") for day in days]


def query(texts):
    return "?" + "&".join(f"termin={text}" for text in texts)


def test_several_dates_are_asked_for_in_one_form(house, guest):
    room, other = a_room(name="Saal"), a_room(name="Stube")
    texts = dates(14, 21) + dates(28, room=other)
    first = guest.get(address(room) + query(texts))

    second = guest.fill(first, address(room), termin=texts)
    third = guest.fill(second, address(room), **JANA)
    done = guest.fill(third, address(room))

    assert facts(third)[:3] == [
        "Donnerstag, 14. Mai, 14 bis 16 Uhr, Saal",
        "Donnerstag, 21. Mai, 14 bis 16 Uhr, Saal",
        "Donnerstag, 28. Mai, 14 bis 16 Uhr, Stube",
    ]
    assert (done.status, [each.room_id for each in bookings()]) == (303, [room.id, room.id, other.id])
    assert mails() == ["please_confirm"]


def test_a_date_that_is_not_checked_is_not_asked_for(house, guest):
    room = a_room()
    texts = dates(14, 21, 28)

    page = guest.fill(guest.get(address(room) + query(texts)), address(room), termin=texts[1:])
    back = guest.fill(page, address(room), back="1")
    none = guest.fill(back, address(room), termin=[])

    assert page.sent["termin"] == " ".join(texts[1:])
    assert back.tree.xpath("//input[@name='termin'][@checked]/@value") == texts[1:]
    assert (none.status, "Bitte wählen Sie mindestens einen Termin." in none.refusal) == (422, True)


def test_all_dates_or_none_unless_one_wants_it_otherwise(house, guest):
    room = a_room()
    taken = clock.now() + 17 * DAY + 2 * HOUR
    actions.book_room(room.id, taken, taken + HOUR, "Andere")
    texts = dates(14, 21, 28)
    first = guest.get(address(room) + query(texts))

    refused = guest.fill(first, address(room), termin=texts)
    third = guest.fill(guest.fill(refused, address(room), termin=texts, leave_out="1"), address(room), **JANA)
    guest.fill(third, address(room))

    assert refused.status == 409
    assert "Nicht möglich: 1 von 3 Terminen." in refused.refusal
    assert "Donnerstag, 21. Mai, 14 bis 16 Uhr: " in refused.words
    assert any("termin=2026-05-21T15:00" in link for link in refused.links("Zu einer anderen Zeit"))
    assert "Donnerstag, 21. Mai, 14 bis 16 Uhr (geht nicht, lassen wir aus)" in " ".join(third.words.split())
    assert [each.starts_at.day for each in bookings() if each.request_id] == [14, 28]


@pytest.mark.parametrize("bad", ["2026-05-14", "2026-05-14T14:00/16:00@nirgends", "2026-05-14T25:00/26:00", "../etc"])
def test_a_date_that_nobody_can_read_is_said_in_a_sent_form_too(house, guest, bad):
    room = a_room()
    key = guest.get(address(room)).sent["form_key"]

    page = guest.post(address(room), form_key=key, step="1", termine=bad, termin=bad)

    assert page.status == 422


def test_too_many_dates_are_said(house, guest):
    room = a_room()
    texts = [f"2026-05-14T{n // 60 + 6:02}:{n % 60:02}/23:00" for n in range(121)]

    assert guest.get(address(room) + query(texts)).status == 400
    assert guest.post(address(room), step="1", termine=" ".join(texts), termin=" ".join(texts)).status == 409


# Programs, and what is told to nobody


def test_a_form_sent_twice_asks_once(house, guest):
    room = a_room()
    page = third_step(guest, room)

    answers = [guest.fill(page, address(room)).status for _ in range(3)]

    assert (answers, len(bookings()), mails()) == ([303] * 3, 1, ["please_confirm"])


def test_what_fills_the_trap_asks_for_nothing(house, guest):
    room = a_room()

    page = guest.fill(third_step(guest, room), address(room), website="https://spam.example")

    assert (page.status, page.sent["website"], bookings()) == (409, "", [])


def test_one_connection_cannot_send_without_end(house, new_guest):
    room = a_room()
    guest = new_guest(BOOKING_LIMIT="2 per 10 minutes")

    assert [guest.post(path, **WHEN).status for path in [address(room)] * 2 + [f"/raeume/{room.slug}/bescheid"]] == [
        200, 200, 429,
    ]  # fmt: skip


def test_new_briefed_and_busy_addresses_get_the_same_bytes(house, new_guest):
    """Law 6: neither briefing nor open bookings are told by the form."""
    laser = a_thing(needs_briefing=True)
    room = a_room(requests_block=False)
    a_policy(room, ASK, most_open=1)
    a_room_request(room, email="viele@example.org")
    a_room_request(room, email="gehalten@example.org", is_confirmed=False)

    answers = []
    for email in ("neu", "viele", "gehalten"):
        guest = new_guest()
        answer = ask(guest, room, email=f"{email}@example.org", things=[str(laser.id)])
        answers.append((answer.status, answer.location, answer.body, guest.get(answer.location).body))

    assert answers == [answers[0]] * 3


def test_a_page_says_who_has_a_room_to_nobody(house, guest):
    room = a_room()
    start = clock.now() + 10 * DAY + 2 * HOUR
    a_room_request(room, start, name="Jana Nowak", email="jana@example.org", purpose="Janas Fest")

    page = second_step(guest, room)

    assert [word for word in ("Jana", "Nowak", "Fest") if word in page.words] == []


# Waiting


def test_one_asks_to_be_told_when_a_room_frees_up(house, guest):
    room = a_room()
    start = clock.now() + 10 * DAY + 2 * HOUR
    actions.book_room(room.id, start, start + 2 * HOUR, "Andere")
    path = f"/raeume/{room.slug}/bescheid"
    page = guest.get(f"{path}?tag=2026-05-14&von=14:00&bis=16:00")

    done = guest.fill(page, path, email="jana@example.org")

    look_anew()
    watch = db.session.scalar(sa.select(RoomWatch))
    assert (done.status, guest.get(done.location).h1) == (303, f"Fast geschafft: {room.name}")
    assert (watch.email, watch.starts_at, mails()) == ("jana@example.org", start, ["watch_please_confirm"])


def test_a_room_that_is_free_is_not_waited_for(house, guest):
    path = f"/raeume/{a_room().slug}/bescheid"
    page = guest.get(f"{path}?tag=2026-05-14&von=14:00&bis=16:00")

    answer = guest.fill(page, path, email="jana@example.org")

    assert (answer.status, mails()) == (409, [])
    assert "gerade frei" in answer.refusal


@pytest.mark.parametrize("query", ["", "?tag=2026-05-14", "?tag=x&von=y&bis=z", "?tag=2026-05-01&von=14:00&bis=15:00"])
def test_waiting_needs_a_span_to_come(house, guest, query):
    assert guest.get(f"/raeume/{a_room().slug}/bescheid{query}").status == 400


def test_a_watch_is_confirmed_and_ended_by_its_link(house, guest):
    room = a_room()
    start = clock.now() + 10 * DAY
    actions.book_room(room.id, start, start + 2 * HOUR, "Andere")
    from app.rooms import watching

    watching.watch(room.id, start, start + HOUR, "jana@example.org")
    path = links.watch_path(db.session.scalar(sa.select(RoomWatch)))
    before = everything()
    asked = guest.get(path)
    look_anew()
    unchanged = everything() == before

    guest.post(path)
    confirmed = guest.get(path)
    ended = guest.post(path, ende="1")

    assert (asked.buttons, unchanged) == (["Ja, Bescheid geben", "Nein, Adresse löschen"], True)
    assert ("Wir geben Ihnen Bescheid" in confirmed.words, confirmed.buttons) == (True, ["Nicht mehr Bescheid geben"])
    assert guest.get(ended.location).h1 == "Ihre Daten sind gelöscht"
    assert guest.get(path).status == 404
    look_anew()
    assert "jana" not in str(everything())


# What it costs


@pytest.mark.parametrize("number", [1, 3])
def test_the_form_costs_few_statements_and_a_request_few_more(house, number):
    rooms = [a_room() for _ in range(number)]
    for _ in range(number):
        a_thing()
    client = house.test_client()
    with statements.counted() as form:
        assert client.get(address(rooms[0])).status_code == 200
    start = clock.now() + 10 * DAY

    with statements.counted() as act:
        wish = asking.Wish(rooms[0].id, start, start + HOUR)
        asking.ask_for_room([wish], asking.Asker("Jana", "jana@example.org", "Probe"))

    assert (len(form) <= 6, len(act) <= 12) == (True, True), (form, act)
    assert db.session.scalar(sa.select(sa.func.count(RoomRequest.id))) == 1
