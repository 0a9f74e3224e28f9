"""Planning events as people do in the browser: checked for sense, booked in one act, and told to where they came from.

Ideas and resolutions stand left of the programme and know nothing of it. They lead to
`/team/veranstaltungen/neu?idee=7` or `?beschluss=5`, and hand in two functions, in `app/__init__.py`:

    planning.SOURCES["idee"] = find          # find(number) returns a Source to show, or None (then it is a 404)
    planning.PLANNED_FROM.append(note)       # note(kind, number, event): in the transaction that plans the event

A kind without a function in SOURCES is taken as it is; every function in PLANNED_FROM is asked about every kind.
"""

import zlib
from contextlib import suppress
from dataclasses import dataclass

import sqlalchemy as sa

from app import clock, stale
from app.alliance.models import Organisation
from app.database import db, lock_numbers, transaction
from app.errors import Refused
from app.programme import actions, co_hosting, interpreting, opening, planning_rules
from app.programme.models import DRAFT, ONLINE, ONSITE, PUBLISHED, Event, Format
from app.rooms.models import Room

# The words of the address; what somebody plans from.
KINDS = IDEA, RESOLUTION, UMBRELLA = "idee", "beschluss", "tag"
PLANNED_FROM = []
# A family of numbers for lock_numbers. One sending of a form at a time.
FORMS = 51
SOURCES = {}


@dataclass(frozen=True)
class Source:
    """What an event is planned from: shown above the form, which begins with its title (and area, if it has one)."""

    title: str
    href: str
    area_id: int | None = None


@dataclass(frozen=True)
class Plan:
    """What makes an event: `spans` of aware moments, `seats` as {ONSITE: n, ONLINE: n}, `facts` columns of Event.

    One organisation at most invites from the start (none: the house); further ones are asked, and host by accepting.
    `titles`: what each of several dates is about, in their order. `knowingly`: also where a room is not open.
    """

    format_id: int
    spans: tuple
    room_ids: tuple
    seats: dict
    facts: dict
    host_id: int | None = None
    asked_ids: tuple = ()
    equipment_ids: tuple = ()
    titles: tuple = ()
    # Languages into which somebody is to interpret.
    interpreting: tuple = ()
    knowingly: bool = False


def plan(wanted, is_public=False, came_from=()):
    """Plan an event with all its rooms as a draft, or at once for everyone; `came_from` are (kind, number).

    Raises Refused with a PlanningRefusal, EventRefusal, RoomRefusal or CoHostingRefusal.
    """
    with transaction():
        if planned := find_planned(wanted.facts.get("form_key")):
            return planned
        format, now = db.session.get_one(Format, wanted.format_id), clock.now()
        planned_in = [db.session.get_one(Room, ident) for ident in wanted.room_ids]
        where = planning_rules.Where.of(planned_in, wanted.facts.get("external"))
        publish_at = wanted.facts.get("publish_at")
        if reason := planning_rules.why_not_plan(wanted.spans, where, now):
            raise Refused(reason)
        if publish_at and (reason := planning_rules.why_not_publish_at(publish_at, min(wanted.spans)[0], now)):
            raise Refused(reason)
        if is_public:
            refuse_what_guests_would_miss(format, where, wanted.seats, wanted.facts.get("languages"))
        if not wanted.knowingly:
            opening.refuse_when_shut(planned_in, wanted.spans, now)
        hosts = organisations([wanted.host_id] if wanted.host_id else [])
        lent = interpreting.lent_along(planned_in, wanted.interpreting, wanted.spans)
        event = actions.plan_event(
            format, wanted.spans, room_ids=wanted.room_ids, seats=wanted.seats,
            equipment_ids=(*wanted.equipment_ids, *lent), hosts=hosts, state=PUBLISHED if is_public else DRAFT,
            **wanted.facts,
        )  # fmt: skip
        for date, title in zip(event.dates, wanted.titles, strict=False):
            date.title = title
        interpreting.wish(event, (*wanted.interpreting, *interpreting.promised(event)))
        for organisation_id in wanted.asked_ids:
            co_hosting.ask(event.id, organisation_id)
        for kind, number in came_from:
            for note in PLANNED_FROM:
                note(kind, number, event)
    return event


def find_planned(form_key):
    """Return the event that this very form planned already, or None. Part of an act: the same form waits here."""
    if form_key is None:
        return None
    lock_numbers(FORMS, [zlib.crc32(form_key.encode()) >> 1])
    return db.session.scalar(sa.select(Event).where(Event.form_key == form_key))


def as_shown(event):
    """Return what the form that changes an event shows of it (see app.stale), by the names of its fields."""
    seats = event.seats
    return {
        "title": event.title, "note": event.note, "area_id": event.area_id,
        "further_areas": sorted(area.id for area in event.further_areas), "languages": list(event.languages),
        "seats_onsite": seats.get(ONSITE, 0), "seats_online": seats.get(ONLINE, 0),
    }  # fmt: skip


