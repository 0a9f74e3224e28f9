"""The door of a person: when it opens, for whom, and that it counts them once."""

from datetime import timedelta

import pytest

from app import clock
from app.database import db, transaction
from app.lobby import video_servers
from app.programme import actions as programme
from app.programme.models import ONLINE, ONSITE
from app.registrations import actions, changing, door, door_queries, links
from app.registrations.models import ATTENDED, CONFIRMED
from tests.lobby.conftest import a_digital_guest
from tests.make import a_digital_room, a_registration, a_room, an_event

LINK = "https://video.example.org/fester-raum"


def door_of(registration):
    """The path of somebody's door."""
    return links.door_path(registration)


def press(guest, registration, **fields):
    """Press the button, or what would be one."""
    return guest.post(door_of(registration), **{"name": "Jana", **fields})


def is_in(page):
    """Whether the browser was led on to the service."""
    return (page.status, page.location) == (303, LINK)


def came(registration):
    """{kind: heads} of the event."""
    db.session.rollback()
    return door_queries.heads(registration.event_id)


# --- the edges, one second before and after

EDGES = pytest.mark.parametrize(
    ("moment", "opens"), [("18:14:59", False), ("18:15:00", True), ("20:49:59", True), ("20:50:00", False)]
)


@EDGES
def test_who_has_a_seat_gets_in_from_the_opening_to_the_closing(evening, guest, at, moment, opens):
    registration = a_digital_guest(evening())
    at(f"2026-05-04 {moment}")

    page, pressed = guest.get(door_of(registration)), press(guest, registration)

    assert ("Raum betreten" in page.buttons) == opens
    assert is_in(pressed) == opens
    assert pressed.status == (303 if opens else 409)
    assert came(registration) == ({ONLINE: 1} if opens else {})


@EDGES
def test_who_waits_sees_where_they_stand_and_gets_in_at_no_time(evening, guest, at, moment, opens):
    event = evening(seats={ONLINE: 1})
    a_digital_guest(event)
    waiting = a_digital_guest(event, would_wait=True)
    at(f"2026-05-04 {moment}")

    page = guest.get(door_of(waiting))

    assert "Sie stehen auf der Warteliste, zwischen Platz 1 und" in page.words
    assert press(guest, waiting).status == 409
    assert came(waiting) == {}


@EDGES
def test_of_an_event_that_is_off_nobody_gets_in(evening, guest, at, moment, opens):
    event = evening()
    registration = a_digital_guest(event)
    programme.cancel_event(event.id, "Wasserschaden im Haus.")
    at(f"2026-05-04 {moment}")

    page = guest.get(door_of(registration))

    assert "Die Veranstaltung fällt aus" in page.words
    assert "Wasserschaden im Haus." in page.words
    assert press(guest, registration).status == 409
    assert came(registration) == {}


@pytest.mark.parametrize(
    ("moment", "opens"),
    [("18:15:00", False), ("19:14:59", False), ("19:15:00", True), ("21:49:59", True), ("21:50:00", False)],
)
def test_the_door_moves_with_its_event_and_the_link_stays(evening, guest, at, moment, opens):
    event = evening()
    registration = a_digital_guest(event)
    path = door_of(registration)
    programme.move_event(event.id, [(event.starts_at + timedelta(hours=1), event.ends_at + timedelta(hours=1))])
    at(f"2026-05-04 {moment}")

    assert is_in(guest.post(path, name="Jana")) == opens
    assert came(registration) == ({ONLINE: 1} if opens else {})


@EDGES
def test_who_changed_over_to_digital_gets_in_and_who_changed_to_the_house_does_not(evening, guest, at, moment, opens):
    video = a_digital_room(opens_before_min=15, closes_after_min=20)
    event = evening(room_ids=[a_room().id, video.id], seats={ONLINE: 5, ONSITE: 5})
    to_digital, to_house = a_registration(event), a_digital_guest(event)
    changing.change_kind(to_digital.id, ONLINE)
    changing.change_kind(to_house.id, ONSITE)
    at(f"2026-05-04 {moment}")

    assert is_in(press(guest, to_digital)) == opens
    assert press(guest, to_house).status == 409
    assert "Ihr Platz ist vor Ort" in guest.get(door_of(to_house)).words
    assert came(to_digital) == ({ONLINE: 1} if opens else {})


