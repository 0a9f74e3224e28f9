"""Rooms on a Jitsi Meet server that lets in who carries a signed token (JWT, RFC 7519; Jitsi's "tokens" handbook).

A room there comes to be when the first one enters, so there is nothing to make; its name cannot be guessed, and the
token opens this one room, for this one evening.
"""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote, urlencode, urlsplit

from app import clock
from app.lobby import plain_link
from app.lobby.meeting import Running

NEEDS_MAKING = False
LONGEST_NAME = 60
# Clocks of two servers differ a little; whoever enters late still has some time for it.
BEFORE, AFTER = timedelta(minutes=2), timedelta(minutes=30)


def make(_meeting):
    """There is nothing to make."""
    return {}


def address(meeting, person):
    """Return where a person enters, with the token of their own."""
    # Here, because few houses need it and every process would carry it.
    import jwt

    server, now = meeting.server, clock.now()
    parts = urlsplit(server.address.rstrip("/"))
    room = meeting.key.lower()
    token = jwt.encode(
        {
            "iss": server.app_id, "aud": "jitsi",
            # The tenant where the server has several, else the server itself.
            "sub": parts.path.strip("/").split("/")[0].lower() or parts.hostname, "room": room,
            "nbf": int((now - BEFORE).timestamp()), "exp": int((max(meeting.closes_at, now) + AFTER).timestamp()),
            # All of it strings: the server stumbles over anything else.
            "context": {
                "user": {"name": person.name[:LONGEST_NAME], "moderator": "true" if person.is_moderator else "false"}
            },
        },
        server.secret, algorithm="HS256",
    )  # fmt: skip
    return f"{parts.scheme}://{parts.netloc}{parts.path}/{quote(room)}?{urlencode({'jwt': token})}"


def find_running(_meeting):
    """The server does not tell."""
    return Running(is_there=True)


def check(meeting):
    """See that the server answers; what it thinks of our secret shows when somebody enters. Raises ProviderFailure."""
    plain_link.check(replace(meeting, link=meeting.server.address))


def end(_meeting):
    """Nobody can end it from here; no token lets anybody in any more."""
