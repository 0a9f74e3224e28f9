"""The pages for those who look for a room: each answer has an address, no cookie, and says what to do."""

from datetime import datetime, time

import pytest
import sqlalchemy as sa
from lxml import html

from app import clock
from app.database import db
from app.rooms import actions, furnishing, nearby
from app.rooms.misses import SearchMiss
from app.rooms.models import CITIZEN, ORGANISATION, Part, RoomHours, RoomPolicy
from bench.statements import counted
from tests.make import a_place, a_room, a_thing

SEARCH = "/raeume/suche?tag=2026-05-04&von=10:00&bis=12:00"
REGULAR = "/raeume/regelmaessig?wochentag=1&erster=2026-05-04&letzter=2026-05-31&von=18:00&bis=20:00"


def at_wall(text):
    return clock.from_wall(datetime.fromisoformat(text))


def span(start, end, day="2026-05-04"):
    return at_wall(f"{day} {start}"), at_wall(f"{day} {end}")


@pytest.fixture(autouse=True)
def now(at):
    """A Friday before noon; the Monday after is the 4th."""
    return at("2026-05-01 11:00")


@pytest.fixture
def browser(app):
    return app.test_client()


@pytest.fixture
def page(browser):
    """A function that opens a page and returns its main part."""

    def open_page(path, status=200):
        answer = browser.get(path)
        assert answer.status_code == status
        return html.document_fromstring(answer.text).xpath("//main")[0]

    return open_page


def words(tree):
    return " ".join(tree.text_content().split())


def links(tree, part):
    return [href for href in tree.xpath(".//@href") if part in href]


def test_the_empty_form_searches_for_nothing(page):
    assert "frei sind" not in words(page("/raeume/suche").xpath(".//form")[0])
    assert misses() == []


def test_free_rooms_stand_with_a_link_that_fills_in_the_form(page):
    a_room(slug="salon", capacity=30)
    a_room(slug="kammer", capacity=5)

    tree = page(f"{SEARCH}&personen=20")

    assert "1 Raum ist frei." in words(tree)
    assert links(tree, "/buchen") == ["/raeume/salon/buchen?tag=2026-05-04&von=10:00&bis=12:00&personen=20"]
    assert "Raum anfragen" in words(tree)


def test_where_nobody_decides_the_button_says_book(page):
    a_room(policies=[RoomPolicy(who=CITIZEN, way="book")])

    assert "Raum buchen" in words(page(SEARCH))


def test_the_filters_of_access_place_and_things_count(page):
    place, thing = a_place(), a_thing(stock=1)
    a_room(slug="hier", place=place, step_free=True)
    a_room(slug="dort", step_free=True)
    other = a_room(slug="stufen", place=place)

    tree = page(f"{SEARCH}&ort={place.key}&stufenfrei=1&ding={thing.id}")
    actions.book_room(other.id, *span("11:00", "13:00"), "Probe", equipment_ids=[thing.id])

    assert links(tree, "/buchen?") == ["/raeume/hier/buchen?tag=2026-05-04&von=10:00&bis=12:00"]
    assert "kein passender Raum" in words(page(f"{SEARCH}&ort={place.key}&stufenfrei=1&ding={thing.id}"))


def test_where_nothing_is_free_everything_near_is_offered(page):
    north, south = Part(name="Nord"), Part(name="Süd")
    zittau, elsewhere = a_place(name="Zittau"), a_place(name="Bautzen")
    hall = a_room(slug="saal", name="Saal", place=zittau, parts=[north, south], capacity=100)
    half = a_room(slug="nord", place=zittau, parts=[north], capacity=50, parent_id=hall.id)
    a_room(slug="sued", name="Saal Süd", place=zittau, parts=[south], capacity=50, parent_id=hall.id)
    a_room(slug="podium", name="Podium", place=elsewhere, capacity=90)
    actions.book_room(half.id, *span("11:30", "13:00"), "Probe")

    tree = page(f"{SEARCH}&personen=80&ort={zittau.key}")

    heads = [words(head) for head in tree.xpath(".//h3")]
    assert heads == [
        "Etwas früher oder später", "An einem anderen Tag", "An einem anderen Ort", "Nur ein Teil des Raums",
        "Bescheid bekommen, wenn etwas frei wird",
    ]  # fmt: skip
    assert "/raeume/saal/buchen?tag=2026-05-04&von=09:30&bis=11:30&personen=80" in links(tree, "saal")
    assert links(tree, "podium") == ["/raeume/podium/buchen?tag=2026-05-04&von=10:00&bis=12:00&personen=80"]
    assert links(tree, "sued") == ["/raeume/sued/buchen?tag=2026-05-04&von=10:00&bis=12:00&personen=80"]
    assert links(tree, "bescheid") == ["/raeume/saal/bescheid?tag=2026-05-04&von=10:00&bis=12:00"]


