"""Where an event is, in a line: what guests believe, and are told if it changes."""

ONSITE, ONLINE = "onsite", "online"
# Where people are who take part by video: which room it is, concerns only their browser.
BY_VIDEO = "Digital, per Video"


def places(external, rooms):
    """Return {kind of seats: where one goes with it, in one line}: what guests believe, and are told if it changes."""
    onsite = external or place_line(room for room in rooms if not room.is_digital)
    return {ONSITE: onsite, ONLINE: BY_VIDEO if any(room.is_digital for room in rooms) else ""}


def in_order(rooms):
    """Return rooms as an event names them: physical ones first."""
    return sorted(rooms, key=lambda room: (room.is_digital, room.id))


def place_line(rooms):
    """Return rooms in one line."""
    return " · ".join(room.place_line for room in in_order(rooms))
