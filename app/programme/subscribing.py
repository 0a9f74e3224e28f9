"""Following a format, an area or a place: asked by anybody, confirmed by mail, ended by one click."""

import secrets
import zlib

import sqlalchemy as sa

from app import clock
from app.database import db, lock, lock_numbers, transaction
from app.notifications import outbox
from app.programme import subscribing_links, subscribing_rules
from app.programme.subscribers import SINGLE, Follower, FollowerErasure, FollowerNews, about

# A family of numbers for lock_numbers: one per address, so that all wishes of one address have one reader.
ADDRESSES = 92


def ask(thing, email, cadence, language="de"):
    """Ask an address by mail whether it wants to hear of the new dates of a Thing.

    Returns nothing: the answer is the same for every address, also for one that follows already. However often one
    asks, at most one mail an hour goes out for each thing, and none while several of them wait to be confirmed.
    """
    with transaction():
        lock_numbers(ADDRESSES, [zlib.crc32(email.encode()) >> 1])
        now = clock.now()
        known = db.session.scalars(sa.select(Follower).where(Follower.email == email).order_by(Follower.id)).all()
        found = next((each for each in known if getattr(each, thing.column) == thing.id), None)
        if found is None:
            if sum(each.confirmed_at is None for each in known) >= subscribing_rules.MOST_UNCONFIRMED:
                return
            reader = known[0].reader if known else secrets.token_urlsafe(12)
            how = {"cadence": cadence, "language": language, "asked_at": now}
            found = Follower(email=email, reader=reader, **{thing.column: thing.id}, **how)
            db.session.add(found)
            db.session.flush()
        elif found.confirmed_at is None:
            found.cadence, found.language = cadence, language
        template = "follow_please_confirm" if found.confirmed_at is None else "follow_already"
        born = subscribing_links.born(found)
        once = f"follower:{found.id}:{born}:{template}:{now:%Y-%m-%dT%H}"
        outbox.queue(email, f"programme/mail/{template}", found.about, now, once=once, follower_id=found.id)


def confirm(follower_id):
    """Let somebody hear of new dates from now on. Twice does no harm; LookupError where they are forgotten."""
    with transaction():
        found = lock(Follower, follower_id)
        found.confirmed_at = found.confirmed_at or clock.now()


def set_cadence(reader, follower_id, cadence):
    """Let somebody hear of one thing at once, or weekly; what waits for them moves along. LookupError if unknown."""
    with transaction():
        found, now = _lock_of(reader, follower_id), clock.now()
        found.cadence = cadence
        due_at = now if cadence == SINGLE else subscribing_rules.next_digest(now)
        db.session.execute(
            sa.update(FollowerNews)
            .where(FollowerNews.follower_id == follower_id, FollowerNews.written_at.is_(None))
            .values(due_at=due_at)
        )


def write_in(reader, language):
    """Write to an address in another language from now on, about all that it follows."""
    with transaction():
        for found in _lock_all(Follower.reader == reader):
            found.language = language


def stop(reader, follower_id):
    """End one of the things that an address follows. LookupError where it is none of them."""
    with transaction():
        _end([_lock_of(reader, follower_id)])


def stop_all(reader):
    """End all that an address follows, and forget it with all mails to it. Twice does no harm."""
    with transaction():
        _end(_lock_all(Follower.reader == reader))


def end(follower_id):
    """Forget one follower, who was erased before. Twice does no harm."""
    with transaction():
        _end(_lock_all(Follower.id == follower_id))


def end_unconfirmed(follower_id):
    """Forget one follower who has not confirmed, unless they just did."""
    with transaction():
        _end(_lock_all(sa.and_(Follower.id == follower_id, Follower.confirmed_at.is_(None))))


def forget_address(email):
    """End all that an address follows, which somebody proved to be theirs."""
    with transaction():
        _end(_lock_all(Follower.email == email))


def _lock_of(reader, follower_id):
    found = lock(Follower, follower_id)
    if found.reader != reader:
        raise LookupError(f"No follower {follower_id} of this reader")
    return found


def _lock_all(whose):
    return db.session.scalars(sa.select(Follower).where(whose).order_by(Follower.id).with_for_update()).all()


def _end(followers):
    now = clock.now()
    readers = {found.reader for found in followers}
    ids = [found.id for found in followers]
    # What they were told of goes along (ON DELETE CASCADE).
    db.session.execute(
        sa.delete(Follower).where(Follower.id.in_(ids)).execution_options(synchronize_session=False)
    )
    db.session.expire_all()
    db.session.add_all([FollowerErasure(follower_id=ident, erased_at=now) for ident in ids])
    left = set(db.session.scalars(sa.select(Follower.reader).where(Follower.reader.in_(readers))))
    for reader in readers - left:
        outbox.forget(about(reader))
