"""Would these wishes be refused? Looked at without a lock, for forms and lists; the act asks again under it."""

from datetime import timedelta

from app.errors import Refused
from app.rooms import lending, rules, timetables
from app.rooms.rules import RoomRefusal


def refusals(wishes, rooms, who, now, persons=None, layout_id=None, equipment_ids=()):
    """Return {number of the wish: Refused} of those that cannot be had. `rooms` is {id: Room}.

    The number of statements does not grow with the number of wishes.
    """
    if not wishes:
        return {}
    begin = min(wish.starts_at for wish in wishes) - timedelta(days=1)
    end = max(max(wish.ends_at, wish.starts_at) for wish in wishes) + timedelta(days=1)
    table = timetables.load([rooms[ident] for ident in {wish.room_id for wish in wishes}], begin, end)
    things = lending.things(tuple(equipment_ids))
    stock = lending.stock_of(things, begin, end)
    found = {}
    for number, wish in enumerate(wishes):
        room = rooms[wish.room_id]
        layout = next((each for each in room.layouts if each.id == layout_id), None)
        reason = table.why_not(room, wish.starts_at, wish.ends_at, now, who, persons, layout)
        if reason is None:
            reason = _lent_out(things, stock, room, wish)
        if reason is not None:
            found[number] = Refused(reason[0], **reason[1])
    return found


def _lent_out(things, stock, room, wish):
    span = rules.held_span(wish.starts_at, wish.ends_at, room.setup_min, room.teardown_min)
    missing = stock.find_missing(*span)
    return missing and (RoomRefusal.LENT, {"thing": next(thing.name for thing in things if thing.id == missing)})
