"""Writing the house as a season file: what was loaded and what the team made, in the same format."""

import json
from datetime import time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.alliance.models import InnovationArea, Organisation, Place
from app.database import db
from app.programme.models import CANCELLED, DRAFT, ONLINE, ONSITE, SLOT, Event, EventDate, Format
from app.rooms.bookings import Booking
from app.rooms.models import Equipment, Room
from app.seasons import texts, together, umbrellas
from app.seasons.completing import FORMAT_VERSION, complete
from app.seasons.furnishing import FIXED, MOBILE
from app.seasons.local_time import written
from app.seasons.models import Season
from app.seasons.naming import event_ids
from app.seasons.organisations import written as written_organisations
from app.seasons.room_making import ACCESS, DAYS, DOOR, MIDNIGHT


def export_season():
    """Return the house as a season, complete as read_season returns it, in the weeks in which it takes place."""
    seasons = db.session.scalars(sa.select(Season).order_by(Season.loaded_at, Season.id)).all()
    said, spoken = _said(seasons), texts.written("formats")
    # A file made by us goes by the Monday it went to, so that loading it moves nothing.
    anchor = seasons[-1].monday if seasons else _first_monday()
    return complete(
        {
            "format_version": FORMAT_VERSION,
            "anchor": anchor.isoformat(),
            "house": seasons[-1].house if seasons else None,
            "areas": {row.key: _area(row) for row in _all(InnovationArea)},
            "places": [_place(row) for row in _all(Place)],
            "rooms": [_room(row, said) for row in _rooms() if not row.is_digital],
            "digital_rooms": [_digital_room(row) for row in _rooms() if row.is_digital],
            "formats": [_format(row, said, spoken) for row in _all(Format)],
            "mobile_equipment": [
                {"id": row.key, "name": row.name, "provides": row.provides, "interprets": row.interprets,
                 "count": row.stock}
                for row in _all(Equipment)
                if row.kind == MOBILE
            ],
            "partner_types": [row.name for row in _all(Organisation)],
            "organisations": written_organisations(_all(Organisation)),
            "umbrellas": umbrellas.written(),
            "events": _events(said),
        }
    )


def as_text(season):
    """Return a season as the text of a file."""
    return json.dumps(season, ensure_ascii=False, indent=1) + "\n"


def _said(seasons):
    """Return {(list, id): entry} of what files said last: it knows what no table does."""
    return {
        (key, entry["id"]): entry
        for season in seasons
        for key in ("rooms", "formats", "events")
        for entry in season.content[key]
    }


def _first_monday():
    first = db.session.scalar(sa.select(sa.func.min(EventDate.starts_at)))
    day = clock.today(first or clock.now())
    return day - timedelta(days=day.weekday())


def _all(model):
    position = (model.position,) if model is InnovationArea else ()
    return db.session.scalars(sa.select(model).order_by(*position, model.id)).all()


def _rooms():
    return db.session.scalars(
        sa.select(Room)
        .options(joinedload(Room.parent), selectinload(Room.layouts), selectinload(Room.hours))
        .options(selectinload(Room.equipment))
        .order_by(Room.id)
    ).all()


def _area(row):
    same = ("title", "full_title", "description", "goal", "results")
    return {
        **{name: getattr(row, name) for name in same},
        "measures": row.measures.splitlines(),
        "responsible": row.responsible and row.responsible.name,
        "cross_cutting": row.is_cross_cutting,
    }


def _place(row):
    same = ("hsb_source", "street", "postal_code", "city", "country", "way", "latitude", "longitude")
    return {"id": row.key, "de": row.name, **row.names, **{name: getattr(row, name) for name in same}}


def _room(row, said):
    same = ("name", "kind", "capacity", "setup_min", "teardown_min", "description", "house_rules")
    before = said.get(("rooms", row.key), {})
    return {
        "id": row.key,
        **{name: getattr(row, name) for name in same},
        "place": row.place.key,
        "layouts": {layout.name: layout.capacity for layout in row.layouts},
        "parent": row.parent and row.parent.key,
        "equipment": _in_order([thing.name for thing in row.equipment if thing.kind == FIXED], before.get("equipment")),
        "access": {**{name: getattr(row, name) for name in ACCESS}, "note": row.access_note},
        "opening_hours": _opening_hours(row.hours),
    }


def _opening_hours(hours):
    if not hours:
        return {}
    days = {day: [] for day in DAYS}
    for span in hours:
        # What closes not later than it opens closes on the next day; only midnight itself has a word of its own.
        closes = f"{span.closes:%H:%M}" if span.closes != time() else MIDNIGHT
        days[DAYS[span.weekday]].append([f"{span.opens:%H:%M}", closes])
    return days


