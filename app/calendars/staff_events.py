"""What somebody of the team plans or hosts, and the requests for rooms that wait for them, as entries.

What they may see is asked each time, by the roles that their account has now.
"""

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from app import clock, display
from app.accounts import rules
from app.accounts.models import PROGRAMME, REPRESENTATIVE, ROOMS, AuditEntry
from app.calendars import entries, feeds, room_entries
from app.calendars.entries import Said
from app.calendars.text import Text
from app.database import db
from app.programme import cards, queries, scopes
from app.programme.models import CANCELLED, DRAFT, Event, EventDate, event_hosts
from app.rooms import desk_queries
from app.rooms import queries as room_queries
from app.rooms.bookings import BOOKED, LIVING, REQUESTED, Booking
from app.rooms.models import Room
from app.rooms.persons import RoomRequest

# Who sees an event that guests may not see yet: who plans at its place, and who represents one that hosts it.
PLANS = (PROGRAMME, REPRESENTATIVE)


def bodies(address, now):
    """Return the VEVENTs (text) of somebody's events and requests as far as the window of feeds reaches, in order."""
    found = [*_events(address, now), *_bookings(address, now)]
    return [entry.to_ical().decode() for _starts_at, entry in sorted(found, key=lambda pair: pair[0])]


def in_window(now, *columns):
    """Return a SELECT of the events with a date within the window of feeds, with all that an entry says of them."""
    begin, end = feeds.window(now)
    has_date = Event.dates.any(sa.and_(EventDate.ends_at > begin, EventDate.starts_at < end))
    everything = (*queries.with_everything(), selectinload(Event.hosts))
    return sa.select(Event, *columns).where(has_date).options(*everything)


def is_told(event, date, now):
    """Tell whether a date stands in calendars still: of what was called off, until its day is over."""
    return event.state != CANCELLED or date.ends_at > clock.start_of(clock.today(now))


def _events(address, now):
    account = address.account
    is_own = sa.or_(_planned_by(account), _hosted_by(account))
    select = in_window(now, is_own)
    if not address.with_all:
        select = select.where(is_own)
    if not address.with_drafts:
        select = select.where(Event.state != DRAFT)
    for event, own in db.session.execute(select).unique():
        if not rules.may_open(account.grants, PLANS, scopes.where_of(event, now)):
            continue
        for date in event.dates:
            if is_told(event, date, now):
                yield date.starts_at, _event_entry(event, date, own)


def _planned_by(account):
    """Return the condition that somebody planned an Event themselves: the trail knows."""
    about = sa.literal("event:").concat(sa.cast(Event.id, sa.String))
    return sa.exists().where(
        AuditEntry.about == about, AuditEntry.act == "plan_event", AuditEntry.account_id == account.id
    )


def _hosted_by(account):
    organisations = {grant.organisation_id for grant in account.grants if grant.organisation_id}
    return sa.exists().where(
        event_hosts.c.event_id == Event.id, event_hosts.c.organisation_id.in_(sorted(organisations))
    )


def _event_entry(event, date, own):
    title, is_draft = cards.session_title(event, date), event.state == DRAFT
    said = Said(_("Entwurf: %(title)s", title=title) if is_draft else title, event.format.summary)
    # What others plan takes none of somebody's own time.
    transp = "OPAQUE" if own and not event.is_cancelled else "TRANSPARENT"
    entry = entries.entry(event, date, said, transp, link=team_link(f"/team/veranstaltungen/{event.id}"))
    if is_draft:
        entry["STATUS"] = "TENTATIVE"
        # Its door is not there yet.
        entry.pop("conference", None)
    return entry


def team_link(path):
    """Return the address of a page of the team: whoever opens it signs in."""
    return f"{current_app.config['BASE_URL']}{path}"


def _bookings(address, now):
    """Yield (starts_at, VEVENT) of what waits for somebody's decision, and of what their organisation asked for."""
    account = address.account
    waits, own = _waits_for(account) if address.with_requests else sa.false(), _asked_by(account)
    begin, end = feeds.window(now)
    rows = db.session.execute(
        sa.select(Booking, own)
        .join(Booking.request)
        .join(Booking.room)
        .where(sa.or_(waits, own), RoomRequest.confirmed_at.is_not(None))
        .where(Booking.ends_at > begin, Booking.starts_at < end)
        .options(joinedload(Booking.room).joinedload(Room.place), joinedload(Booking.request))
        .order_by(Booking.id)
    )
    for booking, is_own in rows:
        yield booking.starts_at, _booking_entry(booking, is_own)


def _waits_for(account):
    """Return the condition that a Booking waits for somebody's decision; whoever agreed first waits for another."""
    if not rules.may_open(account.grants, (ROOMS,)):
        return sa.false()
    return sa.and_(
        Booking.state == REQUESTED, room_queries.within(rules.places(account.grants, (ROOMS,))),
        sa.or_(Room.two_agree.is_(False), RoomRequest.agreed_by_id.is_distinct_from(account.id)),
    )  # fmt: skip


def _asked_by(account):
    organisations = sorted({grant.organisation_id for grant in account.grants if grant.organisation_id})
    return sa.and_(Booking.state.in_(LIVING), desk_queries.asked_by(organisations))


def _booking_entry(booking, is_own):
    """One booking as a VEVENT: what was asked for, and not who asked."""
    facts = {"what": booking.title, "room": booking.room.name}
    is_sure = booking.state == BOOKED
    entry = room_entries.begun(booking, (booking.starts_at, booking.ends_at))
    summary = _("%(what)s (%(room)s)", **facts) if is_sure else _("Anfrage: %(what)s (%(room)s)", **facts)
    entry.add("summary", Text(summary))
    entry.add("status", "CONFIRMED" if is_sure else "TENTATIVE")
    entry.add("transp", "OPAQUE" if is_own else "TRANSPARENT")
    entry.add("location", Text(room_entries.location(booking.room)))
    path = f"/team/raumbuchungen/{booking.id}" if is_own else f"/team/anfragen/{booking.request_id}"
    lines = [team_link(path)]
    if not is_own:
        lines.insert(0, _promise(booking.request))
    entry.add("description", Text("\n".join(lines)))
    entry.add("url", team_link(path))
    return entry


def _promise(request):
    if request.answer_by is None:
        return _("Wartet auf eine Entscheidung.")
    return _("Wartet auf eine Entscheidung bis %(when)s.", when=display.day_and_time(request.answer_by))
