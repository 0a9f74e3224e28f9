"""What citizens see: every state of an event says what it should, filters find, and pages cost few statements."""

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa
from lxml import html

from app import clock
from app.database import db, transaction
from app.programme import actions
from app.programme.models import DRAFT, ONLINE, ONSITE, Event
from app.rooms import actions as rooms
from app.rooms.models import Layout, RoomHours
from tests.make import a_format, a_place, a_registration, a_room, an_area, an_event

NOW = "2026-05-04 12:00"
MOST_STATEMENTS = 6


@pytest.fixture
def page(make_app, at):
    """A function that opens an address of a small house on Monday, 4 May 2026, and returns its page as a tree."""
    app = make_app()
    at(NOW)
    with app.app_context():

        def get(path, status=200):
            answer = app.test_client().get(path)
            assert answer.status_code == status
            return html.document_fromstring(answer.get_data(as_text=True))

        get.app = app
        yield get


def words(tree, path="//main"):
    """Return the text of the first element of a path, with single spaces."""
    return " ".join(tree.xpath(path)[0].text_content().split())


def panel(tree):
    """Return what the box beside an event's text says, and the labels and addresses of its buttons."""
    box = "//section[contains(@class, 'panel')]"
    buttons = [(a.text_content(), a.get("href")) for a in tree.xpath(f"{box}//a[contains(@class, 'button')]")]
    return words(tree, f"{box}//*[@class='state']"), dict(buttons)


def titles(tree):
    """Return the titles of all event cards."""
    return [a.text_content() for a in tree.xpath("//*[contains(@class, 'event-title')]/a")]


def url(event):
    return f"/veranstaltungen/{event.slug}"


def fill(event, free=0):
    """Leave so many seats of each kind."""
    with transaction():
        for ledger in db.session.get(Event, event.id).ledgers:
            ledger.taken = ledger.capacity - free


def in_days(days, hours=0):
    return clock.now() + timedelta(days=days, hours=hours)


# Events, state by state


def test_an_open_event_has_one_button_to_book(page):
    event = an_event(capacity=20)

    state, buttons = panel(page(url(event)))

    assert state == "Plätze frei"
    assert buttons == {"Platz buchen": f"{url(event)}/platz", "Zum Kalender hinzufügen": f"{url(event)}.ics"}


def test_few_seats_are_counted(page):
    event = an_event(capacity=20)
    fill(event, free=1)

    state, buttons = panel(page(url(event)))

    assert state == "Noch 1 Platz"
    assert "Platz buchen" in buttons


def test_a_full_event_leads_to_the_waiting_list_and_to_other_dates(page):
    format = a_format()
    event, other = an_event(capacity=5, format=format, title="Voll"), an_event(format=format, title="Später")
    fill(event)

    tree = page(url(event))

    state, buttons = panel(tree)
    assert state == "Ausgebucht – Warteliste offen"
    assert buttons["Auf die Warteliste"] == f"{url(event)}/platz"
    assert "Platz buchen" not in buttons
    assert titles(tree) == [other.title]


def test_a_full_event_without_waiting_list_has_nothing_to_press(page):
    event = an_event(capacity=5, format_facts={"has_waiting_list": False})
    fill(event)

    state, buttons = panel(page(url(event)))

    assert state == "Ausgebucht"
    assert list(buttons) == ["Zum Kalender hinzufügen"]


