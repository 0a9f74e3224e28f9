"""Doors of digital rooms in every state, and the team's pages about them."""

from datetime import timedelta

from app import clock
from app.database import db, transaction
from app.lobby import actions as lobby
from app.lobby import doors, making, video_servers
from app.programme import actions as programme
from app.programme.models import ONLINE, ONSITE
from app.registrations import actions, links
from app.rooms import deciding
from app.rooms import links as room_links
from tests.make import (
    a_digital_room,
    a_member_of_staff,
    a_policy,
    a_registration,
    a_room,
    a_room_request,
    a_video_server,
    an_event,
)

NO_PAGES = ("lobby.state",)
FACTS = {"phone_dial_in": True, "live_captions": True, "interpreting_channels": ["pl", "cs"], "recording": "aus"}


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    now = clock.now()
    server = a_video_server(name="Video der Hochschule")
    room = a_digital_room(server, name="Großer Raum im Netz", sessions=9, opens_before_min=15, **FACTS)
    video_servers.set_video(room.id, server.id, "+49 3583 5550, Code 123 456")
    spare = a_digital_room(name="Kleiner Raum im Netz", capacity=40)

    def evening(minutes, **facts):
        starts_at = now + timedelta(minutes=minutes)
        usual = {"seats": {ONLINE: 10}, "room_ids": [room.id], "format_facts": {"companions_max": 3}}
        return an_event(**{"starts_at": starts_at, **usual, **facts})

    def door(event, **facts):
        return links.door_path(a_registration(event, kind=ONLINE, **facts))

    early, opened = evening(300, title="Später am Abend"), evening(5, title="Jetzt im Netz", seats={ONLINE: 4})
    group = a_registration(opened, kind=ONLINE, seats=4, name="Łucja")
    waits = a_registration(opened, kind=ONLINE, would_wait=True)
    given_up = a_registration(early, kind=ONLINE)
    actions.give_up(given_up.id)
    gone = evening(60, title="Fällt aus im Netz")
    of_gone = door(gone)
    programme.cancel_event(gone.id, "Der Videodienst hat Urlaub.")
    shut = evening(5, title="Geschlossen im Netz")
    of_shut = door(shut)
    lobby.close_door(shut.dates[0].bookings[0].id)
    hybrid = evening(5, title="Hybrid im Netz", seats={ONLINE: 5, ONSITE: 5}, room_ids=[a_room().id, room.id])
    failing = evening(6, title="Scheitert im Netz")
    with transaction():
        row = making.open_row(failing.dates[0].bookings[0].id)
        row.failures, row.failure, row.failed_at, row.retry_at = 3, "Der Server antwortet nicht.", now, now
    nowhere = evening(2000, title="Ohne Adresse", room_ids=[a_digital_room(join_url=None, name="Ohne Adresse").id])
    open_to_all = evening(5, title="Offen für alle", format_facts={"registration": "drop-in"})
    club = a_digital_room(server, name="Vereinsraum im Netz", sessions=2)
    a_policy(club, "ask")
    own = a_room_request(club, starts_at=now + timedelta(days=30))
    deciding.accept(own.id, a_member_of_staff("lobby@example.org").id)
    meeting = doors.of_booking(own.bookings[0].id)
    db.session.rollback()
    public = {
        "own meeting, for others": meeting.path, "own meeting, to lead": f"{room_links.manage_path(own)}/raum",
        "door, early": door(early), "door, open": links.door_path(group), "door, waits": links.door_path(waits),
        "door, counted by telephone": links.door_path(group) + "?am_telefon=1",
        "door, given up": links.door_path(given_up), "door, off": of_gone, "door, shut": of_shut,
        "door, held": links.door_path(a_registration(early, kind=ONLINE, is_confirmed=False)),
        "door, on site": links.door_path(a_registration(hybrid)), "door, no room": door(nowhere),
        "door of an event, early": f"/veranstaltungen/{early.slug}/raum",
        "door of an event, open": f"/veranstaltungen/{opened.slug}/raum",
        "door of an event, off": f"/veranstaltungen/{gone.slug}/raum",
        "door of an event, open to all": f"/veranstaltungen/{open_to_all.slug}/raum",
        "manage, digital": links.manage_path(a_registration(early, kind=ONLINE)),
    }  # fmt: skip
    team = {
        "own meeting of the team": f"/team/raumbuchungen/{own.bookings[0].id}/raum",
        "digital room, early": f"/team/veranstaltungen/{early.id}/raum",
        "digital room, open": f"/team/veranstaltungen/{opened.id}/raum",
        "digital room, failing": f"/team/veranstaltungen/{failing.id}/raum",
        "digital room, nowhere": f"/team/veranstaltungen/{nowhere.id}/raum",
        "digital room, moving": f"/team/veranstaltungen/{opened.id}/raum/umzug",
        "video services": "/team/haus/video",
        "new video service": "/team/haus/video/neu",
        "video service": f"/team/haus/video/{server.id}",
        "video of a room": f"/team/raeume/{spare.id}/video",
    }
    return public, team
