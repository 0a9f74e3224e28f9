"""An idea on its way in a browser: proposed, looked at, supported, planned, booked by its supporter before others."""

import re
from datetime import timedelta

import pytest

from app import clock
from tests.browser.conftest import follow, sign_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("width", "javascript"), [(1280, True), (390, False)], ids=["desktop", "phone without JavaScript"]
)
def test_from_an_idea_to_a_seat_before_everyone_else(house, open_page, width, javascript):
    author, supporter = f"idee{width}@example.org", f"dafuer{width}@example.org"
    title = f"Näh-Café {width}"
    guest, team = open_page(width=width, javascript=javascript), open_page()
    sign_in(team)

    def mail_to(email, pattern):
        house.run_jobs()
        team.goto("/team/nachrichten")
        follow(team.get_by_role("row").filter(has_text=email).get_by_role("link").first)
        return re.search(pattern, team.get_by_role("main").inner_text()).group()

    # Proposed and confirmed.
    guest.goto("/ideen")
    follow(guest.get_by_role("main").get_by_role("link", name="Idee vorschlagen"))
    guest.get_by_label("Ihre Idee in einem Satz").fill(title)
    guest.get_by_label("Worum geht es, und für wen?").fill("Wir nähen zusammen.")
    guest.get_by_label("Wie dürfen wir Sie nennen?").fill("Jana")
    guest.get_by_label("Ihre E-Mail-Adresse").fill(author)
    follow(guest.get_by_role("button", name="Idee vorschlagen"))
    assert guest.get_by_role("heading", level=1).inner_text() == "Fast geschafft: Ihre Idee"
    guest.goto(mail_to(author, r"http://\S+/ideen/meine/\S+"))
    follow(guest.get_by_role("button", name="Idee einreichen"))

    # Looked at, and public.
    team.goto("/team/ideen")
    follow(team.get_by_role("link", name=title))
    follow(team.get_by_role("button", name="Veröffentlichen", exact=True))

    # Supported.
    guest.goto("/ideen?nach=neu")
    follow(guest.get_by_role("main").get_by_role("link", name=title))
    guest.get_by_label("Ihre E-Mail-Adresse").fill(supporter)
    follow(guest.get_by_role("button", name="Idee unterstützen"))
    guest.goto(mail_to(supporter, r"http://\S+/ideen/dabei/\S+"))
    follow(guest.get_by_role("button", name="Ja, ich unterstütze diese Idee"))
    assert "2 Menschen wünschen sich das" in guest.get_by_role("main").inner_text()

    # Planned from it, and shown to everyone.
    team.goto("/team/ideen")
    follow(team.get_by_role("link", name=title))
    follow(team.get_by_role("link", name="Veranstaltung planen"))
    follow(team.get_by_role("main").get_by_role("link", name="Repair-Café"))
    day = clock.today(clock.now()) + timedelta(days=40)
    team.locator("#dates-0-day").fill(f"{day}")
    team.locator("#dates-0-begins").fill("14:00")
    team.locator("#external").fill("Marktplatz, Zittau")
    team.locator("input[name=state][value=published]").check()
    follow(team.get_by_role("button", name="Veranstaltung planen"))
    assert title in team.get_by_role("heading", level=1).inner_text()

    # The supporter books; everyone else waits.
    link = mail_to(supporter, r"http://\S+/platz\?idee=\S+")
    stranger = open_page(width=width, javascript=javascript)
    stranger.goto(link.partition("?")[0])
    assert stranger.get_by_role("heading", level=1).inner_text() == f"Keine Buchung: {title}"
    guest.goto(link)
    follow(guest.get_by_role("button", name="Weiter"))
    guest.get_by_label("Wie dürfen wir Sie nennen?").fill("Dafür")
    assert guest.get_by_label("Ihre E-Mail-Adresse").input_value() == supporter
    follow(guest.get_by_role("button", name="Weiter"))
    follow(guest.get_by_role("button", name="Platz buchen"))
    assert guest.get_by_role("heading", level=1).inner_text() == f"Fast geschafft: {title}"

    # The idea tells what became of it.
    guest.goto("/ideen?stand=geplant")
    follow(guest.get_by_role("main").get_by_role("link", name=title))
    assert "Daraus wurde eine Veranstaltung" in guest.get_by_role("main").inner_text()
    for page in (guest, stranger):
        assert page.foreign == []
        assert page.context.cookies() == []
