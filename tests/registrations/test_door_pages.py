"""The pages of the door: a clear answer to every ticket, a list that works without a script, and who may see them."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import granting
from app.accounts.models import DOOR
from app.database import db, transaction
from app.programme.models import ONSITE, Event
from app.registrations import actions, door_queries, tickets
from app.registrations.entrances import CheckIn, WalkIn
from tests.make import PASSWORD, a_member_of_staff, a_place, a_registration, a_room, an_event
from tests.registrations.test_life import state_of

ASKS = {"companions_max": 5, "asks": ["photos", "needs"]}


@pytest.fixture
def tonight(house, at):
    """A function that makes an event tonight to which people can still book; the clock is on the day at noon."""

    def make(**facts):
        starts_at = at("2026-05-04 18:00")
        at("2026-05-04 12:00")
        return an_event(starts_at=starts_at, format_facts={**ASKS, **facts.pop("format_facts", {})}, **facts)

    return make


def state_now(registration):
    """The state as it is stored by now, not as this test saw it before."""
    db.session.rollback()
    return state_of(registration)


def answers(guest, registration):
    """(status, heading) of the page of a ticket."""
    page = guest.get(f"/C/{registration.ticket}")
    return page.status, page.h1


def sent(page, button):
    """What a browser would send with a button: the form around it, and the button."""
    form = button.getparent()
    while form.tag != "form":
        form = form.getparent()
    return {**dict(form.form_values()), **({button.get("name"): button.get("value")} if button.get("name") else {})}


def press(guest, page, path, label):
    """Press the first button whose label begins like this."""
    button = next(b for b in page.tree.xpath("//main//button") if " ".join(b.text_content().split()).startswith(label))
    return guest.post(path, **sent(page, button))


def test_a_ticket_is_answered_by_how_its_registration_stands(tonight, staff):
    event = tonight(capacity=5)
    group, held = a_registration(event, seats=3), a_registration(event, is_confirmed=False)
    gone = a_registration(event)
    waits, waits_too = a_registration(event, would_wait=True, seats=2), a_registration(event, would_wait=True, seats=1)
    actions.give_up(gone.id)
    later = a_registration(an_event())

    assert state_of(waits_too) == "confirmed"
    assert answers(staff, group) == answers(staff, held) == (200, "Willkommen")
    assert answers(staff, gone) == (200, "Nicht mehr angemeldet")
    assert answers(staff, waits) == (200, "Wartet noch, kein Platz frei")
    assert answers(staff, later) == (200, "Noch nicht heute")
    page = staff.get("/C/0000000000")
    assert (page.status, page.h1) == (404, "Unbekannter Code")


def test_of_a_group_two_are_let_in_then_one_more_and_all_is_taken_back(tonight, staff):
    event = tonight()
    group = a_registration(event, seats=3)
    path = f"/c/{group.ticket.lower()}"
    page = staff.get(path)
    buttons = page.buttons

    done = press(staff, page, path, "2 sind da")
    page = staff.get(done.location)
    after_two = page.h1, page.words
    press(staff, page, path, "Alle 3 sind da")
    page = staff.get(path)
    after_three = page.h1, page.buttons
    press(staff, page, path, "Zurücknehmen")

    assert buttons == ["Alle 3 sind da", "2 sind da", "1 ist da"]
    assert (done.status, done.location) == (303, f"{path}?eben=1")
    assert after_two[0] == "Eingelassen"
    assert "2 von 3, seit 12 Uhr" in after_two[1]
    assert after_three == ("Schon da", ["Zurücknehmen"])
    assert answers(staff, group) == (200, "Willkommen")
    assert state_now(group) == "confirmed"


def test_a_ticket_says_what_its_guests_need_and_whom_not_to_photograph(tonight, staff):
    event = tonight()
    people = [{"name": "Mila", "photo": "2026-05-01"}, {"name": "Jan"}]
    guest = a_registration(event, seats=2, needs=["loop"], wheelchairs=1, people=people, name="Łucja Šulcec")

    page = staff.get(f"/C/{guest.ticket}")

    notes = [" ".join(each.text_content().split()) for each in page.tree.xpath("//*[@class='entrance-needs']/li")]
    assert notes == ["1 Rollstuhl", "Höranlage (Induktion)", "Bitte nicht fotografieren: Jan"]
    assert "Łucja Šulcec" in page.words
    # The heading and the title stay in the history of the phone.
    assert (page.h1, page.title.split(" – ")[0]) == ("Willkommen", "Willkommen")
    assert page.headers["Cache-Control"] == "no-store"


def test_looking_at_tickets_and_the_door_changes_nothing(tonight, staff):
    event = tonight()
    guest = a_registration(event)

    for path in (f"/C/{guest.ticket}", f"/team/veranstaltungen/{event.id}/einlass") * 2:
        assert staff.get(path).status == 200

    assert state_now(guest) == "confirmed"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CheckIn)) == 0


def test_at_the_door_of_one_event_a_ticket_of_another_is_told_apart(tonight, staff):
    here, there = tonight(title="Hier"), tonight(title="Dort")
    first, stranger = a_registration(here), a_registration(there)
    page = staff.get(f"/C/{first.ticket}")
    press(staff, page, f"/C/{first.ticket}", "Einlassen")

    page = staff.get(f"/C/{stranger.ticket}")

    assert page.h1 == "Andere Veranstaltung"
    assert page.links("Zum Einlass: Dort") == [f"/team/veranstaltungen/{there.id}/einlass"]
    press(staff, page, f"/C/{stranger.ticket}", "Einlassen")
    assert (state_now(stranger), door_queries.heads(there.id)) == ("attended", {ONSITE: 1})


def test_of_a_group_that_waits_as_many_come_in_as_find_a_seat(tonight, staff):
    event = tonight(capacity=3)
    a_registration(event)
    waits = a_registration(event, seats=4, would_wait=True)
    path = f"/C/{waits.ticket}"
    page = staff.get(path)

    press(staff, page, path, "2 sind da")

    assert page.buttons == ["2 sind da", "1 ist da"]
    assert (state_now(waits), waits.seats, door_queries.heads(event.id)) == ("attended", 2, {ONSITE: 2})


def test_who_waits_and_does_not_fit_is_told_so(tonight, staff):
    event = tonight(capacity=1)
    a_registration(event)
    waits = a_registration(event, would_wait=True)
    page = staff.get(f"/C/{waits.ticket}")

    answer = staff.post(f"/C/{waits.ticket}", act="check_in", csrf_token=sent_token(page))

    assert page.buttons == []
    assert page.links("Ohne Anmeldung zählen") == [f"/team/veranstaltungen/{event.id}/einlass#ohne-anmeldung"]
    assert answer.status == 409
    assert "gerade ist keiner frei" in answer.words
    assert state_now(waits) == "waiting"


def test_the_door_finds_guests_by_name_and_by_four_letters(tonight, staff):
    event = tonight()
    mila, jan = a_registration(event, name="Mila Nowak"), a_registration(event, name="Jan Christiane")
    path = f"/team/veranstaltungen/{event.id}/einlass"

    found = {
        words: [
            each.text_content().split(" ")[0]
            for each in staff.get(path, suche=words).tree.xpath("//*[contains(@class, 'entrance-name')]")
        ]
        for words in ("nowak", tickets.door_code(jan.id).lower(), "christiane", "niemand", "")
    }

    assert list(found.values()) == [["Mila"], ["Jan"], ["Jan"], [], ["Jan", "Mila"]]
    assert staff.get(path, suche=mila.ticket).location == f"/C/{mila.ticket}"


def test_the_list_lets_in_takes_back_and_counts_who_has_no_registration(tonight, staff):
    event = tonight()
    guest, path = a_registration(event, name="Mila"), f"/team/veranstaltungen/{event.id}/einlass"

    page = staff.get(path)
    done = press(staff, page, path, "Einlassen")
    figures = [each.text_content() for each in staff.get(path).tree.xpath("//dd[@data-count]")]
    counted = press(staff, page, path, "+Eins mehr: Wissenschaft")
    press(staff, page, path, "+Eins mehr: Wissenschaft")
    was = state_now(guest)
    press(staff, staff.get(path), path, "Zurücknehmen")

    assert (done.status, done.location) == (303, f"{path}#gast-{guest.id}")
    assert figures == ["1", "1", "0"]
    assert counted.location == f"{path}#ohne-anmeldung"
    assert (was, state_now(guest)) == ("attended", "confirmed")
    # The second press was of the same page: one count, one key.
    assert door_queries.walk_ins(event.id) == {"science": 1}
    assert staff.post(path, act="check_in", registration=10**6, csrf_token=sent_token(page)).status == 409


def sent_token(page):
    return page.tree.xpath("//input[@name='csrf_token']/@value")[0]


def test_somebody_not_signed_in_is_led_to_the_sign_in_for_known_and_unknown_codes_alike(tonight, guest):
    registration = a_registration(tonight())

    known, unknown = guest.get(f"/C/{registration.ticket}"), guest.get("/C/0000000000")

    assert (known.status, known.location) == (303, f"/team/anmelden?weiter=/C/{registration.ticket}")
    # Nobody without an account learns whether a code exists.
    assert (unknown.status, unknown.location) == (303, "/team/anmelden?weiter=/C/0000000000")
    a_member_of_staff()
    signed_in = guest.post(known.location, email="team@example.org", password=PASSWORD)
    assert signed_in.location == f"/C/{registration.ticket}"


def test_who_has_the_door_of_today_at_a_place_sees_that_door_and_nothing_else(tonight, guest):
    here, elsewhere = a_place(), a_place()
    account = a_member_of_staff("tuer@example.org", "Tür", roles=())
    granting.grant_role(account.id, DOOR, place_id=here.id)
    mine = tonight(room_ids=[a_room(place=here).id])
    other = tonight(room_ids=[a_room(place=elsewhere).id])
    tomorrow = an_event(starts_at=clock.now() + timedelta(hours=30), room_ids=[a_room(place=here).id])
    tickets_of = {event.id: a_registration(event).ticket for event in (mine, other, tomorrow)}
    guest.post("/team/anmelden", email="tuer@example.org", password=PASSWORD)

    statuses = [
        [guest.get(path).status for path in (f"/C/{code}", door_of(ident), f"{door_of(ident)}/liste")]
        for ident, code in tickets_of.items()
    ]
    unknown, foreign = guest.get("/C/0000000000"), guest.get(f"/C/{tickets_of[other.id]}")

    assert statuses == [[200, 200, 200], [404, 404, 404], [404, 404, 404]]
    assert (unknown.h1, unknown.words) == (foreign.h1, foreign.words)
    assert guest.get("/team/").links("Einlass: ")[0] == f"/team/veranstaltungen/{mine.id}/einlass"


def door_of(ident):
    return f"/team/veranstaltungen/{ident}/einlass"


def merge(guest, event, scans, token, **more):
    """Send what a phone noted; return (status, answer)."""
    answer = guest.client.post(
        f"/team/veranstaltungen/{event.id}/einlass/abgleich", json={"scans": scans, **more},
        headers={"X-CSRF-Token": token, "Accept": "application/json"},
    )  # fmt: skip
    return answer.status_code, answer.get_json(silent=True)


def test_a_phone_gets_little_and_tells_what_it_noted_as_often_as_it_likes(tonight, staff, at):
    event = tonight()
    guest = a_registration(event, seats=3, name="Mila", needs_note="Geheim", needs=["loop"])
    noted = int(at("2026-05-04 17:50").timestamp() * 1000)
    at("2026-05-04 18:20")
    given = json.loads(staff.get(f"/team/veranstaltungen/{event.id}/einlass/liste").body)["list"]
    scans = [
        {"key": "a", "at": noted, "heads": 2, "code": guest.ticket},
        {"key": "b", "at": noted, "heads": 1, "group": "citizens"},
        {"key": "c", "at": noted, "heads": 1, "code": "0000000000"},
        {"key": "d", "at": "gestern"},
    ]

    results = [merge(staff, event, scans, given["token"], date=given["date"]) for _ in range(2)]

    assert given["guests"] == [
        {
            "id": guest.id, "code": guest.ticket, "door": tickets.door_code(guest.id), "name": "Mila", "heads": 3,
            "needs": [{"icon": "loop", "words": "Höranlage (Induktion)"}], "noPhotos": "Bitte nicht fotografieren",
            "waits": False, "came": None,
        }
    ]  # fmt: skip
    assert given["until"] == int(at("2026-05-04 22:00").timestamp() * 1000)
    for status, answer in results:
        told = {each["key"]: each["sentence"] for each in answer["told"]}
        assert (status, told["a"], told["b"]) == (200, "", "")
        assert "kennen wir hier nicht" in told["c"]
        assert "kennen wir hier nicht" in told["d"]
        assert answer["list"]["guests"][0]["came"] == {"heads": 2, "at": noted}
        assert answer["list"]["figures"] == {"expected": 3, "there": 2, "walk_ins": 1}
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(WalkIn)) == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"scans": "x"}, {"scans": [{}] * 201}, [], {"scans": [1, None, {"key": 7}]},
        {"scans": [{"key": "a\0", "id": 1}, {"key": "a", "id": 2**40}, {"key": "b", "code": "\0" * 10}]},
        {"scans": [{"key": "c", "heads": 10**9, "id": 1}, {"key": "d", "at": -1, "id": 1}, {"key": "e"}], "date": "1"},
    ],
)  # fmt: skip
def test_nonsense_from_a_phone_is_refused_and_counts_nothing(tonight, staff, sent):
    event = tonight()
    token = json.loads(staff.get(f"/team/veranstaltungen/{event.id}/einlass/liste").body)["list"]["token"]

    answer = staff.client.post(
        f"/team/veranstaltungen/{event.id}/einlass/abgleich", json=sent, headers={"X-CSRF-Token": token}
    )

    assert answer.status_code in (200, 400)
    assert door_queries.heads(event.id) == door_queries.walk_ins(event.id) == {}


def test_a_phone_without_the_token_of_its_session_is_refused(tonight, staff):
    event = tonight()
    guest = a_registration(event)

    status, _answer = merge(staff, event, [{"key": "a", "heads": 1, "id": guest.id}], "forged", date=event.dates[0].id)

    assert status == 403
    assert state_now(guest) == "confirmed"


def test_the_worker_looks_after_the_whole_house_and_the_page_without_a_net_names_nobody(tonight, guest):
    a_registration(tonight(), name="Mila Nowak")

    worker, page = guest.get("/einlass-dienst.js"), guest.get("/einlass/ohne-netz")

    assert (worker.status, worker.headers["Service-Worker-Allowed"]) == (200, "/")
    assert page.status == 200
    assert b"Nowak" not in page.body
    assert "Set-Cookie" not in page.headers


def test_what_is_called_off_lets_nobody_in(tonight, staff):
    event = tonight()
    guest = a_registration(event)
    with transaction():
        row = db.session.get_one(Event, event.id)
        row.state, row.cancel_reason = "cancelled", "Wasser im Saal"

    assert answers(staff, guest) == (200, "Abgesagt")


def test_of_a_course_with_chosen_sessions_a_ticket_says_for_which_it_is(tonight, staff, at):
    starts_at = at("2026-05-04 18:00")
    at("2026-05-04 12:00")
    spans = [(starts_at + timedelta(days=day), starts_at + timedelta(days=day, hours=2)) for day in (0, 1)]
    course = an_event(spans=spans, attendance="some", format_facts=ASKS)
    today, tomorrow = course.dates
    mine = a_registration(course, parts=[f"date:{today.id}"])
    other = a_registration(course, parts=[f"date:{tomorrow.id}"], name="Nur morgen")

    page, door_page = staff.get(f"/C/{other.ticket}"), staff.get(door_of(course.id))

    assert "Für diesen Termin nicht angemeldet, sondern für: Dienstag, 5. Mai, 18 bis 20 Uhr" in page.words
    assert "nicht angemeldet" not in staff.get(f"/C/{mine.ticket}").words
    assert "Nur morgen" not in door_page.words
    assert "Nur morgen" in staff.get(door_of(course.id), termin=tomorrow.id).words
    # Whoever stands there all the same can be let in.
    press(staff, page, f"/C/{other.ticket}", "Einlassen")
    assert "Nur morgen" in staff.get(door_of(course.id)).words


def test_the_door_costs_the_same_few_statements_however_many_come(tonight, staff):
    costs = []
    for number in (2, 12):
        event = tonight(capacity=50)
        for each in [a_registration(event, needs=["loop"]) for _ in range(number)][::2]:
            page = staff.get(f"/C/{each.ticket}")
            press(staff, page, f"/C/{each.ticket}", "Einlassen")
        staff.get(door_of(event.id))
        costs.append([statements_of(staff, path) for path in (door_of(event.id), f"{door_of(event.id)}/liste")])

    assert costs[0] == costs[1]
    assert max(costs[0]) <= 16


def statements_of(guest, path):
    """How many statements an answer costs."""
    counted = []
    with guest.client.application.app_context():
        engine = db.engine

    def count(_connection, _cursor, statement, *_more):
        counted.append(statement)

    sa.event.listen(engine, "before_cursor_execute", count)
    assert guest.get(path).status == 200
    sa.event.remove(engine, "before_cursor_execute", count)
    return len(counted)
