"""Telling people of new dates: what was published goes to all who follow it, once; then each is written to, once.

Two jobs, so that each asks one question when there is nothing to do. The first decides who hears of an event at all,
the second writes one mail per address with all that is due for it.
"""

import sqlalchemy as sa
from flask import current_app

from app import clock
from app.database import UtcDateTime, db, insert_into, lock_numbers, transaction
from app.jobs import for_each
from app.notifications import outbox
from app.notifications import queries as messages
from app.notifications import rules as hours
from app.programme import queries, subscribing_queries
from app.programme.models import INVITE, PUBLISHED, Event
from app.programme.subscribers import SINGLE, WEEKLY, AnnouncedEvent, Follower, FollowerNews, about
from app.programme.subscribing_rules import LATE, WAIT, is_time_to_announce, next_digest

# A family of numbers for lock_numbers.
ANNOUNCING = 93
MAIL, DIGEST = "programme/mail/new_dates", "programme/mail/new_dates_weekly"
# So many events are handed over in one transaction.
AT_ONCE = 50


def announce_events():
    """A job: hand what was published to all who follow it."""
    now = clock.now()
    ripe = _ripe(now)
    for_each([ripe[first:first + AT_ONCE] for first in range(0, len(ripe), AT_ONCE)], announce)


def announce(event_ids):
    """Hand over published events, those that nobody handed over meanwhile."""
    with transaction():
        lock_numbers(ANNOUNCING, [1])
        now = clock.now()
        done = sa.exists().where(AnnouncedEvent.event_id == Event.id)
        wanted = sa.select(Event).where(Event.id.in_(event_ids), Event.state == PUBLISHED, ~done)
        for event in db.session.scalars(wanted.options(*queries.with_everything())).unique().all():
            db.session.add(AnnouncedEvent(event_id=event.id, announced_at=now))
            if event.format.registration != INVITE and event.starts_at > _arrives_at(now):
                _hand_over(event, now)


def _arrives_at(now):
    """Return when a mail that is written now goes out: by day."""
    return hours.by_day(now, current_app.config["QUIET_HOURS"])


def _ripe(now):
    rows = subscribing_queries.unannounced(now)
    published = [published_at for _id, published_at, _last in rows]
    if not is_time_to_announce(published, rows[0][2] if rows else None, now):
        return []
    return [ident for ident, published_at, _last in rows if published_at <= now - WAIT]


def _hand_over(event, now):
    """Note an event for all who follow it by its format, areas or places, and did so before it was published."""
    areas = {event.area_id, *(area.id for area in event.further_areas)}
    places = {booking.room.place_id for date in event.dates for booking in date.bookings} | {event.external_place_id}
    is_followed = sa.or_(
        Follower.format_id == event.format_id, Follower.area_id.in_(areas), Follower.place_id.in_(places - {None})
    )
    due = {SINGLE: event.published_at + WAIT, WEEKLY: next_digest(now)}
    insert = insert_into(FollowerNews)
    for cadence, due_at in due.items():
        rows = (
            sa.select(Follower.id, sa.literal(event.id), sa.literal(due_at, UtcDateTime))
            .where(is_followed, Follower.cadence == cadence, Follower.confirmed_at < event.published_at)
            .order_by(Follower.id)
        )
        columns = ["follower_id", "event_id", "due_at"]
        db.session.execute(insert.from_select(columns, rows).on_conflict_do_nothing())


def tell_new_dates():
    """A job: write to everybody for whom something new is due."""
    for_each(subscribing_queries.readers_to_tell(clock.now()), tell)


def tell(reader):
    """Write one mail with all that is due for an address, and remember it as told. Twice does no harm."""
    with transaction():
        now = clock.now()
        followers = db.session.scalars(
            sa.select(Follower)
            .where(Follower.reader == reader, Follower.confirmed_at.is_not(None))
            .order_by(Follower.id)
            .with_for_update(key_share=True)
        ).all()
        ids = [follower.id for follower in followers]
        due = db.session.scalars(
            sa.select(FollowerNews).where(
                FollowerNews.follower_id.in_(ids), FollowerNews.written_at.is_(None), FollowerNews.due_at <= now
            )
        ).all()
        if not due:
            return
        weekly = {follower.id for follower in followers if follower.cadence == WEEKLY}
        latest = max(news.due_at for news in due)
        is_digest = any(news.follower_id in weekly for news in due)
        of_week = f"{about(reader)}:week:{clock.today(latest)}"
        if is_digest and messages.written([of_week]):
            # Handed over at the very moment, or by a clock that was set back: the mail of this week has gone without.
            _put_off([news for news in due if news.follower_id in weekly], now)
            return
        events = subscribing_queries.coming_events(_untold(ids, {news.event_id for news in due}), _arrives_at(now))
        _mark(ids, {news.event_id for news in due}, now)
        if not events:
            return
        # The last word: one weekly mail a week, and one mail about each event.
        once = of_week if is_digest else f"{about(reader)}:new:{events[0].id}"
        outbox.queue(
            followers[0].email, DIGEST if is_digest else MAIL, about(reader), now, once=once,
            useful_until=latest + LATE, reader=reader, event_ids=[event.id for event in events],
        )  # fmt: skip


def _put_off(news, now):
    for each in news:
        each.due_at = next_digest(now)


def _untold(follower_ids, event_ids):
    """Return those events that the address was not told of by another of its wishes."""
    told = db.session.scalars(
        sa.select(FollowerNews.event_id).where(
            FollowerNews.follower_id.in_(follower_ids), FollowerNews.event_id.in_(event_ids),
            FollowerNews.written_at.is_not(None),
        )
    )  # fmt: skip
    return event_ids - set(told)


def _mark(follower_ids, event_ids, now):
    db.session.execute(
        sa.update(FollowerNews)
        .where(
            FollowerNews.follower_id.in_(follower_ids), FollowerNews.event_id.in_(event_ids),
            FollowerNews.written_at.is_(None),
        )
        .values(written_at=now)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
