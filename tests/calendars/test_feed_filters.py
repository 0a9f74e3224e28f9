"""The feed takes the programme's query, and shows the same events as its page."""

import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode

import pytest
from lxml import html

from app.programme.models import ONLINE, ONSITE
from tests.calendars.conftest import FEED
from tests.calendars.lint import events, lint, properties, unfold
from tests.make import a_format, a_place, a_registration, a_room, an_area, an_event, an_organisation
from tests.make_days import an_umbrella

HOURS = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def season(app, at):
    """Events that differ in everything a filter asks for."""
    now = at("2027-03-24 18:00")
    zittau, goerlitz = a_place(key="zittau"), a_place(key="goerlitz", name="Görlitz")
    hall = a_room(place=zittau, step_free=True, hearing_loop="fest")
    cellar = a_room(place=goerlitz, step_free=False)
    studio = a_room(kind="digital")
    sewing = a_format(slug="naehen", name="Nähen", area=an_area(key="handwerk"))
    talking = a_format(slug="reden", name="Reden", area=an_area(key="dialog"))
    an_event(format=sewing, starts_at=now + 2 * DAY, room_ids=[hall.id], languages=["de", "pl"])
    an_event(format=sewing, starts_at=now + 5 * DAY, room_ids=[cellar.id], sign_language=True)
    an_event(format=talking, starts_at=now + 8 * DAY, room_ids=[studio.id], seats={ONLINE: 9}, languages=["cs"])
    an_event(format=talking, starts_at=now + 11 * DAY, room_ids=[hall.id, studio.id], seats={ONSITE: 2, ONLINE: 9})
    an_event(format=talking, starts_at=now + 14 * DAY, external="Zgorzelec, Gastort", external_place=goerlitz)
    full = an_event(format=talking, starts_at=now + 17 * DAY, room_ids=[hall.id], capacity=1)
    a_registration(full)
    university, choir = an_organisation(key="hochschule"), an_organisation(key="chor")
    event = an_event(
        format=talking, starts_at=now + 20 * DAY, room_ids=[cellar.id], capacity=1, hosts=[university, choir]
    )
    a_registration(event)
    an_umbrella(title="Zukunftsforum", days_ahead=20, events=[event])
    an_umbrella(title="Geheim", days_ahead=17, state="draft", events=[full])
    return now


def slugs_of_feed(raw):
    return sorted(entry["URL"].rpartition("/")[2] for entry in events(raw))


def slugs_of_page(answer):
    links = html.document_fromstring(answer.get_data(as_text=True)).xpath("//main//a/@href")
    return sorted({link.rpartition("/")[2] for link in links if re.fullmatch(r"/veranstaltungen/[^/.]+", link)})


QUERIES = {
    "": 7, "ort=zittau": 3, "ort=goerlitz": 3, "bereich=handwerk": 2, "format=reden": 5, "sprache=pl": 1,
    "sprache=cs": 1, "art=digital": 2, "art=vor-ort": 6, "stufenfrei=1": 4, "hoeranlage=1": 3, "gebaerden=1": 1,
    "frei=1": 5,
    "von=2027-03-29": 6, "bis=2027-04-01": 3, "von=2027-03-29&bis=2027-04-01": 2, "von=2027-04-05&bis=2027-04-01": 0,
    "ort=zittau&art=digital&frei=1": 1, "ort=nirgends": 0, "bereich=%F0%9F%A7%B5": 0, "sprache=%25": 0,
    "format=%27%22%3B--": 0, "unbekannt=1": 7, "ort=": 7, "stufenfrei=0": 7, "ort=zittau&ort=goerlitz": 3,
    "partner=hochschule": 1, "partner=chor": 1, "partner=chor&ort=zittau": 0, "partner=niemand": 0,
    "tag=zukunftsforum-2027": 1, "tag=geheim-2027": 0,
}  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_the_feed_shows_the_events_of_the_page(season, web, query):
    page, raw = web.get(f"/programm?{query}"), web.get(f"{FEED}?{query}").data

    assert slugs_of_feed(raw) == slugs_of_page(page)
    assert len(slugs_of_feed(raw)) == QUERIES[query]
    assert lint(raw) == []


@pytest.mark.parametrize(
    "query", ["von=gestern", "bis=2027-02-30", "von=0001-01-01", "von=9999-12-31", "von=2027-3-1x"]
)
def test_a_bad_date_is_answered_by_a_sentence(season, web, query):
    answer = web.get(f"{FEED}?{query}")

    assert answer.status_code == 400
    assert "Bitte schreiben Sie ein Datum wie 2026-11-28." in answer.get_data(as_text=True)


def test_an_unknown_kind_is_answered_by_a_sentence(season, web):
    answer = web.get(f"{FEED}?art=draussen")

    assert answer.status_code == 400
    assert "Bitte wählen Sie „vor-ort“ oder „digital“." in answer.get_data(as_text=True)


def test_the_same_filter_in_another_order_is_the_same_calendar(season, web):
    query = "ort=zittau&art=digital&unbekannt=1"
    turned = urlencode(parse_qsl(query)[::-1])

    assert web.get(f"{FEED}?{turned}").data == web.get(f"{FEED}?{query}").data


def test_each_filter_is_a_calendar_of_its_own(season, web):
    uids = {dict_of_head(web.get(f"{FEED}?{query}").data)["UID"] for query in ("", "ort=zittau", "ort=goerlitz")}

    assert len(uids) == 3


def test_a_calendar_of_a_part_is_called_after_it(season, web):
    head = dict_of_head(web.get(f"{FEED}?format=reden&stufenfrei=1&von=2027-03-25&ort=goerlitz&lang=pl").data)

    name = r"WIRkstätte Lausitz: ab Donnerstag\, 25. März · Görlitz · Reden · Stufenfrei"
    assert (head["NAME"], head["X-WR-CALNAME"]) == (name, name)


def dict_of_head(raw):
    found = unfold(raw)
    return {name: value for name, _, value in properties(found[: found.index("BEGIN:VTIMEZONE")])}


def test_a_feed_of_free_seats_follows_every_seat(season, web):
    event = an_event(starts_at=season + 20 * DAY, capacity=1, title="Letzter Platz")
    first = web.get(f"{FEED}?frei=1")
    a_registration(event)

    second = web.get(f"{FEED}?frei=1", headers={"If-None-Match": first.headers["ETag"]})

    assert event.slug in slugs_of_feed(first.data)
    assert event.slug not in slugs_of_feed(second.data)


def test_a_feed_of_free_seats_follows_the_clock(season, web, at):
    late = an_event(starts_at=season + 20 * DAY, format_facts={"opens_days": 10, "closes_hours": 24})
    seen = []
    for text in ("2027-04-03 17:59", "2027-04-03 18:00", "2027-04-12 18:00"):
        at(text)
        seen.append(late.slug in slugs_of_feed(web.get(f"{FEED}?frei=1").data))

    assert seen == [False, True, False]
