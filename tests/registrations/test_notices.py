"""Notices to guests beyond booking itself: by day, once, and only where something is so for them."""

from datetime import datetime, time

import sqlalchemy as sa

from app import clock, jobs
from app.accounts import letters
from app.database import db
from app.notifications import delivery
from app.notifications.models import Message
from app.programme import event_noticing
from app.programme.models import ONLINE
from app.registrations import after_jobs, forgetting
from app.registrations import jobs as registration_jobs
from app.rooms import actions as rooms
from app.rooms import asking, furnishing
from tests.make import a_digital_room, a_registration, a_room, a_room_request, an_event
from tests.make_moving import tell_changes

NIGHT = time(21), time(8)


def told(template=None):
    """Return [(template, recipient)] of what was written, in order."""
    db.session.rollback()
    rows = db.session.execute(sa.select(Message.template, Message.recipient).order_by(Message.id))
    found = [(name.rpartition("/")[2], to) for name, to in rows]
    return [pair for pair in found if template in (None, pair[0])]


def at_berlin(text):
    return clock.from_wall(datetime.fromisoformat(text))


def test_a_reminder_that_would_come_at_night_comes_on_the_evening_before(app, at):
    app.config["QUIET_HOURS"] = NIGHT
    at("2027-05-01 12:00")
    event = an_event(starts_at=at_berlin("2027-05-10T09:00"), format_facts={"reminders_h": [2]})
    guest = a_registration(event)

    at("2027-05-09 20:58")
    registration_jobs.send_reminders()
    before = told("reminder")
    at("2027-05-09 20:59")
    registration_jobs.send_reminders()
    registration_jobs.send_reminders()

    assert (before, told("reminder")) == ([], [("reminder", guest.email)])


def test_guests_hear_once_that_a_room_is_no_longer_step_free(app, at):
    at("2027-05-01 12:00")
    room = a_room(step_free=True, hearing_loop="fest")
    event = an_event(room_ids=[room.id])
    guest = a_registration(event)

    furnishing.change_room(room.id, step_free=False)
    tell_changes()
    tell_changes()

    assert told("access_changed") == [("access_changed", guest.email)]
    assert told("moved") == []


def test_what_is_mended_before_they_are_told_is_not_told(app, at):
    at("2027-05-01 12:00")
    room = a_room(step_free=True)
    a_registration(an_event(room_ids=[room.id]))

    furnishing.change_room(room.id, step_free=False)
    furnishing.change_room(room.id, step_free=True)
    tell_changes()

    assert told("access_changed") == []


def test_something_better_is_no_mail(app, at):
    at("2027-05-01 12:00")
    room = a_room(step_free=None)
    event = an_event(room_ids=[room.id])
    a_registration(event)

    furnishing.change_room(room.id, step_free=True)
    tell_changes()

    assert told("access_changed") == []
    # But it stands in calendars.
    assert db.session.get(type(event), event.id, populate_existing=True).sequence == 1


def test_a_move_says_what_there_is_not_any_more(app, at):
    at("2027-05-01 12:00")
    event = an_event(room_ids=[a_room(step_free=True, hearing_loop="fest").id])
    a_registration(event)

    booking = event.dates[0].bookings[0]
    rooms.move_booking(booking.id, booking.starts_at, booking.ends_at, room_id=a_room(step_free=True).id)
    tell_changes()
    delivery.deliver_messages()

    text = db.session.scalar(sa.select(Message.text).where(Message.template == "registrations/mail/moved"))
    assert "Anders als bisher gibt es dort nicht: Höranlage." in text


def test_whoever_takes_part_by_video_is_told_once_when_the_door_opens(app, at):
    at("2027-05-01 12:00")
    room = a_digital_room(opens_before_min=15)
    event = an_event(starts_at=at_berlin("2027-05-10T18:00"), room_ids=[room.id], seats={ONLINE: 10})
    guest = a_registration(event, kind=ONLINE)
    a_registration(event, kind=ONLINE, is_confirmed=False)

    def tick(text):
        at(text)
        jobs.run_once(app, "tell_open_doors")
        return told("door_open")

    assert tick("2027-05-10 17:44") == []
    assert tick("2027-05-10 17:45") == [("door_open", guest.email)]
    assert tick("2027-05-10 17:50") == [("door_open", guest.email)]
    late = a_registration(event, kind=ONLINE)
    assert ("door_open", late.email) not in tick("2027-05-10 17:55")


def test_a_job_that_slept_tells_nobody_of_a_door_that_is_shut_again(app, at):
    at("2027-05-01 12:00")
    event = an_event(starts_at=at_berlin("2027-05-10T18:00"), room_ids=[a_digital_room().id], seats={ONLINE: 10})
    a_registration(event, kind=ONLINE)

    at("2027-05-10 20:00")
    jobs.run_once(app, "tell_open_doors")

    assert told("door_open") == []


def test_whoever_is_erased_is_told_and_then_forgotten_too(app, at):
    at("2027-05-01 12:00")
    guest = a_registration(an_event())
    asker, email = a_room_request(a_room()), guest.email
    forgetting.erase(guest.id)
    asking.erase(asker.id)
    forgetting.erase(guest.id)
    written = [to for name, to in told("data_deleted")]
    delivery.deliver_messages()
    jobs.run_once(app, "forget_erased")

    db.session.rollback()
    assert (len(written), written[0]) == (2, email)
    rows = db.session.scalars(sa.select(Message).where(Message.template == letters.ERASED)).all()
    assert [(row.state, row.recipient, row.text) for row in rows] == [("sent", None, None)] * 2


def test_who_never_confirmed_is_told_nothing_when_erased(app, at):
    at("2027-05-01 12:00")
    guest = a_registration(an_event(), is_confirmed=False)

    forgetting.erase(guest.id)

    assert told("data_deleted") == []


def test_an_event_reminds_at_its_own_hours_and_thanks_nobody(app, at):
    at("2027-05-01 12:00")
    event = an_event(starts_at=at_berlin("2027-05-10T18:00"), format_facts={"reminders_h": [24], "thanks": True})
    guest = a_registration(event)
    event_noticing.set_notices(event.id, reminders_h=[3], thanks=False)

    at("2027-05-09 18:00")
    registration_jobs.send_reminders()
    a_day_before = told("reminder")
    at("2027-05-10 15:00")
    registration_jobs.send_reminders()
    at("2027-05-11 12:00")
    after_jobs.thank_guests()

    assert (a_day_before, told("reminder"), told("thanks")) == ([], [("reminder", guest.email)], [])


def test_an_event_that_reminds_nobody_goes_back_to_its_format(app, at):
    at("2027-05-01 12:00")
    event = an_event(starts_at=at_berlin("2027-05-10T18:00"), format_facts={"reminders_h": [24]})
    guest = a_registration(event)
    event_noticing.set_notices(event.id, reminders_h=[])

    at("2027-05-10 10:00")
    registration_jobs.send_reminders()
    none = told("reminder")
    event_noticing.set_notices(event.id)
    registration_jobs.send_reminders()

    assert (none, told("reminder")) == ([], [("reminder", guest.email)])