def test_what_comes_near_is_found_among_many_small_rooms(page, monkeypatch):
    monkeypatch.setattr(nearby, "MOST_ROOMS", 2)
    for number in range(4):
        a_room(capacity=5 + number)
    hall = a_room(slug="saal", capacity=100)
    actions.book_room(hall.id, *span("10:00", "11:00"), "Probe")

    assert "/raeume/saal/buchen?tag=2026-05-04&von=11:00&bis=13:00&personen=80" in links(
        page(f"{SEARCH}&personen=80"), "saal"
    )


def test_the_quick_form_of_a_room_proposes_the_first_time_that_is_free(page):
    room = a_room(slug="salon", hours=[RoomHours(weekday=0, opens=time(8), closes=time(20))])
    actions.book_room(room.id, *span("08:00", "18:30"), "Probe")
    a_room(slug="archiv", policies=[RoomPolicy(who=who, way="no") for who in (CITIZEN, ORGANISATION)])

    form = page("/raeume/salon?woche=2026-05-04").xpath(".//form[contains(@action, '/salon/buchen')]")[0]

    assert dict(form.form_values()) == {"tag": "2026-05-04", "von": "18:30", "dauer": "90"}
    assert page("/raeume/archiv").xpath(".//form") == []


def test_a_room_for_organisations_only_leads_them_to_the_form(page):
    a_room(slug="salon", policies=[RoomPolicy(who=CITIZEN, way="no")])

    assert links(page("/raeume/salon?woche=2026-05-04"), "/buchen?tag") != []
    assert links(page("/raeume/salon/frei"), "/buchen?tag") != []


def test_nobody_is_told_who_has_the_room(browser):
    room = a_room()
    actions.book_room(room.id, *span("10:00", "12:00"), "Selbsthilfegruppe")

    for path in (SEARCH, f"/raeume/{room.slug}/frei?ab=2026-05-04", REGULAR):
        assert "Selbsthilfegruppe" not in browser.get(path).text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("tag=gestern&von=10:00&bis=12:00", "Bitte schreiben Sie das so: 2026-05-01"),
        ("tag=2026-05-04&von=10 Uhr&bis=12:00", "Bitte schreiben Sie das so: 14:30"),
        ("tag=2026-05-04&von=10:00", "Bitte füllen Sie dieses Feld aus."),
        ("tag=2026-05-04&von=12:00&bis=10:00", "Das Ende liegt vor dem Anfang."),
        ("tag=2026-04-30&von=10:00&bis=12:00", "schon vorbei"),
        ("tag=2026-05-01&von=10:00&bis=12:00", "schon begonnen"),
        ("tag=0001-01-01&von=10:00&bis=12:00", "schon vorbei"),
        ("tag=9999-12-31&von=23:00&bis=01:00", "So weit im Voraus"),
        ("tag=2027-03-28&von=02:30&bis=04:00", "vorgestellt"),
        ("tag=2026-05-04&von=10:00&bis=12:00&personen=viele", "eine Zahl von 1 bis 5000"),
        ("tag=2026-05-04&von=10:00&bis=12:00&personen=-1", "eine Zahl von 1 bis 5000"),
        ("tag=2026-05-04&von=10:00&bis=12:00&personen=99999999999999999999", "eine Zahl von 1 bis 5000"),
        ("tag=2026-05-04&von=10:00&bis=12:00&ort=nirgends", "Keine gültige Auswahl"),
        ("tag=2026-05-04&von=10:00&bis=12:00&ding=4711", "aus der Liste"),
    ],
)
def test_what_is_typed_badly_is_said_and_stays_in_the_form(page, query, sentence):
    a_room()

    tree = page(f"/raeume/suche?{query}", 422)

    assert sentence in words(tree.xpath(".//*[@role='alert']")[0])
    assert misses() == []


def test_a_night_and_the_end_of_a_day_may_be_looked_for(page):
    a_room(slug="nachts", hours=[RoomHours(weekday=0, opens=time(18), closes=time(2))])

    for times in ("von=22:00&bis=02:00", "von=20:00&bis=00:00"):
        assert links(page(f"/raeume/suche?tag=2026-05-04&{times}"), "/buchen")[0].endswith(times)


