"""An event is planned in the browser: filled in by its format, with rooms that are free, as a draft or for everyone."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import AuditEntry
from app.database import db
from app.errors import Refused
from app.programme import actions, co_hosting, planning
from app.programme.models import DRAFT, ONLINE, ONSITE, PUBLISHED, Event
from app.programme.rules import EventRefusal
from app.rooms import actions as rooms
from app.rooms.bookings import Booking
from tests.make import a_format, a_place, a_registration, a_room, a_thing, an_area, an_event, an_organisation
from tests.make_planning import sign_in_with, statements

NEW = "/team/veranstaltungen/neu"
DAY = {"dates-0-day": "2026-06-05", "dates-0-begins": "14:00"}


def the_event():
    db.session.expire_all()
    return db.session.scalars(sa.select(Event)).one()


def events():
    return db.session.scalar(sa.select(sa.func.count(Event.id)))


def wall(text):
    return clock.from_wall(datetime.fromisoformat(text))


def fill(staff, format, query="", **fields):
    """Open the form for a format, fill it in, and send it."""
    path = f"{NEW}?format={format.id}{query}"
    return staff.fill(staff.get(path), path, **{**DAY, **fields})


def labels(page, name):
    """What the checkboxes of a field say."""
    ids = page.tree.xpath(f"//input[@name='{name}']/@id")
    return [page.tree.xpath(f"//label[@for='{ident}']")[0].text_content() for ident in ids]


def test_first_one_chooses_a_format(staff):
    format = a_format(name="Repair-Café")

    page = staff.get(NEW)

    assert page.links("Repair-Café") == [f"{NEW}?format={format.id}"]


def test_without_formats_it_says_what_to_do_first(staff):
    page = staff.get(NEW)

    assert "Es gibt noch kein Format." in page.words
    assert page.links("Erstes Format anlegen") == ["/team/formate/neu"]


def test_the_format_fills_everything_in(staff):
    area = an_area()
    format = a_format(name="Repair-Café", area=area, capacity=18, languages=["de", "pl"], mode="physical")

    page = staff.get(f"{NEW}?format={format.id}")

    names = ("title", "seats_onsite", "seats_online", "area_id", "state")
    assert [page.sent[name] for name in names] == ["Repair-Café", "18", "0", str(area.id), DRAFT]
    assert page.tree.xpath("//input[@name='languages'][@checked]/@value") == ["de", "pl"]


def test_a_draft_books_its_rooms_and_only_the_team_sees_it(staff, new_guest):
    room, net, host, more = a_room(capacity=30), a_room(kind="digital"), an_organisation(), an_area()
    format = a_format(minutes=90)

    answer = fill(
        staff, format, title="Nähen im Advent", rooms=str(room.id), digital=str(net.id), seats_onsite="20",
        seats_online="40", host_id=str(host.id), further_areas=str(more.id), note="Bitte Stoff mitbringen.",
    )  # fmt: skip

    event = the_event()
    assert (answer.status, answer.location) == (303, f"/team/veranstaltungen/{event.id}")
    assert (event.title, event.state, event.note) == ("Nähen im Advent", DRAFT, "Bitte Stoff mitbringen.")
    # Without an end it lasts as long as the format.
    assert event.spans == ((wall("2026-06-05 14:00"), wall("2026-06-05 15:30")),)
    assert {booking.room_id for booking in event.dates[0].bookings} == {room.id, net.id}
    assert {ledger.kind: ledger.capacity for ledger in event.ledgers} == {ONSITE: 20, ONLINE: 40}
    assert ([host.id for host in event.hosts], [area.id for area in event.further_areas]) == ([host.id], [more.id])
    assert new_guest().get(f"/veranstaltungen/{event.slug}").status == 404
    page = staff.get(answer.location)
    assert "Der Entwurf ist gespeichert, seine Räume sind gebucht." in page.body.decode()
    assert page.links("Veröffentlichen") == [f"/team/veranstaltungen/{event.id}/veroeffentlichen"]


def test_published_at_once_it_stands_in_the_programme(staff, new_guest):
    room, format = a_room(), a_format(name="Lötabend")

    fill(staff, format, rooms=str(room.id), state=PUBLISHED)

    assert "Lötabend" in new_guest().get("/programm").words


def test_several_dates_are_one_event(staff):
    room, format = a_room(), a_format(name="Kurs")
    path = f"{NEW}?format={format.id}"

    more = staff.fill(staff.get(path), path, **DAY, more="1")
    again = {"dates-1-day": "2026-06-12", "dates-1-begins": "14:00", "dates-1-ends": "18:00"}
    answer = staff.fill(more, path, rooms=str(room.id), **again)

    assert more.sent["dates-0-day"] == "2026-06-05"
    assert answer.status == 303
    assert the_event().spans == (
        (wall("2026-06-05 14:00"), wall("2026-06-05 16:00")), (wall("2026-06-12 14:00"), wall("2026-06-12 18:00")),
    )  # fmt: skip
    assert db.session.scalar(sa.select(sa.func.count(Booking.id))) == 2


def test_rooms_that_are_free_and_fit_come_first_and_others_say_why_not(staff):
    place = a_place(name="Zittau")
    small, fitting, large, taken = (
        a_room(place=place, name=name, capacity=capacity)
        for name, capacity in (("Kammer", 5), ("Werkraum", 25), ("Saal", 200), ("Salon", 25))
    )
    rooms.book_room(taken.id, wall("2026-06-05 15:00"), wall("2026-06-05 16:00"), "Chorprobe")
    format = a_format(capacity=20, room_needs=["Beamer"])
    path = f"{NEW}?format={format.id}"

    page = staff.fill(staff.get(path), path, **DAY, look="1")

    assert labels(page, "rooms") == [
        "Werkraum, Zittau: bis 25 Personen, frei, ohne Beamer",
        "Saal, Zittau: bis 200 Personen, frei, ohne Beamer",
        "Kammer, Zittau: bis 5 Personen, frei, ohne Beamer",
    ]
    assert "Salon, Zittau: belegt" in page.words
    assert events() == 0


def test_a_room_that_is_taken_comes_back_with_what_goes_instead(staff):
    place = a_place(name="Zittau")
    room, other = (a_room(place=place, name=name, capacity=25) for name in ("Salon", "Werkraum"))
    rooms.book_room(room.id, wall("2026-06-05 15:00"), wall("2026-06-05 16:00"), "Chorprobe")
    format = a_format(capacity=20)
    path = f"{NEW}?format={format.id}"

    refused = fill(staff, format, title="Nähen", rooms=str(room.id))
    offers = refused.tree.xpath("//button[@name='take']")
    takes = {" ".join(each.text_content().split()): each.get("value") for each in offers}
    taken = next(value for text, value in takes.items() if text.startswith("Ein anderer Raum: Werkraum"))
    answer = staff.fill(refused, path, take=taken)

    assert (refused.status, "Salon, Zittau ist schon belegt: „Chorprobe“" in refused.refusal) == (409, True)
    assert (refused.sent["title"], refused.sent["rooms"]) == ("Nähen", str(room.id))
    assert answer.status == 303
    assert [booking.room_id for booking in the_event().dates[0].bookings] == [other.id]


def test_another_time_is_taken_with_one_click(staff):
    room = a_room()
    rooms.book_room(room.id, wall("2026-06-05 13:00"), wall("2026-06-05 15:00"), "Chorprobe")
    format = a_format()

    refused = fill(staff, format, rooms=str(room.id))
    value = next(each.get("value") for each in refused.tree.xpath("//button[@name='take']")
                 if "Zu einer anderen Zeit" in each.text_content())  # fmt: skip
    answer = staff.fill(refused, f"{NEW}?format={format.id}", take=value)

    assert answer.status == 303
    assert the_event().spans == ((wall("2026-06-05 15:00"), wall("2026-06-05 17:00")),)


@pytest.mark.parametrize("value", ["", "0|1|1|gestern|14:00|16:00", "9|1|1|2026-06-05|14:00|16:00", "x|x|x|x|x|x"])
def test_an_offer_that_is_none_is_no_accident(staff, value):
    answer = fill(staff, a_format(), rooms=[], take=value)

    assert answer.status in (303, 422)


def test_one_room_that_is_taken_leaves_nothing_behind(staff):
    free, taken = a_room(), a_room()
    rooms.book_room(taken.id, wall("2026-06-05 15:00"), wall("2026-06-05 16:00"), "Chorprobe")

    answer = fill(staff, a_format(), rooms=[str(free.id), str(taken.id)])

    assert answer.status == 409
    assert (events(), db.session.scalar(sa.select(sa.func.count(Booking.id)))) == (0, 1)


def test_in_a_house_elsewhere_there_is_an_address(staff, new_guest):
    place = a_place(name="Görlitz")

    fill(
        staff, a_format(), external="Görlitz, Stadthalle, Am Stadtpark 1", external_place_id=str(place.id),
        state=PUBLISHED,
    )  # fmt: skip

    event = the_event()
    assert (event.external, event.external_place_id) == ("Görlitz, Stadthalle, Am Stadtpark 1", place.id)
    assert "Am Stadtpark 1" in new_guest().get(f"/veranstaltungen/{event.slug}").words


def test_what_is_lent_goes_along(staff):
    room, thing = a_room(), a_thing(name="Beamer")

    fill(staff, a_format(), rooms=str(room.id), things=str(thing.id))

    assert [loan.equipment_id for loan in the_event().dates[0].bookings[0].loans] == [thing.id]


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"title": " "}, 422, "Bitte füllen Sie dieses Feld aus."),
        ({"dates-0-day": ""}, 422, "Bitte wählen Sie einen Tag."),
        ({"dates-0-begins": ""}, 422, "Bitte schreiben Sie, ab wann."),
        ({"dates-0-day": "gestern"}, 422, ""),
        ({"dates-0-day": "2026-05-03"}, 422, "Dieser Tag ist schon vorbei."),
        ({"dates-0-day": "0001-01-01"}, 422, "Bitte prüfen Sie das Jahr."),
        ({"dates-0-day": "9999-12-31"}, 422, "Bitte prüfen Sie das Jahr."),
        ({"dates-0-day": "2026-05-04", "dates-0-begins": "11:00", "dates-0-ends": "13:00"}, 409, "hat schon begonnen"),
        ({"dates-0-ends": "13:59"}, 422, "Das Ende liegt vor dem Anfang."),
        ({"dates-0-day": "2027-03-28", "dates-0-begins": "02:30"}, 422, "gibt es da nicht"),
        (
            {"kind": "sessions", "dates-1-day": "2026-06-05", "dates-1-begins": "15:00"}, 409,
            "Zwei Termine der Veranstaltung überschneiden",
        ),
        ({"seats_onsite": "-1"}, 422, "Bitte eine Zahl von 0 bis 5000."),
        ({"seats_onsite": "101"}, 409, "hat nur 100 Plätze"),
        ({"rooms": "4711"}, 422, ""),
        ({"external": "Woanders"}, 409, "Bitte entscheiden Sie sich"),
        ({"state": "cancelled"}, 422, ""),
        ({"languages": "tlh"}, 422, ""),
        ({"host_id": "4711"}, 422, ""),
        ({"asked": "4711"}, 422, ""),
    ],
)
def test_what_cannot_be_planned_comes_back_filled(staff, fields, status, sentence):
    room = a_room()

    answer = fill(staff, a_format(), **{"title": "Nähen", "note": "Hallo", "rooms": str(room.id), **fields})

    assert (answer.status, sentence in answer.refusal) == (status, True)
    assert answer.sent["note"].strip() == "Hallo"
    assert answer.title.startswith("Fehler:")
    assert events() == 0


def test_what_guests_would_miss_is_said_all_at_once(staff):
    answer = fill(staff, a_format(), seats_onsite="0", languages=[], state=PUBLISHED)

    assert answer.status == 409
    assert (
        "Es fehlt: wo sie stattfindet (Raum, anderes Haus oder digitaler Raum), wie viele Plätze es vor Ort gibt, "
        "welche Sprachen gesprochen werden."
    ) in answer.refusal


# Where it comes from


@pytest.fixture
def ideas(monkeypatch):
    """Ideas 7 and no other; returns what they were told."""
    told = []
    source = planning.Source("Fahrräder flicken", "/team/ideen/7", None)
    monkeypatch.setitem(planning.SOURCES, "idee", lambda number: source if number == 7 else None)
    monkeypatch.setattr(
        planning, "PLANNED_FROM", [lambda kind, number, event: told.append((kind, number, event.title))]
    )
    return told


def test_an_idea_gives_the_title_and_is_told(staff, ideas):
    format, room = a_format(), a_room()

    first = staff.get(f"{NEW}?idee=7")
    path = first.links(format.name)[0]
    page = staff.get(path)
    answer = staff.fill(page, path, **DAY, rooms=str(room.id))

    assert first.links("Fahrräder flicken") == ["/team/ideen/7"]
    assert page.sent["title"] == "Fahrräder flicken"
    assert (answer.status, ideas) == (303, [("idee", 7, "Fahrräder flicken")])


def test_who_is_told_may_refuse_the_whole_act(staff, ideas, monkeypatch):
    def refuse(*_told):
        raise Refused(EventRefusal.OVER)

    monkeypatch.setattr(planning, "PLANNED_FROM", [refuse])

    answer = fill(staff, a_format(), "&idee=7")

    assert (answer.status, events()) == (409, 0)


@pytest.mark.parametrize("query", ["idee=8", "idee=x", "idee=99999999999", "beschluss=-"])
def test_an_idea_that_is_none_is_not_found(staff, ideas, query):
    assert staff.get(f"{NEW}?{query}").status == 404


def test_a_kind_that_shows_nothing_is_told_all_the_same(staff, ideas, monkeypatch):
    monkeypatch.delitem(planning.SOURCES, "beschluss")

    fill(staff, a_format(name="Runde"), "&beschluss=3")

    assert ideas == [("beschluss", 3, "Runde")]


# For some places only


def test_who_plans_for_one_place_gets_its_rooms_and_digital_ones(new_guest, house):
    mine, elsewhere, net = a_room(), a_room(), a_room(kind="digital")
    format = a_format()
    guest = sign_in_with(new_guest(), "programme", mine.place_id)

    page = guest.get(f"{NEW}?format={format.id}")
    refused = fill(guest, format, rooms=str(elsewhere.id))
    nowhere = fill(guest, format, external="Irgendwo")
    there = fill(guest, format, external="Irgendwo", external_place_id=str(elsewhere.place_id))
    planned = fill(guest, format, rooms=str(mine.id), digital=str(net.id))

    assert [label.split(",")[0] for label in labels(page, "rooms")] == [mine.name]
    assert [answer.status for answer in (refused, nowhere, there, planned)] == [422, 422, 422, 303]


def test_what_others_plan_elsewhere_is_not_found(new_guest, house):
    mine, elsewhere = (an_event(room_ids=[a_room().id]) for _ in range(2))
    guest = sign_in_with(new_guest(), "programme", mine.rooms[0].place_id)

    answers = {
        page: [guest.get(f"/team/veranstaltungen/{event.id}/{page}").status for event in (mine, elsewhere)]
        for page in ("aendern", "verlegen", "ort", "veroeffentlichen")
    }

    assert answers == dict.fromkeys(answers, [200, 404])


@pytest.mark.parametrize("role", ["rooms", "door", "insights"])
def test_other_roles_plan_nothing(new_guest, house, role):
    guest = sign_in_with(new_guest(), role)

    assert guest.get(NEW).status == 403


# Publishing, changing, moving


def test_a_draft_is_published_by_one_button(staff, new_guest):
    event = an_event(state=DRAFT, title="Nähen", room_ids=[a_room().id])
    path = f"/team/veranstaltungen/{event.id}/veroeffentlichen"

    seen = [new_guest().get(f"/veranstaltungen/{event.slug}").status]
    page = staff.get(path)
    answers = [staff.fill(page, path).status for _ in range(2)]
    seen.append(new_guest().get(f"/veranstaltungen/{event.slug}").status)

    assert (answers, seen) == ([303, 303], [404, 200])
    assert the_event().state == PUBLISHED


def test_a_draft_that_lacks_something_stays_one(staff):
    event = an_event(state=DRAFT)
    path = f"/team/veranstaltungen/{event.id}/veroeffentlichen"

    page = staff.get(path)
    answer = staff.fill(page, path)

    assert "wo sie stattfindet" in page.words
    assert (answer.status, the_event().state) == (409, DRAFT)


def test_an_event_is_changed_and_the_trail_tells_from_what_to_what(staff):
    host, second, more = an_organisation(), an_organisation(), an_area()
    event = an_event(title="Nähen", hosts=[second, host], room_ids=[a_room().id])
    path = f"/team/veranstaltungen/{event.id}/aendern"

    answer = staff.fill(
        staff.get(path), path, title="Nähen für alle", seats_onsite="12", leaving=[str(host.id)],
        further_areas=str(more.id), languages=["de", "pl"],
    )  # fmt: skip

    event = the_event()
    assert answer.status == 303
    assert (event.title, event.ledgers[0].capacity, event.languages) == ("Nähen für alle", 12, ["de", "pl"])
    assert [each.id for each in event.hosts] == [second.id]
    assert [area.id for area in event.further_areas] == [more.id]
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "change_event")).one()
    assert entry.details["changed"]["title"] == ["Nähen", "Nähen für alle"]
    assert entry.details["changed"]["hosts"] == [[second.name, host.name], [second.name]]


def test_nobody_becomes_a_host_by_a_tick(staff):
    stranger, event = an_organisation(), an_event(hosts=[an_organisation()])
    path = f"/team/veranstaltungen/{event.id}/aendern"

    staff.fill(staff.get(path), path, hosts=[str(stranger.id)])

    assert stranger not in the_event().hosts


def test_who_accepts_while_somebody_changes_the_event_stays(staff):
    event = an_event(hosts=[an_organisation()])
    asked = co_hosting.ask(event.id, an_organisation(contact_email="a@example.org").id)
    path = f"/team/veranstaltungen/{event.id}/aendern"
    page = staff.get(path)

    co_hosting.accept(asked.id)
    answer = staff.fill(page, path, title="Nähen für alle")

    assert answer.status == 303
    assert asked.organisation_id in [host.id for host in the_event().hosts]


def test_further_hosts_are_asked_in_the_act_that_plans(staff):
    first, second = an_organisation(contact_email="a@example.org"), an_organisation(contact_email="b@example.org")

    answer = fill(
        staff, a_format(), rooms=str(a_room().id), host_id=str(first.id), asked=[str(first.id), str(second.id)]
    )

    event = the_event()
    assert answer.status == 303
    assert [host.id for host in event.hosts] == [first.id]
    assert [(each.organisation_id, each.state) for each in co_hosting.of_event(event.id)] == [(second.id, "asked")]


def test_who_cannot_be_asked_keeps_the_event_from_being_planned(staff):
    silent = an_organisation()

    answer = fill(staff, a_format(), rooms=str(a_room().id), asked=str(silent.id))

    assert (answer.status, "Wir wissen nicht, wen wir bei" in answer.refusal, events()) == (409, True, 0)


def test_fewer_seats_than_are_taken_are_refused(staff):
    event = an_event(capacity=5)
    a_registration(event, seats=2)
    path = f"/team/veranstaltungen/{event.id}/aendern"

    answer = staff.fill(staff.get(path), path, seats_onsite="1")

    assert (answer.status, "Es sind schon 2 Plätze vergeben." in answer.refusal) == (409, True)
    assert answer.sent["seats_onsite"] == "1"


def test_an_event_moves_with_its_rooms(staff):
    room = a_room()
    event = an_event(starts_at=wall("2026-06-05 14:00"), room_ids=[room.id])
    path = f"/team/veranstaltungen/{event.id}/verlegen"

    answer = staff.fill(staff.get(path), path, **{"dates-0-day": "2026-06-06"})

    event = the_event()
    assert answer.status == 303
    assert event.spans == ((wall("2026-06-06 14:00"), wall("2026-06-06 16:00")),)
    assert event.dates[0].bookings[0].starts_at == wall("2026-06-06 14:00")
    assert event.dates[0].moved_from_starts_at == wall("2026-06-05 14:00")


def test_a_move_onto_somebody_else_offers_other_times(staff):
    room = a_room()
    event = an_event(starts_at=wall("2026-06-05 14:00"), room_ids=[room.id])
    rooms.book_room(room.id, wall("2026-06-06 13:00"), wall("2026-06-06 15:00"), "Chorprobe")
    path = f"/team/veranstaltungen/{event.id}/verlegen"

    refused = staff.fill(staff.get(path), path, **{"dates-0-day": "2026-06-06"})
    value = refused.tree.xpath("//button[@name='take']")[0].get("value")
    answer = staff.fill(refused, path, take=value)

    assert (refused.status, "„Chorprobe“" in refused.refusal) == (409, True)
    assert (answer.status, the_event().starts_at) == (303, wall("2026-06-06 15:00"))


def test_no_date_falls_away_by_moving_and_none_goes_into_the_past(staff):
    start = wall("2026-06-05 14:00")
    spans = [(start + timedelta(days=n), start + timedelta(days=n, hours=2)) for n in range(2)]
    event = an_event(spans=spans)
    path = f"/team/veranstaltungen/{event.id}/verlegen"

    fewer = staff.fill(staff.get(path), path, **{f"dates-1-{name}": "" for name in ("day", "begins", "ends")})
    past = staff.fill(staff.get(path), path, **{"dates-0-day": "2026-05-04", "dates-0-begins": "09:00",
                                                "dates-0-ends": "10:00"})  # fmt: skip

    assert (fewer.status, "wegfallen kann hier keiner" in fewer.refusal) == (422, True)
    assert (past.status, "hat schon begonnen" in past.refusal) == (409, True)


@pytest.mark.parametrize("page", ["aendern", "verlegen", "ort", "veroeffentlichen"])
def test_what_is_cancelled_stays_as_it_is(staff, page):
    event = an_event()
    actions.cancel_event(event.id, "Krank.")

    assert staff.get(f"/team/veranstaltungen/{event.id}/{page}").status == 200
    assert staff.get("/team/veranstaltungen/4711/" + page).status == 404


def test_the_form_costs_the_same_few_statements_however_many_rooms_there_are(staff):
    format = a_format()
    a_room()
    path = f"{NEW}?format={format.id}"

    def cost():
        page = staff.get(path)
        return statements(lambda: staff.fill(page, path, **DAY, look="1"))

    cost()
    one = cost()
    for _ in range(3):
        a_room()

    assert cost() <= one


def test_a_form_that_is_sent_twice_plans_once(staff):
    format = a_format(mode="digital", capacity_online=5)
    path = f"/team/veranstaltungen/neu?format={format.id}"
    page = staff.get(path)
    fields = {"dates-0-day": "2026-07-01", "dates-0-begins": "10:00", "external": "Rathaus", "digital": "0"}

    answers = [staff.fill(page, path, **fields) for _twice in range(2)]

    assert [answer.status for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    db.session.rollback()
    assert len(db.session.scalars(sa.select(Event).where(Event.format_id == format.id)).all()) == 1
