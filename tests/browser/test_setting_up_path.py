"""An empty house, set up to its first event in a browser: no terminal, no file."""

import re
import threading
from datetime import timedelta

import pytest

from app import clock
from app.alliance import house_queries
from app.database import db
from app.operations import serving
from tests import databases
from tests.browser.conftest import House, follow
from tests.browser.every_page import faults_of
from tests.browser.test_people_path import NEW_PASSWORD, choose_password, give_password
from tests.conftest import SETTINGS, migrate
from tests.smtp import smtp  # noqa: F401

pytestmark = pytest.mark.browser


@pytest.fixture
def house(tmp_path):
    """A house as `make run DEMO=0` begins it, and the sign-in that it prints, in `sign_in`."""
    import waitress

    from app import create_app

    url = databases.sqlite_url(tmp_path / "house.db")
    migrate(url)
    app = create_app(
        {**SETTINGS, "SQLALCHEMY_DATABASE_URI": url, "DATA_DIR": tmp_path, "MAIL_URL": f"maildir:{tmp_path / 'mail'}"}
    )
    with app.app_context():
        first = serving._first_account()
        serving._begin(app, is_new=True)
        db.session.remove()
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=8)
    address = f"http://127.0.0.1:{server.effective_port}"
    app.config["BASE_URL"] = address
    threading.Thread(target=server.run, daemon=True).start()
    house = House(app, address)
    house.sign_in = first
    yield house
    server.close()
    with app.app_context():
        db.engine.dispose()


def press(page, name):
    follow(page.get_by_role("main").get_by_role("button", name=name, exact=True))


def step(page, name):
    """Go from the checklist to one of its steps."""
    page.goto("/team/einrichten")
    follow(page.get_by_role("main").get_by_role("link", name=name, exact=True))


def open_steps(page):
    page.goto("/team/einrichten")
    tiles = page.get_by_role("main").get_by_role("listitem")
    return [text.split("\n")[0] for text in tiles.filter(has_text="Fehlt noch").all_inner_texts()]


def link_in_mail(house, server, person, path):
    """Let the mails go out and return the link in the newest one that the mail server took for somebody."""
    house.run_jobs()
    texts = [
        message.get_body(("plain",)).get_content()
        for message, recipients in zip(server.messages, server.recipients, strict=True)
        if person in recipients
    ]
    return re.search(rf"http://\S+/{path}/\S+", texts[-1]).group()


