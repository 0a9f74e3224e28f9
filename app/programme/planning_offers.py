"""What can be had instead, where a room is not free at one of the dates of an event."""

from app import clock
from app.programme.models import ONLINE, ONSITE
from app.programme.planning_rules import PlanningRefusal
from app.rooms import finding, timetables
from app.rooms.models import STAFF
from app.rooms.rules import BREAKABLE, RoomRefusal


def offers(form, now):
    """Return (text, value of the button) of what a PlanForm that was refused can have instead."""
    is_shut = form.refusal is not None and form.refusal.reason is PlanningRefusal.NOT_OPEN
    if not is_shut and not _is_about_rooms(form):
        return []
    for ident in form.room_ids:
        choice = form.room_choices.get(ident)
        if choice is None or choice.can_be_had and not is_shut:
            continue
        for number, span in _rows(form):
            if not is_taken(choice.room, span, now, may_break=not is_shut):
                continue
            persons = form.seats[ONLINE if choice.is_digital else ONSITE] or None
            found = finding.alternatives(choice.room, *span, now, persons=persons, who=STAFF)
            return [
                (offer.text, _value(number, ident, offer)) for offer in found
                if offer.room.id == ident or _can_be_had(form, offer.room.id)
            ]  # fmt: skip
    return []


def offers_of(form, rooms, now):
    """Return (text, value of the button) of other times for dates that were refused in rooms that stay the same."""
    is_shut = form.refusal is not None and form.refusal.reason is PlanningRefusal.NOT_OPEN
    if not is_shut and not _is_about_rooms(form):
        return []
    for number, span in _rows(form):
        for room in rooms:
            if is_taken(room, span, now, may_break=not is_shut):
                found = finding.alternatives(room, *span, now, who=STAFF)
                times = [offer for offer in found if offer.kind in (finding.SAME_ROOM, finding.OTHER_DAY)]
                return [(offer.text, _value(number, room.id, offer)) for offer in times]
    return []


def offers_to_move(form, event, now):
    """Return (text, value of the button) of other times for an event that could not be moved as a MoveForm says."""
    is_shut = form.refusal is not None and form.refusal.reason is PlanningRefusal.NOT_OPEN
    if not is_shut and not _is_about_rooms(form):
        return []
    for (number, span), date in zip(_rows(form), event.dates, strict=False):
        for booking in date.bookings:
            if not is_taken(booking.room, span, now, booking.id, may_break=not is_shut):
                continue
            found = finding.alternatives(booking.room, *span, now, who=STAFF, but_not=booking.id)
            times = [offer for offer in found if offer.kind in (finding.SAME_ROOM, finding.OTHER_DAY)]
            return [(offer.text, _value(number, booking.room_id, offer)) for offer in times]
    return []


def _is_about_rooms(form):
    return form.refusal is not None and isinstance(form.refusal.reason, RoomRefusal)


def _rows(form):
    """Return (number of the row, span) of the dates that were typed, in order of time."""
    spans = [(number, row.form.span(form.minutes)) for number, row in enumerate(form.dates) if not row.form.is_empty]
    return sorted(((number, span) for number, span in spans if span), key=lambda pair: pair[1])


def is_taken(room, span, now, but_not=None, may_break=True):
    """Whether the team cannot have a room then; `may_break`: what it may do knowingly does not count."""
    refused = timetables.load([room], *span, but_not).why_not(room, *span, now, STAFF)
    return refused is not None and not (may_break and refused[0] in BREAKABLE)


def _can_be_had(form, room_id):
    choice = form.room_choices.get(room_id)
    return choice is not None and choice.can_be_had


def _value(number, room_id, offer):
    """Return an offer as the one button that takes it sends it (see PlanForm.take)."""
    begin, end = clock.local(offer.starts_at), clock.local(offer.ends_at)
    return f"{number}|{room_id}|{offer.room.id}|{begin:%Y-%m-%d}|{begin:%H:%M}|{end:%H:%M}"
