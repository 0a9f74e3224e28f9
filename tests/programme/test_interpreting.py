"""Interpreting is booked like equipment: wanted, lent where the house has somebody, confirmed, and told to guests."""

import pytest
import sqlalchemy as sa

from app.database import db
from app.errors import Refused
from app.programme import interpreting, planning, settling
from app.programme.models import DRAFT, Event
from app.rooms import actions as rooms
from app.rooms.bookings import Booking, Loan
from app.rooms.models import Equipment
from app.rooms.rules import RoomRefusal
from tests.make import a_format, a_room, a_thing, an_event
from tests.make_series import several, wall

SPAN = (wall("2026-06-05 18:00"), wall("2026-06-05 20:00"))


@pytest.fixture(autouse=True)
def in_may(at):
    at("2026-05-01 12:00")


def an_interpreter(language="pl", **facts):
    return a_thing(interprets=language, **facts)


def lent():
    """Who is lent when, by name."""
    db.session.rollback()
    db.session.expire_all()
    select = sa.select(Equipment.name, Loan.starts_at).join(Equipment, Equipment.id == Loan.equipment_id)
    return sorted(tuple(row) for row in db.session.execute(select))


def states(event):
    db.session.rollback()
    db.session.expire_all()
    return {row.language: row.state for row in db.session.get(Event, event.id).interpretings}


def test_the_format_says_who_interprets_and_the_house_lends_them_with_the_first_room(staff, new_guest):
    room, net, team = a_room(), a_room(kind="digital"), an_interpreter("pl", name="Polnisch-Team")
    format = a_format(interpreting=["pl", "dgs"])
    path = f"/team/veranstaltungen/neu?format={format.id}"
    row = several(("2026-06-05", "18:00", "20:00", ""))

    staff.fill(
        staff.get(path), path, rooms=str(room.id), digital=str(net.id), seats_online="5", state="published",
        interpreting=["pl", "dgs"], **row,
    )  # fmt: skip

    event = db.session.scalars(sa.select(Event)).one()
    assert states(event) == {"dgs": "wanted", "pl": "wanted"}
    assert (event.sign_language, lent()) == (True, [(team.name, SPAN[0])])
    words = new_guest().get(f"/veranstaltungen/{event.slug}").words
    assert "Dolmetschen ins Polnische ist angefragt" in words
    interpreting.confirm_interpreting(event.id, "pl")
    assert "Wird ins Polnische gedolmetscht" in new_guest().get(f"/veranstaltungen/{event.slug}").words


def test_the_one_who_is_free_is_taken_and_where_none_is_nothing_is_planned(app):
    first, second = an_interpreter(name="Anna"), an_interpreter(name="Bea")
    format = a_format()

    def plan():
        return planning.plan(planning.Plan(format.id, (SPAN,), (a_room().id,), {}, {}, interpreting=("pl",)))

    plan(), plan()
    with pytest.raises(Refused) as refused:
        plan()

    assert lent() == [(first.name, SPAN[0]), (second.name, SPAN[0])]
    assert (refused.value.reason, db.session.scalar(sa.select(sa.func.count(Event.id)))) == (RoomRefusal.LENT, 2)


def test_wanted_later_they_are_lent_for_all_sessions_to_come_and_given_back(app, at):
    team, room = an_interpreter(name="Anna"), a_room()
    later = (wall("2026-06-12 18:00"), wall("2026-06-12 20:00"))
    event = an_event(spans=[SPAN, later], room_ids=[room.id])
    at("2026-06-06 12:00")

    interpreting.add_interpreting(event.id, "pl")
    interpreting.add_interpreting(event.id, "pl")
    there = lent()
    interpreting.remove_interpreting(event.id, "pl")

    assert there == [(team.name, later[0])]
    assert (lent(), states(event)) == ([], {})


def test_who_is_taken_elsewhere_is_refused_with_words_and_nothing_changes(app):
    team, room = an_interpreter(name="Anna"), a_room()
    rooms.book_room(a_room().id, *SPAN, "Anderswo", equipment_ids=[team.id])
    event = an_event(spans=[SPAN], room_ids=[room.id])

    with pytest.raises(Refused) as refused:
        interpreting.add_interpreting(event.id, "pl")

    assert "Anna ist in dieser Zeit schon verliehen." in refused.value.sentence
    assert (states(event), db.session.get(Event, event.id).sequence) == ({}, 0)


def test_another_room_takes_them_along(app):
    an_interpreter(name="Anna")
    event = an_event(spans=[SPAN], room_ids=[a_room().id])
    interpreting.add_interpreting(event.id, "pl")

    settling.settle_event(event.id, [a_room().id])

    assert lent() == [("Anna", SPAN[0])]


def test_sign_language_that_is_said_of_an_event_wants_somebody(app):
    event = an_event(state=DRAFT, sign_language=True)
    there = states(event)

    planning.change_event(event.id, sign_language=False)

    assert (there, states(event)) == ({"dgs": "wanted"}, {})


def test_the_page_adds_confirms_withdraws_and_removes(staff):
    event = an_event()
    path = f"/team/veranstaltungen/{event.id}/dolmetschen"
    told = []

    for do in ("add", "confirm", "withdraw", "remove"):
        answer = staff.fill(staff.get(path), path, language="pl", do=do)
        told.append((answer.status, states(event)))

    assert told == [(303, {"pl": "wanted"}), (303, {"pl": "confirmed"}), (303, {"pl": "wanted"}), (303, {})]
    assert staff.fill(staff.get(path), path, language="tlh", do="add").status == 422
    assert staff.fill(staff.get(path), path, language="pl", do="confirm").status == 404


def test_a_thing_of_the_stock_can_be_somebody_who_interprets(staff):
    path = "/team/ausstattung/neu"

    staff.fill(staff.get(path), path, name="Gebärden-Team Ost", stock="1", interprets="dgs")

    assert db.session.scalars(sa.select(Equipment.interprets)).all() == ["dgs"]
    assert db.session.scalars(sa.select(Booking)).all() == []
