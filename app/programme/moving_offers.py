"""Which rooms an event that was called off can have instead, where somebody else has one of its own by now."""

from app.programme import planning_queries
from app.programme.models import ONLINE, ONSITE
from app.rooms import timetables
from app.rooms.models import STAFF
from app.rooms.rules import BREAKABLE, RoomRefusal

MOST = 5


def offers_to_restore(form, event, now, place_ids):
    """Return (text, value of the button) of other rooms for an event that could not come back, those that fit first.

    `place_ids`: where whoever asks may plan; None: everywhere. The value names the room that is gone, and the other.
    """
    if form.refusal is None or not isinstance(form.refusal.reason, RoomRefusal):
        return []
    spans = [span for span in event.spans if span[1] > now]
    gone = next((room for room in event.rooms if _is_taken(room, spans, now)), None)
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
    return [(each.label, f"{gone.id}|{each.id}") for each in fitting[:MOST]]


def _is_taken(room, spans, now):
    for span in spans:
        refused = timetables.load([room], *span).why_not(room, *span, now, STAFF)
        if refused is not None and refused[0] not in BREAKABLE:
            return True
    return False
