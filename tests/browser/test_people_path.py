"""A new colleague's way, in a browser: invited, mail, password, second factor, signed out everywhere."""

import re
import time

import pyotp
import pytest

from tests.browser.conftest import follow, sign_in
from tests.browser.test_room_path import read_link

pytestmark = pytest.mark.browser

NEW_PASSWORD = "Kranich Teppich Morgen Ziegel"


@pytest.mark.parametrize(
    ("width", "javascript"), [(1280, True), (390, False)], ids=["desktop", "phone without JavaScript"]
)
def test_from_the_invitation_to_signing_out_everywhere(house, open_page, width, javascript):
    address = f"kollegin{width}@example.org"
    team = open_page(width=width, javascript=javascript)
    sign_in(team)

    # Invited, with a role at one place.
    team.goto("/team/menschen")
    follow(team.get_by_role("link", name="Jemanden einladen"))
    team.get_by_label("Name").fill("Mira Noack")
    team.get_by_label("E-Mail-Adresse").fill(address)
    team.get_by_label("Rolle", exact=True).select_option(label="Räume in Zittau")
    follow(team.get_by_role("button", name="Einladung senden"))
    assert address in team.get_by_role("main").inner_text()

    # The link in the mail: a name is there, a weak password is refused with a sentence.
    guest = open_page(width=width, javascript=javascript)
    guest.goto(read_link(house, open_page, address, "/einladung/"))
    assert guest.get_by_label("Wie dürfen wir Sie nennen?").input_value() == "Mira Noack"
    choose_password(guest, "passwort1234", "Konto anlegen")
    assert guest.title().startswith("Fehler:")
    choose_password(guest, NEW_PASSWORD, "Konto anlegen")
    give_password(guest, address)
    assert guest.get_by_role("heading", level=1).inner_text().startswith("Heute")

    # A phone as second factor: the secret is read as the app would read it.
    guest.goto("/team/konto")
    follow(guest.get_by_role("link", name="Zweiten Faktor einrichten"))
    secret = guest.locator("main code").inner_text().replace(" ", "")
    guest.get_by_label("Code aus der App").fill(pyotp.TOTP(secret).now())
    follow(guest.get_by_role("button", name="Einrichten"))
    codes = guest.locator("main li code").all_inner_texts()
    assert len(codes) == 10

    # Elsewhere: password, then a code of the phone that was not used yet.
    other = open_page(width=width, javascript=javascript)
    other.goto("/team/anmelden")
    give_password(other, address)
    assert other.get_by_role("heading", level=1).inner_text() == "Anmeldung: zweiter Schritt"
    other.get_by_label("Code").fill(pyotp.TOTP(secret).at(time.time() + 30))
    follow(other.get_by_role("button", name="Anmelden"))
    assert other.get_by_role("heading", level=1).inner_text().startswith("Heute")

    # Signed out everywhere, here and there.
    other.goto("/team/konto")
    follow(other.get_by_role("button", name="Überall abmelden"))
    assert "Sie sind jetzt überall abgemeldet." in other.get_by_role("main").inner_text()
    for page in (guest, other):
        page.goto("/team/konto")
        assert re.search("/team/anmelden", page.url)

    # Without the phone: one of the codes that were written down.
    give_password(guest, address)
    guest.get_by_label("Code").fill(codes[0])
    follow(guest.get_by_role("button", name="Anmelden"))
    assert guest.get_by_role("heading", level=1).inner_text() == "Mein Konto"
    assert guest.foreign == other.foreign == []


def choose_password(page, password, button):
    page.get_by_label("Neues Passwort").fill(password)
    page.get_by_label("Noch einmal zur Sicherheit").fill(password)
    follow(page.get_by_role("button", name=button))


def give_password(page, address):
    page.get_by_label("E-Mail-Adresse").fill(address)
    page.get_by_label("Passwort").fill(NEW_PASSWORD)
    follow(page.get_by_role("button", name="Anmelden"))
