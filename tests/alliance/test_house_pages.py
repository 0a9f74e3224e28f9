"""Setting the house up on the pages of the administration."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from app.accounts import queries
from app.alliance import house_actions, house_pictures, house_queries, house_rules
from app.errors import Refused
from app.jobs import run_once
from tests.make import PASSWORD, a_member_of_staff
from tests.registrations.conftest import Guest

SCRIPT = "<script>alert(1)</script>"
FACTS = {
    "name": "Haus am Fluss", "claim": "Für alle am Fluss", "email": "hallo@fluss.example",
    "imprint": "Fluss e. V.\nUferweg 1\n\nTelefon 0123", "privacy": "Fluss e. V.\nUferweg 1",
}  # fmt: skip


@pytest.fixture
def team(make_app, engine):
    """Somebody of the administration, signed in."""
    app = make_app(engine)
    with app.app_context():
        a_member_of_staff()
        a_member_of_staff("programm@example.org", roles=("programme",))
        guest = Guest(app.test_client())
        guest.post("/team/anmelden", email="team@example.org", password=PASSWORD)
        yield guest


@pytest.fixture
def guest(team):
    """Somebody from outside, in the same house."""
    return Guest(team.client.application.test_client())


def send(team, path, **fields):
    page = team.get(path)
    return team.post(path, **{**page.sent, **fields})


def a_photo():
    sink = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(sink, "JPEG")
    return sink.getvalue()


def send_picture(team, data, alt="Unser Haus von der Straße"):
    page = team.get("/team/haus/bild")
    fields = {**page.sent, "alt": alt, "picture": (io.BytesIO(data), "haus.jpg")}
    return team.client.post("/team/haus/bild", data=fields, content_type="multipart/form-data")


def test_who_the_house_is_stands_on_its_pages_at_once(team, guest):
    for path in ("/", "/impressum", "/datenschutz"):
        guest.get(path)

    answer = send(team, "/team/haus/angaben", **FACTS)

    assert answer.status == 303
    assert "Für alle am Fluss" in guest.get("/").body.decode()
    imprint = guest.get("/impressum")
    assert [" ".join(p.text_content().split()) for p in imprint.tree.xpath("//main//p")] == [
        "Fluss e. V.Uferweg 1", "Telefon 0123",
    ]  # fmt: skip
    assert "Uferweg 1" in guest.get("/datenschutz").body.decode()
    assert "hallo@fluss.example" in guest.get("/barriere-melden").body.decode()


def test_the_imprint_of_the_demo_is_nobodys_and_not_filled_in(team):
    assert team.get("/team/haus/angaben").sent["imprint"].strip() == ""

    send(team, "/team/haus/angaben", **FACTS)

    assert team.get("/team/haus/angaben").sent["imprint"].split() == FACTS["imprint"].split()


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"claim": ""}, {"email": "hallo@"}, {"imprint": "\n "}, {"privacy": ""}, {"name": "x" * 101}],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_kept(team, wrong):
    answer = send(team, "/team/haus/angaben", **{**FACTS, **wrong})

    assert answer.status == 422
    assert house_queries.current().claim != FACTS["claim"]


def test_texts_are_paragraphs_and_never_html(team, guest):
    send(team, "/team/haus/texte", welcome=f"Erster.\n\n{SCRIPT}", easy="Das ist ein Haus.\nHier ist Platz.")

    start, easy = guest.get("/"), guest.get("/leichte-sprache")
    assert [p.text for p in start.tree.xpath("//div[@class='text']/p")][:2] == ["Erster.", SCRIPT]
    assert SCRIPT not in start.body.decode()
    assert [p.text for p in easy.tree.xpath("//main//p")][:2] == ["Das ist ein Haus.", "Hier ist Platz."]


def test_without_texts_the_usual_ones_stand_there(team, guest):
    before = guest.get("/").body.decode()
    send(team, "/team/haus/texte", welcome="Neu.")
    send(team, "/team/haus/texte", welcome="", easy="")

    assert house_queries.current().texts == {}
    assert guest.get("/").body.decode() == before


def test_rules_are_numbers_within_bounds(team):
    assert send(team, "/team/haus/regeln", idea_threshold="3", idea_head_start_hours="0").status == 303
    assert send(team, "/team/haus/regeln", idea_threshold="0").status == 422

    house = house_queries.current()
    assert (house.idea_threshold, house.idea_head_start_hours) == (3, 0)


def test_the_second_factor_is_a_rule_of_the_house(team):
    send(team, "/team/haus/regeln", second_factor="all")

    assert queries.sign_in_rules().second_factor == "all"


@pytest.mark.parametrize("path", ["angaben", "texte", "regeln", "farben", "farben/vorgabe", "bild", "bild/entfernen"])
def test_only_the_administration_sets_the_house_up(team, path):
    other = Guest(team.client.application.test_client())
    other.post("/team/anmelden", email="programm@example.org", password=PASSWORD)

    assert other.post(f"/team/haus/{path}").status == 403


# The picture


def test_a_picture_is_shown_with_its_words_and_served_for_ever(team, guest):
    guest.get("/")

    assert send_picture(team, a_photo()).status_code == 303

    (image,) = guest.get("/").tree.xpath("//div[@class='hero']//img")
    answer = guest.client.get(image.get("src"))
    assert image.get("alt") == "Unser Haus von der Straße"
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_picture_that_is_none_is_refused_and_the_old_one_stays(team):
    send_picture(team, a_photo())
    before = house_queries.current().picture

    answer = send_picture(team, f"<svg>{SCRIPT}</svg>".encode())

    assert answer.status_code == 409
    assert house_queries.current().picture == before


def test_a_picture_that_is_too_heavy_gets_a_page_that_says_so(team):
    answer = send_picture(team, b"x" * 10_300_000)

    assert answer.status_code == 413
    assert "größer als 10 MB" in answer.text


def test_a_removed_picture_is_served_no_more_and_its_files_go_later(team, guest, tmp_path):
    import os

    send_picture(team, a_photo())
    name = house_queries.current().picture
    team.post("/team/haus/bild/entfernen", **team.get("/team/haus/bild").sent)
    folder = tmp_path / "uploads" / house_pictures.FOLDER
    for path in folder.iterdir():
        os.utime(path, (0, 0))

    run_once(team.client.application, "delete_unused_house_pictures")

    assert guest.get(f"/bilder/haus/{name}").status == 404
    assert "street" in guest.get("/").body.decode()
    assert list(folder.iterdir()) == []


def test_words_for_the_picture_can_change_alone_but_not_go(team):
    send_picture(team, a_photo())

    assert send(team, "/team/haus/bild", alt="Von hinten").status == 303
    assert send(team, "/team/haus/bild", alt=" ").status == 422
    assert house_queries.current().picture_alt == "Von hinten"


# Colours


def test_the_measured_contrasts_are_those_of_the_law():
    # https://www.w3.org/TR/WCAG22/#contrast-minimum: black on white is 21 : 1, #767676 on white just enough.
    assert house_rules.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert house_rules.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert house_rules.in_words(4.499) == "4,4"


def test_the_limits_are_measured_on_the_surfaces_of_the_sheet():
    css = Path("static/css/house.css").read_text()
    light, dark = css.split("@media (prefers-color-scheme: dark)")[:2]

    def token(part, name):
        return re.search(rf"--{name}: (#[0-9a-f]{{6}})", part).group(1)

    for colour in house_rules.COLOURS.values():
        part = dark if colour.is_dark else light
        assert token(part, colour.token) == colour.standard
        assert {token(part, name) for name in ("paper", "sand", "field")} <= set(colour.grounds)
        if colour.token == "brick":
            assert token(part, "on-brick") in colour.grounds


def test_the_colours_that_every_house_has_keep_the_contrast():
    assert [house_rules.why_not_colour(key, colour.standard) for key, colour in house_rules.COLOURS.items()] == [
        None
    ] * 4


@pytest.mark.parametrize(
    ("key", "value", "ratio"),
    [
        ("brick", "#e4572e", "3,1"),
        ("brick_dark", "#8a2a14", "1,9"),
        ("line", "#c9bba9", "1,6"),
        ("line_dark", "#40362b", "1,4"),
    ],
)
def test_a_faint_colour_is_refused_with_what_was_measured(team, key, value, ratio):
    answer = send(team, "/team/haus/farben", **{key: value})

    assert answer.status == 409
    assert f"einen Kontrast von {ratio} : 1" in answer.body.decode()
    assert house_queries.current().colours == {}


def test_what_is_no_colour_is_refused(app):
    with pytest.raises(Refused):
        house_actions.change_colours({"brick": "red;} body{display:none"})


def test_colours_come_in_a_sheet_of_their_own(team, guest):
    plain = guest.get("/")
    send(team, "/team/haus/farben", brick="#1b5a84", line_dark="#a0a0a0")

    coloured = guest.get("/")
    (address,) = coloured.tree.xpath("//link[starts-with(@href, '/haus.css')]/@href")
    sheet = guest.client.get(address)

    assert "haus.css" not in plain.body.decode()
    assert sheet.mimetype == "text/css"
    assert sheet.text == (
        "@layer tokens { @media screen and (prefers-color-scheme: light) "
        "{ :root { --brick: #1b5a84; --brick-deep: color-mix(in srgb, #1b5a84, #000 25%); } } "
        "@media screen and (prefers-color-scheme: dark) { :root { --line: #a0a0a0; } } }\n"
    )
    assert "immutable" in sheet.headers["Cache-Control"]
    assert guest.client.get("/haus.css?v=1").headers["Cache-Control"] == "no-cache"


def test_the_usual_colours_come_back_at_one_press(team, guest):
    send(team, "/team/haus/farben", brick="#1b5a84")

    team.post("/team/haus/farben/vorgabe", **team.get("/team/haus/farben").sent)

    assert house_queries.current().colours == {}
    assert "haus.css" not in guest.get("/").body.decode()