def test_hybrid_seats_are_told_apart(page):
    event = an_event(seats={ONSITE: 12, ONLINE: 60})
    with transaction():
        event.ledger(ONSITE).taken = 12

    tree = page(url(event))

    assert panel(tree)[0] == "Vor Ort ausgebucht, digital noch Plätze frei"
    rows = tree.xpath("//section[contains(@class, 'panel')]//dl/div")
    assert [[cell.text_content() for cell in row] for row in rows] == [
        ["Vor Ort", "Ausgebucht"], ["Digital", "60 Plätze frei"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("registration", "state", "says"),
    [
        ("invite", "Nur mit Einladung", "eingeladene Mitglieder"),
        ("drop-in", "Einfach vorbeikommen", "keine Anmeldung"),
    ],
)
def test_what_is_not_booked_by_seat_says_how_to_come(page, registration, state, says):
    event = an_event(format_facts={"registration": registration, "slot_minutes": 20})

    tree = page(url(event))

    # Who is invited gets the date by mail; it stands in no public calendar.
    in_calendars = {} if registration == "invite" else {"Zum Kalender hinzufügen": f"{url(event)}.ics"}
    assert panel(tree) == (state, in_calendars)
    assert says in words(tree, "//section[contains(@class, 'panel')]")


def test_a_slot_is_booked_by_its_time(page):
    event = an_event(format_facts={"registration": "slot", "slot_minutes": 20})

    tree = page(url(event))

    assert panel(tree)[0] == "Zeitfenster frei"
    assert panel(tree)[1]["Zeit wählen und buchen"] == f"{url(event)}/platz"
    assert "20 Minuten" in words(tree, "//section[contains(@class, 'panel')]")


def test_before_registration_opens_the_page_says_when(page):
    event = an_event(starts_at=in_days(40), format_facts={"opens_days": 28})

    state, buttons = panel(page(url(event)))

    assert state == "Anmeldung ab Samstag, 16. Mai, 12 Uhr"
    assert list(buttons) == ["Zum Kalender hinzufügen"]


def test_after_registration_closed_the_page_says_until_when_and_offers_other_dates(page):
    format = a_format(closes_hours=24)
    event = an_event(starts_at=in_days(0, hours=5), format=format)
    other = an_event(format=format, title="Nächstes Mal")

    tree = page(url(event))

    assert panel(tree)[0] == "Anmeldung geschlossen"
    assert "bis Sonntag, 3. Mai, 17 Uhr" in words(tree, "//section[contains(@class, 'panel')]")
    assert titles(tree) == [other.title]


def test_a_running_event_takes_no_booking(page):
    event = an_event(starts_at=in_days(0, hours=-1))

    state, buttons = panel(page(url(event)))

    assert state == "Läuft gerade"
    assert "Platz buchen" not in buttons


def test_a_moved_event_says_the_new_and_the_old_time(page):
    event = an_event(starts_at=in_days(3))
    actions.move_event(event.id, [(in_days(4), in_days(4, hours=2))])

    notice = words(page(url(event)), "//*[@class='notice']")

    assert "Neu: Freitag, 8. Mai, 12 bis 14 Uhr" in notice
    assert "Bisher: Donnerstag, 7. Mai, 12 bis 14 Uhr" in notice


def test_a_cancelled_event_says_why_and_offers_other_dates_but_no_booking(page):
    format = a_format()
    event, other = an_event(format=format), an_event(format=format, title="Dafür das")
    actions.cancel_event(event.id, "Die Werkstatt hat einen Wasserschaden.")

    tree = page(url(event))

    assert "Die Werkstatt hat einen Wasserschaden." in words(tree, "//*[@class='notice']")
    assert panel(tree) == ("Abgesagt", {"Andere Termine ansehen": "#andere"})
    assert titles(tree) == [other.title]


def test_a_past_event_stays_and_leads_on(page):
    event = an_event(starts_at=in_days(-3))

    tree = page(url(event))

    assert panel(tree) == ("Vorbei", {})
    assert "Das war am Freitag, 1. Mai." in words(tree, "//*[@class='notice']")


def test_a_draft_is_no_page_and_no_calendar(page):
    event = an_event(state=DRAFT, title="Geheimer Plan")

    page(url(event), status=404)
    page(f"{url(event)}.ics", status=404)

    assert "Geheimer Plan" not in words(page("/programm"))


def test_no_public_page_names_who_comes(page):
    event = an_event(room_ids=[a_room(slug="salon").id])
    a_registration(event, name="Hanka Nowakojc", email="hanka@example.org")
    paths = ("/", "/programm", url(event), "/raeume/salon", f"/formate/{event.format.slug}", f"{url(event)}.ics")

    bodies = [page.app.test_client().get(path).get_data(as_text=True) for path in paths]

    assert [path for path, body in zip(paths, bodies, strict=True) if "Nowakojc" in body or "hanka@" in body] == []


def test_the_address_of_a_video_room_stands_on_no_page(page):
    room = a_room(kind="digital", slug="netz", join_url="https://video.example.org/geheim")
    event = an_event(room_ids=[room.id], seats={ONLINE: 20})

    bodies = [page.app.test_client().get(path).data for path in (url(event), "/raeume", "/raeume/netz")]

    assert [b"video.example.org" in body for body in bodies] == [False, False, False]


# The programme


def test_the_programme_is_a_list_by_day(page):
    an_event(starts_at=in_days(1), title="Morgen")
    an_event(starts_at=in_days(0, hours=2), title="Heute")

    tree = page("/programm")

    assert [words(tree, f"(//h2)[{number}]") for number in (1, 2)] == [
        "Montag, 4. Mai heute",
        "Dienstag, 5. Mai morgen",
    ]
    assert titles(tree) == ["Heute", "Morgen"]
    assert words(tree, "//*[@role='status']") == "2 Veranstaltungen."


@pytest.mark.parametrize(
    "query",
    [
        "von=2026-05-10", "bis=2026-05-10", "ort=zittau", "bereich=energie", "format=repair", "sprache=hsb",
        "art=digital", "stufenfrei=1", "hoeranlage=1", "gebaerden=1", "frei=1",
    ],
)  # fmt: skip
def test_a_filter_finds_what_it_should(page, query):
    zittau, elsewhere = a_place(key="zittau"), a_place()
    facts = {
        "von=2026-05-10": {"starts_at": in_days(20)}, "bis=2026-05-10": {"starts_at": in_days(2)},
        "ort=zittau": {"room_ids": [a_room(place=zittau).id]},
        "bereich=energie": {"area_id": an_area(key="energie").id},
        "format=repair": {"format": a_format(slug="repair")},
        "sprache=hsb": {"languages": ["de", "hsb"]},
        "art=digital": {"room_ids": [a_room(kind="digital").id], "seats": {ONLINE: 9}},
        "stufenfrei=1": {"room_ids": [a_room(place=elsewhere, step_free=True).id]},
        "hoeranlage=1": {"room_ids": [a_room(place=elsewhere, hearing_loop="mobil").id]},
        "gebaerden=1": {"sign_language": True},
        "frei=1": {"capacity": 10},
    }  # fmt: skip
    other = an_event(
        title="Anderes", room_ids=[a_room(place=elsewhere).id], starts_at=in_days(20 if query.startswith("bis") else 4)
    )
    fill(other)
    an_event(**{"title": "Gesucht", **facts[query]})

    tree = page(f"/programm?{query}")

    assert titles(tree) == ["Gesucht"]
    assert words(tree, "//*[@role='status']").startswith("1 Veranstaltung, gefiltert nach: ")


def test_the_filter_is_the_feed(page):
    a_place(key="zittau", name="Zittau")

    links = page("/programm?stufenfrei=1&ort=zittau&unbekannt=1").xpath("//@href")

    assert "/kalender?ort=zittau&stufenfrei=1" in links
    assert "/kalender/programm.ics?ort=zittau&stufenfrei=1" in links


def test_the_form_keeps_what_was_chosen(page):
    a_place(key="zittau", name="Zittau")

    tree = page("/programm?ort=zittau&von=2026-05-10&frei=1")

    assert tree.xpath("//select[@name='ort']/option[@selected]/@value") == ["zittau"]
    assert tree.xpath("//input[@name='von' and @type='date']/@value") == ["2026-05-10"]
    assert tree.xpath("//input[@type='checkbox'][@checked]/@name") == ["frei"]


def test_nothing_found_has_a_way_out(page):
    an_event()

    tree = page("/programm?sprache=pl")

    assert words(tree, "//*[@role='status']").startswith("Keine Veranstaltung gefunden")
    assert tree.xpath("//*[@class='empty']//a/@href") == ["/programm"]


def test_a_month_is_a_table_with_neighbours_and_keeps_the_filter(page):
    an_event(starts_at=in_days(3), title="Im Mai")
    an_event(starts_at=in_days(40), title="Im Juni")

    tree = page("/programm?ansicht=monat&sprache=de")

    assert words(tree, "//table/caption") == "Mai 2026"
    assert [a.xpath("string(text()[normalize-space()])").strip() for a in tree.xpath("//td//a")] == ["Im Mai"]
    months = "/programm?sprache=de&ansicht=monat&monat="
    assert tree.xpath("//nav[@class='month-nav']/a/@href") == [f"{months}2026-04", f"{months}2026-06"]
    assert "/kalender?sprache=de" in tree.xpath("//@href")


@pytest.mark.parametrize("query", ["von=gestern", "art=telepathisch", "ansicht=monat&monat=2026-13"])
def test_a_query_that_makes_no_sense_is_a_400(page, query):
    page(f"/programm?{query}", status=400)


def test_the_start_page_shows_today_and_the_week(page):
    an_event(starts_at=in_days(0, hours=3), title="Heute")
    an_event(starts_at=in_days(5), title="Am Samstag")
    an_event(starts_at=in_days(12), title="Übernächste Woche")

    tree = page("/")

    assert titles(tree) == ["Heute", "Am Samstag"]
    assert {"/programm", "/kalender", "/leichte-sprache"} <= set(tree.xpath("//main//a/@href"))


# Formats, rooms, places


def test_a_format_says_what_to_bring_and_when_it_comes_again(page):
    format = a_format(slug="repair", bring="Ihr kaputtes Ding.", minutes=150)
    an_event(format=format, title="Repair-Café")

    tree = page("/formate/repair")

    assert "Ihr kaputtes Ding." in words(tree)
    assert "2 Stunden 30 Minuten" in words(tree)
    assert titles(tree) == ["Repair-Café"]
    assert "/kalender?format=repair" in tree.xpath("//main//@href")
    assert tree.xpath("//link[@type='text/calendar']/@href") == ["/kalender/programm.ics?format=repair"]


def test_an_unchecked_barrier_says_so(page):
    a_room(slug="salon", step_free=True, accessible_wc=False)

    rows = page("/raeume/salon").xpath("//section[@class='barriers']//dl/div")

    told = {row[0].text_content(): row[1].text_content().strip() for row in rows}
    assert told["Stufenfrei erreichbar"] == "Ja"
    assert told["WC für Menschen im Rollstuhl"] == "Nein"
    assert told["Höranlage"] == "Noch nicht geprüft"


def test_a_room_shows_its_facts_and_how_it_divides(page):
    hall = a_room(slug="saal", name="Saal", capacity=96)
    half = a_room(parts=list(hall.parts), slug="nord", name="Saal Nord")
    with transaction():
        half.parent_id = hall.id
        hall.layouts = [Layout(name="Reihen", capacity=96, position=0), Layout(name="Tische", capacity=56, position=1)]
        hall.hours = [RoomHours(weekday=day, opens=time(8), closes=time(21, 30)) for day in range(5)]

    tree = page("/raeume/saal")

    assert [[cell.text_content() for cell in row] for row in tree.xpath("(//table)[1]/tbody/tr")] == [
        ["Reihen", "96"], ["Tische", "56"],
    ]  # fmt: skip
    assert "Montag bis Freitag: 8 bis 21:30 Uhr" in words(tree)
    assert "Samstag bis Sonntag: geschlossen" in words(tree)
    assert "/raeume/nord" in tree.xpath("//main//@href")
    assert "/raeume/saal" in page("/raeume/nord").xpath("//main//@href")


def test_the_week_of_a_room_tells_only_the_titles_of_public_events(page, at):
    room = a_room(slug="salon")
    monday = date(2026, 5, 4)
    at_nine = at("2026-05-05 09:00")
    at(NOW)
    an_event(spans=[(at_nine, at_nine + timedelta(hours=2))], room_ids=[room.id], title="Öffentlich")
    rooms.book_room(room.id, at_nine + timedelta(hours=3), at_nine + timedelta(hours=4), "Geheime Sitzung")

    tree = page(f"/raeume/salon?woche={monday + timedelta(days=2)}")

    busy = [
        " ".join(slot.text_content().split()) for slot in tree.xpath("//*[@data-state='busy'][self::a or self::div]")
    ]
    assert busy == ["Belegt 9 bis 11 Uhr Öffentlich", "Belegt 12 bis 13 Uhr"]
    assert "Geheime Sitzung" not in words(tree)
    assert words(tree, "//table[last()]/caption") == "Woche vom 4. bis 10. Mai"


def test_a_place_shows_the_way_its_rooms_and_its_dates(page):
    place = a_place(key="zittau", name="Zittau", way="Vom Bahnhof geradeaus.", names={"pl": "Żytawa"})
    an_event(room_ids=[a_room(place=place, slug="salon", name="Salon").id], title="Im Salon")

    tree = page("/orte/zittau")

    assert "Vom Bahnhof geradeaus." in words(tree)
    assert tree.xpath("//*[@lang='pl']/text()") == ["Żytawa"]
    assert "/raeume/salon" in tree.xpath("//main//@href")
    assert titles(tree) == ["Im Salon"]


# The house's own pages, and the errors


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/impressum", "Impressum"), ("/datenschutz", "Datenschutz"),
        ("/barrierefreiheit", "Erklärung zur Barrierefreiheit"), ("/barriere-melden", "Barriere melden"),
        ("/leichte-sprache", "Leichte Sprache"), ("/kalender", "Kalender abonnieren"), ("/formate", "Formate"),
        ("/raeume", "Räume"), ("/orte", "Orte"), ("/programm", "Programm"),
    ],
)  # fmt: skip
def test_every_page_of_an_empty_house_has_its_title(page, path, title):
    tree = page(path)

    assert words(tree, "//h1") == title
    assert words(tree, "//title").startswith(title)