def change_event(event_id, leaving=(), seen=None, **facts):
    """Change an event, and let some of its hosts host it no more; who has accepted meanwhile stays. Raises Refused.

    `seen`: the digest of what the form had shown; where that is not what is stored by now, nothing is changed.
    """
    with transaction():
        event = actions.lock_event(event_id)
        stale.refuse_if_stale(as_shown(event), seen)
        hosts, missed = event.hosts, set(map(str, still_missing(event)))
        staying = [host for host in hosts if host.id not in leaving]
        event = actions.change_event(event_id, hosts=staying if len(staying) < len(hosts) else None, **facts)
        missing = [each for each in map(str, still_missing(event)) if each not in missed]
        if event.state == PUBLISHED and missing:
            raise Refused(planning_rules.PlanningRefusal.NOT_READY, missing=", ".join(missing))
        return event


def publish_event(event_id):
    """Show a draft to everyone. Raises Refused where guests would miss something. Twice does no harm."""
    with transaction():
        event = actions.lock_event(event_id)
        if event.state == PUBLISHED:
            return event
        where = planning_rules.Where.of(event.rooms, event.external)
        if event.state == DRAFT:
            if reason := planning_rules.why_not_plan(event.spans, where, clock.now()):
                raise Refused(reason)
            refuse_what_guests_would_miss(event.format, where, event.seats, event.languages)
        return actions.change_event(event_id, state=PUBLISHED, publish_at=None)


def publish_later(event_id, publish_at):
    """Let a draft go public by itself at a moment; None: not by itself. Raises Refused."""
    with transaction():
        event = actions.lock_event(event_id)
        if event.state != DRAFT:
            raise Refused(planning_rules.PlanningRefusal.NO_DRAFT)
        if event.publish_at == publish_at:
            return event
        if publish_at and (
            reason := planning_rules.why_not_publish_at(publish_at, event.starts_at, clock.now())
        ):
            raise Refused(reason)
        return actions.change_event(event_id, publish_at=publish_at)


def publish_due(event_id):
    """Show a draft whose moment has come to everyone; where guests would miss something it stays a draft, overdue."""
    # What is missing may come yet: it is tried again with the next tick, and the team sees that it is late.
    with suppress(Refused), transaction():
        event = actions.lock_event(event_id)
        if event.state == DRAFT and event.publish_at is not None and event.publish_at <= clock.now():
            publish_event(event_id)


def move_event(event_id, spans, knowingly=False):
    """Give an event other times that are yet to come; its rooms move along. Raises Refused.

    `knowingly`: also where a room is not open then.
    """
    with transaction():
        event, now = actions.lock_event(event_id), clock.now()
        new = [span for span in spans if span not in event.spans]
        if any(span[0] <= now for span in new):
            raise Refused(planning_rules.PlanningRefusal.BEGUN)
        if any(span[1] <= now and span not in spans for span in event.spans):
            raise Refused(planning_rules.PlanningRefusal.OVER_STAYS)
        if event.state == DRAFT and event.publish_at and event.publish_at >= min(spans)[0]:
            raise Refused(planning_rules.PlanningRefusal.PUBLISHED_TOO_LATE)
        if new and not knowingly:
            opening.refuse_when_shut(event.rooms, new, now)
        return actions.move_event(event_id, spans)


def organisations(ids):
    """Return organisations in the order of their ids as given."""
    return [db.session.get_one(Organisation, ident) for ident in dict.fromkeys(ids)]


def find_source(kind, number):
    """Return the Source of what somebody plans from, None where the kind shows nothing. Raises LookupError."""
    find = SOURCES.get(kind)
    if find is None:
        return None
    source = find(number)
    if source is None:
        raise LookupError(f"No {kind} {number}")
    return source


def refuse_unready(wanted):
    """Raise Refused with all that guests would miss, should a Plan be public at once."""
    planned_in = [db.session.get_one(Room, ident) for ident in wanted.room_ids]
    where = planning_rules.Where.of(planned_in, wanted.facts.get("external"))
    format = db.session.get_one(Format, wanted.format_id)
    refuse_what_guests_would_miss(format, where, wanted.seats, wanted.facts.get("languages"))


def refuse_what_guests_would_miss(format, where, seats, languages):
    """Raise Refused with all that guests must know of a public event and would not."""
    missing = planning_rules.missing_for_guests(format.registration, where, seats, languages, format.external_url)
    if missing:
        raise Refused(planning_rules.PlanningRefusal.NOT_READY, missing=", ".join(str(each) for each in missing))


def still_missing(event):
    """Return what guests would miss should a draft be shown as it is, in words; for its page."""
    where = planning_rules.Where.of(event.rooms, event.external)
    return planning_rules.missing_for_guests(
        event.format.registration, where, event.seats, event.languages, event.format.external_url
    )
