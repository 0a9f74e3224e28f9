"""On what the texts of mails about rooms are shown: the newest requests, or one that is made up and never stored."""

from datetime import timedelta
from types import SimpleNamespace

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload

from app import clock
from app.database import db
from app.notifications.greetings import greeting
from app.rooms import links, mails, request_rules
from app.rooms.bookings import Booking
from app.rooms.closing import CALLED_OFF, MOVED, STAYS
from app.rooms.models import Room


def of_mail(name):
    """Return a function that finds facts of messages which could be written now, newest first."""

    def find():
        if name in ("proposed", "moved", "changed"):
            # They tell of something that only a real message knows.
            return []
        newest = db.session.scalars(
            sa.select(Booking.request_id)
            .where(Booking.request_id.is_not(None), Booking.state.in_(mails.MAILS[name].needs))
            .order_by(Booking.id.desc())
            .limit(3)
        ).all()
        return [{"request_id": number} for number in newest]

    return find


def made_up(name):
    """Return a function that makes up what a mail gets, in a room of the house, or None where there is none."""

    def make():
        room = db.session.scalar(sa.select(Room).options(joinedload(Room.place)).order_by(Room.id).limit(1))
        if room is None:
            return None
        starts_at = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=10)
        ends_at, day_before = starts_at + timedelta(hours=2), starts_at - timedelta(days=1)
        states = mails.MAILS[name].shows if name in mails.MAILS else (None,)
        booking = SimpleNamespace(
            id=0, room=room, starts_at=starts_at, ends_at=ends_at, state=states[-1], layout=None, persons=None
        )
        until = clock.now() + timedelta(days=2)
        base = f"{current_app.config['BASE_URL']}/beispiel"
        return {
            "request": SimpleNamespace(answer_by=until, held_until=until, confirmed_at=None),
            "greeting": greeting(None), "name": None, "bookings": [booking], "things": {0: []},
            "state_texts": request_rules.STATE_TEXTS, "what": room.place_line, "problem": "",
            "was": [day_before, day_before + timedelta(hours=2)], "was_place": room.place_line,
            "words": "Der Saal wird an diesem Tag renoviert.", "reason": "Betriebsferien",
            CALLED_OFF: [(booking, None)], MOVED: [], STAYS: [],
            "room": room, "watch": booking, "team_link": f"{base}/team",
            "room_link": links.room_link(room), "form_link": links.form_link(room, starts_at, ends_at),
            **{f"{link}_link": base for link in ("manage", "confirm", "proposal", "watch")},
        }  # fmt: skip

    return make
