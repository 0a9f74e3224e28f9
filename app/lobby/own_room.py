"""The way into a room of our own: a signed address that says which room, for whom, and for how long."""

from dataclasses import astuple, dataclass, fields
from datetime import timedelta

from flask_babel import gettext as _

from app import clock
from app.accounts import tokens

PURPOSE = "own-room"
# Whoever is inside may load the page again, also where the room stays open longer. When it closes it is gone for all.
AFTER = timedelta(hours=2)


@dataclass(frozen=True)
class Entry:
    """Somebody who may enter. `until`: in seconds since 1970, as in tokens; `back_link`: where they go afterwards."""

    server_id: int
    room: int
    name: str
    leads: bool
    until: int
    title: str
    back_link: str

    @property
    def called(self):
        """How the others see them called."""
        return _("%(name)s (leitet)", name=self.name) if self.leads else self.name

    @property
    def is_over(self):
        """Whether it holds no more."""
        return clock.now().timestamp() >= self.until


def enter(meeting, person, name):
    """Return the Entry of a person to the room of a meeting."""
    until = int((max(meeting.closes_at, clock.now()) + AFTER).timestamp())
    return Entry(
        meeting.server.id, meeting.facts["room"], name, person.is_moderator, until, meeting.title,
        person.back_link or meeting.back_link,
    )


def path(entry):
    """Return the path of the page of a room for somebody."""
    return f"/raum/{tokens.make(PURPOSE, *astuple(entry))}"


def read(token):
    """Return the Entry of a token, or abort with 404 where it is none."""
    return Entry(*tokens.read(PURPOSE, token, len(fields(Entry))))
