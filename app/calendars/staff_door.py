"""The doors that somebody of the team may open, as entries: how many are expected, and never who."""

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts import rules
from app.accounts.models import DOOR, PROGRAMME
from app.calendars import entries, staff_events
from app.calendars.entries import Said
from app.database import db
from app.programme import cards, scopes
from app.programme.models import BOOKED_HERE, DRAFT, INVITE, ONSITE, Event
from app.registrations import door_words
from app.registrations.models import SEATED, Registration

# As the door itself (registrations.door_views).
ROLES = (PROGRAMME, DOOR)


@dataclass(frozen=True)
class Expected:
    """How many chose the same parts of an event, and when one of them booked last."""

    parts: list
    heads: int
    latest: datetime


def bodies(account, now):
    """Return the VEVENTs (text) of the doors that somebody may open on their day, in order."""
    events = [event for event in _events(now) if _may_open(account, event, now)]
    expected = _expected([event.id for event in events])
    found = [
        (date.starts_at, _entry(event, date, expected[event.id]))
        for event in events for date in event.dates if staff_events.is_told(event, date, now)
    ]  # fmt: skip
    return [entry.to_ical().decode() for _starts_at, entry in sorted(found, key=lambda pair: pair[0])]


def _events(now):
    """Return what one comes to at a place: drafts have no door, and what is digital alone has one of its own."""
    select = staff_events.in_window(now).where(Event.state != DRAFT, Event.published_at.is_not(None))
    events = db.session.scalars(select).unique()
    return [event for event in events if event.external or any(not room.is_digital for room in event.rooms)]


def _may_open(account, event, now):
    where = replace(scopes.where_of(event, now), is_today=True)
    return rules.may_open(account.grants, ROLES, where)


def _expected(event_ids):
    """Return {event id: [Expected]} of those who come to a place; one statement."""
    parts = sa.cast(Registration.parts, sa.Text)
    latest = [sa.func.max(moment) for moment in (Registration.booked_at, Registration.confirmed_at)]
    rows = db.session.execute(
        sa.select(Registration.event_id, parts, sa.func.sum(Registration.seats + Registration.carers), *latest)
        .where(
            Registration.event_id.in_(event_ids), Registration.state.in_(SEATED), Registration.kind == ONSITE
        )
        .group_by(Registration.event_id, parts)
    )  # fmt: skip
    found = defaultdict(list)
    for event_id, chosen, heads, *moments in rows:
        found[event_id].append(Expected(json.loads(chosen), heads, max(filter(None, moments))))
    return found


def _entry(event, date, expected):
    here = [each for each in expected if door_words.is_for_date(each, date)]
    title = cards.session_title(event, date)
    said = Said(title if event.is_cancelled else _("Einlass: %(title)s", title=title), "")
    link = staff_events.team_link(f"/team/veranstaltungen/{event.id}/einlass")
    notes = [] if event.is_cancelled else [_expected_text(event, sum(each.heads for each in here))]
    entry = entries.entry(event, date, said, link=link, notes=notes)
    entry.pop("conference", None)
    revised = max([event.changed_at, *(each.latest for each in here)]).replace(microsecond=0)
    for name in ("dtstamp", "last-modified"):
        entry.pop(name)
        entry.add(name, revised)
    return entry


def _expected_text(event, number):
    if not number and event.format.registration not in (*BOOKED_HERE, INVITE):
        return _("Ohne Anmeldung: Hier kommt, wer möchte.")
    return ngettext("Erwartet: %(num)s Person", "Erwartet: %(num)s Personen", number)
