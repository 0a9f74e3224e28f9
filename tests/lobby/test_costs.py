"""What a door costs in statements: a few, however many dates, rooms and guests there are."""

from datetime import timedelta

import pytest

from app import clock, jobs
from app.programme.models import ONLINE, ONSITE
from app.registrations import links
from bench import statements
from tests.lobby.conftest import a_digital_guest
from tests.lobby.test_door import press
from tests.make import a_digital_room, a_room

MOST_TO_ENTER = 24


def cost_of(guest, path):
    """How many statements a page takes the second time it is asked for."""
    guest.get(path)
    with statements.counted() as seen:
        assert guest.get(path).status == 200
    return len(seen)


def test_entering_a_room_that_is_there_costs_few_statements(by_service, house, guest, at):
    event = by_service()
    first, second = a_digital_guest(event), a_digital_guest(event)
    at("2026-05-04 18:15")
    jobs.run_once(house, "open_digital_rooms")
    press(guest, first)

    with statements.counted() as seen:
        assert press(guest, second).status == 303

    assert len(seen) <= MOST_TO_ENTER, "\n".join(seen)


@pytest.mark.parametrize("where", ["person", "event", "team"])
def test_a_door_costs_the_same_with_one_date_and_with_three(evening, guest, staff, where):
    costs = []
    for number in (1, 3):
        first = clock.now() + timedelta(days=number)
        spans = [(first + timedelta(weeks=week), first + timedelta(weeks=week, hours=1)) for week in range(number)]
        rooms = [a_room().id, a_digital_room().id]
        event = evening(spans=spans, room_ids=rooms, seats={ONLINE: 5, ONSITE: 5})
        registration = a_digital_guest(event)
        path = {
            "person": links.door_path(registration), "event": f"/veranstaltungen/{event.slug}/raum",
            "team": f"/team/veranstaltungen/{event.id}/raum",
        }[where]  # fmt: skip
        costs.append(cost_of(guest, path))

    assert costs[0] == costs[1]


def test_the_door_of_an_event_is_as_cheap_as_any_public_page(evening, new_guest):
    event = evening()

    assert cost_of(new_guest(), f"/veranstaltungen/{event.slug}/raum") <= 6
