"""Crowds over HTTP, at two web processes: every seat goes out once, nobody gets an error."""

import pytest

from bench import crowds, house

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("engine", house.ENGINES)
def test_three_hundred_people_for_a_hundred_seats_and_fifty_hot_events_at_once(engine, tmp_path, monkeypatch):
    monkeypatch.setattr(crowds, "PEOPLE_EACH", 12)
    monkeypatch.setattr(crowds, "SEATS_EACH", 4)

    with house.new_database(engine, tmp_path) as url:
        # Raises where seats taken, promised and told do not agree.
        seen = crowds.measure_crowds(url, tmp_path)

    assert seen["one event"]["statuses"] == {"303": 100, "409": 200}
    assert seen["50 events"]["statuses"] == {"303": 200, "409": 400}
