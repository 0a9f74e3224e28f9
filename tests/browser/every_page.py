"""Every page of the house, made once; and what must be true of each."""

from datetime import datetime, time, timedelta
from unittest import mock

import sqlalchemy as sa
from axe_playwright_python.base import AXE_SCRIPT

from app import clock
from app.database import db
from app.notifications.models import Message
from app.programme import actions as programme
from app.programme import area_queries
from app.programme.models import Event
from app.registrations import actions, guest_queries, links
from app.registrations import waiting as waiting_list
from app.rooms import actions as rooms
from app.rooms import asking, closing, series_actions, watching
from app.rooms import links as room_links
from app.rooms.bookings import Booking
from app.rooms.closure_plans import Plan
from app.rooms.models import Room
from app.rooms.persons import RoomWatch
from tests.browser import desk, doors, parts
from tests.browser.furnished import pages_about_rooms
from tests.make import a_policy, a_registration, a_room, a_room_request, an_area, an_event

WAYS = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
# What axe can find in one theme and not in the other: the dark theme changes colours only (test_checking_pages.py).
COLOUR_RULES = ("color-contrast", "link-in-text-block")
# The pages are checked in so many turns, each a test of its own, so that the two files are among the first to start.
TURNS = 16
# Answers of programs, and addresses that only lead on.
NO_PAGES = {
    "calendars.programme_feed", "calendars.event_file", "operations.healthz", "operations.readyz", "operations.metrics",
    "house.robots", "programme.events", "registrations.change_seats", "calendars.request_file",
    "calendars.room_file", "own_feeds.own_feed",
    "furnishing.photo", *parts.no_pages(),
}  # fmt: skip


def all_addresses(house):
    """Every page of the house in every state: {name: path}, and the names of those for staff."""
    with house.app.test_request_context():
        area = an_area().key
        # Else every event made here brings an area of its own, and the network compares each with each on its page.
        with mock.patch("tests.make.an_area", side_effect=lambda: area_queries.get_area(key=area)):
            return addresses_of_all()