def _digital_room(row):
    same = ("name", "kind", "capacity", "description", *DOOR)
    return {"id": row.key, **{name: getattr(row, name) for name in same}}


def _format(row, said, spoken):
    before = said.get(("formats", row.key), {})
    same = (
        "layout", "capacity_online", "interpreting", "audiences", "min_age", "contact_email", "external_url",
        "name", "minutes", "capacity", "min_participants", "mode", "room_needs", "languages", "companions_max",
        "audience", "minors", "reminders_h", "questions", "report_tags", "summary", "description", "bring",
        "for_whom", "photo_rule", "cost", "asks", "offers_seats", "wheelchair_places", "thanks",
    )  # fmt: skip
    return {
        "id": row.key,
        **{name: getattr(row, name) for name in same},
        "area": row.area.key,
        "waitlist": row.has_waiting_list,
        "registration": f"{SLOT}:{row.slot_minutes}" if row.registration == SLOT else row.registration,
        "colour": before.get("colour") or row.area.key,
        "registration_opens_days": row.opens_days,
        "registration_closes_h": row.closes_hours,
        "decide_h": row.decide_hours,
        "barrier_need": row.barrier_need or None,
        "further_areas": _in_order([area.key for area in row.further_areas], before.get("further_areas")),
        "texts": spoken.get(row.id, {}),
    }


def _events(said):
    ids = event_ids()
    events = db.session.scalars(
        sa.select(Event)
        .options(
            joinedload(Event.format), joinedload(Event.area), selectinload(Event.further_areas),
            selectinload(Event.hosts), selectinload(Event.ledgers),
            selectinload(Event.dates).selectinload(EventDate.bookings).options(
                joinedload(Booking.room), selectinload(Booking.loans)
            ),
        )
        .order_by(Event.id)
    ).all()  # fmt: skip
    things = {row.id: row.key for row in _all(Equipment)}
    names = {row.name for row in _all(Organisation)}
    spoken, series = texts.written("events"), together.series_written(ids)
    under = umbrellas.written_of_events()
    return [
        _event(row, ids[row.id], said.get(("events", ids[row.id]), {}), things, names)
        | dict(zip(("series", "series_rule"), series.get(row.id, (None, None)), strict=True))
        | {"texts": spoken.get(row.id, {}), "umbrella": under.get(row.id)}
        for row in events
    ]


def _event(row, ident, before, things, names):
    bookings = row.dates[0].bookings
    seats = row.seats
    hosts = [host.name for host in row.hosts]
    lent = [things[loan.equipment_id] for booking in bookings for loan in booking.loans]
    if row.state == CANCELLED or not bookings:
        # Without a room nothing is lent, and what was called off holds nothing.
        lent = [key for key in before.get("mobile_equipment", ()) if key in things.values()]
    return {
        "id": ident,
        "format": row.format.key,
        "title": row.title,
        "area": row.area.key,
        "further_areas": _in_order([area.key for area in row.further_areas], before.get("further_areas")),
        "occurrences": [[written(date.starts_at), written(date.ends_at)] for date in row.dates],
        "rooms": _in_order([booking.room.key for booking in bookings], before.get("rooms")),
        "external": row.external,
        "mobile_equipment": _in_order(lent, before.get("mobile_equipment")),
        "seats_onsite": seats.get(ONSITE, 0),
        "seats_online": seats.get(ONLINE, 0),
        "languages": row.languages,
        "sign_language": row.sign_language,
        "holidays": before.get("holidays", {}),
        "partner_types": [name for name in before.get("partner_types", hosts) if name in names],
        "hosts": hosts,
        "note": row.note or None,
        "state": _state(row),
        "cancel_reason": row.cancel_reason or None,
        "moved_from": _moved_from(row),
        "attendance": row.attendance,
        "publish_at": written(row.publish_at) if row.publish_at else None,
        **_in_file_order(together.written(row), before),
    }


def _state(row):
    if row.state in (DRAFT, CANCELLED):
        return row.state
    counted = [ledger for ledger in row.ledgers if ledger.capacity]
    if any(ledger.house for ledger in counted) and not any(ledger.free for ledger in counted):
        return "waitlist"
    return "moved" if _moved_from(row) else "open"


def _moved_from(row):
    """Return the old times of all dates; a date that stayed says its own."""
    if not any(date.moved_from_starts_at for date in row.dates):
        return []
    return [
        [written(date.moved_from_starts_at or date.starts_at), written(date.moved_from_ends_at or date.ends_at)]
        for date in row.dates
    ]


def _in_file_order(lists, before):
    return {
        key: names if key == "session_titles" else _in_order(names, before.get(key)) for key, names in lists.items()
    }


def _in_order(names, before):
    """Return names in the order of the file, if they are the same as there."""
    return before if before and sorted(before) == sorted(names) else names
