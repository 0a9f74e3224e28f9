"""The real thing in a real browser: waitress on loopback, headless Chromium from Debian."""

import shutil
import threading

import pytest

from app.database import db
from tests import databases
from tests.conftest import migrate
from tests.make import PASSWORD, a_member_of_staff

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Headless Chromium talks to its maker by default; nothing here may leave the machine.
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def launch():
    """A function that starts a browser, with more arguments if need be: there can be only one Playwright at a time."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield lambda *more: playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *more])


@pytest.fixture(scope="session")
def chromium(launch):
    """One browser for all tests; each opens a fresh context."""
    browser = launch()
    yield browser
    browser.close()


class House:
    """A running house with the season, its address, and its database."""

    def __init__(self, app, address):
        self.app = app
        self.address = address

    def run_jobs(self):
        """Run every job once, as the job process does."""
        from app import jobs

        for name in self.app.extensions["jobs"]:
            jobs.run_once(self.app, name)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A house with the shipped season in the present week, served by waitress; one per file of tests."""
    import waitress

    from app import create_app
    from app.seasons import loading
    from tests.conftest import SETTINGS

    folder = tmp_path_factory.mktemp("house")
    url = databases.sqlite_url(folder / "house.db")
    migrate(url)
    app = create_app(
        {**SETTINGS, "SQLALCHEMY_DATABASE_URI": url, "DATA_DIR": folder, "MAIL_URL": f"maildir:{folder / 'mail'}"}
    )
    with app.app_context():
        loading.load_demo()
        a_member_of_staff()
        db.session.remove()
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=8)
    address = f"http://127.0.0.1:{server.effective_port}"
    # Links in mails must lead to this very server.
    app.config["BASE_URL"] = address
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield House(app, address)
    server.close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def open_page(chromium, house):
    """A function that opens a fresh browser window on the house and collects every request for elsewhere."""
    contexts = []

    def make(width=1280, theme="light", javascript=True, **more):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, java_script_enabled=javascript,
            base_url=house.address, locale="de-DE", reduced_motion="reduce", **more,
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.foreign = []
        page.on(
            "request",
            lambda request: request.url.startswith((house.address, "data:")) or page.foreign.append(request.url),
        )
        return page

    yield make
    for context in contexts:
        context.close()


def sign_in(page):
    """Sign the test's member of staff in."""
    page.goto("/team/anmelden")
    page.get_by_label("E-Mail-Adresse").fill("team@example.org")
    page.get_by_label("Passwort").fill(PASSWORD)
    follow(page.get_by_role("button", name="Anmelden"))


def follow(locator):
    """Click what leads to another page, and wait until that page is there with its styles.

    A click returns as soon as it was made: whoever looks at the page then may see the old one, or half of the new one.
    """
    with locator.page.expect_navigation():
        locator.click()