def test_the_imprint_keeps_its_lines(page):
    page.app.config["IMPRINT"] = "Verein\nStraße 1\n\nE-Mail: haus@example.org"

    paragraphs = page("/impressum").xpath("//main//p")

    assert [paragraph.xpath("string()") for paragraph in paragraphs] == ["VereinStraße 1", "E-Mail: haus@example.org"]
    assert paragraphs[1].xpath("a/@href") == ["mailto:haus@example.org"]


def test_the_subscription_is_offered_for_the_same_filter_in_both_schemes(page):
    a_place(key="zittau", name="Zittau")

    tree = page("/kalender?ort=zittau&gebaerden=1")

    address = "//localhost/kalender/programm.ics?ort=zittau&gebaerden=1"
    assert tree.xpath("//input[@readonly]/@value") == [f"http:{address}"]
    assert f"webcal:{address}" in tree.xpath("//@href")
    assert "Ort: Zittau · Gebärdensprache" in words(tree)


def test_an_error_says_what_to_do_and_needs_no_database(page):
    with transaction():
        db.session.execute(sa.text("DROP TABLE programme_revisions"))

    tree = page("/gibt-es-nicht", status=404)

    assert words(tree, "//title").startswith("Fehler: Diese Seite gibt es nicht")
    assert "/programm" in tree.xpath("//main//@href")


