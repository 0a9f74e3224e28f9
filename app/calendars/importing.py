"""Calendars of others: asked by a job, read, and kept when their server is away."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock, fetching
from app.calendars import foreign_actions, foreign_keeping, importing_process
from app.calendars.foreign import HOLIDAYS, OF_PERSON, ExternalCalendar
from app.calendars.foreign_keeping import Changed
from app.calendars.importing_reading import NotRead, Skipped
from app.calendars.importing_words import Skip, Unreadable
from app.database import db, lock, transaction
from app.fetching import NotFetched
from app.jobs import for_each
from app.rooms import school_calendars

LIMITS = fetching.Limits(seconds=30, most_bytes=10_000_000, redirects=5)
# What we look at: from yesterday on, as far as this.
BEFORE, AHEAD = timedelta(days=1), timedelta(days=548)
EVERY, AFTER_FAILURE = timedelta(minutes=30), timedelta(minutes=15)
# Who asks has so long; then somebody else may.
LEASE = timedelta(minutes=10)
# From time to time all is read, changed or not: what we look at moves on, day by day.
AFRESH = timedelta(days=1)
# Whose server is away for so long is asked less often.
PATIENCE, SELDOM = timedelta(days=1), timedelta(hours=6)
# So many in one tick of the job.
AT_ONCE = 50
_NAMES = (
    "id", "name", "address", "use", "room_id", "place_id", "region", "organisation_id", "account_id", "etag",
    "last_modified", "read_at",
)  # fmt: skip


def fetch_calendars():
    """Ask for the calendars that are due."""
    due = sa.select(ExternalCalendar.id).where(ExternalCalendar.next_at <= clock.now())
    for_each(db.session.scalars(due.order_by(ExternalCalendar.next_at).limit(AT_ONCE)).all(), fetch)


def fetch(calendar_id):
    """Ask for one calendar, if it is due and nobody else does, and keep what it says."""
    now = clock.now()
    calendar = _claim(calendar_id, now)
    if calendar is None:
        return
    # Where somebody gave it another address meanwhile, it is due again by itself.
    with suppress(Changed):
        _fetch(calendar, now)


def _claim(calendar_id, now):
    with transaction():
        try:
            row = lock(ExternalCalendar, calendar_id)
        except LookupError:
            return None
        if row.next_at > now:
            return None
        if row.use == OF_PERSON and row.account_id is None:
            # Whose calendar it was has left.
            foreign_actions.remove(calendar_id)
            return None
        row.next_at = now + LEASE
        return SimpleNamespace(**{name: getattr(row, name) for name in _NAMES})


def _fetch(calendar, now):
    is_afresh = calendar.read_at is None or calendar.read_at <= now - AFRESH
    known = {"If-None-Match": calendar.etag, "If-Modified-Since": calendar.last_modified}
    headers = {"Accept": "text/calendar"} | ({} if is_afresh else {name: said for name, said in known.items() if said})
    db.session.rollback()
    try:
        answer = fetching.get(calendar.address, replace(LIMITS, headers=headers))
    except NotFetched as failure:
        return _fail(calendar, failure.sentence, now)
    if answer.status == 304:
        foreign_keeping.look_again(calendar, now)
        return _end(calendar, now)
    if answer.status != 200:
        return _fail(calendar, str(Unreadable.STATUS.value) % {"status": answer.status}, now)
    begin, end = now - BEFORE, now + AHEAD
    try:
        found = importing_process.read(answer.body, begin, end)
    except NotRead as failure:
        return _fail(calendar, str(failure.reason.value), now)
    if calendar.use == HOLIDAYS:
        found.skipped += _keep_holidays(calendar, found)
    elif not foreign_keeping.keep(calendar, found, begin, end, now):
        found.skipped.append(Skipped("", "", Skip.FULL.name))
    foreign_keeping.look_again(calendar, now)
    return _end(
        calendar, now, read_at=now, entries=found.entries, left_out=len(found.skipped),
        skipped=[_said(each) for each in found.skipped[: importing_process.MOST_NAMED]],
        etag=_header(answer, "etag", 300), last_modified=_header(answer, "last-modified", 100),
    )  # fmt: skip


def _header(answer, name, most):
    said = answer.headers.get(name, "")
    return said if len(said) <= most and said.isprintable() else ""


def _said(skipped):
    """Which entry was left out, and why, to be kept: [title or UID, name of the Skip, facts]."""
    return [skipped.title or skipped.uid, skipped.reason, skipped.facts]


def _keep_holidays(calendar, found):
    """Keep days without school; return those that cannot be."""
    entries, strange = [], []
    for date in found.dates:
        first, last = clock.today(date.starts_at), clock.today(max(date.ends_at - timedelta(seconds=1), date.starts_at))
        if last - first >= school_calendars.LONGEST:
            strange.append(Skipped(date.uid, date.title, Skip.STRANGE_DAYS.name))
        else:
            entries.append(((date.title or str(_("Schulferien")))[:200], first, last))
    with transaction():
        foreign_keeping.lock_as_asked(calendar)
        school_calendars.keep_days(calendar.region, entries)
    return strange


def _fail(calendar, sentence, now):
    """Note that it failed; all that is known of it stays."""
    with suppress(Changed):
        foreign_keeping.look_again(calendar, now)
    with transaction():
        row = foreign_keeping.lock_as_asked(calendar)
        row.failing_since, row.failure = row.failing_since or now, sentence[:300]
        row.next_at = now + (SELDOM if now - row.failing_since > PATIENCE else AFTER_FAILURE)


def _end(calendar, now, **facts):
    """Note that it answered as it should."""
    with transaction():
        row = foreign_keeping.lock_as_asked(calendar)
        row.answered_at, row.failing_since, row.failure, row.next_at = now, None, "", now + EVERY
        for name, value in facts.items():
            setattr(row, name, value)
