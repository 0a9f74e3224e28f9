"""Double plannings among drafts and events are named in words, each with an act; wanted ones can be settled."""

from datetime import timedelta

from app import clock
from app.programme.models import DRAFT
from tests.make import a_place, a_room, an_area, an_event, an_organisation

LIST = "/team/aufgaben"


def sentences(page):
    """What is the matter, of each line that is about something planned twice."""
    lines = page.tree.xpath("//main//h2[@id='doppelt']/following-sibling::ul[1]/li")
    return [" ".join(line.xpath("./p[not(@class)]")[0].text_content().split()) for line in lines]


def two(one=None, other=None, **facts):
    """Two events at the same time in rooms of two places; the second is a draft."""
    start = clock.now().replace(microsecond=0) + timedelta(days=30)
    rooms = [a_room(place=place or a_place(), step_free=True, accessible_wc=True) for place in (one, other)]
    first = an_event(title="Lesung", starts_at=start, room_ids=[rooms[0].id], **facts)
    second = an_event(title="Nähtreff", starts_at=start, room_ids=[rooms[1].id], state=DRAFT, **facts)
    return first, second


def test_a_host_cannot_be_at_two_places(staff):
    host = an_organisation("Verein Nord")

    first, second = two(hosts=[host])

    page = staff.get(LIST)
    [sentence] = sentences(page)
    assert sentence.startswith(f"{host.name} lädt zur selben Zeit woanders ein: „Lesung“")
    assert page.links("Verlegen: Nähtreff") == [f"/team/veranstaltungen/{second.id}/verlegen"]
    staff.fill(
        page, "/team/aufgaben/erledigen", todo=f"same-host-{first.id}|event:{second.id}", act="erledigt"
    )
    assert sentences(staff.get(LIST)) == []


def test_an_area_meets_twice_in_one_town(staff):
    town, area = a_place(), an_area()

    two(town, town, area_id=area.id)

    [sentence] = sentences(staff.get(LIST))
    assert sentence.startswith("Im selben Ort und Bereich ist zur selben Zeit auch „Lesung“")


def test_two_events_that_have_nothing_in_common_are_no_clash(staff):
    two()

    assert sentences(staff.get(LIST)) == []