def addresses_of_all():
    """As `all_addresses`, in the house at hand."""
    by_key = {event.key: event.slug for event in db.session.scalars(sa.select(Event))}
    opened = an_event(title="Offen", capacity=20)
    full = an_event(title="Voll", capacity=1)
    few = an_event(title="Wenige", capacity=3)
    gone = an_event(title="Abgesagt", capacity=5)
    confirmed, waiting = a_registration(full), a_registration(full, would_wait=True)
    held = a_registration(opened, is_confirmed=False)
    given_up = a_registration(opened)
    actions.give_up(given_up.id)
    guest_of_gone = a_registration(gone)
    programme.cancel_event(gone.id, "Wasserschaden im Haus")
    lapsed = a_registration(an_event(title="Bald", capacity=3), is_confirmed=False)
    clock.stand_still(lapsed.held_until)
    waiting_list.lapse(lapsed.id)
    clock.stand_still(None)
    personal = links.manage_path(confirmed)
    today = clock.today(clock.now())
    soon, then = today + timedelta(days=7), today + timedelta(days=70)
    weekly = f"wochentag=1&wochentag=3&erster={soon}&letzter={then}&von=18:00&bis=20:00&feiertage=1"
    asked = room_addresses()
    public = {
        "start": "/",
        "programme": "/programm",
        "programme, filtered": "/programm?ort=zittau&frei=1",
        "programme, nothing found": "/programm?von=2090-01-01",
        "programme, month": "/programm?ansicht=monat",
        "programme, bad date": "/programm?von=gestern",
        "formats": "/formate",
        "format": "/formate/repair-cafe",
        "rooms": "/raeume",
        "room": "/raeume/" + room_slug("zi-saal-nord"),
        "room with steps": "/raeume/" + room_slug("hy-denkraum"),
        "digital room": "/raeume/" + room_slug("d-dreiland"),
        "find a room": "/raeume/suche",
        "find a room, found": f"/raeume/suche?tag={soon}&von=14:00&bis=16:00&personen=10",
        "find a room, nothing free": f"/raeume/suche?tag={soon}&von=03:00&bis=05:00&personen=10&stufenfrei=1",
        "find a room, bad day": "/raeume/suche?tag=gestern&von=14:00&bis=16:00",
        "free times of a room": "/raeume/" + room_slug("zi-saal-nord") + "/frei",
        "a room every week": "/raeume/regelmaessig",
        "a room every week, dates": f"/raeume/regelmaessig?{weekly}&raum=" + room_slug("zi-saal-nord"),
        "places": "/orte",
        "place": "/orte/zittau",
        "subscribe": "/kalender?bereich=energie",
        "alliance": "/buendnis",
        "imprint": "/impressum",
        "privacy": "/datenschutz",
        "accessibility": "/barrierefreiheit",
        "report a barrier": "/barriere-melden",
        "easy language": "/leichte-sprache",
        "event, open": f"/veranstaltungen/{opened.slug}",
        "event, few": f"/veranstaltungen/{few.slug}",
        "event, full": f"/veranstaltungen/{full.slug}",
        "event, cancelled": f"/veranstaltungen/{gone.slug}",
        "event, moved": f"/veranstaltungen/{by_key['E33']}",
        "event, drop-in": f"/veranstaltungen/{by_key['E01']}",
        "event, hybrid": f"/veranstaltungen/{by_key['E35']}",
        "event, two days, not yet open": f"/veranstaltungen/{by_key['E38']}",
        "event, elsewhere": f"/veranstaltungen/{by_key['E42']}",
        "event, invitation": f"/veranstaltungen/{by_key['E34']}",
        "event, slots": f"/veranstaltungen/{by_key['E36']}",
        "draft is not found": f"/veranstaltungen/{by_key['E58']}",
        "book": f"/veranstaltungen/{opened.slug}/platz",
        "book a full one": f"/veranstaltungen/{full.slug}/platz",
        "book what takes no bookings": f"/veranstaltungen/{by_key['E34']}/platz",
        "almost done": f"/veranstaltungen/{opened.slug}/platz/fast-geschafft",
        "confirm": path_of(links.confirm_link(held)),
        "confirm, lapsed": path_of(links.confirm_link(lapsed)),
        "manage, held": links.manage_path(held),
        "manage, confirmed": links.manage_path(confirmed),
        "manage, waiting": links.manage_path(waiting),
        "manage, given up": links.manage_path(given_up),
        "manage, event cancelled": links.manage_path(guest_of_gone),
        "give up": f"{personal}/absagen",
        "own calendar": f"{personal}/kalender",
        "erase": f"{personal}/loeschen",
        "erased": "/daten-geloescht",
        "sign in": "/team/anmelden",
        "forged link": "/b/gefaelscht",
        **asked,
        **doors.public_pages(),
    }
    desk_public, desk_team = desk.addresses()
    public |= desk_public
    message = db.session.scalar(sa.select(Message.id).order_by(Message.id.desc()).limit(1))
    closure, series = a_closure(), a_series()
    team = {
        "today": "/team/",
        "events": "/team/veranstaltungen",
        "guests": f"/team/veranstaltungen/{full.id}",
        "cancel": f"/team/veranstaltungen/{full.id}/absagen",
        "messages": "/team/nachrichten",
        "message": f"/team/nachrichten/{message}",
        "demo": "/team/vorfuehrung",
        "alliance, team": "/team/buendnis",
        "house, team": "/team/haus",
        "closures": "/team/schliesszeiten",
        "new closure": "/team/schliesszeiten/neu",
        "closure": f"/team/schliesszeiten/{closure.id}",
        "holidays of places": "/team/orte",
        "holidays of a place": "/team/orte/zittau",
        "school holidays": "/team/orte/ferien/DE-SN",
        "series": "/team/raumreihen",
        "new series": "/team/raumreihen/neu",
        "one series": f"/team/raumreihen/{series.id}",
        "change a series": f"/team/raumreihen/{series.id}/aendern?ab={series.bookings[2].id}",
        "a date of a series": f"/team/raumreihen/{series.id}/termine/{series.bookings[1].id}",
        "a date left out": f"/team/raumreihen/{series.id}/termine/{series.bookings[0].id}",
        "open again": f"/team/schliesszeiten/{closure.id}/oeffnen",
        **pages_about_rooms(),
        **board_pages(),
        **desk_team,
        **doors.team_pages(),
    }
    assert guest_queries.guests(full.id, guest_queries.Wanted())[0]
    more_public, more_team = parts.pages()
    return public | more_public, team | more_team


