"""Where what a closure hits could move to."""

from app.rooms import finding
from app.rooms.bookings import BOOKED
from app.rooms.models import STAFF

# So many rooms for each booking; and for so many bookings, because each is a search of its own.
MOST, MOST_BOOKINGS = 5, 40


def offers(bookings, shut_ids, now):
    """Return {booking id: [FreeRoom]}: rooms that are free at the same time and stay open, best fit first.

    Same place first, then big enough, then of like size. What is only asked for does not move.
    """
    found = {}
    for booking in [each for each in bookings if each.state == BOOKED and each.holds][:MOST_BOOKINGS]:
        wish = finding.Wish(
            booking.starts_at, booking.ends_at, persons=booking.persons, kind=booking.room.kind, who=STAFF
        )
        rooms = [room for room in finding.find_rooms(wish, now) if room.id not in shut_ids]
        found[booking.id] = sorted(rooms, key=_distance(booking))[:MOST]
    return found


def _distance(booking):
    wanted = booking.persons or booking.room.capacity
    return lambda room: (
        room.place_id != booking.room.place_id, room.seats < wanted, abs(room.seats - wanted), room.name
    )  # fmt: skip
