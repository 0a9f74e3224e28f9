"""Rooms of our own on a Janus server, by its videoroom plugin (janus.conf.meetecho.com/docs: "JSON API", "VideoRoom").

One secret does three things there: as api_secret it makes the server obey us, as token_auth_secret it makes it believe
the tokens that we sign for browsers, and as admin_key of the plugin it lets nobody else make rooms. It stays with us: a
browser gets the pin of one room, and tokens that hold for some minutes.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from flask_babel import gettext as _

from app import clock, fetching
from app.lobby import asking, own_room
from app.lobby.meeting import ProviderFailure, Running

NEEDS_MAKING = True
PLUGIN = "janus.plugin.videoroom"
MOST_PEOPLE, LONGEST_NAME = 6, 60
# Bits per second of one picture.
BITRATE = 800_000
# A token is renewed long before it ends: the clocks of two servers may differ.
TOKEN_HOLDS, TOKEN_RENEWED_AFTER = timedelta(minutes=10), timedelta(minutes=4)
# All that is said for one purpose, in seconds.
TALK_LASTS = 5
# An empty room whose time was over so long ago was forgotten by us: a rehearsal, or a house that was restored.
FORGOTTEN = timedelta(hours=6)
_MARK = "wirkstaette"
_NO_SUCH_ROOM, _UNAUTHORIZED = 426, 403


def make(meeting):
    """Make a room that nobody finds or can guess. Raises ProviderFailure."""
    room = 2**52 + secrets.randbelow(2**52)
    until = int(meeting.closes_at.timestamp())
    with _Talk(meeting.server) as talk:
        _sweep(talk, meeting.server)
        said = talk.ask(
            request="create", room=room, description=f"{_MARK} {until}", admin_key=meeting.server.secret,
            secret=_derived(meeting.server, "secret", room), pin=_derived(meeting.server, "pin", room),
            is_private=True, signed_tokens=True, require_pvtid=True, notify_joining=True, publishers=MOST_PEOPLE,
            bitrate=BITRATE, bitrate_cap=True, fir_freq=10, audiocodec="opus", videocodec="vp8",
            record=False, lock_record=True,
        )  # fmt: skip
        _expect(said, "created")
    return {"room": room}


def address(meeting, person):
    """Return the path of our own page for a person. Raises ProviderFailure where no room was made."""
    if "room" not in meeting.facts:
        raise ProviderFailure(_("Der Raum ist noch nicht da."))
    return own_room.path(own_room.enter(meeting, person, person.name[:LONGEST_NAME]))


def find_running(meeting):
    """Return whether the room is there, and how many are in it. Raises ProviderFailure."""
    with _Talk(meeting.server) as talk:
        said = talk.ask(request="listparticipants", room=meeting.facts.get("room", 0))
    if said.get("error_code") == _NO_SUCH_ROOM:
        return Running(is_there=False)
    _expect(said, "participants")
    inside = said.get("participants")
    return Running(is_there=True, persons=len(inside) if isinstance(inside, list) else None)


def end(meeting):
    """Close a room for all who are in it; one that is gone is fine. Raises ProviderFailure."""
    with _Talk(meeting.server) as talk:
        _destroy(talk, meeting.server, meeting.facts.get("room", 0))


def check(meeting):
    """See that the server obeys us, believes our tokens, and nobody else. Raises ProviderFailure."""
    server = meeting.server
    if _is_let_in(server):
        raise ProviderFailure(_("Der Server lässt jeden herein: In janus.jcfg fehlen api_secret und token_auth."))
    end(replace(meeting, facts=make(meeting)))
    if not _is_let_in(server, token=signed(server, "janus", PLUGIN)):
        raise ProviderFailure(_("In janus.jcfg ist token_auth_secret nicht das Geheimnis, das hier eingetragen ist."))
    with _Talk(server) as talk:
        said = talk.ask(request="create", room=2**52 + secrets.randbelow(2**52), is_private=True)
        if said.get("videoroom") == "created":
            talk.ask(request="destroy", room=said.get("room"))
            raise ProviderFailure(_("Jeder könnte Räume machen: In janus.plugin.videoroom.jcfg fehlt admin_key."))


def keys(server, room):
    """Return what a browser needs to enter a room, by the names of our script; the secret is not among it."""
    return {
        "server": server.address.rstrip("/"), "room": room, "pin": _derived(server, "pin", room),
        "token": signed(server, "janus", PLUGIN), "roomToken": signed(server, PLUGIN, f"room={room}"),
        "renewAfter": TOKEN_RENEWED_AFTER.total_seconds(),
    }  # fmt: skip


def signed(server, realm, *what):
    """Return a token as the server checks it (HMAC-SHA1, as its auth.c does)."""
    until = int((clock.now() + TOKEN_HOLDS).timestamp())
    said = ",".join([str(until), realm, *what])
    signature = hmac.new(server.secret.encode(), said.encode(), hashlib.sha1).digest()
    return f"{said}:{base64.b64encode(signature).decode()}"


def _derived(server, purpose, room):
    """Return a secret of one room: nothing to keep, and to be had from the secret of the server alone."""
    return hmac.new(server.secret.encode(), f"{_MARK} {purpose} {room}".encode(), hashlib.sha256).hexdigest()[:40]


def _sweep(talk, server):
    """Take away empty rooms of ours that were forgotten."""
    limit = (clock.now() - FORGOTTEN).timestamp()
    rooms = talk.ask(request="list", admin_key=server.secret).get("list")
    for row in rooms if isinstance(rooms, list) else ():
        mark, _space, until = str(row.get("description")).partition(" ") if isinstance(row, dict) else ("", "", "")
        if mark == _MARK and until.isdecimal() and int(until) < limit and row.get("num_participants") == 0:
            _destroy(talk, server, row.get("room"))


def _destroy(talk, server, room):
    said = talk.ask(request="destroy", room=room, secret=_derived(server, "secret", room))
    if said.get("error_code") != _NO_SUCH_ROOM:
        _expect(said, "destroyed")


def _expect(said, word):
    if said.get("videoroom") != word:
        raise asking.refusal(said.get("error"))


class _Talk:
    """A talk with the plugin: opened, some questions, closed. All of it within some seconds."""

    def __init__(self, server):
        self._server, self._path, self._ends_at = server, "", time.monotonic() + TALK_LASTS

    def __enter__(self):
        self._path = f"/{self._ident(janus='create')}"
        self._handle = f"{self._path}/{self._ident(janus='attach', plugin=PLUGIN)}"
        return self

    def __exit__(self, *_failure):
        # Else the server closes it by itself, a minute later.
        with suppress(ProviderFailure):
            self._post(self._path, janus="destroy")

    def ask(self, **body):
        """Return what the plugin says. Raises ProviderFailure."""
        said = self._post(self._handle, janus="message", body=body).get("plugindata")
        data = said.get("data") if isinstance(said, dict) else None
        return _expected(data, dict)

    def _ident(self, **body):
        said = self._post(self._path, **body).get("data")
        ident = said.get("id") if isinstance(said, dict) else None
        return _expected(ident, int)

    def _post(self, path, **body):
        said = _post(self._server, path, self._ends_at - time.monotonic(), apisecret=self._server.secret, **body)
        if said.get("janus") == "success":
            return said
        error = said.get("error")
        error = error if isinstance(error, dict) else {}
        if error.get("code") == _UNAUTHORIZED:
            raise asking.wrong_secret()
        raise asking.refusal(error.get("reason"))


def _is_let_in(server, **proof):
    """Return whether the server opens a session for somebody with that proof."""
    said = _post(server, "", TALK_LASTS, janus="create", **proof)
    ident = said["data"].get("id") if isinstance(said.get("data"), dict) else None
    if said.get("janus") != "success" or not isinstance(ident, int):
        return False
    with suppress(ProviderFailure):
        _post(server, f"/{ident}", TALK_LASTS, janus="destroy", **proof)
    return True


def _post(server, path, seconds, **body):
    """Return the answer of the server to a request of its API, a dict. Raises ProviderFailure."""
    body = json.dumps({"transaction": secrets.token_hex(8), **body}).encode()
    limits = fetching.Limits(seconds=max(seconds, 0.1), headers={"Content-Type": "application/json"})
    answer = asking.body_of(server.address.rstrip("/") + path, "POST", limits, body)
    try:
        return _expected(json.loads(answer), dict)
    except (ValueError, RecursionError) as failure:
        raise asking.nonsense() from failure


def _expected(value, kind):
    if not isinstance(value, kind):
        raise asking.nonsense()
    return value
