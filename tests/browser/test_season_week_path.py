"""A week of the first season, planned by hand: the same events, rooms and seats come of it as of the file."""

import json
import re
import threading
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app import clock, create_app
from app.database import db
from app.programme.models import CoHosting, Event
from app.seasons import loading
from app.seasons.reading import read_season
from tests import databases
from tests.browser.conftest import House, follow, sign_in
from tests.conftest import SETTINGS, migrate
from tests.make import a_member_of_staff

pytestmark = pytest.mark.browser

SEASON = json.loads(loading.SHIPPED.read_text())
WEEK = "2027-02-08", "2027-02-15"
EVENTS = [event for event in SEASON["events"] if WEEK[0] <= event["occurrences"][0][0] < WEEK[1]]


@pytest.fixture
def house(tmp_path):
    """A house with the rooms, formats and organisations of the season, in which nothing is planned yet."""
    import waitress

    url = databases.sqlite_url(tmp_path / "house.db")
    migrate(url)
    settings = {"SQLALCHEMY_DATABASE_URI": url, "DATA_DIR": tmp_path, "MAIL_URL": f"maildir:{tmp_path / 'mail'}"}
    app = create_app({**SETTINGS, **settings})
    with app.app_context():
        loading.load_season(read_season(json.dumps({**SEASON, "organisations": reachable(), "events": []}).encode()))
        a_member_of_staff()
        db.session.remove()
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    app.config["BASE_URL"] = f"http://127.0.0.1:{server.effective_port}"
    threading.Thread(target=server.run, daemon=True).start()
    yield House(app, app.config["BASE_URL"])
    server.close()
    with app.app_context():
        db.engine.dispose()


def reachable():
    """The organisations of the file, each with an address: who is to host an event with others is asked by mail."""
    known = SEASON.get("organisations", {})
    return {
        name: {**known.get(name, {}), "contact_email": f"kontakt{number}@example.org"}
        for number, name in enumerate(SEASON["partner_types"])
    }


def moved(event, days):
    """Return (day, from, until) of the first date of an event in the file, some days later."""
    begin, end = (datetime.fromisoformat(each).replace(tzinfo=None) for each in event["occurrences"][0])
    return begin + timedelta(days=days), end + timedelta(days=days)


def plan(page, event, days, names):
    """Plan one event as somebody does who has the paper with the season before them."""
    page.goto("/team/veranstaltungen/neu")
    follow(page.get_by_role("main").get_by_role("link", name=names["formats"][event["format"]], exact=True))
    begin, end = moved(event, days)
    page.get_by_label("Titel", exact=True).fill(event["title"])
    page.get_by_label("Tag", exact=True).fill(f"{begin:%Y-%m-%d}")
    page.get_by_label("Von", exact=True).fill(f"{begin:%H:%M}")
    page.get_by_label("Bis", exact=True).fill(f"{end:%H:%M}")
    page.get_by_label("Plätze vor Ort").fill(str(event["seats_onsite"]))
    page.get_by_label("Plätze digital").fill(str(event["seats_online"]))
    follow(page.get_by_role("button", name="Freie Räume zu diesen Terminen zeigen"))
    for room in event["rooms"]:
        if room in names["digital"]:
            option = page.get_by_label("Digitaler Raum").locator("option", has_text=names["digital"][room])
            page.get_by_label("Digitaler Raum").select_option(value=option.first.get_attribute("value"))
        else:
            page.get_by_role("checkbox", name=re.compile("^" + re.escape(names["rooms"][room]) + ",")).check()
    page.get_by_label("Gebärdensprache").set_checked(event["sign_language"])
    host, *others = event["hosts"]
    page.get_by_label("Wer lädt ein?").select_option(label=host)
    if others:
        page.get_by_text("Mitveranstalter fragen").click()
        for other in others:
            page.get_by_role("group", name=re.compile("Wen fragen wir")).get_by_label(other, exact=True).check()
    page.get_by_label("Alle: gleich veröffentlichen").check()
    follow(page.get_by_role("button", name="Veranstaltung planen"))
    assert "Die Veranstaltung ist öffentlich" in page.get_by_role("main").inner_text()


def test_a_week_of_the_season_is_planned_by_hand(house, open_page):
    page = open_page(javascript=False)
    sign_in(page)
    monday = clock.today(clock.now()) + timedelta(days=14 - clock.today(clock.now()).weekday())
    days = (monday - datetime.fromisoformat(WEEK[0]).date()).days
    names = {
        "formats": {each["id"]: each["name"] for each in SEASON["formats"]},
        "rooms": {each["id"]: each["name"] for each in SEASON["rooms"]},
        "digital": {each["id"]: each["name"] for each in SEASON["digital_rooms"]},
    }

    for event in EVENTS:
        plan(page, event, days, names)

    with house.app.app_context():
        planned = db.session.scalars(sa.select(Event).order_by(Event.id)).all()
        assert [seen(event) for event in planned] == [written(event, days) for event in EVENTS]
    page.goto(f"/programm?von={monday}&bis={monday + timedelta(days=6)}")
    shown = page.get_by_role("main").inner_text()
    assert all(event["title"] in shown for event in EVENTS)


def seen(event):
    """What the house knows of an event."""
    asked = sa.select(CoHosting).where(CoHosting.event_id == event.id)
    names = [host.name for host in event.hosts] + [each.organisation.name for each in db.session.scalars(asked)]
    return {
        "format": event.format.key, "title": event.title, "area": event.area.key,
        "span": tuple(clock.local(moment).replace(tzinfo=None) for moment in event.spans[0]),
        "rooms": sorted(room.key for room in event.rooms),
        "seats": {ledger.kind: ledger.capacity for ledger in event.ledgers},
        "languages": event.languages, "sign_language": event.sign_language, "hosts": sorted(names),
    }  # fmt: skip


def written(event, days):
    """What the file says of it."""
    seats = {"onsite": event["seats_onsite"], "online": event["seats_online"]}
    return {
        "format": event["format"], "title": event["title"], "area": event["area"], "span": moved(event, days),
        "rooms": sorted(event["rooms"]), "seats": {kind: count for kind, count in seats.items() if count},
        "languages": event["languages"], "sign_language": event["sign_language"], "hosts": sorted(event["hosts"]),
    }  # fmt: skip
