"""The video services behind one small interface. Each is a module with

make(meeting) → facts · address(meeting, person) · find_running(meeting) → Running · end(meeting) · check(meeting)
NEEDS_MAKING: whether there is anything to make

Any of them but `address` may ask another server: never inside a transaction. All raise ProviderFailure.
"""

import hashlib

from flask import current_app

from app.accounts import tokens
from app.lobby import bigbluebutton, janus, jitsi, plain_link
from app.lobby.models import BIGBLUEBUTTON, JANUS, JITSI, LINK

KINDS = {LINK: plain_link, BIGBLUEBUTTON: bigbluebutton, JITSI: jitsi, JANUS: janus}


def of(meeting):
    """Return the service of a meeting."""
    return KINDS[meeting.server.kind if meeting.server else LINK]


def mark(server):
    """Return with what a meeting was made, so that it is made anew with another server; None: nothing to make."""
    if server is None or not KINDS[server.kind].NEEDS_MAKING:
        return None
    return f"{server.id}:{hashlib.sha256(f'{server.kind} {server.address}'.encode()).hexdigest()[:16]}"


def key(kind, name):
    """Return the name of a meeting at its service: always the same, and guessed by nobody."""
    return f"wir-{tokens.keyed_hash(kind, name)[:40]}"


def offered(kept=None):
    """Return the kinds of services that this house can use, and `kept`; a room of our own needs Janus."""
    has_janus = current_app.config["JANUS"] or kept == JANUS
    return [kind for kind in KINDS if kind != LINK and (kind != JANUS or has_janus)]
