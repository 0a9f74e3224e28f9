"""The season that a new house begins with, as calendars see it."""

import pytest

from app.rooms.models import Room
from app.seasons import loading
from tests.calendars.lint import lint
from tests.calendars.readers import READERS, in_the_database


@pytest.fixture
def season(app, at):
    """The season of the house, loaded on a Monday."""
    at("2027-02-01 08:00")
    loading.load_demo()


def test_the_whole_season_reads_alike_everywhere(season, feed):
    raw = feed()

    assert lint(raw) == []
    assert [read(raw) == in_the_database() for read in READERS] == [True] * 4
    assert len(in_the_database()) > 50


def test_no_digital_room_of_the_season_tells_its_address(season, feed):
    raw = feed().replace(b"\r\n ", b"").decode()

    assert [room.join_url for room in Room.query.all() if room.join_url and room.join_url in raw] == []
    assert "video.example.org" not in raw
