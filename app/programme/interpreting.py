"""Arranging who interprets at an event: wanted, confirmed, and lent along where the house has somebody."""

import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.errors import Refused
from app.programme import actions, rules
from app.programme.interpreters import CONFIRMED, SIGN_LANGUAGE, WANTED, EventInterpreting
from app.programme.models import ONSITE
from app.rooms import actions as rooms
from app.rooms import lending, lending_along
from app.rooms import rules as room_rules
from app.rooms.bookings import LIVING, Loan
from app.rooms.models import Equipment


def wish(event, languages):
    """Note into which languages somebody is to interpret. Part of an act on the event; who was confirmed stays so."""
    for row in list(event.interpretings):
        if row.language not in languages:
            event.interpretings.remove(row)
    there = {row.language for row in event.interpretings}
    event.interpretings += [EventInterpreting(language=code, state=WANTED) for code in languages if code not in there]
    event.sign_language = SIGN_LANGUAGE in languages
    db.session.flush()


def promised(event):
    """Return the languages that an event promises by itself: sign language, or none."""
    return (SIGN_LANGUAGE,) if event.sign_language else ()


def everyone(languages):
    """Return the ids of all in the stock who interpret into some languages."""
    return [thing.id for thing in _in_stock(languages)] if languages else []


def interpreters(languages, spans):
    """Return the ids of what interprets into some languages: of each the first that is free at all (held) spans.

    Where none is free it is the first all the same, so that booking it says why not; languages for which the stock has
    nobody are left out.
    """
    found = {}
    for thing in _in_stock(languages):
        found.setdefault(thing.interprets, []).append(thing)
    return [_first_free(things, spans).id for things in found.values()]


def lent_along(event_rooms, languages, spans):
    """Return the ids of what interprets and is lent with the first of some rooms; without a room there is nothing."""
    if not event_rooms or not languages:
        return []
    first = event_rooms[0]
    held = [room_rules.held_span(*span, first.setup_min, first.teardown_min) for span in spans]
    return interpreters(languages, held)


def _in_stock(languages):
    return db.session.scalars(
        sa.select(Equipment)
        .where(Equipment.interprets.in_(languages), Equipment.stock.is_not(None))
        .order_by(Equipment.interprets, Equipment.name)
    ).all()


def _first_free(things, spans):
    for thing in things:
        stock = lending.stock_of([thing], min(spans)[0], max(end for _begin, end in spans)) if spans else None
        if stock is None or all(stock.lasts(*span) for span in spans):
            return thing
    return things[0]


def add_interpreting(event_id, language):
    """Want somebody who interprets into a language; where the stock has one, it is lent with the first room of each
    date to come. Twice does no harm. Raises Refused where all of them are taken.
    """
    with transaction():
        event, before = _lock_to_change(event_id)
        if any(row.language == language for row in event.interpretings):
            return event
        bookings = _first_bookings(event)
        spans = [
            room_rules.held_span(each.starts_at, each.ends_at, each.setup_min, each.teardown_min) for each in bookings
        ]
        rooms.lock_bookings([booking.id for booking in bookings])
        for ident in interpreters([language], spans):
            for booking in bookings:
                lending_along.lend_along(booking, ident)
        wish(event, [row.language for row in event.interpretings] + [language])
        actions.changed(event, before, "add_interpreting", language=language)
    return event


def remove_interpreting(event_id, language):
    """Want nobody any more who interprets into a language; who was lent goes back to the stock. Raises Refused."""
    with transaction():
        event, before = _lock_to_change(event_id)
        if all(row.language != language for row in event.interpretings):
            return event
        bookings = _first_bookings(event)
        rooms.lock_bookings([booking.id for booking in bookings])
        for thing, booking in lent_to(event, [language]):
            if booking in bookings:
                lending_along.take_back(booking, thing.id)
        wish(event, [row.language for row in event.interpretings if row.language != language])
        actions.changed(event, before, "remove_interpreting", language=language)
    return event


def confirm_interpreting(event_id, language):
    """Note that somebody has said yes. Twice does no harm. Raises Refused, LookupError."""
    return _set_state(event_id, language, CONFIRMED, "confirm_interpreting")


def withdraw_interpreting(event_id, language):
    """Note that whoever had said yes cannot come: it is wanted again. Raises Refused, LookupError."""
    return _set_state(event_id, language, WANTED, "withdraw_interpreting")


def _set_state(event_id, language, state, act):
    with transaction():
        event, before = _lock_to_change(event_id)
        row = next((row for row in event.interpretings if row.language == language), None)
        if row is None:
            raise LookupError(f"Nobody interprets into {language} at event {event_id}")
        if row.state != state:
            row.state, row.confirmed_at = state, clock.now() if state == CONFIRMED else None
            actions.changed(event, before, act, language=language)
    return event


def _lock_to_change(event_id):
    event = actions.lock_event(event_id)
    if reason := rules.why_not_change(event.state, event.ends_at, clock.now()):
        raise Refused(reason)
    return event, actions.Before.of(event)


def _first_bookings(event):
    """Return the booking of the first room of each date that is not over."""
    now = clock.now()
    dates = [date for date in event.dates if date.ends_at > now]
    living = ([booking for booking in date.bookings if booking.state in LIVING] for date in dates)
    return [bookings[0] for bookings in living if bookings]


def lent_to(event, languages):
    """Return (thing, booking) of all who are lent to an event to interpret into some languages; one statement."""
    bookings = {booking.id: booking for date in event.dates for booking in date.bookings}
    rows = db.session.execute(
        sa.select(Equipment, Loan.booking_id)
        .join(Loan, Loan.equipment_id == Equipment.id)
        .where(Loan.booking_id.in_(bookings), Equipment.interprets.in_(languages))
        .order_by(Equipment.name, Loan.booking_id)
    )
    return [(thing, bookings[booking_id]) for thing, booking_id in rows]


def follow_event(event, before):
    """Follow a change of an event: where sign language is said of it, somebody is wanted; where not, nobody.

    Who has said yes said it for other times, or another way to take part: they are asked again.
    """
    is_elsewhere = bool(before.places.get(ONSITE)) != bool(event.places[ONSITE])
    if before.spans and (before.spans != event.spans or is_elsewhere):
        for row in event.interpretings:
            row.state, row.confirmed_at = WANTED, None
    has_row = any(row.language == SIGN_LANGUAGE for row in event.interpretings)
    if event.sign_language and not has_row:
        wish(event, [*(row.language for row in event.interpretings), SIGN_LANGUAGE])
    elif has_row and not event.sign_language:
        wish(event, [row.language for row in event.interpretings if row.language != SIGN_LANGUAGE])
