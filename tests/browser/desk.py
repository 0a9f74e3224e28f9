"""The addresses of the team's pages about requests and bookings of rooms, and of what it proposed."""

from datetime import timedelta
from types import SimpleNamespace

from app import clock
from app.rooms import deciding, links, team_bookings
from tests.make import a_person, a_room, an_open_request


def addresses():
    """Return {name: path} of public pages and of team pages, with a request that waits, a proposal and a booking."""
    room = a_room(requests_block=False, two_agree=True)
    waiting, proposed = an_open_request(room, dates=2), an_open_request()
    booking = proposed.bookings[0]
    deciding.propose(booking.id, None, booking.starts_at, booking.ends_at + timedelta(hours=1), answer="Passt das?")
    first = waiting.bookings[0]
    booked = team_bookings.book(
        None, room.id, first.starts_at, first.ends_at, "Probe", knowingly=True, persons=5000, **a_person()
    )
    outdated = SimpleNamespace(id=booking.id, sequence=booking.sequence - 1)
    public = {
        "proposal": links.proposal_path(proposed, booking),
        "proposal, outdated": links.proposal_path(proposed, outdated),
    }
    team = {
        "requests": "/team/anfragen",
        "request": f"/team/anfragen/{waiting.id}",
        "request, proposed": f"/team/anfragen/{proposed.id}",
        "propose": f"/team/anfragen/{waiting.id}/vorschlag/{first.id}",
        "room bookings": f"/team/raumbuchungen?tag={clock.today(booked.starts_at)}",
        "room bookings, none": "/team/raumbuchungen?tag=2090-01-01",
        "room booking": f"/team/raumbuchungen/{booked.id}",
        "book a room": f"/team/raumbuchungen/neu?raum={room.id}",
        "move a room booking": f"/team/raumbuchungen/{booked.id}/verlegen",
        "call a booking off": f"/team/raumbuchungen/{booked.id}/absagen",
    }
    return public, team
