"""What pages say of themselves to search engines and to programs that show links."""

import pytest
from lxml import html

from tests.make import a_format, a_place, a_room, an_area, an_event, an_organisation

BASE = "https://haus.example.org"


@pytest.fixture
def head(make_app, at):
    """A function that opens a page and returns its canonical address and what its meta elements say."""
    app = make_app(BASE_URL=BASE)
    at("2026-05-04 12:00")
    with app.app_context():

        def of(path):
            tree = html.document_fromstring(app.test_client().get(path).get_data(as_text=True))
            said = {meta.get("name") or meta.get("property"): meta.get("content") for meta in tree.xpath("//head/meta")}
            return tree.xpath("//link[@rel='canonical']/@href"), said

        yield of


def test_every_page_of_the_programme_has_one_address_and_words(head):
    format = a_format(summary="Wir reparieren.")
    room = a_room(place=a_place(key="zittau", way="Vom Bahnhof zehn Minuten."), description="Hell und **ruhig**.")
    area = an_area(description="Boden, Wasser, Wald.")
    event = an_event(format=format)
    organisation = an_organisation(about="Ein Verein.")
    expected = {
        "/": None, "/programm": None,
        f"/formate/{format.slug}": "Wir reparieren.",
        f"/veranstaltungen/{event.slug}": "Donnerstag, 14. Mai, 12 bis 14 Uhr · Wir reparieren.",
        "/orte/zittau": "Zittau. Vom Bahnhof zehn Minuten.",
        f"/raeume/{room.slug}": "Hell und ruhig.",
        f"/partner/{organisation.key}": "Ein Verein.",
        f"/bereiche/{area.key}": "Boden, Wasser, Wald.",
    }  # fmt: skip

    for path, about in expected.items():
        canonical, said = head(path)
        assert canonical == [BASE + path]
        assert said["og:url"] == BASE + path
        assert said["og:title"]
        assert said["description"] == said["og:description"]
        assert about is None or said["description"] == about


def test_a_link_shows_the_picture_of_the_format(head):
    format = a_format(picture="reparieren.webp", picture_alt="Ein Toaster in Teilen")

    said = head(f"/formate/{format.slug}")[1]

    assert (said["og:image"], said["og:image:alt"], said["twitter:card"]) == (
        f"{BASE}/bilder/formate/reparieren.webp", "Ein Toaster in Teilen", "summary_large_image",
    )  # fmt: skip


def test_a_filtered_programme_has_an_address_of_its_own(head):
    assert head("/programm?art=digital")[0] == [f"{BASE}/programm?art=digital"]


def test_words_that_are_too_long_end_between_words(head):
    format = a_format(summary="Wort " * 60)

    said = head(f"/formate/{format.slug}")[1]["description"]

    assert len(said) <= 160
    assert said.endswith("Wort …")