def test_before_it_opens_the_page_says_when_and_what_one_needs(evening, guest):
    room = a_digital_room(
        opens_before_min=15, closes_after_min=20, live_captions=True, phone_dial_in=True,
        interpreting_channels=["pl"], recording="aus", waiting_room=True,
    )  # fmt: skip
    registration = a_digital_guest(evening(room=room))

    page = guest.get(door_of(registration))

    assert page.status == 200
    for words in (
        "Der Raum öffnet um 18:15 Uhr", "aktuellen Browser", "Untertitel während des GesprächsJa",
        "DolmetschenJa – Polnisch", "Hier wird nichts aufgezeichnet", "Die Gastgebenden lassen Sie ein",
        "Sie können sich auch einwählen",
    ):  # fmt: skip
        assert words in page.words
    assert page.buttons == []


def test_on_another_day_it_says_the_day(evening, guest):
    event = evening(starts_at=clock.now() + timedelta(days=2))
    page = guest.get(door_of(a_digital_guest(event)))

    assert "Der Raum öffnet am Mittwoch, 6. Mai um 11:45 Uhr" in page.words


# --- who else


def test_who_gave_up_is_turned_away_kindly(evening, guest, at):
    registration = a_digital_guest(evening())
    actions.give_up(registration.id)
    at("2026-05-04 18:30")

    page = press(guest, registration)

    assert page.status == 409
    assert "Danke, dass Sie Bescheid gegeben haben." in page.words
    assert came(registration) == {}


def test_who_has_not_confirmed_is_led_to_do_so(evening, guest, at):
    registration = a_digital_guest(evening(), is_confirmed=False)
    at("2026-05-04 12:05")

    page = guest.get(door_of(registration))

    assert page.links("Jetzt bestätigen") == [links.confirm_path(registration)]
    assert press(guest, registration).status == 409


def test_a_course_has_one_door_and_it_is_that_of_the_next_session(evening, guest, at):
    first = clock.now() + timedelta(hours=1)
    spans = [(first + timedelta(days=days), first + timedelta(days=days, hours=1)) for days in (0, 7)]
    registration = a_digital_guest(evening(spans=spans))

    at("2026-05-04 12:50")
    opened = press(guest, registration)
    at("2026-05-04 14:20")
    closed = guest.get(door_of(registration))
    at("2026-05-11 12:50")
    again = press(guest, registration)

    assert is_in(opened)
    assert is_in(again)
    assert "Der Raum öffnet am Montag, 11. Mai" in closed.words
    assert came(registration) == {ONLINE: 1}


def test_who_has_a_slot_comes_in_before_it_and_not_into_that_of_another(evening, guest, at):
    facts = {"registration": "slot", "slot_minutes": 20}
    event = evening(starts_at=clock.now() + timedelta(hours=1), hours=1, format_facts=facts)
    registration = a_digital_guest(event, parts=[f"slot:{event.dates[0].id}:20"])

    at("2026-05-04 13:04:59")
    early = press(guest, registration)
    at("2026-05-04 13:05")
    in_time = press(guest, registration)

    assert (early.status, is_in(in_time)) == (409, True)


# --- counted once


def test_the_button_pressed_fifty_times_counts_once(evening, guest, at):
    registration = a_digital_guest(evening())
    at("2026-05-04 18:20")

    pressed = [press(guest, registration) for _ in range(50)]

    assert all(is_in(page) for page in pressed)
    assert came(registration) == {ONLINE: 1}
    db.session.refresh(registration)
    assert registration.state == ATTENDED


def test_a_group_says_how_many_they_are_and_the_larger_number_counts(evening, guest, at):
    registration = a_digital_guest(evening(format_facts={"companions_max": 3}), seats=3)
    at("2026-05-04 18:20")

    for number in ("2", "3", "1"):
        press(guest, registration, heads=number)

    assert came(registration) == {ONLINE: 3}


@pytest.mark.parametrize("heads", ["0", "4", "-1", "viele", "٣", "1" * 40])
def test_a_forged_number_is_refused_and_counts_nobody(evening, guest, at, heads):
    registration = a_digital_guest(evening(format_facts={"companions_max": 3}), seats=3)
    at("2026-05-04 18:20")

    page = press(guest, registration, heads=heads)

    assert page.status == 422
    assert "Bitte wählen Sie eine Zahl von 1 bis 3." in page.words
    assert came(registration) == {}


