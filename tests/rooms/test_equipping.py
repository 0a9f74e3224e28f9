"""Things that are lent, things that stand in rooms, machines, and who was shown how to use them."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import AuditEntry
from app.database import db
from app.errors import Refused
from app.jobs import run_once
from app.rooms import actions, briefing_people, equipping, furnishing
from app.rooms.bookings import Loan
from app.rooms.furnishing_rules import FurnishingRefusal
from app.rooms.models import Equipment
from app.rooms.persons import Briefing
from tests.make import a_room, a_thing

NOW = "2026-05-01 12:00"
PERSON = {"name": "Gast Eins", "email": "gast1@example.org"}
DAYS = {"briefed_on": date(2026, 5, 1), "ends_on": date(2027, 5, 1)}


def refusal(act, *args, **facts):
    with pytest.raises(Refused) as refused:
        act(*args, **facts)
    return refused.value


def lend(thing, start, hours=2):
    """Lend a thing to a room of its own."""
    return actions.book_room(
        a_room().id, start, start + timedelta(hours=hours), "Probe", equipment_ids=[thing.id], knowingly=True
    )


def a_machine(**facts):
    return a_thing(stock=None, kind="fixed", needs_briefing=True, **facts)


def test_things_get_keys_of_their_own(app):
    things = [equipping.create_thing("Säge", "fixed"), equipping.create_thing("Säge", "mobile", stock=2)]

    assert [(thing.key, thing.stock) for thing in things] == [("saege", None), ("saege-2", 2)]


@pytest.mark.parametrize("stock", [None, 0, -1])
def test_a_thing_to_lend_has_a_stock(app, stock):
    assert refusal(equipping.create_thing, "Säge", "mobile", stock=stock).reason is FurnishingRefusal.NO_STOCK
    assert db.session.scalars(sa.select(Equipment)).all() == []


def test_the_stock_does_not_fall_below_what_is_lent_at_a_moment_to_come(app, at):
    start = at(NOW) + timedelta(days=1)
    thing = a_thing(stock=4, name="Mikrofon")
    lend(thing, start)
    lend(thing, start + timedelta(hours=1))
    lend(thing, start + timedelta(days=3))

    refused = refusal(equipping.change_thing, thing.id, "mobile", stock=1)

    assert refused.reason is FurnishingRefusal.STOCK_LENT
    assert "„Mikrofon“ sind zu einer Zeit schon 2 Stück verliehen: Samstag, 2. Mai, 13 bis 15 Uhr" in refused.sentence
    assert db.session.get(Equipment, thing.id, populate_existing=True).stock == 4
    equipping.change_thing(thing.id, "mobile", stock=2, name="Funkmikrofon")
    assert (thing.stock, thing.name) == (2, "Funkmikrofon")


def test_what_was_lent_in_the_past_does_not_count(app, at):
    start = at(NOW) + timedelta(days=1)
    thing = a_thing(stock=2)
    lend(thing, start)
    lend(thing, start)
    at("2026-06-01 12:00")

    equipping.change_thing(thing.id, "mobile", stock=1)

    assert thing.stock == 1


def test_a_used_thing_stays_what_it_is(app, at):
    start = at(NOW) + timedelta(days=1)
    lent, standing, new = a_thing(), a_thing(stock=None, kind="fixed"), a_thing()
    lend(lent, start)
    a_room(equipment=[standing])

    refusals = [
        refusal(equipping.change_thing, lent.id, "fixed"),
        refusal(equipping.change_thing, standing.id, "mobile", stock=1),
    ]
    equipping.change_thing(new.id, "fixed")

    assert [each.reason for each in refusals] == [FurnishingRefusal.KIND_IN_USE] * 2
    assert (new.kind, new.stock) == ("fixed", None)


def test_a_thing_that_is_lent_is_not_deleted(app, at):
    start = at(NOW) + timedelta(days=1)
    thing = a_thing()
    lend(thing, start)

    refused = refusal(equipping.delete_thing, thing.id)
    at("2026-06-01 12:00")
    equipping.delete_thing(thing.id)

    assert refused.reason is FurnishingRefusal.THING_LENT
    assert [db.session.scalar(sa.select(sa.func.count(model.id))) for model in (Equipment, Loan)] == [0, 0]


def test_a_machine_that_is_booked_stays_a_machine(app, at):
    start = at(NOW) + timedelta(days=1)
    machine = a_machine(name="3D-Drucker")
    room = a_room(equipment=[machine])
    actions.book_room(room.id, start, start + timedelta(hours=2), "Probe", equipment_ids=[machine.id], knowingly=True)

    refused = refusal(equipping.change_thing, machine.id, "fixed", needs_briefing=False)
    equipping.change_thing(machine.id, "fixed", name="Drucker")

    assert refused.reason is FurnishingRefusal.THING_LENT
    assert (machine.name, machine.needs_briefing) == ("Drucker", True)


def test_a_deleted_machine_leaves_its_room_and_its_briefings(app, at):
    at(NOW)
    machine = a_machine()
    room = a_room(equipment=[machine])
    briefing_people.record_briefing(machine.id, **PERSON, **DAYS)

    equipping.delete_thing(machine.id)

    db.session.expire_all()
    assert room.equipment == []
    assert db.session.scalars(sa.select(Briefing)).all() == []


def test_what_is_lent_stands_in_no_room(app):
    room, thing = a_room(), a_thing()

    with pytest.raises(LookupError):
        furnishing.set_equipment(room.id, [thing.id])

    assert room.equipment == []


def test_a_briefing_is_recorded_and_renewed_and_ended(app, at):
    at(NOW)
    machine = a_machine()

    first = briefing_people.record_briefing(machine.id, **PERSON, **DAYS).id
    later = {"briefed_on": date(2026, 5, 1), "ends_on": date(2028, 1, 31)}
    again = briefing_people.record_briefing(machine.id, "Gast Neu", "GAST1@example.org", **later)
    kept = [(again.id == first, again.name, again.ends_on)]
    briefing_people.end_briefing(first)
    briefing_people.end_briefing(first)

    assert kept == [(True, "Gast Neu", date(2028, 1, 31))]
    assert db.session.scalars(sa.select(Briefing)).all() == []
    trail = db.session.execute(sa.select(AuditEntry.act, AuditEntry.details).order_by(AuditEntry.id)).all()
    assert [entry.act for entry in trail] == ["record_briefing", "renew_briefing", "end_briefing"]
    assert "example.org" not in str([entry.details for entry in trail])


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        ({"briefed_on": date(2026, 5, 2), "ends_on": date(2027, 1, 1)}, FurnishingRefusal.BRIEFED_LATER),
        ({"briefed_on": date(2026, 5, 1), "ends_on": date(2026, 4, 30)}, FurnishingRefusal.BRIEFING_ENDS_BEFORE),
    ],
)
def test_days_of_a_briefing_that_cannot_be_are_refused(app, at, days, reason):
    at(NOW)
    machine = a_machine()

    assert refusal(briefing_people.record_briefing, machine.id, **PERSON, **days).reason is reason
    assert db.session.scalars(sa.select(Briefing)).all() == []


def test_only_machines_need_a_briefing(app, at):
    at(NOW)

    refused = refusal(briefing_people.record_briefing, a_thing().id, **PERSON, **DAYS)

    assert refused.reason is FurnishingRefusal.NO_MACHINE


def test_who_was_briefed_is_forgotten_some_weeks_after_it_ended(app, at):
    at(NOW)
    machine = a_machine()
    ended, lasting = date(2026, 6, 1), date(2026, 6, 2)
    for number, day in enumerate((ended, lasting)):
        briefing_people.record_briefing(machine.id, "Gast", f"gast{number}@example.org", date(2026, 5, 1), day)
    at("2026-07-02 12:00")

    run_once(app, "forget_briefings")

    assert db.session.scalars(sa.select(Briefing.ends_on)).all() == [lasting]