# What a page costs


@pytest.fixture
def cost(make_app, engine, at):
    """A function that makes a house with so many of everything and counts the statements of its pages, all cold."""

    def count(number):
        app = make_app(engine)
        at(NOW)
        seen, costs = [], {}
        with app.app_context():
            paths = _a_house_with(number)
            sa.event.listen(db.engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
            for path in paths:
                seen.clear()
                assert app.test_client().get(path).status_code == 200
                name = "/veranstaltungen/abgesagt" if path == paths[-1] else path
                costs[name] = len([statement for statement in seen if not statement.startswith("BEGIN")])
        return costs

    return count


def _a_house_with(number):
    """Make so many rooms and dates, and return the addresses of all public pages, a cancelled event last."""
    place, area = a_place(key="zittau"), an_area(key="energie")
    format = a_format(slug="repair", area=area)
    hall = a_room(slug="saal", place=place)
    stream = a_room(slug="netz", kind="digital")
    for _number in range(number):
        a_room(place=place)
        with transaction():
            hall.layouts.append(Layout(name=f"Reihen {_number}", capacity=10))
            hall.hours.append(RoomHours(weekday=_number, opens=time(8), closes=time(20)))
    events = []
    for day in range(1, number + 3):
        spans = [(in_days(7 * week + day), in_days(7 * week + day, hours=2)) for week in range(number)]
        facts = {"format": format, "room_ids": [hall.id, stream.id], "seats": {ONSITE: 10, ONLINE: 10}}
        events.append(an_event(spans=spans, title=f"Termin {day}", **facts))
    fill(events[0])
    actions.cancel_event(events[-1].id, "Krank.")
    return [
        "/", "/programm", "/programm?ansicht=monat", "/programm?ort=zittau&frei=1", "/formate", "/formate/repair",
        "/veranstaltungen/termin-1-2026-05-05", "/raeume", "/raeume/saal", "/orte", "/orte/zittau", "/kalender",
        f"/veranstaltungen/{events[-1].slug}",
    ]  # fmt: skip


def test_every_public_page_costs_the_same_few_statements_however_much_there_is(cost):
    few, many = cost(1), cost(3)

    assert few == many
    assert {path: number for path, number in many.items() if number > MOST_STATEMENTS} == {}
