"""Hosting together: the house asks an organisation, which accepts or declines. Guests see it as a host only then.

Every act locks the event first, as whoever changes it does, and then the request: of an answer and a withdrawal at
the same moment one counts. (docs/decisions/0022-planning-in-the-browser.md)
"""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.accounts import audit
from app.accounts.models import REPRESENTATIVE, Account, RoleGrant
from app.alliance import house_queries
from app.alliance.models import Organisation
from app.database import db, lock, transaction
from app.errors import Refused
from app.notifications import outbox
from app.programme import actions, co_hosting_rules
from app.programme.co_hosting_rules import ACCEPTED, ASKED, DECLINED, WITHDRAWN, CoHostingRefusal
from app.programme.models import CANCELLED, CoHosting, Event, EventDate, event_hosts
from app.rooms.bookings import Booking

ASKING, ANSWERED = "programme/mail/co_hosting_asked", "programme/mail/co_hosting_answered"


def ask(event_id, organisation_id, message=""):
    """Ask an organisation to host an event with us, or ask it once more: then only the newest link works."""
    with transaction():
        event, now = actions.lock_event(event_id), clock.now()
        organisation = db.session.get_one(Organisation, organisation_id)
        recipients = addresses_of(organisation)
        is_host = organisation in event.hosts
        if reason := co_hosting_rules.why_not_ask(is_host, bool(recipients), event.state, event.ends_at, now):
            raise Refused(reason, organisation=organisation.name)
        found = db.session.scalar(
            sa.select(CoHosting).where(CoHosting.event_id == event_id, CoHosting.organisation_id == organisation_id)
        )
        if found is None:
            found = CoHosting(event_id=event_id, organisation_id=organisation_id, asked_at=now)
            db.session.add(found)
        else:
            found.version, found.asked_at, found.answered_at = found.version + 1, now, None
        found.state, found.message = ASKED, message
        db.session.flush()
        for recipient in recipients:
            outbox.queue(recipient, ASKING, about(found), now, co_hosting_id=found.id, version=found.version)
        audit.note("ask_co_host", f"event:{event_id}", organisation=organisation.name)
    return found


def withdraw(co_hosting_id):
    """Take a question back that nobody has answered. Twice does no harm. Raises Refused once it was accepted."""
    with transaction():
        found, event = _lock(co_hosting_id)
        if found.state == ACCEPTED:
            raise Refused(CoHostingRefusal.ACCEPTED)
        if found.state != ASKED:
            return found
        found.state, found.answered_at = WITHDRAWN, clock.now()
        audit.note("withdraw_co_host", f"event:{event.id}", organisation=found.organisation.name)
    return found


def accept(co_hosting_id, version=None):
    """Host the event from now on, after the others. `version` of the link; None: whoever answers sees the newest.

    Twice does no harm. Raises Refused with a CoHostingRefusal.
    """
    with transaction():
        found, event = _lock(co_hosting_id)
        now = clock.now()
        if found.state == ACCEPTED and version in (None, found.version):
            return found
        _refuse_late_answers(found, event, version, now)
        before = actions.Before.of(event)
        found.state, found.answered_at = ACCEPTED, now
        _add_host(event, found.organisation_id)
        actions.changed(event, before, "accept_co_hosting", organisation=found.organisation.name)
        _tell_house(found, now)
    return found


def decline(co_hosting_id, version=None):
    """Say no. As `accept`."""
    with transaction():
        found, event = _lock(co_hosting_id)
        now = clock.now()
        if found.state == DECLINED and version in (None, found.version):
            return found
        _refuse_late_answers(found, event, version, now)
        found.state, found.answered_at = DECLINED, now
        audit.note("decline_co_hosting", f"event:{event.id}", organisation=found.organisation.name)
        _tell_house(found, now)
    return found


def about(found):
    """Return how the outbox names a question."""
    return f"co_hosting:{found.id}"


def open_for(organisation_ids):
    """Return the questions that wait for an answer of these organisations, the next event first; with their events.

    A few statements, however many there are.
    """
    is_coming = Event.dates.any(EventDate.ends_at > clock.now())
    found = db.session.scalars(
        sa.select(CoHosting)
        .join(CoHosting.event)
        .where(CoHosting.organisation_id.in_(organisation_ids), CoHosting.state == ASKED)
        .where(Event.state != CANCELLED, is_coming)
        .options(joinedload(CoHosting.organisation), joinedload(CoHosting.event).options(*_where_and_when()))
    ).all()
    return sorted(found, key=lambda each: (each.event.starts_at, each.id))


def of_event(event_id):
    """Return all organisations that were asked about an event, in the order in which they were asked."""
    select = sa.select(CoHosting).where(CoHosting.event_id == event_id).options(joinedload(CoHosting.organisation))
    return db.session.scalars(select.order_by(CoHosting.asked_at, CoHosting.id)).all()


def find(co_hosting_id):
    """Return a question with its event and organisation, or None."""
    return db.session.scalar(
        sa.select(CoHosting)
        .where(CoHosting.id == co_hosting_id)
        .options(joinedload(CoHosting.organisation), joinedload(CoHosting.event).options(*_where_and_when()))
    )


def addresses_of(organisation):
    """Return where an organisation is asked: at its contact address, and its representatives; each once."""
    representatives = db.session.scalars(
        sa.select(Account.email)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.role == REPRESENTATIVE, RoleGrant.organisation_id == organisation.id, Account.is_open)
    ).all()
    addresses = [organisation.contact_email.strip().lower(), *representatives]
    return list(dict.fromkeys(address for address in addresses if address))


def _where_and_when():
    return (selectinload(Event.dates).selectinload(EventDate.bookings).joinedload(Booking.room),)


def _lock(co_hosting_id):
    """Lock the event and the question, in this order. Raises LookupError."""
    event_id = db.session.scalar(sa.select(CoHosting.event_id).where(CoHosting.id == co_hosting_id))
    if event_id is None:
        raise LookupError(f"No co-hosting {co_hosting_id}")
    event = actions.lock_event(event_id)
    return lock(CoHosting, co_hosting_id), event


def _refuse_late_answers(found, event, version, now):
    is_newest = version in (None, found.version)
    if reason := co_hosting_rules.why_not_answer(found.state, is_newest, event.state, event.ends_at, now):
        raise Refused(reason)


def _add_host(event, organisation_id):
    """Put an organisation behind the other hosts, unless somebody did meanwhile."""
    if any(host.id == organisation_id for host in event.hosts):
        return
    last = sa.select(sa.func.max(event_hosts.c.position)).where(event_hosts.c.event_id == event.id)
    position = db.session.scalar(last)
    db.session.execute(
        sa.insert(event_hosts).values(
            event_id=event.id, organisation_id=organisation_id, position=0 if position is None else position + 1
        )
    )
    db.session.expire(event, ["hosts"])


def _tell_house(found, now):
    facts = {"co_hosting_id": found.id, "version": found.version, "state": found.state}
    outbox.queue(house_queries.known().email, ANSWERED, about(found), now, **facts)
