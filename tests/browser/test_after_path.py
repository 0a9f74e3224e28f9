"""Somebody who was there answers three questions and prints a certificate, with and without JavaScript."""

import re

import pytest

from tests.browser.conftest import follow
from tests.browser.every_page import faults_of
from tests.browser.parts import after

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def paths(house):
    """The pages of an event that is over, by name."""
    with house.app.test_request_context():
        return after.pages()[0]


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1280, "light")])
def test_questions_are_answered_and_nothing_is_stored_in_the_browser(open_page, paths, width, theme):
    page = open_page(width=width, theme=theme)
    page.goto(paths["three questions"])

    follow(page.get_by_role("button", name="Antworten senden"))
    faults = faults_of(page, "three questions, none answered")
    page.get_by_label("4: gut").check()
    page.get_by_label("Vielleicht").check()
    page.get_by_label("Möchten Sie uns noch etwas sagen?").fill("Gern öfter.")
    follow(page.get_by_role("button", name="Antworten senden"))

    assert page.get_by_role("heading", level=1).inner_text() == "Danke für Ihre Antwort"
    assert page.context.cookies() == []
    assert faults == []


def test_a_certificate_is_one_tagged_sheet_of_a4(open_page, paths):
    page = open_page()
    page.goto(paths["certificate to be issued"])

    follow(page.get_by_role("button", name="Bescheinigung ausstellen"))
    printed = page.pdf(format="A4", tagged=True)

    assert page.get_by_role("img", name="Code zum Prüfen der Bescheinigung").is_visible()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    assert b"/StructTreeRoot" in printed
    follow(page.get_by_role("link", name="/bescheinigung/"))
    assert page.get_by_role("heading", level=1).inner_text() == "Diese Bescheinigung ist echt"
