"""Which video services the house has, and which of them a digital room uses."""

from app.accounts import audit
from app.database import db, lock, lock_numbers, transaction
from app.errors import Refused
from app.lobby.models import RoomVideo, VideoServer
from app.lobby.rules import LobbyRefusal
from app.rooms.models import Room

# A family of numbers for lock_numbers.
SERVERS = 71


def set_video(room_id, server_id, dial_in):
    """Say what a digital room meets with: a service, or (None) its own address. Raises Refused."""
    with transaction():
        lock_numbers(SERVERS, [0])
        room = lock(Room, room_id)
        if not room.is_digital:
            raise Refused(LobbyRefusal.NOT_DIGITAL)
        server = db.session.get_one(VideoServer, server_id) if server_id else None
        video = db.session.get(RoomVideo, room_id, populate_existing=True)
        if video is None:
            video = RoomVideo(room_id=room_id)
            db.session.add(video)
        was = {"service": video.server and video.server.name, "dial_in": video.dial_in or ""}
        video.server, video.dial_in = server, dial_in
        refuse_shared_link(room, {})
        audit.note(
            "change_video", f"room:{room_id}",
            **audit.changes(was, {"service": server and server.name, "dial_in": dial_in}),
        )  # fmt: skip


def refuse_shared_link(room, _before):
    """Follow a change of a room: with a fixed address, two meetings at once would be one."""
    if not room.is_digital or room.sessions < 2 or not room.join_url:
        return
    db.session.flush()
    video = db.session.get(RoomVideo, room.id)
    if video is None or video.server_id is None:
        raise Refused(LobbyRefusal.SAME_LINK)


def save_server(server_id=None, **facts):
    """Add a video service, or change one; without a secret it keeps the one it has. Raises Refused."""
    with transaction():
        lock_numbers(SERVERS, [0])
        server = db.session.get_one(VideoServer, server_id) if server_id else VideoServer()
        same = db.session.query(VideoServer).filter_by(name=facts["name"]).one_or_none()
        if same is not None and same is not server:
            raise Refused(LobbyRefusal.NAME_TAKEN)
        if not facts.get("secret"):
            facts.pop("secret", None)
        for name, value in facts.items():
            setattr(server, name, value)
        db.session.add(server)
        db.session.flush()
        audit.note("change_video_server" if server_id else "add_video_server", "house", service=server.name)
    return server


def delete_server(server_id):
    """Forget a video service that no room uses. Raises Refused."""
    with transaction():
        lock_numbers(SERVERS, [0])
        server = db.session.get(VideoServer, server_id)
        if server is None:
            return
        videos = db.session.query(RoomVideo).filter_by(server_id=server_id).all()
        if videos:
            raise Refused(LobbyRefusal.IN_USE, rooms=", ".join(sorted(video.room.name for video in videos)))
        db.session.delete(server)
        audit.note("delete_video_server", "house", service=server.name)
