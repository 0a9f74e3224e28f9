"""The planning board on a stopped clock: Monday, 4 May 2026, noon."""

from datetime import datetime

import pytest

from app import clock
from app.rooms import actions
from app.rooms.models import Part
from tests.make import a_place, a_room
from tests.registrations.conftest import guest, house, new_guest, staff  # noqa: F401


def moment(text):
    """A moment, as the clock on the wall says: "2026-05-06 14:00"."""
    return clock.from_wall(datetime.fromisoformat(text))


def a_booking(room, day, first, last, title="Probe", **facts):
    """A booking of a room on a day in May 2026, from and until as on the wall ("14:00")."""
    return actions.book_room(
        room.id, moment(f"2026-05-{day:02} {first}"), moment(f"2026-05-{day:02} {last}"), title, **facts
    )


@pytest.fixture
def hall(house):  # noqa: F811
    """A hall that divides in Zittau: (whole, north, south)."""
    place = a_place(key="zittau", name="Zittau")
    north, south = Part(name="Nord"), Part(name="Süd")
    whole = a_room(parts=[north, south], name="Saal", place=place)
    return (
        whole,
        a_room(parts=[north], name="Saal Nord", place=place, parent=whole),
        a_room(parts=[south], name="Saal Süd", place=place, parent=whole),
    )


def row(page, name):
    """The words of the row of a room (or of a day)."""
    for tr in page.tree.xpath("//table//tr[td]"):
        if tr.xpath("./th")[0].text_content().strip().startswith(name):
            return " ".join(" ".join(td.text_content().split()) for td in tr.xpath("./td"))
    raise LookupError(name)
