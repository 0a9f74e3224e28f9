"""A house in which every job that writes notices has something to write, to several people at once."""

from datetime import datetime, timedelta

from app import clock
from app.accounts.models import DOOR, PROGRAMME, ROOMS
from app.database import db, transaction
from app.lobby import telling
from app.notifications import chats
from app.notifications.models import ChatChannel
from app.programme import actions as programme
from app.programme import announcing, closing_reminders, todo_digest
from app.programme.models import ONLINE, PUBLISHED
from app.programme.subscribers import WEEKLY
from app.registrations import door_mail, host_digest, too_few
from app.rooms import actions as rooms
from app.rooms import furnishing
from tests.make import (
    a_digital_room,
    a_format,
    a_registration,
    a_room,
    an_event,
    an_open_request,
    an_organisation,
)  # fmt: skip
from tests.make_after import check_in
from tests.make_followers import a_follower
from tests.make_ideas import a_public_idea, an_event_from
from tests.make_notices import a_colleague
from tests.rooms.test_watching import a_watch

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A Thursday evening: the weekly news are due, the lists for the door, and what comes once a day.
MOMENT = clock.from_wall(datetime(2027, 5, 6, 18, 30))
# What the jobs write there.
WRITTEN = {
    *(f"registrations/mail/{name}" for name in (
        "reminder", "moved", "cancelled", "access_changed", "thanks", "certificate", "offered",
    )),
    f"registrations/mail/{telling.TEMPLATE}", "alliance/mail/idea_seats_open", "rooms/mail/house_overdue",
    "rooms/mail/watch_free", host_digest.MAIL, door_mail.MAIL, too_few.MAIL, todo_digest.MAIL, closing_reminders.MAIL,
    announcing.MAIL, announcing.DIGEST,
}  # fmt: skip


def a_house_with_much_due(people, moment=MOMENT):
    """Make it, for so many people each, and stop the clock at its moment: nothing of it is written yet."""
    clock.stand_still(moment - 10 * DAY)
    closing_reminders.remind_of_closing()
    hosts = an_organisation(contact_email="verein@example.org")
    for number in range(3):
        a_colleague(f"programm{number}", (PROGRAMME, None), (DOOR, None))
    _before(people, hosts, moment)
    _after(people, hosts, moment)
    _news(people, moment)
    _rooms(moment)
    _to_be_decided(moment)
    clock.stand_still(moment)


def _before(people, hosts, moment):
    """What comes: reminders, open doors, lists for the door, digests for hosts, changes."""
    reminded = an_event(starts_at=moment + 47 * HOUR, capacity=people, hosts=[hosts],
                        format=a_format(reminders_h=[48], capacity=people))  # fmt: skip
    _guests(reminded, people)
    for number in range(2):
        tomorrow = an_event(starts_at=moment + (17 + number) * HOUR, hosts=[hosts], room_ids=[a_room().id])
        _guests(tomorrow, 2)
        digital = an_event(
            starts_at=moment + 10 * clock.MINUTE, seats={ONLINE: 10}, room_ids=[a_digital_room(opens_before_min=15).id]
        )
        _guests(digital, 5, kind=ONLINE)
    moved, cancelled = (an_event(starts_at=moment + 20 * DAY, capacity=people) for _ in range(2))
    room = a_room(step_free=True)
    barred = an_event(starts_at=moment + 20 * DAY, capacity=people, room_ids=[room.id])
    for event in (moved, cancelled, barred):
        _guests(event, people)
    clock.stand_still(moment - HOUR)
    programme.move_event(moved.id, [(moment + 21 * DAY, moment + 21 * DAY + HOUR)])
    programme.cancel_event(cancelled.id, "Krank.")
    furnishing.change_room(room.id, step_free=False)


def _after(people, hosts, moment):
    """What was: thanks, certificates, closing."""
    clock.stand_still(moment - 10 * DAY)
    for thanks in (True, True, False):
        over = an_event(starts_at=moment - DAY, capacity=people, hosts=[hosts],
                        format=a_format(thanks=thanks, capacity=people))  # fmt: skip
        guests = _guests(over, people if not thanks else 3)
        clock.stand_still(moment - DAY + HOUR)
        for guest in guests:
            check_in(guest)
        clock.stand_still(moment - 10 * DAY)


def _news(people, moment):
    """New dates for those who follow, and seats for those who supported an idea."""
    # Two, as one and the same person would read of both dates in one mail or in two.
    followed, every_week = a_format(), a_format()
    for number in range(people):
        a_follower(followed, f"folgt{number}@example.org")
        a_follower(every_week, f"woche{number}@example.org", WEEKLY)
    supporters = [f"stimme{number}@example.org" for number in range(people)]
    idea = a_public_idea(title="Näh-Café", supporters=supporters, email="autorin@example.org")
    clock.stand_still(moment - 2 * DAY)
    an_event(format=every_week, starts_at=moment + 12 * DAY)
    clock.stand_still(moment - DAY)
    announcing.announce_events()
    clock.stand_still(moment - 2 * HOUR)
    an_event(format=followed, starts_at=moment + 13 * DAY)
    programme.change_event(an_event_from(idea, starts_at=moment + 14 * DAY).id, state=PUBLISHED)
    with transaction():
        db.session.add(ChatChannel(name="Flur", url="json://chat.example.org", groups=list(chats.GROUPS),
                                   made_at=clock.now()))  # fmt: skip


def _rooms(moment):
    """Requests that nobody decided, and rooms that became free again."""
    clock.stand_still(moment - 9 * DAY)
    a_colleague("raum", (ROOMS, None))
    for _number in range(3):
        an_open_request(a_room(answer_days=7), starts_at=moment + 30 * DAY)
        booking = rooms.book_room(a_room().id, moment + 5 * DAY, moment + 5 * DAY + HOUR, "Sitzung")
        a_watch(booking)
        rooms.cancel_booking(booking.id)


def _to_be_decided(moment):
    """Too few who come, and seats that fall to those who wait."""
    for _number in range(2):
        needy = a_format(min_participants=5, decide_hours=48)
        an_event(starts_at=moment + 26 * HOUR, format=needy)
    # Within a week a seat is held for an hour.
    contested = an_event(starts_at=moment + 5 * DAY, capacity=3, format=a_format(offers_seats=True))
    clock.stand_still(moment - 5 * HOUR)
    _guests(contested, 3, is_confirmed=False)
    _guests(contested, 3, would_wait=True)


def _guests(event, number, **facts):
    return [a_registration(event, **facts) for _ in range(number)]
