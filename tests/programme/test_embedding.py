"""The programme on partners' own pages."""

import pytest
from lxml import html

from app.database import db, transaction
from app.programme.translations import FormatText
from tests.make import a_format, a_place, an_event


@pytest.fixture
def client(make_app, engine, at):
    app = make_app(engine, BASE_URL="https://haus.example.org")
    at("2026-05-04 12:00")
    with app.app_context():
        yield app.test_client()


def titles(answer):
    return [link.text for link in html.document_fromstring(answer.text).xpath("//li/a")]


def test_only_the_list_may_be_framed_also_from_memory(client):
    an_event(title="Chor")

    for _time in range(2):
        answer = client.get("/einbetten/liste")
        (policy,) = answer.headers.getlist("Content-Security-Policy")
        assert "frame-ancestors *" in policy
        assert "Set-Cookie" not in answer.headers
    for path in ("/", "/einbetten", "/programm"):
        assert client.get(path).headers.getlist("Content-Security-Policy")[0].endswith("frame-ancestors 'none'")


def test_the_list_takes_filters_and_a_number(client):
    an_event(title="Hier", external="Bei uns", external_place_id=a_place(key="zittau").id)
    an_event(title="Dort <b>")

    assert titles(client.get("/einbetten/liste?ort=zittau")) == ["Hier"]
    assert len(titles(client.get("/einbetten/liste?anzahl=1"))) == 1
    assert len(titles(client.get("/einbetten/liste?anzahl=viele"))) == 2


def test_links_leave_the_frame(client):
    event = an_event()

    (link,) = html.document_fromstring(client.get("/einbetten/liste").text).xpath("//li/a")

    assert dict(link.attrib) == {
        "href": f"https://haus.example.org/veranstaltungen/{event.slug}", "target": "_blank", "rel": "noopener",
    }  # fmt: skip


def test_the_code_to_copy_is_what_it_promises(client):
    event = an_event(title="Tee & <Kekse>")

    tree = html.document_fromstring(client.get("/einbetten?art=vor-ort&anzahl=3").text)
    frame = html.fromstring(tree.xpath("//textarea[@id='rahmen']")[0].text)
    assert frame.get("src") == "https://haus.example.org/einbetten/liste?art=vor-ort&anzahl=3"

    tree = html.document_fromstring(client.get("/einbetten").text)
    (link,) = html.fragments_fromstring(tree.xpath("//textarea[@id='einfuegen']")[0].text)[0].xpath(".//a")
    assert (link.text, link.get("href")) == ("Tee & <Kekse>", f"https://haus.example.org/veranstaltungen/{event.slug}")


def test_the_list_speaks_other_languages_and_marks_what_is_german(client):
    format = a_format(name="Repair-Café")
    an_event(title="Repair-Café", format=format)
    an_event(title="Nur heute", format=format)
    with transaction():
        db.session.add(FormatText(format_id=format.id, language="pl", name="Kawiarenka"))

    tree = html.document_fromstring(client.get("/einbetten/liste?lang=pl").text)
    unknown = html.document_fromstring(client.get("/einbetten/liste?lang=xx").text)

    assert (tree.get("lang"), tree.xpath("//h1")[0].text, unknown.get("lang")) == ("pl", "Najbliższe wydarzenia", "de")
    links = [(link.text, link.get("lang")) for link in tree.xpath("//li/a")]
    assert sorted(links) == [("Kawiarenka", None), ("Nur heute", "de")]
    assert "czwartek, 14 maja 2026, 12:00–14:00" in tree.xpath("//li")[0].text_content()
