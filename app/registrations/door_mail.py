"""For who stands at the door, on the evening before: how many come and what they need. Names stay on the pages."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import selectinload

from app import clock, display
from app.accounts import rules
from app.accounts.models import DOOR, PROGRAMME
from app.accounts.rules import Where
from app.alliance import house_queries
from app.database import db, transaction
from app.notifications import daily, outbox, team_mails, wishes
from app.notifications.outbox import Drop
from app.programme import queries, scopes
from app.programme.asking_hosts import mailbox_of
from app.programme.models import BOOKED_HERE, INVITE, ONSITE, PUBLISHED, Event, EventDate
from app.registrations import after_rules, guest_lists
from app.registrations.forms import KINDS
from app.registrations.models import COMING, Registration

MAIL = "registrations/mail/door_list"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reader:
    """Somebody who is told of some events: an account, or the mailbox of one event's hosts."""

    name: str
    email: str
    account_id: int | None
    event_ids: tuple
    until: object


def register(facts):
    """Enter the mail into the outbox's register."""
    facts[MAIL] = _facts


def write_door_lists():
    """A job: tell who is at the door tomorrow, in the evening before; overnight late still, while it helps."""
    daily.once_a_day(MAIL, _readers, _tell, catches_up=True)


def _events(day, now, ids=None):
    """Return the events with seats on site that begin on the day after, and have not begun."""
    begin, end = clock.start_of(day + ONE_DAY), clock.start_of(day + 2 * ONE_DAY)
    is_then = Event.dates.any(
        sa.and_(EventDate.starts_at >= begin, EventDate.starts_at < end, EventDate.starts_at > now)
    )
    wanted = sa.select(Event).where(Event.state == PUBLISHED, is_then)
    if ids is not None:
        wanted = wanted.where(Event.id.in_(ids))
    events = db.session.scalars(wanted.options(*queries.with_everything(), selectinload(Event.hosts))).unique().all()
    found = [event for event in events if event.format.registration in (*BOOKED_HERE, INVITE) and event.ledger(ONSITE)]
    return sorted(found, key=lambda event: (_dates(event, day)[0].starts_at, event.id))


def _dates(event, day):
    return [each for each in event.dates if clock.today(each.starts_at) == day + ONE_DAY]


def _readers(day, now):
    events, accounts, mailboxes = _events(day, now), {}, []
    everybody = wishes.everybody() if events else []
    for event in events:
        there = _on_the_day(event, now)
        readers = {
            each.email: each
            for group in (wishes.AT_DOOR, wishes.HOSTING) for each in wishes.among(everybody, group, there)
        }  # fmt: skip
        for account in readers.values():
            accounts.setdefault(account, []).append(event)
        mailbox = mailbox_of(event)
        if mailbox and mailbox.lower() not in readers:
            mailboxes.append(_reader(f"event:{event.id}", mailbox, None, [event], day))
    return [
        *(_reader(f"account:{each.id}", each.email, each.id, some, day) for each, some in accounts.items()),
        *mailboxes,
    ]  # fmt: skip


def _on_the_day(event, now):
    # A role at the door holds on the day; this is about that day.
    here = scopes.where_of(event, now)
    return Where(here.places, here.organisations, is_today=True)


def _reader(name, email, account_id, events, day):
    last = max(date.starts_at for event in events for date in _dates(event, day))
    return Reader(name, email, account_id, tuple(event.id for event in events), last)


def _tell(reader, day, now):
    with transaction():
        outbox.queue(
            reader.email, MAIL, f"{team_mails.ABOUT}{reader.name}", now, once=f"door_list:{day}:{reader.name}",
            useful_until=reader.until, account_id=reader.account_id, event_ids=reader.event_ids, day=day.isoformat(),
        )  # fmt: skip


def _facts(facts):
    account = team_mails.reader_of(facts) if not facts or facts["account_id"] else None
    now, day = clock.now(), date.fromisoformat(facts["day"])
    events = _events(day, now, facts["event_ids"])
    if not events:
        raise Drop("An diesem Tag beginnt nichts mehr davon.")
    return {
        **(team_mails.of_reader(account) if account else team_mails.of_mailbox()),
        "events": [_of_event(event, day, _may_see_guests(event, account, now)) for event in events],
        "is_tomorrow": clock.today(now) == day,
        "day": day + ONE_DAY,
    }


def _may_see_guests(event, account, now):
    """Tell whether the reader sees on the pages who comes: the team does, hosts from outside know numbers only."""
    if account is None:
        return mailbox_of(event) == house_queries.current().email
    return rules.may_open(account.grants, (PROGRAMME, DOOR), _on_the_day(event, now))


def _of_event(event, day, may_see_guests):
    dates = _dates(event, day)
    ids = {date.id for date in dates}
    rows = db.session.execute(
        sa.select(
            Registration.kind, Registration.seats, Registration.carers, Registration.wheelchairs, Registration.needs,
            Registration.people, Registration.parts,
        ).where(Registration.event_id == event.id, Registration.state.in_(COMING))
    ).all()  # fmt: skip
    coming = [row for row in rows if not (own := after_rules.dates_of(row.parts)) or own & ids]
    return {
        "title": event.title,
        "when": "; ".join(display.span(date.starts_at, date.ends_at) for date in dates),
        "where": event.place_line,
        "counts": [
            (KINDS[ledger.kind], sum(row.seats + row.carers for row in coming if row.kind == ledger.kind))
            for ledger in event.ledgers
        ],
        "needs": guest_lists.totals([row for row in coming if row.kind == ONSITE]) if may_see_guests else [],
        "may_see_guests": may_see_guests,
        "link": f"{current_app.config['BASE_URL']}/team/veranstaltungen/{event.id}" + "/einlass" * may_see_guests,
    }
