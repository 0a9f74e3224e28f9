"""What stands in a public feed: entries that are stored, in order, as far as the window reaches."""

from datetime import timedelta
from urllib.parse import urlencode

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app import clock
from app.alliance import words
from app.calendars import storing
from app.calendars.models import CalendarEntry
from app.database import db, find_by_index
from app.notifications.letter_words import GERMAN
from app.programme import queries
from app.programme.filters import Filter
from app.programme.models import CANCELLED, Event, EventDate

# The recent past, so that nothing vanishes from a diary at once, and far ahead; by whole days, so that two calls of a
# day are the same to the byte.
PAST, AHEAD = timedelta(days=90), timedelta(days=548)
# What titles and summaries may be written in; what nobody has translated stands there in German.
LANGUAGES = words.LANGUAGES


def read_language(args):
    """Return in which language a feed is wanted; German where nobody says so, or one that we do not speak."""
    return args.get("lang") if args.get("lang") in LANGUAGES else GERMAN


def as_query(wanted, language):
    """Return a filter and a language as a query string, always in the same order."""
    pairs = [wanted.as_query(), urlencode({"lang": language}) if language != GERMAN else ""]
    return "&".join(pair for pair in pairs if pair)


def window(now):
    """Return (begin, end) of what feeds show."""
    today = clock.today(now)
    return clock.start_of(today - PAST), clock.start_of(today + AHEAD)


def of_programme(wanted, now, language=GERMAN):
    """Return the stored VEVENTs (text) of what a filters.Filter asks for within the window, in order; one statement.

    What was called off stays until its day is over.
    """
    return _bodies(language, *_shown(wanted, now), *queries.conditions(wanted, now))


def count_of_programme(now):
    """Return how many entries the feed of the whole programme has; one statement."""
    shown = sa.select(sa.func.count(EventDate.id)).join(Event, Event.id == EventDate.event_id).join(Event.format)
    return db.session.scalar(shown.where(storing.IS_SHOWN, *_shown(Filter(), now)))


def _shown(wanted, now):
    begin, end = window(now)
    # What has free seats is not over yet; everything else stays a while.
    in_window = queries.has_date_within(wanted, now if wanted.frei else begin, until=end)
    return in_window, sa.or_(Event.state != CANCELLED, EventDate.ends_at > clock.start_of(clock.today(now)))


def _bodies(language, *conditions):
    """Return the stored VEVENTs (text) of the dates that fit, in their order; one statement.

    An entry that is not stored yet, or was made by another form, is written for this answer; the job stores it.
    """
    own, german = aliased(CalendarEntry), aliased(CalendarEntry)
    find_by_index()
    rows = db.session.execute(
        sa.select(
            EventDate.id, EventDate.event_id, sa.func.coalesce(own.body, german.body),
            sa.func.coalesce(own.made_by, german.made_by),
        )
        .join(Event, Event.id == EventDate.event_id)
        .join(Event.format)
        .outerjoin(own, sa.and_(own.event_date_id == EventDate.id, own.language == language))
        .outerjoin(german, sa.and_(german.event_date_id == EventDate.id, german.language == GERMAN))
        .where(storing.IS_SHOWN, *conditions)
        .order_by(EventDate.starts_at, EventDate.id)
    ).all()  # fmt: skip
    made_by = storing.made_by()
    missing = {event_id for _id, event_id, body, maker in rows if body is None or maker != made_by}
    anew = {}
    if missing:
        for ident, said_in, body in storing.serialised(sorted(missing)):
            if said_in == language or (said_in == GERMAN and ident not in anew):
                anew[ident] = body
    return [anew.get(ident, body) for ident, _event_id, body, _maker in rows]


def of_event(event_id):
    """Return the entries of one event, however long ago it was."""
    return _bodies(GERMAN, Event.id == event_id)
