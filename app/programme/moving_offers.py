"""Which rooms an event can have instead, where one is taken, too small, or has steps."""

from app.programme import planning_queries
from app.programme.models import ONLINE, ONSITE
from app.programme.planning_offers import is_taken
from app.rooms.rules import RoomRefusal

MOST = 5
# The names of refusals that another room helps against, and that of steps; registrations stand further right.
STEPS = "STEPS"
OTHER_ROOM_HELPS = ("TOO_SMALL", "TOO_SMALL_FOR_LAYOUT", STEPS)


def offers_to_settle(form):
    """Return (text, value of the button) of other rooms for a SettleForm that was refused, those that fit first.

    The value names the room that does not do, and the other (see WhereForm.swap_room).
    """
    if form.refusal is None:
        return []
    reason = form.refusal.reason
    if not isinstance(reason, RoomRefusal) and reason.name not in OTHER_ROOM_HELPS:
        return []
    chosen = [form.room_choices[ident] for ident in form.room_ids if ident in form.room_choices]
    bad = next((each for each in chosen if _does_not_do(each, form.seats, reason)), None)
    if bad is None:
        return []
    fitting = [
        each for each in form.room_choices.values()
        if each not in chosen and each.is_digital == bad.is_digital and not _does_not_do(each, form.seats, reason)
    ]  # fmt: skip
    return [(each.label, f"{bad.id}|{each.id}") for each in _nearest(fitting, bad.room)[:MOST]]


def _nearest(choices, room):
    """Those in the same place first, each group as they fit."""
    return sorted(choices, key=lambda each: each.room.place_id != room.place_id)


def _does_not_do(choice, seats, reason):
    is_small = choice.capacity < seats.get(ONLINE if choice.is_digital else ONSITE, 0)
    has_steps = reason.name == STEPS and not choice.is_digital and not choice.room.step_free
    return not choice.can_be_had or is_small or has_steps


def offers_to_restore(form, event, now, place_ids):
    """Return (text, value of the button) of other rooms for an event that could not come back, those that fit first.

    `place_ids`: where whoever asks may plan; None: everywhere. The value names the room that is gone, and the other.
    """
    if form.refusal is None or not isinstance(form.refusal.reason, RoomRefusal):
        return []
    spans = [span for span in event.spans if span[1] > now]
    gone = next((room for room in event.rooms if any(is_taken(room, span, now) for span in spans)), None)
    if gone is None:
        return []
    ledger = event.ledger(ONLINE if gone.is_digital else ONSITE)
    seats = ledger.capacity if ledger else 0
    choices = planning_queries.room_choices(
        spans, seats, event.format.room_needs, now, place_ids, layout=event.format.layout,
        barrier_need=event.format.barrier_need,
    )  # fmt: skip
    fitting = [
        each for each in choices
        if each.can_be_had and each.is_digital == gone.is_digital and each.capacity >= seats
        and each.room not in event.rooms
    ]  # fmt: skip
    return [(each.label, f"{gone.id}|{each.id}") for each in _nearest(fitting, gone)[:MOST]]
