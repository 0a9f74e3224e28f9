"""Mail servers that hang, drip or talk nonsense keep nobody for long, and lose no message."""

import time

import pytest
import sqlalchemy as sa

from app.database import db
from app.notifications import delivery, patience
from app.notifications.models import WAITING, Message
from tests.notifications import odd_servers

SECONDS = 0.3


@pytest.fixture
def engine():
    """What a server does is the same on both databases."""
    return "sqlite"


@pytest.mark.parametrize(
    ("behaviour", "connections"),
    [
        (odd_servers.hangs, 1),
        (odd_servers.drips, 1),
        (odd_servers.has_no_end, 1),
        (odd_servers.hangs_after_text, delivery.MISHAPS),
        (odd_servers.talks_nonsense, 1),
    ],
)
def test_an_odd_server_keeps_nobody_beyond_its_time_and_all_wait(
    app, write, states, monkeypatch, behaviour, connections
):
    monkeypatch.setattr(patience, "SECONDS", SECONDS)
    for number in range(20):
        write(number)

    with odd_servers.odd_server(behaviour) as (url, came):
        app.config["MAIL_URL"] = url
        begun = time.monotonic()
        delivery.deliver_messages()
        seconds = time.monotonic() - begun

    assert set(states().values()) == {WAITING}
    assert len(came) == connections
    # Some answers of each connection that broke, and what the machine takes.
    assert seconds < connections * (3 * SECONDS) + 5
    assert db.session.scalar(sa.select(sa.func.max(Message.attempts))) <= 1
