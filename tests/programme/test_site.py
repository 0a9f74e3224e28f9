"""The map of the public pages and the Atom feed, read by the programs they are for."""

import feedparser
import pytest
from lxml import etree

from app import clock
from app.database import transaction
from app.programme import actions
from app.programme.groupings import Umbrella
from app.programme.models import DRAFT
from tests.make import _add, a_format, a_place, a_room, an_area, an_event, an_organisation

BASE = "https://haus.example.org"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def web(make_app, engine, at):
    """A client of a house on Monday, 4 May 2026, on both engines."""
    app = make_app(engine, BASE_URL=BASE)
    at("2026-05-04 12:00")
    with app.app_context():
        yield app.test_client()


def sitemap(web):
    """Return {path: last change} of the map."""
    root = etree.fromstring(web.get("/sitemap.xml").data)
    return {
        url.findtext(f"{SITEMAP}loc").removeprefix(BASE): url.findtext(f"{SITEMAP}lastmod") for url in root
    }  # fmt: skip


def test_the_map_shows_what_is_public_and_nothing_else(web):
    format, place = a_format(), a_place()
    room, old = a_room(place=place), a_room(place=place, retired_at=clock.now())
    event, draft = an_event(format=format), an_event(format=format, state=DRAFT, title="Entwurf")
    partner, nobody = an_organisation(member_since=clock.today(clock.now())), an_organisation()
    area = an_area()
    days = {"title": "Tag", "starts_on": clock.today(clock.now()), "ends_on": clock.today(clock.now())}
    _add(Umbrella(slug="forum", state="published", **days))
    _add(Umbrella(slug="geheim", **days))

    found = sitemap(web)

    assert found.keys() >= {
        "/", "/programm", f"/veranstaltungen/{event.slug}", f"/formate/{format.slug}", f"/orte/{place.key}",
        f"/raeume/{room.slug}", f"/partner/{partner.key}", f"/bereiche/{area.key}", "/tage/forum",
    }  # fmt: skip
    assert not found.keys() & {
        f"/veranstaltungen/{draft.slug}", f"/raeume/{old.slug}", f"/partner/{nobody.key}", "/tage/geheim"
    }
    assert found[f"/veranstaltungen/{event.slug}"] == "2026-05-04T10:00:00+00:00"
    assert [path for path in found if not path.startswith("/tage/") and web.get(path).status_code != 200] == []


def test_robots_learn_where_the_map_is(web):
    assert f"Sitemap: {BASE}/sitemap.xml" in web.get("/robots.txt").text.splitlines()


def feed(web, query=""):
    """Return the feed as a feed reader reads it; what is no Atom fails here."""
    answer = web.get(f"/programm.atom{query}")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    well_formed(etree.fromstring(answer.data))
    found = feedparser.parse(answer.data)
    assert not found.bozo
    assert found.version == "atom10"
    return found


def well_formed(root):
    """Hold a feed against what RFC 4287 wants of it and of its entries (4.1.1, 4.1.2)."""
    for element in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
        ways = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in element.findall(f"{ATOM}link")]
        assert len(ways) == len(set(ways))
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    names = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    assert len(names) == len(set(names))


def test_the_feed_holds_the_programme(web):
    event = an_event(title="Löten & <Lauschen>", format=a_format(summary="Mit *Zinn*."), room_ids=[a_room().id])

    found = feed(web)

    assert found.feed.links[0].href == f"{BASE}/programm.atom"
    entry = found.entries[0]
    assert (entry.title, entry.link) == ("Löten & <Lauschen>", f"{BASE}/veranstaltungen/{event.slug}")
    assert entry.id == f"tag:haus.example.org,2026-05-04:veranstaltung/{event.id}"
    assert entry.updated == "2026-05-04T10:00:00+00:00"
    assert entry.summary == f"Donnerstag, 14. Mai, 12 bis 14 Uhr, {event.place_line}"
    assert "Mit *Zinn*." in entry.content[0].value


def test_the_feed_takes_the_filters_of_the_programme(web):
    an_event(title="Hier", external="Bei uns", external_place_id=a_place(key="zittau").id)
    an_event(title="Dort")

    assert [entry.title for entry in feed(web, "?ort=zittau").entries] == ["Hier"]
    assert len(feed(web, "?frei=1").entries) == 2
    assert web.get("/programm.atom?von=gestern").status_code == 400


def test_what_changes_is_updated_and_keeps_its_name(web, at):
    event = an_event(title="Chor")
    before = feed(web).entries[0]
    at("2026-05-04 13:00")
    actions.cancel_event(event.id, "Heiser.")

    after = feed(web).entries[0]

    assert (after.id, after.title, after.updated) == (before.id, "Abgesagt: Chor", "2026-05-04T11:00:00+00:00")


@pytest.mark.parametrize("path", ["/programm.atom", "/sitemap.xml"])
def test_who_has_it_already_gets_nothing_until_something_changes(web, path):
    an_event()
    etag = web.get(path).headers["ETag"]

    assert web.get(path, headers={"If-None-Match": etag}).status_code == 304
    an_event(title="Neu")
    assert web.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_what_no_xml_can_hold_vanishes(web):
    with transaction():
        event = an_event(title="Chor")
        event.title = "Chor\x0b \x01am Abend"

    assert feed(web).entries[0].title == "Chor am Abend"


def test_pages_name_the_feed_of_what_they_show(web):
    an_event(format=a_format(slug="loeten"))
    link = '<link rel="alternate" type="application/atom+xml" title="{}" href="/programm.atom{}">'

    assert link.format("Programm als Feed", "?art=digital") in web.get("/programm?art=digital").text
    assert "/programm.atom?format=loeten" in web.get("/formate/loeten").text
