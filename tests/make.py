"""Plain functions that make what a test needs; name only the facts that matter."""

from datetime import timedelta
from itertools import count

from app import clock
from app.accounts import actions as accounts
from app.alliance.models import InnovationArea, Organisation, Place
from app.database import db, transaction
from app.lobby.models import RoomVideo, VideoServer
from app.programme import actions as programme
from app.programme.models import ONSITE, PUBLISHED, Format
from app.registrations import actions as registrations
from app.registrations import queries
from app.rooms import asking
from app.rooms.models import Equipment, Part, Room, RoomPolicy

_number = count(1)
PASSWORD = "ein langes Passwort"


def an_area(**facts):
    """An innovation area."""
    number = next(_number)
    return _add(InnovationArea(**{"key": f"area{number}", "title": f"Bereich {number}", **facts}))


def a_place(**facts):
    """A place."""
    number = next(_number)
    return _add(Place(**{"key": f"ort{number}", "name": f"Ort {number}", "city": "Zittau", **facts}))


def a_room(parts=None, **facts):
    """A room with one part of its own, or with the given parts."""
    number = next(_number)
    if facts.get("kind") != "digital" and "place" not in facts:
        facts["place"] = a_place()
    usual = {"key": f"raum{number}", "slug": f"raum{number}", "name": f"Raum {number}", "capacity": 100}
    room = Room(**{**usual, **facts})
    room.parts = parts or [Part(name=room.name)]
    return _add(room)


def a_video_server(kind="bigbluebutton", **facts):
    """A video service; its address leads nowhere."""
    number = next(_number)
    usual = {"name": f"Video {number}", "address": "https://video.example.org/bigbluebutton/", "secret": "s" * 40}
    return _add(VideoServer(**{**usual, "kind": kind, "app_id": "wir", **facts}))


def a_digital_room(server=None, sessions=1, **facts):
    """A digital room: with a video service, or with an address of its own."""
    if server is None:
        facts.setdefault("join_url", "https://video.example.org/fester-raum")
    parts = [Part(name=f"Treffen {number}") for number in range(sessions)]
    room = a_room(parts=parts, kind="digital", sessions=sessions, **facts)
    if server is not None:
        _add(RoomVideo(room_id=room.id, server_id=server.id))
    return room


def a_thing(stock=1, **facts):
    """A kind of mobile equipment."""
    number = next(_number)
    return _add(
        Equipment(**{"key": f"ding{number}", "name": f"Ding {number}", "kind": "mobile", "stock": stock, **facts})
    )


def a_format(**facts):
    """A format whose seats are booked, with one companion."""
    number = next(_number)
    usual = {
        "key": f"format{number}", "slug": f"format{number}", "name": f"Format {number}", "minutes": 120, "capacity": 20,
        "mode": "physical", "registration": "seat", "companions_max": 1, "languages": ["de"], "reminders_h": [],
    }  # fmt: skip
    if "area" not in facts:
        facts["area"] = an_area()
    return _add(Format(**{**usual, **facts}))


def an_event(
    capacity=10, starts_at=None, hours=2, seats=None, state=PUBLISHED, format=None, format_facts=None, **facts
):
    """A published event in ten days, with seats on site and no room, unless said otherwise."""
    starts_at = starts_at or clock.now().replace(microsecond=0) + timedelta(days=10)
    spans = facts.pop("spans", None) or [(starts_at, starts_at + timedelta(hours=hours))]
    format = format or a_format(**(format_facts or {}))
    seats = seats or {ONSITE: capacity}
    return programme.plan_event(
        format, spans, seats=seats, state=state, languages=facts.pop("languages", ["de"]), **facts
    )


def a_person(number=None):
    """The name and address of a person."""
    number = number or next(_number)
    return {"name": f"Gast {number}", "email": f"gast{number}@example.org"}


def a_registration(event, seats=1, kind=ONSITE, is_confirmed=True, would_wait=False, **facts):
    """Book as people do, and confirm; `facts`: of the person, and columns of Registration."""
    facts = {**a_person(), **facts}
    registrations.book_seat(event.id, kind, seats, would_wait=would_wait, **facts)
    registration = queries.find_same(event.id, facts["email"], None)
    if is_confirmed:
        registrations.confirm(registration.id)
    return registration


def a_room_request(room, starts_at=None, hours=2, is_confirmed=True, wishes=None, facts=None, **asker):
    """Ask for a room in ten days as people do, and confirm; `facts` of the booking (persons, equipment_ids …)."""
    starts_at = starts_at or clock.now().replace(microsecond=0) + timedelta(days=10)
    wishes = wishes or [asking.Wish(room.id, starts_at, starts_at + timedelta(hours=hours))]
    asker = {**a_person(), "purpose": "Chorprobe", **asker}
    request = asking.ask_for_room(wishes, asking.Asker(**asker), **(facts or {}))
    if is_confirmed:
        asking.confirm(request.id)
    return request


def an_open_request(room=None, starts_at=None, hours=2, dates=1, things=(), is_confirmed=True, **asker):
    """A request that waits for the team's decision: a room in ten days, weekly where there are several dates."""
    room = room or a_room()
    starts_at = starts_at or clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=10)
    begins = [starts_at + timedelta(weeks=number) for number in range(dates)]
    wishes = [asking.Wish(room.id, begin, begin + timedelta(hours=hours)) for begin in begins]
    facts = {"equipment_ids": [thing.id for thing in things]}
    return a_room_request(room, wishes=wishes, facts=facts, is_confirmed=is_confirmed, **asker)


def a_policy(room, way, who="citizen", **limits):
    """What a group may do with a room; without limits that a test would run into."""
    usual = {"lead_hours": 0, "horizon_days": 366, "shortest_min": 5, "longest_min": 1440}
    return _add(RoomPolicy(room_id=room.id, who=who, way=way, **{**usual, **limits}))


def a_member_of_staff(email="team@example.org", name="Team", roles=("administration",)):
    """Somebody who may sign in with PASSWORD, with roles that hold everywhere."""
    return accounts.add_staff(email, name, PASSWORD, roles)


def an_organisation(name="Verein", **facts):
    """A partner of the alliance."""
    number = next(_number)
    return _add(Organisation(**{"key": f"organisation-{number}", "name": f"{name} {number}", **facts}))


def _add(row):
    with transaction():
        db.session.add(row)
        db.session.flush()
    return row