@pytest.mark.parametrize(
    ("width", "javascript"), [(1280, True), (390, False)], ids=["desktop", "phone without JavaScript"]
)
def test_an_empty_house_is_set_up_to_its_first_event_and_a_guest_books(
    house, smtp, open_page, width, javascript  # noqa: F811
):
    guest, page = open_page(), open_page(width=width, javascript=javascript)
    assert guest.goto("/").status == 503
    assert guest.get_by_role("heading", level=1).inner_text().startswith("Hier entsteht")
    assert faults_of(guest, "soon") == []

    # Sign in with what the start printed; the checklist says what is missing.
    page.goto("/team/einrichten")
    email, password = house.sign_in
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_label("Passwort").fill(password)
    follow(page.get_by_role("button", name="Anmelden"))
    assert open_steps(page) == [
        "Name und E-Mail-Adresse", "Impressum", "Verantwortlich für den Datenschutz", "E-Mail, mit Probe",
        "Ihre eigene Adresse", "Erster Ort",
    ]  # fmt: skip

    # It does not open yet, and says why.
    press(page, "Haus öffnen")
    # Axe itself needs JavaScript.
    assert not javascript or faults_of(page, "missing") == []
    assert "Es fehlt: Name und E-Mail-Adresse" in page.get_by_role("alert").inner_text()

    step(page, "Name und E-Mail-Adresse")
    page.get_by_label("Name des Hauses").fill("Haus am Fluss")
    page.get_by_label("Leitsatz").fill("Für alle am Fluss")
    page.get_by_label("E-Mail-Adresse des Hauses").fill("hallo@fluss.example")
    page.get_by_label("Impressum").fill("Fluss e. V.\nUferweg 1\n02763 Zittau")
    page.get_by_label("Verantwortlich für den Datenschutz").fill("Fluss e. V., Uferweg 1")
    press(page, "Speichern")

    step(page, "E-Mail, mit Probe")
    assert page.get_by_label("Absender: E-Mail-Adresse").input_value() == "hallo@fluss.example"
    press(page, "Probe an mich senden")
    assert "Die Probe liegt im Ordner" in page.get_by_role("main").inner_text()
    # From a folder nobody gets mail: that is not enough.
    assert "E-Mail, mit Probe" in open_steps(page)
    step(page, "E-Mail, mit Probe")
    page.get_by_label("Zu einem Mailserver, der sie zustellt").check()
    page.locator("[name=server]").fill("127.0.0.1")
    page.locator("[name=encryption]").select_option(label="Keine (nur im eigenen Netz)")
    page.locator("[name=port]").fill(str(smtp.port))
    press(page, "Speichern")
    press(page, "Probe an mich senden")
    assert "Der Mailserver hat die Probe angenommen" in page.get_by_role("main").inner_text()
    assert smtp.subjects() == ["Probe: E-Mail aus Haus am Fluss"]
    assert "E-Mail, mit Probe" not in open_steps(page)

    # Somebody with an address of their own takes over from the account of the start.
    page.goto("/team/menschen")
    follow(page.get_by_role("link", name="Jemanden einladen"))
    page.get_by_label("Name").fill("Mira Noack")
    page.get_by_label("E-Mail-Adresse").fill("leitung@example.org")
    page.get_by_label("Rolle", exact=True).select_option(label="Verwaltung")
    follow(page.get_by_role("button", name="Einladung senden"))
    first, page = page, open_page(width=width, javascript=javascript)
    page.goto(link_in_mail(house, smtp, "leitung@example.org", "einladung"))
    choose_password(page, NEW_PASSWORD, "Konto anlegen")
    give_password(page, "leitung@example.org")
    assert "Ihre eigene Adresse" in open_steps(page)
    page.goto("/team/menschen")
    follow(page.get_by_role("main").get_by_role("link", name="Team", exact=True))
    press(page, "Konto schließen")
    first.goto("/team/konto")
    assert "/team/anmelden" in first.url

    step(page, "Erster Ort")
    page.get_by_label("Name", exact=True).fill("Zittau")
    page.get_by_label("Straße und Hausnummer").fill("Uferweg 1")
    page.get_by_label("Postleitzahl").fill("02763")
    press(page, page.get_by_role("main").locator("form button").first.inner_text())
    assert open_steps(page) == []

    # A room with hours.
    step(page, "Erster Raum")
    page.get_by_label("Name", exact=True).fill("Uferraum")
    page.get_by_label("Ort", exact=True).select_option(label="Zittau")
    page.locator("[name=capacity]").fill("30")
    press(page, "Raum anlegen")
    follow(page.locator("a[href$='/oeffnungszeiten']").first)
    for day in range(7):
        page.locator(f"[name='days-{day}-opens']").fill("08:00")
        page.locator(f"[name='days-{day}-closes']").fill("22:00")
    press(page, "Speichern")

    # The areas, a format, an event.
    step(page, "Bereiche")
    press(page, "Die vier Bereiche des Bündnisses anlegen")
    step(page, "Erstes Format")
    page.get_by_label("Name", exact=True).fill("Repair-Café")
    page.locator("[name=minutes]").fill("120")
    page.locator("[name=capacity]").fill("12")
    press(page, page.get_by_role("main").locator("form button").last.inner_text())

    step(page, "Erste Veranstaltung, veröffentlicht")
    follow(page.get_by_role("main").get_by_role("link", name="Repair-Café").first)
    day = clock.today(clock.now()) + timedelta(days=7)
    page.locator("[name='dates-0-day']").fill(day.isoformat())
    page.locator("[name='dates-0-begins']").fill("15:00")
    page.get_by_label(re.compile("Uferraum")).check()
    page.get_by_label("Alle: gleich veröffentlichen").check()
    page.locator("form button:not([name])").last.click()
    page.wait_for_url(re.compile("/team/veranstaltungen/"))

    # Open, and the first guest books a seat.
    page.goto("/team/einrichten")
    press(page, "Haus öffnen")
    assert "Das Haus ist geöffnet" in page.get_by_role("main").inner_text()
    assert guest.goto("/").status == 200
    assert guest.get_by_role("heading", level=1).inner_text() == "Für alle am Fluss"
    guest.goto("/programm")
    follow(guest.get_by_role("main").get_by_role("link", name="Repair-Café").first)
    follow(guest.get_by_role("link", name="Platz buchen"))
    follow(guest.get_by_role("button", name="Weiter"))
    guest.get_by_label("Wie dürfen wir Sie nennen?").fill("Gast Beispiel")
    guest.get_by_label("Ihre E-Mail-Adresse").fill("gast@example.org")
    follow(guest.get_by_role("button", name="Weiter"))
    follow(guest.get_by_role("button", name=re.compile("buchen")))
    assert guest.get_by_role("heading", level=1).inner_text() == "Fast geschafft: Repair-Café"

    # The mail comes from the house; its link holds the seat.
    guest.goto(link_in_mail(house, smtp, "gast@example.org", "bestaetigen"))
    assert smtp.messages[-1]["From"].addresses[0].addr_spec == "hallo@fluss.example"
    assert "Haus am Fluss" in smtp.messages[-1].get_body(("plain",)).get_content()
    follow(guest.get_by_role("main").get_by_role("button"))
    assert "/b/" in guest.url
    assert guest.context.cookies() == []
    assert guest.foreign == first.foreign == page.foreign == []
    with house.app.app_context():
        assert house_queries.current().is_open