def test_on_site_and_digital_are_counted_apart_and_nobody_twice(evening, guest, staff, new_guest, at):
    video = a_digital_room(opens_before_min=15)
    event = evening(room_ids=[a_room().id, video.id], seats={ONLINE: 5, ONSITE: 5}, format_facts={"companions_max": 3})
    digital, on_site = a_digital_guest(event, seats=2), a_registration(event, seats=3)
    changed = a_registration(event)
    changing.change_kind(changed.id, ONLINE)
    at("2026-05-04 18:20")

    press(guest, digital, heads="2")
    press(guest, changed)
    door.check_in(on_site.id, event.dates[0].id)
    # With the ticket of before they show up at the house as well.
    door.check_in(changed.id, event.dates[0].id)
    at("2026-05-04 23:00")
    closing = staff.get(f"/team/veranstaltungen/{event.id}/abschluss").sent

    assert came(digital) == {ONLINE: 3, ONSITE: 3}
    assert (closing["came_online"], closing["came_onsite"]) == ("3", "3")


def test_the_browser_that_looks_counts_nobody(evening, guest, at):
    registration = a_digital_guest(evening())
    at("2026-05-04 18:20")

    guest.get(door_of(registration))
    guest.client.head(door_of(registration))

    assert came(registration) == {}
    db.session.refresh(registration)
    assert registration.state == CONFIRMED


# --- links


def test_a_revoked_link_opens_nothing_and_looks_like_any_unknown_page(evening, guest, at):
    registration = a_digital_guest(evening())
    path = door_of(registration)
    with transaction():
        db.session.merge(registration).link_version = 2
    at("2026-05-04 18:20")

    assert guest.get(path).status == guest.post(path, name="Jana").status == 404


@pytest.mark.parametrize("of", [links.manage_path, links.confirm_path])
def test_a_link_for_something_else_opens_no_door(evening, guest, at, of):
    registration = a_digital_guest(evening())
    token = of(registration).rpartition("/")[2]
    at("2026-05-04 18:20")

    assert guest.post(f"/dabei/{token}", name="Jana").status == 404
    assert guest.get(f"/b/{door_of(registration).rpartition('/')[2]}").status == 404


@pytest.mark.parametrize(
    "change", [lambda path: path[:-1], lambda path: path + "x", lambda _path: "/dabei/" + "a" * 500]
)
def test_a_forged_link_opens_nothing(evening, guest, at, change):
    registration = a_digital_guest(evening())
    at("2026-05-04 18:20")

    assert guest.post(change(door_of(registration)), name="Jana").status == 404


def test_a_new_address_of_the_room_needs_no_new_link(evening, guest, at):
    event = evening()
    registration = a_digital_guest(event)
    with transaction():
        event.rooms[0].join_url = "https://anderswo.example.org/raum"
    at("2026-05-04 18:20")

    assert press(guest, registration).location == "https://anderswo.example.org/raum"


def test_the_address_stands_on_no_page_and_every_service_is_in_the_policy(evening, guest, at):
    event = evening()
    a_digital_room(join_url="https://Zweites.example.org:8443/b?c=1;2", opens_before_min=15)
    a_digital_room(join_url="https://böse.example.org/;script-src *")
    registration = a_digital_guest(event)
    at("2026-05-04 18:20")

    pages = [guest.get(door_of(registration)), guest.get(f"/veranstaltungen/{event.slug}/raum")]
    answer = press(guest, registration)

    for page in pages:
        assert b"fester-raum" not in page.body
        assert page.headers["Content-Security-Policy"].split("; ")[4] == (
            "form-action 'self' https://video.example.org https://zweites.example.org:8443"
        )
    assert (answer.body, answer.headers["Referrer-Policy"]) == (b"", "no-referrer")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "name", ["Łucja Nowak-Šulcec", "Μαρία", "محمد", "山田太郎", "🦊 Fuchs", "O'Brien & <Söhne>", "נועה", "अनिता"]
)
def test_names_of_every_script_get_in(evening, guest, at, name):
    registration = a_digital_guest(evening(), name=name)
    at("2026-05-04 18:20")

    assert is_in(guest.fill(guest.get(door_of(registration)), door_of(registration)))


@pytest.mark.parametrize(
    ("name", "words"), [("  ", "wie Sie im Raum heißen möchten"), ("x" * 61, "höchstens 60 Zeichen")]
)
def test_a_name_that_is_none_is_asked_for_again(evening, guest, at, name, words):
    registration = a_digital_guest(evening())
    at("2026-05-04 18:20")

    page = press(guest, registration, name=name)

    assert (page.status, words in page.words) == (422, True)
    assert page.title.startswith("Fehler:")
    assert came(registration) == {}


def test_a_room_without_an_address_says_that_it_is_not_known_yet(evening, guest, at):
    registration = a_digital_guest(evening(room=a_digital_room(join_url=None)))
    at("2026-05-04 18:20")

    page = press(guest, registration)

    assert (page.status, "Der digitale Raum steht noch nicht fest" in page.words) == (409, True)


