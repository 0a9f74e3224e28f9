"""A hybrid event is moved twice in the browser: rooms move along, calendars know, and guests hear of it once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.notifications.models import Message
from app.programme.models import ONLINE, ONSITE, Event
from app.rooms.bookings import BOOKED, Booking
from tests.browser.conftest import follow, sign_in
from tests.browser.every_page import faults_of
from tests.make import a_registration, a_room, an_event
from tests.make_moving import end_grace

pytestmark = pytest.mark.browser
RUNS = [(True, 390, "dark"), (False, 1280, "light")]


@pytest.fixture(params=RUNS, ids=["scripts", "no scripts"])
def run(request, open_page, house):
    """A page of somebody of the team, whether scripts run, and a hybrid event with a guest of each kind."""
    javascript, width, theme = request.param
    page = open_page(width=width, theme=theme, javascript=javascript)
    sign_in(page)
    with house.app.app_context():
        saal, stream = a_room(name="Umzugssaal", step_free=True), a_room(name="Strom", kind="digital")
        title = f"Hybrid {width}"
        event = an_event(title=title, room_ids=[saal.id, stream.id], seats={ONSITE: 5, ONLINE: 5})
        for kind in (ONSITE, ONLINE):
            a_registration(event, kind=kind)
        facts = event.id, event.slug, event.sequence, clock.local(event.starts_at).date(), {saal.id, stream.id}
        db.session.remove()
    return page, javascript, facts


def move(run, day, name):
    """Move the event to a day: look first, then do it."""
    page, javascript, (event_id, *_rest) = run
    page.goto(f"/team/veranstaltungen/{event_id}")
    follow(page.get_by_role("main").get_by_role("link", name="Verlegen", exact=True))
    page.get_by_label("Tag", exact=True).first.fill(str(day))
    follow(page.get_by_role("button", name="Verlegen"))
    words = page.get_by_role("main").inner_text()
    assert "2 Personen bekommen eine Nachricht" in words
    assert "Vor Ort: 1 von 5" in words
    if javascript:
        assert faults_of(page, name) == []
    follow(page.get_by_role("button", name="So verlegen, und benachrichtigen"))
    assert "Die Veranstaltung ist verlegt" in page.get_by_role("main").inner_text()


def mails_of_a_move(house, event_id):
    about = sa.select(Message.about).where(Message.template == "registrations/mail/moved")
    with house.app.app_context():
        guests = {f"registration:{each.id}" for each in _guests(event_id)}
        return sorted(each for each in db.session.scalars(about) if each in guests), sorted(guests)


def _guests(event_id):
    from app.registrations.models import Registration

    return db.session.scalars(sa.select(Registration).where(Registration.event_id == event_id)).all()


def test_a_hybrid_event_moved_twice_gives_one_mail_to_each_guest(run, house):
    page, _javascript, (event_id, slug, sequence, day, rooms) = run
    move(run, day + timedelta(days=3), "moved once")
    house.run_jobs()
    before, _guests_of_it = mails_of_a_move(house, event_id)
    move(run, day + timedelta(days=5), "moved twice")
    with house.app.app_context():
        end_grace()
    house.run_jobs()

    told, guests = mails_of_a_move(house, event_id)
    feed = page.request.get(f"/veranstaltungen/{slug}.ics").text()
    with house.app.app_context():
        event = db.session.get(Event, event_id)
        booked = db.session.scalars(sa.select(Booking).where(Booking.room_id.in_(rooms), Booking.state == BOOKED)).all()
        assert {(each.room_id, each.starts_at, each.ends_at) for each in booked} == {
            (room, *event.spans[0]) for room in rooms
        }
        assert clock.local(event.starts_at).date() == day + timedelta(days=5)
    assert (before, told) == ([], guests)
    assert f"SEQUENCE:{sequence + 2}" in feed
    assert page.foreign == []