def room_addresses():
    """The pages on which somebody asks for a room, and those of requests in every state."""
    salon = db.session.scalar(sa.select(Room).where(Room.key == "gr-salon"))
    form = f"/raeume/{salon.slug}/buchen"
    # On a Monday: three days on end on which the salon is open.
    later = clock.today(clock.now()) + timedelta(days=40)
    start = clock.from_wall(datetime.combine(later - timedelta(days=later.weekday()), time(10)))
    day = f"{clock.today(start):%Y-%m-%d}"
    wishes = [asking.Wish(salon.id, start + timedelta(days=n), start + timedelta(days=n, hours=2)) for n in range(3)]
    series = a_room_request(None, wishes=wishes, purpose="Chorprobe")
    held = a_room_request(salon, start + timedelta(days=5), is_confirmed=False)
    open_room = a_room(place=salon.place, entry="code", entry_note="Der Code steht am Tag vorher hier.")
    a_policy(open_room, "book")
    booked = a_room_request(open_room, start)
    gone = a_room_request(open_room, start + timedelta(days=1))
    asking.withdraw(gone.id)
    lapsed = a_room_request(open_room, start + timedelta(days=2), is_confirmed=False)
    clock.stand_still(lapsed.held_until)
    asking.lapse(lapsed.id)
    clock.stand_still(None)
    watching.watch(salon.id, *(getattr(wishes[0], name) for name in ("starts_at", "ends_at")), "wartet@example.org")
    watch = db.session.scalars(sa.select(RoomWatch)).first()
    only_team = a_room(place=salon.place)
    a_policy(only_team, "no")
    a_policy(only_team, "no", who="organisation")
    personal = room_links.manage_path(booked)
    first = db.session.scalars(sa.select(Booking.id).where(Booking.request_id == booked.id)).one()
    return {
        "ask for a room": f"{form}?tag={day}&von=10:00&bis=12:00",
        "ask for several dates": f"{form}?termin={day}T14:00/16:00&termin={day}T18:00/20:00",
        "ask for what only the team gives": f"/raeume/{only_team.slug}/buchen",
        "room asked for": f"{form}/fast-geschafft",
        "wait for a room": f"/raeume/{salon.slug}/bescheid?tag={day}&von=10:00&bis=12:00",
        "waiting for a room": f"/raeume/{salon.slug}/bescheid/fast-geschafft",
        "watch of a room": room_links.watch_path(watch),
        "confirm a room": room_links.confirm_path(held),
        "confirm a room, lapsed": room_links.confirm_path(lapsed),
        "room, held": room_links.manage_path(held),
        "room, several dates": room_links.manage_path(series),
        "room, booked": personal,
        "room, called off": room_links.manage_path(gone),
        "room, lapsed": room_links.manage_path(lapsed),
        "change a room": f"{personal}/aendern/{first}",
        "call off a room": f"{personal}/absagen",
        "call off dates": f"{room_links.manage_path(series)}/absagen",
        "language of a request": f"{personal}/sprache",
        "erase a request": f"{personal}/loeschen",
        "request erased": "/r/geloescht",
    }


def board_pages():
    """The planning board in its views, and moving a booking."""
    return {
        "board, week": "/team/plan",
        "board, day": "/team/plan?zeit=tag",
        "board, month": "/team/plan?zeit=monat",
        "board, one room": f"/team/plan?raum={room_id('zi-saal-nord')}",
        "board, folded": f"/team/plan?zeit=tag&zu={room_id('zi-saal')}",
        "board, table": "/team/plan?ansicht=tabelle",
        "move a booking": f"/team/plan/verschieben/{db.session.scalar(sa.select(sa.func.min(Booking.id)))}",
    }


def room_id(key):
    return db.session.scalar(sa.select(Room.id).where(Room.key == key))


def room_slug(key):
    return db.session.scalar(sa.select(Room.slug).where(Room.key == key))


def a_series():
    """Four Tuesdays in a room, the first of them left out."""
    room = db.session.scalar(sa.select(Room).where(Room.key == "hy-denkraum"))
    start = datetime.combine(clock.today(clock.now()) + timedelta(days=150), time(18))
    rule = "FREQ=WEEKLY;BYDAY=TU;COUNT=4"
    wanted = series_actions.Wanted(room.id, rule, start, start + timedelta(hours=2))
    series = series_actions.book_series(wanted, "Chorprobe", series_actions.Choices(knowingly=True))
    series_actions.leave_out(series.bookings[0].id)
    return series


def a_closure():
    """A weekly closure of a room, with something that takes place all the same."""
    room = db.session.scalar(sa.select(Room).where(Room.key == "hy-denkraum"))
    start = datetime.combine(clock.today(clock.now()) + timedelta(days=100), time(6))
    begin = clock.from_wall(start + timedelta(hours=4))
    booking = rooms.book_room(room.id, begin, begin + timedelta(hours=2), "Lesekreis", knowingly=True)
    plan = Plan("Putztag", start, start + timedelta(hours=15), "FREQ=WEEKLY;COUNT=5;WKST=MO", room_id=room.id)
    return closing.create_closure(plan, {booking.id: closing.STAY})


def path_of(link):
    return "/" + link.split("/", 3)[3]


def faults_of(page, name, rules=None):
    """What axe finds (by these rules alone, if any are given), and what it does not look for."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    found = [
        f"{name}: {violation['id']} {violation['nodes'][0]['html'][:120]}"
        for violation in page.evaluate("options => axe.run(options).then(results => results.violations)", options)
    ]
    if scrolls_sideways(page):
        found.append(f"{name}: scrolls sideways")
    return found


def faults_every_way(page, name):
    """The faults of a page in both widths and both themes, without loading it anew.

    By every rule in the light theme; in the dark one by the rules about colours.
    """
    found = []
    for width, theme in WAYS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        found += faults_of(page, f"{name} ({width}, {theme})", COLOUR_RULES if theme == "dark" else None)
    return found


def scrolls_sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
