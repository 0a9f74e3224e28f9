"""One of each thing that a page of the team can be about: at one place, of one organisation, today.

For tests that try every page. A new page with an argument that is not here fails tests/test_access.py by its name.
"""

from datetime import datetime, time, timedelta

import sqlalchemy as sa

from app import clock
from app.accounts import granting
from app.accounts.models import ROOMS
from app.alliance import joining
from app.database import db, transaction
from app.notifications.models import Message
from app.programme import agenda, co_hosting
from app.registrations import changing, files
from app.rooms import actions as rooms
from app.rooms import briefing_people, closing, series_actions
from app.rooms.closure_plans import Plan
from app.rooms.series_actions import Wanted
from tests import make
from tests.calendars.sources import a_calendar
from tests.make_bodies import a_body, a_meeting, a_resolution
from tests.make_chats import a_chat
from tests.make_days import an_umbrella
from tests.make_ideas import a_new_idea
from tests.make_notices import a_barrier
from tests.make_organisations import a_partner_request, a_wish
from tests.make_people import an_invitation


def things_here(place, organisation, name="jemand"):
    """Return {argument: value}; "blueprint.argument" where an argument means something else there.

    Once more with another `name` makes one of each at another place.
    """
    return {
        **_of_rooms(place, organisation), **_of_the_programme(place, organisation), **_of_the_alliance(organisation),
        **_of_people(name),
    }  # fmt: skip


def _of_rooms(place, organisation):
    room = make.a_room(place=place)
    make.a_policy(room, "ask", who="organisation")
    request = make.an_open_request(room, organisation_id=organisation.id, is_verified=True)
    day = clock.today(clock.now()) + timedelta(days=20)
    begins = datetime.combine(day, time(9))
    series = series_actions.book_series(
        Wanted(room.id, "FREQ=WEEKLY;COUNT=3", begins, begins + timedelta(hours=1)), "Chor"
    )
    closed = datetime.combine(day + timedelta(days=100), time())
    closure = closing.create_closure(Plan("Umbau", closed, closed + timedelta(days=1), room_id=room.id), {})
    machine = make.a_thing(stock=None, kind="fixed", needs_briefing=True)
    briefing = briefing_people.record_briefing(
        machine.id, **make.a_person(), briefed_on=clock.today(clock.now()), ends_on=day
    )
    return {
        "room_id": room.id, "section": "grunddaten", "request_id": request.id, "booking_id": request.bookings[0].id,
        "series_id": series.id, "series.booking_id": series.bookings[0].id, "closure_id": closure.id, "key": place.key,
        "chat_id": a_chat(f"json://127.0.0.1:9/{room.id}", name=f"Chat {room.id}"),
        "notices.key": "registrations.reminder", "notices.language": "de", "termin": closure.spans[0].id,
        "region": "DE-SN",
        "calendar_id": a_calendar("https://nachbarn.example.org/k.ics", room_id=room.id, name=f"Kalender {room.id}").id,
        "equipment_id": machine.id, "briefing_id": briefing.id,
    }  # fmt: skip


def _a_file_of(registration):
    name = files.keep(b"%PDF-1.7")
    changing.change_answers(registration.id, answers=[["Ihr Plan", files.MARK + name]])
    return name


def _a_meeting_by_video(room):
    begin = clock.now() + timedelta(days=3)
    return rooms.book_room(room.id, begin, begin + timedelta(hours=1), "Absprache", knowingly=True)


def _of_the_programme(place, organisation):
    def tonight(**facts):
        room = make.a_room(place=place)
        return make.an_event(starts_at=clock.now() + timedelta(hours=1), room_ids=[room.id], **facts)

    digital = make.a_room(kind="digital", join_url="https://video.example.org/raum")
    by_video = make.an_event(
        starts_at=clock.now() + timedelta(hours=1), room_ids=[make.a_room(place=place).id, digital.id],
        hosts=[organisation], seats={"onsite": 5, "online": 5},
    )  # fmt: skip
    event, together = tonight(hosts=[organisation], format_facts={"questions": ["Was bringen Sie mit?"]}), tonight()
    registration = make.a_registration(event)
    with transaction():
        organisation.contact_email = f"kontakt{organisation.id}@example.org"
    return {
        "event_id": event.id, "lobby_team.event_id": by_video.id, "video.room_id": digital.id,
        "lobby_meetings.booking_id": _a_meeting_by_video(digital).id,
        "server_id": make.a_video_server().id, "co_hosting.event_id": together.id,
        # A sentence that is gone already: taking it out once more does no harm.
        "feedback_id": 1,
        "co_hosting_id": co_hosting.ask(together.id, organisation.id).id,
        "registration_id": registration.id, "asking.key": "frage1", "desk.name": _a_file_of(registration),
        "guest_lists.kind": "csv", "entrance.code": registration.ticket,
        "format_id": event.format_id, "area_id": event.area_id, "umbrella_id": an_umbrella().id,
        "number": db.session.scalar(sa.select(sa.func.min(Message.id))),
    }  # fmt: skip


def _of_the_alliance(organisation):
    body = a_body(organisation)
    meeting = a_meeting(body)
    item = agenda.add_item(meeting.id, "Ein Fest im Sommer")
    return {
        "report_id": a_barrier().id,
        "organisation_id": organisation.id, "body_id": body.id, "meeting_id": meeting.id, "item_id": item.id,
        "way": "hoch", "resolution_id": a_resolution(body).id, "idea_id": a_new_idea().id,
    }  # fmt: skip


def _of_people(name):
    account = make.a_member_of_staff(f"{name}@example.org", name, roles=())
    granting.grant_role(account.id, ROOMS)
    new_partner = a_partner_request(a_wish(f"Garten {name}"), email=f"partner-{name}@example.org")
    joining.accept(new_partner.id, account.id)
    return {
        "account_id": account.id, "invitation_id": an_invitation(f"neu-{name}@example.org").id, "token": "kein-link",
        "partner_desk.request_id": new_partner.id,
    }  # fmt: skip