def misses():
    columns = (SearchMiss.asked_on, SearchMiss.place_key, SearchMiss.persons, SearchMiss.weekday, SearchMiss.hour)
    return [(f"{day}", *rest) for day, *rest in db.session.execute(sa.select(*columns, SearchMiss.count))]


def test_a_search_in_vain_is_counted_once_an_hour_and_without_a_person(app, page):
    a_room(capacity=10)

    for _number in range(3):
        page(f"{SEARCH}&personen=27")
    app.test_client().head(f"{SEARCH}&personen=150")
    app.test_client().get(f"{SEARCH}&personen=26", environ_base={"REMOTE_ADDR": "192.0.2.7"})

    assert misses() == [("2026-05-01", "", 30, 0, 10, 2)]


def test_one_connection_cannot_fill_the_counts(app, browser):
    for number in range(1, 6):
        for hour in range(12, 22):
            browser.get(f"/raeume/suche?tag=2026-05-{number + 4:02}&von={hour}:00&bis={hour}:30")

    assert sum(count for *_key, count in misses()) == 30


def test_a_count_does_not_make_kept_pages_old(app, browser):
    a_room(slug="salon")
    before = browser.get("/raeume/salon").headers["ETag"]
    browser.get(f"{SEARCH}&personen=500")

    with counted() as seen:
        assert browser.get("/raeume/salon").headers["ETag"] == before

    assert misses() != []
    assert len(seen) == 1


@pytest.mark.parametrize("rooms", [1, 3])
@pytest.mark.parametrize("is_free", [True, False])
def test_a_search_costs_few_statements(browser, rooms, is_free):
    thing = a_thing(stock=1 + 9 * is_free)
    lent = a_room(capacity=1)
    actions.book_room(lent.id, *span("10:00", "12:00"), "Probe", equipment_ids=[thing.id])
    for _number in range(rooms):
        a_room(hours=[RoomHours(weekday=0, opens=time(8), closes=time(20))])

    with counted() as seen:
        browser.get(f"{SEARCH}&personen=5&ding={thing.id}")

    # One of them asks whether the house has changed.
    assert len(seen) <= 7 + (not is_free)


def test_the_free_times_of_a_room_stand_day_by_day(page):
    room = a_room(slug="salon", hours=[RoomHours(weekday=day, opens=time(8), closes=time(20)) for day in range(5)])
    actions.book_room(room.id, *span("10:00", "18:30"), "Probe")

    tree = page("/raeume/salon/frei?dauer=120&ab=2026-05-04")

    first = tree.xpath(".//dl[contains(@class, 'free-days')]/div")[0]
    assert words(first) == "Montag, 4. Mai 8 bis 10 Uhr"
    assert links(first, "buchen") == ["/raeume/salon/buchen?tag=2026-05-04&von=08:00&bis=10:00"]
    assert "An 10 Tagen ist der Raum 2 Stunden am Stück frei." in words(tree)
    around = [f"/raeume/salon/frei?dauer=120&ab={day}" for day in ("2026-05-01", "2026-05-18")]
    assert links(tree, "frei?") == around


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("dauer=7", "Keine gültige Auswahl"), ("dauer=lang", "gültig"), ("ab=morgen", "Bitte schreiben Sie das so"),
        ("ab=9999-12-31", "So weit im Voraus"),
    ],
)  # fmt: skip
def test_bad_free_times_are_said(page, query, sentence):
    a_room(slug="salon")

    assert sentence in words(page(f"/raeume/salon/frei?{query}", 422))


def test_days_that_are_over_become_today(page):
    a_room(slug="salon")

    assert "Freitag, 1. Mai" in words(page("/raeume/salon/frei?ab=2020-01-01"))


def test_the_way_to_later_days_ends_where_nothing_can_be_booked_any_more(page):
    a_room(slug="salon")
    path, steps = "/raeume/salon/frei?ab=2029-04-01", 0
    while path:
        links = [link for link in page(path).xpath("//a/@href") if "/frei?" in link]
        path = next((link for link in links if link.rpartition("=")[2] > path.rpartition("=")[2]), None)
        steps += 1

    assert steps < 10


def test_a_room_of_the_team_has_no_free_times_but_says_what_to_do(page):
    a_room(slug="archiv", policies=[RoomPolicy(who=who, way="no") for who in (CITIZEN, ORGANISATION)])

    tree = page("/raeume/archiv/frei")

    assert "vergibt nur das Team" in words(tree)
    assert links(tree, "suche") == ["/raeume/suche"]


