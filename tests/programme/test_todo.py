"""What there is to do: lines made by rules, urgent first, each with its act; settled lines are not read twice."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.programme import origins, todo
from app.programme.models import DRAFT
from app.programme.settled import SettledTodo
from tests.make import a_format, a_place, a_registration, a_room, an_event
from tests.make_planning import sign_in_with, statements

LIST = "/team/aufgaben"


def lines(page):
    """(title, what is the matter, where the act is) of each line."""
    found = []
    for line in page.tree.xpath("//main//li[@class='panel']"):
        heading = line.xpath(".//h2|.//h3")[0].text_content()
        text = " ".join(line.xpath("./p[not(@class)]")[0].text_content().split())
        found.append((heading, text, line.xpath(".//a/@href")))
    return found


def change(row, **facts):
    with transaction():
        db.session.add(row)
        for name, value in facts.items():
            setattr(row, name, value)


def too_few(**facts):
    """An event tomorrow that needs five and has nobody."""
    start = clock.now() + timedelta(hours=24)
    return an_event(
        starts_at=start, format=a_format(min_participants=5, registration="seat"), title="Nähtreff", **facts
    )


def test_too_few_shortly_before_and_it_takes_place_all_the_same(staff):
    event = too_few()
    said = ("Nähtreff", "Bisher kommt niemand, nötig sind 5.", [f"/team/veranstaltungen/{event.id}/absagen"])

    assert lines(staff.get("/team/")) == [said]

    staff.fill(staff.get(LIST), "/team/aufgaben/erledigen", todo=f"too-few|event:{event.id}", act="erledigt")
    page = staff.get(LIST)
    assert lines(page) == []
    assert "Wieder zeigen: Nähtreff" in page.buttons

    staff.fill(staff.get(LIST), "/team/aufgaben/erledigen", todo=f"too-few|event:{event.id}", act="wieder")
    assert lines(staff.get(LIST)) == [said]


def test_put_off_it_comes_back_in_a_week(staff, at):
    event = an_event(languages=["de", "pl"], starts_at=clock.now() + timedelta(days=30))

    staff.fill(staff.get(LIST), "/team/aufgaben/erledigen", todo=f"nobody-interprets|event:{event.id}", act="spaeter")
    assert lines(staff.get(LIST)) == []
    at("2026-05-11 12:01")
    assert [line[0] for line in lines(staff.get(LIST))] == [event.title]


def test_many_wait_and_a_larger_room_is_free(staff):
    place = a_place()
    small, hall = a_room(place=place, capacity=2), a_room(place=place, capacity=50, name="Saal")
    event = an_event(capacity=1, room_ids=[small.id], title="Lesung")
    change(small, step_free=True, accessible_wc=True)
    a_registration(event)
    for _number in range(6):
        a_registration(event, would_wait=True)

    [(title, text, [href])] = lines(staff.get(LIST))

    assert title == "Lesung"
    assert text == f"6 Personen warten auf einen Platz. {hall.place_line} ist dann frei und größer."
    assert href == f"/team/veranstaltungen/{event.id}/ort?raum={hall.id}&plaetze=7"
    chosen = staff.get(href).tree.xpath("//input[@name='rooms'][@checked]/@value")
    assert chosen == [str(hall.id)]


def test_a_holiday_next_door_a_late_draft_and_unchecked_barriers_are_named(staff):
    place = a_place(holiday_region="DE-SN")
    room = a_room(place=place)
    start = clock.from_wall(clock.local(clock.now()).replace(tzinfo=None, month=5, day=25, hour=14))
    event = an_event(starts_at=start, room_ids=[room.id], title="Pfingsten")
    an_event(title="Spät", state=DRAFT, publish_at=clock.now() - timedelta(hours=1))

    found = {(title, text) for title, text, _href in lines(staff.get(LIST))}

    assert found == {
        ("Pfingsten", "Liegt auf einem freien Tag. Montag, 25. Mai: Pfingstmontag in Zittau."),
        ("Spät", "Sollte seit Montag, 4. Mai, 11 Uhr öffentlich sein."),
        (room.place_line, "Barrieren sind noch nicht geprüft, und 1 öffentliche Veranstaltung kommt."),
    }
    assert event.state == "published"


def test_each_role_sees_its_own(house, new_guest):
    here, elsewhere = a_room(), a_room()
    an_event(room_ids=[here.id])
    an_event(room_ids=[elsewhere.id])

    steward = sign_in_with(new_guest(), "rooms", here.place_id)
    page = steward.get(LIST)

    assert [title for title, _text, _href in lines(page)] == [here.place_line]


@pytest.mark.parametrize("path", ["/team/", LIST])
def test_the_list_takes_the_same_statements_with_one_event_as_with_three(staff, path):
    staff.get(path)
    counts = []
    for number in (1, 2):
        for _each in range(number):
            place = a_place()
            small = a_room(place=place, capacity=1)
            a_room(place=place, capacity=50)
            event = an_event(capacity=1, room_ids=[small.id], languages=["de", "pl"])
            a_registration(event)
            for _guest in range(6):
                a_registration(event, would_wait=True)
            too_few()
        staff.get(path)
        db.session.expire_all()
        counts.append(statements(lambda: staff.get(path)))

    assert counts[0] == counts[1]


def test_every_rule_answers_on_both_engines(app, at):
    at("2026-05-04 12:00")
    place = a_place()
    small, hall = a_room(place=place, capacity=1), a_room(place=place, capacity=50)
    event = an_event(capacity=1, room_ids=[small.id], languages=["de", "pl"])
    a_registration(event)
    for _number in range(6):
        a_registration(event, would_wait=True)
    too_few()
    past = an_event(starts_at=clock.now() - timedelta(days=5))

    with app.test_request_context():
        found = {each.rule: each for rule in todo.RULES for each in rule(clock.now())}
        assert origins.origins(past.id) == []

    assert set(found) == {"too-few", "many-wait", "nobody-interprets", "unchecked-barriers", "not-closed"}
    assert hall.place_line in found["many-wait"].text
    assert found["not-closed"].about == f"event:{past.id}"
    for _time in range(2):
        todo.settle(found["too-few"], for_good=True)
    assert db.session.scalar(sa.select(sa.func.count(SettledTodo.id))) == 1
    todo.take_up(found["too-few"])
    assert db.session.scalar(sa.select(sa.func.count(SettledTodo.id))) == 0
