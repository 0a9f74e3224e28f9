"""The personal pages of a request: confirm, see, change, call off, erase; and their calendar file."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.notifications.models import Message
from app.rooms import actions, asking, links, request_queries
from app.rooms.asking import Wish
from app.rooms.models import BOOK
from tests.calendars.lint import events, lint
from tests.dumps import everything
from tests.make import a_place, a_policy, a_room, a_room_request, a_thing
from tests.make_people import last_mails_go_out

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def look_anew():
    db.session.rollback()
    db.session.expire_all()


def states(request):
    look_anew()
    return [booking.state for booking in request_queries.bookings_of(request.id)]


def booking_of(request):
    look_anew()
    return request_queries.bookings_of(request.id)[0]


def mails():
    look_anew()
    return [name.rpartition("/")[2] for name in db.session.scalars(sa.select(Message.template).order_by(Message.id))]


def a_booked_request(room=None, **facts):
    room = room or a_room()
    a_policy(room, BOOK)
    return a_room_request(room, **facts)


def three_dates(room=None, **facts):
    room, start = room or a_room(), clock.now() + 10 * DAY
    wishes = [Wish(room.id, start + n * DAY, start + n * DAY + HOUR) for n in range(3)]
    return a_room_request(None, wishes=wishes, **facts)


def change_path(request, booking=None):
    return f"{links.manage_path(request)}/aendern/{(booking or booking_of(request)).id}"


# Confirming


def test_the_link_of_the_mail_leads_to_one_button(house, guest):
    request = a_room_request(a_room(), is_confirmed=False)

    page = guest.get(links.confirm_path(request))

    assert (page.status, page.buttons) == (200, ["Anfrage bestätigen"])
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_the_button_sends_the_request_to_the_team(house, guest):
    request = a_room_request(a_room(), is_confirmed=False)

    answers = [guest.post(links.confirm_path(request)) for _ in range(2)]

    assert [answer.location for answer in answers] == [links.manage_path(request)] * 2
    assert states(request) == ["requested"]
    assert "Das Team antwortet bis Donnerstag, 7. Mai." in guest.get(links.manage_path(request)).words


def test_where_nobody_decides_the_button_books(house, guest):
    room = a_room()
    a_policy(room, BOOK)
    request = a_room_request(room, is_confirmed=False)

    page = guest.get(links.confirm_path(request))
    guest.post(links.confirm_path(request))

    assert (page.buttons, states(request)) == (["Buchung bestätigen"], ["booked"])


def test_one_who_is_not_briefed_is_told_so_and_nothing_happens(house, guest):
    laser = a_thing(needs_briefing=True, name="Laser")
    request = a_room_request(a_room(), is_confirmed=False, facts={"equipment_ids": [laser.id]})

    page = guest.post(links.confirm_path(request))

    assert (page.status, states(request)) == (409, ["held"])
    assert "Für Laser brauchen Sie eine Einweisung." in page.refusal


def test_one_who_is_too_late_finds_the_way_to_ask_anew(house, guest, at):
    room = a_room()
    request = a_room_request(room, is_confirmed=False)
    clock.stand_still(request.held_until)
    asking.lapse(request.id)

    pages = [guest.get(links.confirm_path(request)), guest.post(links.confirm_path(request))]
    manage = guest.get(links.manage_path(request))

    assert [page.status for page in pages] == [200, 409]
    assert [page.buttons for page in pages] == [[], []]
    assert pages[0].links("Neu anfragen") == [f"/raeume/{room.slug}/buchen?tag=2026-05-14&von=12:00&bis=14:00"]
    assert "Ihre Anfrage ist abgelaufen" in manage.words


# Seeing


def test_the_page_shows_everything_that_was_asked_for(house, guest):
    room = a_room(name="Saal", place=a_place(name="Zittau", street="Markt 1", postal_code="02763"))
    thing = a_thing(name="Höranlage")

    page = guest.get(
        links.manage_path(
            a_room_request(
                room, name="Jana Nowak", email="jana@example.org", message="Bis dann",
                facts={"persons": 8, "equipment_ids": [thing.id]},
            )
        )
    )  # fmt: skip

    facts = [dd.text_content() for dd in page.tree.xpath("//main//dd")]
    assert facts == [
        "Saal, Zittau", "Markt 1, 02763 Zittau", "Donnerstag, 14. Mai, 12 bis 14 Uhr", "8", "Höranlage", "Jana Nowak",
        "jana@example.org", "Chorprobe", "Bis dann",
    ]  # fmt: skip
    assert page.h1 == "Ihre Anfrage: Saal"


def test_how_to_get_in_is_told_only_to_those_who_have_the_room(house, guest):
    room = a_room(entry="code", entry_note="Der Code ist 4711.")
    waiting = a_room_request(room)
    booked = a_booked_request(a_room(entry="code", entry_note="Der Code ist 4711."))
    gone = a_booked_request(a_room(entry="code", entry_note="Der Code ist 4711."))
    asking.withdraw(gone.id)

    shown = ["4711" in guest.get(links.manage_path(request)).words for request in (waiting, booked, gone)]

    assert shown == [False, True, False]
    assert "4711" not in guest.get(f"/raeume/{room.slug}").words


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("declined", "Das geht leider nicht"),
        ("cancelled", "Hier steht nichts mehr an."),
        ("released", "war niemand da"),
    ],
)
def test_every_end_is_said_in_words(house, guest, state, says):
    request = a_booked_request()
    actions.cancel_booking(booking_of(request).id, state)

    page = guest.get(links.manage_path(request))

    assert says in page.words
    assert page.links("Zeit ändern") + page.links("Absagen") == []


def test_what_is_over_has_nothing_left_to_do(house, guest, at):
    request = a_booked_request()
    at("2026-05-20 12:00")

    page = guest.get(links.manage_path(request))

    assert "Alle Termine sind vorbei." in page.words
    assert page.links("Zeit ändern") + page.links("Absagen") + page.links("absagen") == []


def test_an_answer_that_is_late_is_said(house, guest, at):
    request = a_room_request(a_room())
    at("2026-05-08 12:00")

    assert "dauert leider länger als versprochen" in guest.get(links.manage_path(request)).words


# Changing


def test_shorter_is_saved_at_once(house, guest):
    request = a_booked_request()
    path = change_path(request)

    answer = guest.fill(guest.get(path), path, von="13:00")

    booking = booking_of(request)
    assert (answer.status, booking.state, booking.ends_at - booking.starts_at) == (303, "booked", HOUR)
    assert "Gespeichert." in guest.get(answer.location).words


def test_the_page_says_that_the_old_time_is_given_up(house, guest):
    request = a_room_request(a_room())
    booking = booking_of(request)
    actions.move_booking(booking.id, booking.starts_at, booking.ends_at, state="booked")
    path = change_path(request)

    page = guest.get(path)
    guest.fill(page, path, tag="2026-05-15")

    assert "Die alte Zeit geben Sie damit auf" in page.words
    assert (states(request), booking_of(request).starts_at.day) == (["requested"], 15)


def test_a_refused_change_offers_other_times_and_keeps_the_old_one(house, guest):
    room = a_room()
    request = a_booked_request(room)
    old = booking_of(request).starts_at
    actions.book_room(room.id, old + DAY, old + DAY + 2 * HOUR, "Geheim")
    path = change_path(request)

    page = guest.fill(guest.get(path), path, tag="2026-05-15")

    assert (page.status, booking_of(request).starts_at) == (409, old)
    assert page.sent["tag"] == "2026-05-15"
    assert any(link.startswith(f"{path}?tag=2026-05-") for link in page.links("An einem anderen Tag"))
    assert "Geheim" not in page.words


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"tag": ""}, 422), ({"von": "x"}, 422), ({"bis": "11:00"}, 422), ({"tag": "2026-05-03"}, 422),
        ({"tag": "2027-03-28", "von": "02:30"}, 422), ({"tag": "9999-12-31"}, 422),
    ],
)  # fmt: skip
def test_what_is_typed_wrong_changes_nothing(house, guest, fields, status):
    request = a_booked_request()
    path = change_path(request)
    page = guest.get(path)
    look_anew()
    before = everything()

    assert guest.fill(page, path, **fields).status == status
    look_anew()
    assert everything() == before


def test_nobody_changes_or_calls_off_what_is_somebody_else_s(house, guest):
    mine, other = a_booked_request(), a_booked_request()

    page = guest.get(change_path(mine, booking_of(other)))
    guest.post(f"{links.manage_path(mine)}/absagen", termin=str(booking_of(other).id))

    assert (page.status, states(other)) == (404, ["booked"])


# Calling off


def test_one_date_is_called_off_by_one_button(house, guest):
    request = a_booked_request()
    path = f"{links.manage_path(request)}/absagen"
    page = guest.get(path)

    answer = guest.fill(page, path)

    assert (page.buttons, answer.location, states(request)) == (
        ["Termin absagen"], links.manage_path(request), ["cancelled"],
    )  # fmt: skip
    assert mails()[-1] == "withdrawn"


def test_single_dates_are_called_off(house, guest):
    request = three_dates()
    second = request_queries.bookings_of(request.id)[1].id
    path = f"{links.manage_path(request)}/absagen"
    page = guest.get(path, termin=second)

    guest.fill(page, path)

    assert page.tree.xpath("//input[@checked]/@value") == [str(second)]
    assert states(request) == ["requested", "cancelled", "requested"]


def test_without_a_choice_nothing_is_called_off(house, guest):
    request = three_dates()
    path = f"{links.manage_path(request)}/absagen"

    page = guest.post(path)

    assert (page.status, states(request)) == (422, ["requested"] * 3)


# Erasing


def test_erased_data_are_gone_and_so_is_the_page(house, guest):
    request = a_booked_request(name="Jana Nowak", email="jana@example.org")
    path = links.manage_path(request)

    page = guest.get(f"{path}/loeschen")
    answer = guest.post(f"{path}/loeschen")

    assert page.buttons == ["Meine Daten löschen"]
    assert guest.get(answer.location).h1 == "Ihre Daten sind gelöscht"
    assert [guest.get(each).status for each in (path, links.confirm_path(request), f"{path}/termine.ics")] == [404] * 3
    last_mails_go_out()
    look_anew()
    assert "jana" not in str(everything()).lower()


# The calendar file


def test_the_file_has_every_date_and_no_fault(house, guest):
    request = three_dates(purpose="Nähen, Flicken; \\Nadel")
    asking.withdraw(request.id, [booking_of(request).id])

    answer = guest.get(f"{links.manage_path(request)}/termine.ics")

    assert (answer.headers["Content-Type"], lint(answer.body)) == ("text/calendar; charset=utf-8", [])
    assert answer.headers["Cache-Control"] == "private, no-store"
    found = [event["STATUS"] for event in events(answer.body)]
    assert found == ["CANCELLED", "TENTATIVE", "TENTATIVE"]
    assert links.manage_path(request).encode()[3:30] not in answer.body


# Links


@pytest.mark.parametrize("tail", ["", "/absagen", "/loeschen", "/termine.ics", "/aendern/1"])
def test_a_forged_link_opens_nothing(house, guest, tail):
    request = a_room_request(a_room())
    forged = links.manage_path(request)[:-3] + "abc"
    swapped = links.confirm_path(request).replace("/r/bestaetigen/", "/r/")

    assert [guest.get(forged + tail).status, guest.get(swapped + tail).status] == [404, 404]


def test_opening_every_link_changes_nothing(house, guest):
    """Law 4: mail scanners open every link, often twice."""
    held, series = a_room_request(a_room(), is_confirmed=False), three_dates()
    look_anew()
    before = everything()

    for request in (held, series):
        manage = links.manage_path(request)
        paths = [manage, links.confirm_path(request), change_path(request)]
        paths += [f"{manage}/{end}" for end in ("absagen", "loeschen", "termine.ics")]
        for path in paths:
            for method in ("GET", "HEAD", "GET"):
                assert guest.client.open(path, method=method).status_code in (200, 303)

    look_anew()
    assert everything() == before


def test_search_engines_are_kept_out(house, guest):
    assert "Disallow: /r/" in guest.client.get("/robots.txt").text


def test_the_pages_set_no_cookie(house, guest):
    request = a_room_request(a_room(), is_confirmed=False)
    guest.post(links.confirm_path(request))
    guest.get(links.manage_path(request))

    assert guest.client.get_cookie("wirkstaette_team") is None


def test_a_person_may_have_written_script(house, guest):
    nasty = "<script>alert(1)</script>"
    request = a_room_request(a_room(), name=nasty, purpose=nasty, message=nasty)

    page = guest.get(links.manage_path(request))

    assert page.tree.xpath("//script") == []
    assert nasty in page.words