def test_unknown_rooms_are_not_found(browser):
    assert browser.get("/raeume/nirgends/frei").status_code == 404


def test_the_dates_of_a_club_lead_into_the_form(page):
    room = a_room(slug="salon", capacity=30)
    a_room(slug="werkraum", place=room.place, capacity=40)
    actions.book_room(room.id, *span("14:00", "23:00", "2026-05-12"), "Probe")
    path = f"{REGULAR}&raum=salon&personen=20"

    tree = page(path)
    taken = page(links(tree, "ersatz=2026-05-12")[0])

    free = ["termin=2026-05-05T18:00/20:00", "termin=2026-05-19T18:00/20:00", "termin=2026-05-26T18:00/20:00"]
    assert "3 von 4 Terminen sind frei." in words(tree)
    assert links(tree, "/buchen") == [f"/raeume/salon/buchen?{'&'.join(free)}&personen=20"]
    with_substitute = [free[0], "termin=2026-05-12T18:00/20:00@werkraum", *free[1:]]
    assert links(taken, "/buchen") == [f"/raeume/salon/buchen?{'&'.join(with_substitute)}&personen=20"]
    assert "Diese 4 Termine anfragen" in words(taken)
    assert "Doch auslassen" in words(taken)


def test_a_link_may_choose_the_room_beforehand(page):
    a_room(slug="salon")

    tree = page("/raeume/regelmaessig?raum=salon")

    assert tree.xpath(".//option[@selected][@value='salon']")
    assert not tree.xpath(".//*[@role='alert']")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("wochentag=1&", ""), "mindestens einen Wochentag"),
        (("wochentag=1", "wochentag=8"), "aus der Liste"),
        (("letzter=2026-05-31", "letzter=2026-05-01"), "Der letzte Tag liegt vor dem ersten."),
        (("letzter=2026-05-31", "letzter=2026-05-04"), "kein solcher Wochentag"),
        (("letzter=2026-05-31", "letzter=2028-12-31"), "auf einmal gehen höchstens 120"),
        (("letzter=2026-05-31", "letzter=9999-12-31"), "So weit im Voraus"),
        (("bis=20:00", "bis=17:00"), "Das Ende liegt vor dem Anfang."),
        (("erster=2026-05-04", "erster="), "Bitte füllen Sie dieses Feld aus."),
    ],
)
def test_bad_wishes_of_a_club_are_said(page, change, sentence):
    a_room()

    assert sentence in words(page(REGULAR.replace(*change), 422).xpath(".//*[@role='alert']")[0])


def test_a_club_too_big_for_every_room_is_told(page):
    a_room(capacity=10)

    assert "keinen passenden Raum" in words(page(f"{REGULAR}&personen=500"))


def test_free_slots_of_the_week_lead_to_the_form_where_citizens_may_have_the_room(page):
    hours = [RoomHours(weekday=day, opens=time(8), closes=time(20)) for day in (0, 4)]
    room = a_room(slug="salon", setup_min=30, hours=hours)
    nobody = [RoomPolicy(who=who, way="no") for who in (CITIZEN, ORGANISATION)]
    a_room(slug="archiv", hours=list(map(_copy, hours)), policies=nobody)
    actions.book_room(room.id, *span("10:00", "18:00"), "Probe", setup_min=0)

    assert links(page("/raeume/salon?woche=2026-05-04"), "/buchen?tag") == [
        "/raeume/salon/buchen?tag=2026-05-04&von=08:00&bis=10:00",
        "/raeume/salon/buchen?tag=2026-05-04&von=18:30&bis=20:00",
        "/raeume/salon/buchen?tag=2026-05-08&von=08:00&bis=10:00",
    ]
    # Today it is too late for tomorrow's lead time, and Monday of this week is over.
    assert links(page("/raeume/salon"), "/buchen?tag") == []
    assert links(page("/raeume/archiv?woche=2026-05-04"), "/buchen?tag") == []


def _copy(hours):
    return RoomHours(weekday=hours.weekday, opens=hours.opens, closes=hours.closes)


@pytest.mark.parametrize("path", ["/raeume", "/raeume/salon"])
def test_the_pages_of_rooms_lead_to_the_search(page, path):
    a_room(slug="salon")

    assert any(each in links(page(path), "/raeume/")[0:99] for each in ("/raeume/suche", "/raeume/salon/frei"))


@pytest.mark.parametrize("name", ["Suche", "Regelmäßig"])
def test_no_room_takes_the_address_of_a_page(app, name):
    room = furnishing.create_room(name, place_id=a_place().id)

    assert room.slug.endswith("-2")
