"""Video services, which of them a digital room uses, and the door of each booking."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import UtcDateTime, db
from app.rooms.bookings import Booking
from app.rooms.models import Room

# The address of a room, the same for all; or a service that makes a meeting for each booking.
LINK, BIGBLUEBUTTON, JITSI, JANUS = "link", "bigbluebutton", "jitsi", "janus"


class VideoServer(db.Model):
    """A video service of the house: where it is, and the secret by which it knows us. The secret is never shown."""

    __tablename__ = "video_servers"
    __table_args__ = (sa.CheckConstraint("kind IN ('bigbluebutton', 'jitsi', 'janus')", name="known_kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(60), unique=True)
    address: Mapped[str] = mapped_column(sa.String(300))
    # The name under which Jitsi knows us.
    app_id: Mapped[str] = mapped_column(sa.String(100), default="", server_default="")
    secret: Mapped[str] = mapped_column(sa.String(200))


class RoomVideo(db.Model):
    """What a digital room meets with. Without a row, or without a server: by its own address (Room.join_url)."""

    __tablename__ = "room_videos"

    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True)
    room: Mapped[Room] = relationship()
    server_id: Mapped[int | None] = mapped_column(sa.ForeignKey("video_servers.id"), index=True)
    server: Mapped[VideoServer | None] = relationship()
    # Number and code for those who take part by telephone, as one would say them.
    dial_in: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")


class RoomDoor(db.Model):
    """The door to a digital room for one booking. Made when somebody first touches it.

    One meeting is made at the service, whoever asks for it at the same moment: who has the lease makes it.
    """

    __tablename__ = "room_doors"
    __table_args__ = (
        sa.CheckConstraint("(made_at IS NULL) = (made_with IS NULL)", name="made_with_something"),
        sa.CheckConstraint("failures >= 0", name="failures_not_negative"),
    )

    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("bookings.id", ondelete="CASCADE"), primary_key=True)
    booking: Mapped[Booking] = relationship()
    # What the team did: opened it early, closed it, lets it be open longer.
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    open_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The meeting at the service: with which one (providers.mark), what it told us, whether it is over there.
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_with: Mapped[str | None] = mapped_column(sa.String(80))
    facts: Mapped[dict] = mapped_column(sa.JSON, default=dict, server_default="{}")
    # Somebody is at it until then; should they vanish, the next one is free to.
    making_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Why it could not be made, how often in a row, and when it is tried again.
    failure: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retry_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
