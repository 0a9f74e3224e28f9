"""The page of a room of our own. It needs JavaScript, and is the only one that may ask for camera and microphone."""

from flask import Blueprint, abort, jsonify, render_template

from app import pages, security
from app.accounts import access
from app.database import db
from app.lobby import answers, doors, janus, own_room
from app.lobby.models import JANUS, VideoServer

bp = Blueprint("own_room", __name__)

PERMISSIONS = "camera=(self), display-capture=(self), geolocation=(), microphone=(self)"


@bp.get("/raum/<token>")
@access.everyone
def room(token):
    """Show the room to somebody whom its door has led here."""
    entry = own_room.read(token)
    server = _server(entry)
    page = render_template(
        "lobby/own_room.html", entry=entry, is_over=server is None, most=janus.MOST_PEOPLE, token=token
    )
    answer = pages.private(page)
    if server is None:
        answer.status_code = 410
        return answer
    # Speaking with the Janus server, and nobody else.
    answer.headers["Content-Security-Policy"] = (
        f"{security.CONTENT_SECURITY_POLICY}; connect-src 'self' {answers.origin(server.address) or ''}".rstrip()
    )
    answer.headers["Permissions-Policy"] = PERMISSIONS
    return answer


@bp.get("/raum/<token>/schluessel")
@access.everyone
def key(token):
    """Tell the script of the page how to enter; it asks again before the tokens end."""
    entry = own_room.read(token)
    server = _server(entry) or abort(410)
    answer = jsonify(**janus.keys(server, entry.room), name=entry.called)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _server(entry):
    """Return the server of a room as plain values, or None where the way in holds no more."""
    server = None if entry.is_over else db.session.get(VideoServer, entry.server_id)
    return doors.plain(server) if server is not None and server.kind == JANUS else None
