"""What WIRkstätte is for, walked by a newcomer in a browser: find, book, confirm, subscribe, give one seat up."""

import re

import pytest

from tests.browser.conftest import follow, sign_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("width", "javascript"), [(1280, True), (390, False)], ids=["desktop", "phone without JavaScript"]
)
def test_a_citizen_books_two_seats_confirms_subscribes_and_gives_one_up(house, open_page, width, javascript):
    person = f"gast{width}@example.org"
    page = open_page(width=width, javascript=javascript)

    # Find the next Repair-Café with a free seat.
    page.goto("/")
    follow(page.get_by_role("link", name="Zum Programm"))
    page.goto("/programm?format=repair-cafe&frei=1")
    follow(page.get_by_role("main").get_by_role("link", name="Repair-Café", exact=True).first)
    follow(page.get_by_role("link", name="Platz buchen"))

    # Three steps.
    page.get_by_label("Wie viele Plätze?").select_option("2")
    follow(page.get_by_role("button", name="Weiter"))
    page.get_by_label("Wie dürfen wir Sie nennen?").fill("Gast Beispiel")
    page.get_by_label("Ihre E-Mail-Adresse").fill(person)
    follow(page.get_by_role("button", name="Weiter"))
    follow(page.get_by_role("button", name="Plätze buchen"))
    assert page.get_by_role("heading", level=1).inner_text() == "Fast geschafft: Repair-Café"
    assert page.context.cookies() == []

    # The mail goes out, and staff can read it; its link leads to a page with one button.
    house.run_jobs()
    team = open_page()
    sign_in(team)
    team.goto("/team/nachrichten")
    follow(team.get_by_role("row").filter(has_text=person).get_by_role("link").first)
    link = re.search(r"http://\S+/bestaetigen/\S+", team.get_by_role("main").inner_text()).group()
    page.goto(link)
    follow(page.get_by_role("main").get_by_role("button"))
    assert "/b/" in page.url
    assert "2 Plätze" in page.get_by_role("main").inner_text()

    # Subscribe: the address on the page answers with a calendar that holds the event.
    personal = page.url
    page.goto("/kalender?format=repair-cafe")
    address = page.get_by_role("main").locator("a[href*='programm.ics']").first.get_attribute("href")
    feed = page.request.get(re.sub(r"^webcal", "http", address))
    assert feed.status == 200
    assert "SUMMARY:Repair-Café" in feed.text()

    # Give one seat up.
    page.goto(personal)
    page.get_by_label("Wie viele Plätze?").select_option("1")
    follow(page.get_by_role("button", name=re.compile("ändern|speichern", re.IGNORECASE)))
    assert "1 Platz" in page.get_by_role("main").inner_text()
    assert page.foreign == []
    assert page.context.cookies() == []
