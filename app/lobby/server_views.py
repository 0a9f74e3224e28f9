"""Video services in the browser: which the house has, which a room uses, and whether they answer."""

import secrets
from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, abort, current_app, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app import clock, forms
from app.accounts import access
from app.accounts.models import ADMINISTRATION, ROOMS
from app.database import db
from app.lobby import answers, doors, providers, queries, video_servers
from app.lobby.forms import KINDS, ServerForm, VideoForm
from app.lobby.meeting import Meeting, Person, ProviderFailure
from app.lobby.models import RoomVideo, VideoServer
from app.rooms import furnishing_queries, scopes

bp = Blueprint("video", __name__)

TEST_LASTS = timedelta(hours=1)


@bp.get("/team/haus/video")
@access.team(ADMINISTRATION)
def servers():
    """List the video services and the rooms that use them."""
    return forms.page("lobby/servers.html", forms.Form(), rows=queries.servers(), kinds=KINDS)


@bp.route("/team/haus/video/neu", methods=["GET", "POST"])
@access.team(ADMINISTRATION)
def add_server():
    """Add a video service."""
    return _edit(None)


@bp.route("/team/haus/video/<int:server_id>", methods=["GET", "POST"])
@access.team(ADMINISTRATION)
def change_server(server_id):
    """Change a video service."""
    return _edit(db.session.get(VideoServer, server_id) or abort(404))


def _edit(server):
    form = ServerForm(providers.offered(server and server.kind), server)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            saved = video_servers.save_server(server and server.id, **form.facts())
            _flash_check(doors.plain(saved))
            return redirect(url_for(".servers"), 303)
    return forms.page("lobby/server_form.html", form, server=server)


@bp.post("/team/haus/video/<int:server_id>/pruefen")
@access.team(ADMINISTRATION)
def check_server(server_id):
    """Ask a video service whether it is there and knows us."""
    _flash_check(doors.plain(db.session.get(VideoServer, server_id) or abort(404)))
    return redirect(url_for(".servers"), 303)


def _flash_check(server):
    meeting = _test_meeting(server, None, "/team/haus/video")
    db.session.rollback()
    try:
        providers.of(meeting).check(meeting)
    except ProviderFailure as failure:
        flash(_("Gespeichert ist er, aber er antwortet nicht, wie er soll: %(why)s", why=failure.sentence), "warn")
    else:
        flash(_("Der Videodienst antwortet."), "good")


@bp.post("/team/haus/video/<int:server_id>/entfernen")
@access.team(ADMINISTRATION)
def delete_server(server_id):
    """Forget a video service that no room uses."""
    form = forms.Form()
    with form.catching_refusals():
        video_servers.delete_server(server_id)
        flash(_("Der Videodienst ist entfernt."), "good")
        return redirect(url_for(".servers"), 303)
    return forms.page("lobby/servers.html", form, rows=queries.servers(), kinds=KINDS)


@bp.route("/team/raeume/<int:room_id>/video", methods=["GET", "POST"])
@access.team(ROOMS, at=scopes.of_room)
def room_video(room_id):
    """Say what a digital room meets with."""
    room = _digital(room_id)
    form = _video_form(room)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            video_servers.set_video(room_id, form.server.data or None, form.dial_in.data or "")
            flash(_("Gespeichert. Probieren Sie den Raum gleich aus."), "good")
            return redirect(url_for(".room_video", room_id=room_id), 303)
        room = _digital(room_id)
    return _room_page(form, room)


def _video_form(room):
    return VideoForm(room, db.session.get(RoomVideo, room.id), [server for server, _rooms in queries.servers()])


def _room_page(form, room, trouble=None):
    page = forms.page("lobby/room_video.html", form, room=room, trouble=trouble)
    return answers.page(page, 503 if trouble else form.status)


@bp.post("/team/raeume/<int:room_id>/probe")
@access.team(ROOMS, at=scopes.of_room)
def try_room(room_id):
    """Let the signed-in into a room of their own behind the same service, to see whether all works."""
    room, name = _digital(room_id), current_user.name
    video = db.session.get(RoomVideo, room_id)
    back = url_for(".room_video", room_id=room_id)
    meeting = _test_meeting(doors.plain(video.server) if video else None, room.join_url, back)
    db.session.rollback()
    try:
        provider = providers.of(meeting)
        meeting = replace(meeting, facts=provider.make(meeting))
        return answers.lead_on(provider.address(meeting, Person(name, is_moderator=True)))
    except ProviderFailure as failure:
        trouble = failure.sentence
    room = _digital(room_id)
    return _room_page(_video_form(room), room, trouble)


def _test_meeting(server, link, back):
    now = clock.now()
    return Meeting(
        key=providers.key("probe", secrets.token_hex(16)), title=_("Probe"), opens_at=now, closes_at=now + TEST_LASTS,
        back_link=current_app.config["BASE_URL"] + back, link=link, server=server,
    )  # fmt: skip


def _digital(room_id):
    room = furnishing_queries.get_room(room_id)
    return room if room.is_digital else abort(404)
