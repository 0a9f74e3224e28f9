"""What a video service is asked for: a meeting, and a person who joins it. Plain values, no database behind them."""

from dataclasses import dataclass, field
from datetime import datetime


class ProviderFailure(Exception):
    """A video service did not do what was asked of it; the sentence is for the team."""

    def __init__(self, sentence):
        super().__init__(str(sentence))
        self.sentence = str(sentence)


@dataclass(frozen=True)
class Server:
    """A video service, see models.VideoServer. What is secret stands in no log."""

    id: int
    kind: str
    address: str
    app_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Meeting:
    """One meeting in a digital room. `key` names it at the service: nobody can guess it.

    `back_link`: where people go when they leave. `facts`: what the service said when it made the meeting.
    """

    key: str
    title: str
    opens_at: datetime
    closes_at: datetime
    back_link: str
    # The room's own address, where it has no service.
    link: str | None = field(default=None, repr=False)
    server: Server | None = None
    may_record: bool = False
    has_waiting_room: bool = False
    facts: dict = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Person:
    """Who joins: as they want to be called, and whether they lead.

    `back_link`: their own door; only pages of ours may know it.
    """

    name: str
    is_moderator: bool = False
    back_link: str | None = None


@dataclass(frozen=True)
class Running:
    """What a service says of a meeting: whether it is there, and how many people are in it (None: it does not say)."""

    is_there: bool
    persons: int | None = None