@pytest.mark.parametrize("link", ["http://127.0.0.2/raum", "javascript:alert(1)", "http://[::1]/", "//nirgends"])
def test_an_address_that_we_lead_nobody_to_gives_a_page_that_says_so(evening, guest, at, link):
    registration = a_digital_guest(evening(room=a_digital_room(join_url=link, opens_before_min=15)))
    at("2026-05-04 18:20")

    page = press(guest, registration)

    assert (page.status, "Der Videodienst antwortet gerade nicht" in page.words) == (503, True)
    assert came(registration) == {}


# --- two meetings that share one address


def test_the_door_does_not_lead_into_the_meeting_before_or_after(evening, guest, at):
    room = a_digital_room(opens_before_min=15, closes_after_min=20)
    first = evening(room=room)
    second = evening(room=room, starts_at=first.ends_at)
    early, late = a_digital_guest(first), a_digital_guest(second)

    at("2026-05-04 20:29:59")
    before = is_in(press(guest, early)), is_in(press(guest, late))
    at("2026-05-04 20:30")
    after = is_in(press(guest, early)), is_in(press(guest, late))

    assert (before, after) == ((True, False), (False, True))


# --- the door of an event


def test_the_door_of_an_event_is_there_for_everybody_and_opens_for_nobody(evening, guest, at):
    event = evening()
    path = f"/veranstaltungen/{event.slug}/raum"
    at("2026-05-04 18:20")

    page, pressed = guest.get(path), guest.post(path, name="Jana")

    assert (page.buttons, pressed.status, pressed.location) == ([], 200, None)
    assert page.links("Link noch einmal schicken lassen") == ["/meine-plaetze"]


def test_where_no_seats_are_booked_everybody_gets_in_by_the_door_of_the_event(evening, guest, at):
    event = evening(format_facts={"registration": "drop-in"}, seats={ONLINE: 10})
    path = f"/veranstaltungen/{event.slug}/raum"
    at("2026-05-04 18:14:59")
    early = guest.post(path, name="Jana")
    at("2026-05-04 18:15")

    assert (early.status, guest.post(path, name="Jana").location) == (409, LINK)


def test_the_page_of_the_event_leads_to_its_door(evening, guest):
    event = evening()

    found = guest.get(f"/veranstaltungen/{event.slug}").links("So kommen Sie hinein")

    assert found == [f"/veranstaltungen/{event.slug}/raum"]


# --- the telephone


def test_who_takes_part_by_telephone_is_counted_by_a_button_of_their_own(evening, guest, at):
    event = evening()
    video_servers.set_video(event.rooms[0].id, None, "+49 3583 5550, Code 123 456")
    registration = a_digital_guest(event)
    at("2026-05-04 18:00")
    early = guest.get(door_of(registration))
    guest.post(door_of(registration) + "/telefon")
    before = came(registration)
    at("2026-05-04 18:20")
    answer = guest.post(door_of(registration) + "/telefon")

    assert "+49 3583 5550, Code 123 456" in early.words
    assert (before, came(registration)) == ({}, {ONLINE: 1})
    assert "Danke, wir haben Sie als anwesend gezählt." in guest.get(answer.location).words


def test_who_waits_does_not_see_the_number(evening, guest):
    event = evening(seats={ONLINE: 1})
    video_servers.set_video(event.rooms[0].id, None, "+49 3583 5550")
    a_digital_guest(event)

    page = guest.get(door_of(a_digital_guest(event, would_wait=True)))

    assert "5550" not in page.words


# --- what the script asks


def test_what_the_script_asks_changes_when_the_page_would(evening, guest, at):
    registration = a_digital_guest(evening())
    path = door_of(registration) + "/stand"

    marks = [guest.client.get(path).json["mark"]]
    for moment in ("18:14:59", "18:15", "20:49:59", "20:50"):
        at(f"2026-05-04 {moment}")
        marks.append(guest.client.get(path).json["mark"])
    shown = guest.get(door_of(registration)).tree.xpath("//*[@data-mark]/@data-mark")

    assert marks[0] == marks[1] != marks[2] == marks[3] != marks[4]
    assert shown == [marks[4]]


def test_what_begins_at_midnight_has_its_door_open_on_the_evening_before(evening, guest, at):
    room = a_digital_room(opens_before_min=15)
    starts_at = clock.start_of(clock.today(clock.now()) + timedelta(days=1)) + timedelta(minutes=5)
    registration = a_digital_guest(an_event(starts_at=starts_at, seats={ONLINE: 5}, room_ids=[room.id]))
    at("2026-05-04 23:50")

    assert is_in(press(guest, registration))
    assert came(registration) == {ONLINE: 1}
