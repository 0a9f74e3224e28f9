"""The door: never counted twice, the first scan counts, what was taken back stays so."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock
from app.accounts.models import AuditEntry
from app.database import db
from app.errors import Refused
from app.programme import actions as programme
from app.registrations import actions, door, door_queries
from app.registrations.door import Scan
from app.registrations.door_rules import DoorRefusal
from app.registrations.entrances import CheckIn, WalkIn
from tests.make import a_registration, an_event
from tests.registrations.test_life import ledger, state_of

HOUR = timedelta(hours=1)


@pytest.fixture
def evening(app, at):
    """A function that makes an event tonight, with the clock a week before; and one that lets the evening come."""

    class Evening:
        def __init__(self):
            self.booked_at = at("2026-04-27 12:00")
            self.starts_at = at("2026-05-04 18:00")
            at("2026-04-27 12:00")

        def event(self, days=1, companions_max=5, **facts):
            begins = [self.starts_at + timedelta(days=day) for day in range(days)]
            spans = [(begin, begin + 2 * HOUR) for begin in begins]
            return an_event(spans=spans, format_facts={"companions_max": companions_max}, **facts)

        def comes(self, minutes=0):
            return at(f"2026-05-04 18:{minutes:02}")

    return Evening()


def came(registration):
    """(heads, moment) of the check-ins of a registration."""
    rows = db.session.scalars(
        sa.select(CheckIn).where(CheckIn.registration_id == registration.id).order_by(CheckIn.event_date_id)
        .execution_options(populate_existing=True)
    )
    return [(row.heads, row.came_at) for row in rows]


def refusal_of(act, *args, **facts):
    with pytest.raises(Refused) as refused:
        act(*args, **facts)
    return refused.value.reason


def test_of_a_group_of_three_two_come_and_one_later(evening):
    event = evening.event()
    group, date = a_registration(event, seats=3), event.dates[0]
    now = evening.comes()

    door.check_in(group.id, date.id, 2)
    first = came(group)
    evening.comes(20)
    door.check_in(group.id, date.id, 3)
    door.check_in(group.id, date.id, 1)
    door.check_in(group.id, date.id, 9)

    assert first == [(2, now)]
    assert came(group) == [(3, now)]
    assert state_of(group) == "attended"
    assert ledger(event) == (3, 10)


def test_who_comes_is_written_down_once_for_each_number(evening):
    event = evening.event()
    guest = a_registration(event)
    evening.comes()

    for _ in range(3):
        door.check_in(guest.id, event.dates[0].id)

    acts = db.session.scalars(sa.select(AuditEntry.details).where(AuditEntry.act == "check_in")).all()
    assert acts == [{"heads": 1}]


def test_a_check_in_is_taken_back_and_the_guest_is_expected_again(evening):
    event = evening.event(days=2)
    guest, (first, second) = a_registration(event), event.dates
    evening.comes()
    door.check_in(guest.id, first.id)
    clock.stand_still(second.starts_at)
    door.check_in(guest.id, second.id)

    door.undo(guest.id, second.id)
    door.undo(guest.id, second.id)
    after_one = state_of(guest)
    door.undo(guest.id, first.id)

    assert (after_one, state_of(guest), came(guest)) == ("attended", "confirmed", [])
    assert ledger(event) == (1, 10)


def test_who_holds_or_was_offered_a_seat_and_came_is_sure(evening):
    event = evening.event()
    held = a_registration(event, is_confirmed=False)
    evening.comes()

    door.check_in(held.id, event.dates[0].id)
    door.undo(held.id, event.dates[0].id)

    assert state_of(held) == "confirmed"
    assert held.confirmed_at == clock.now()


def test_who_waits_is_let_in_where_a_seat_is_free(evening):
    event = evening.event(capacity=3)
    a_registration(event, seats=2)
    family = a_registration(event, seats=3, would_wait=True)
    evening.comes()

    full = refusal_of(door.check_in, family.id, event.dates[0].id)
    before = state_of(family), family.seats, ledger(event)
    door.check_in(family.id, event.dates[0].id, heads=1)

    assert full is DoorRefusal.FULL
    assert before == ("waiting", 3, (2, 3))
    assert (state_of(family), family.seats, ledger(event)) == ("attended", 1, (3, 3))


def test_an_ended_registration_another_event_and_another_day_are_refused(evening, at):
    event, other = evening.event(), evening.event()
    gone, guest = a_registration(event), a_registration(event)
    actions.give_up(gone.id)
    date = event.dates[0].id
    at("2026-05-03 18:00")
    early = refusal_of(door.check_in, guest.id, date)
    evening.comes()

    assert early is DoorRefusal.TOO_EARLY
    assert refusal_of(door.check_in, gone.id, date) is DoorRefusal.ENDED
    assert refusal_of(door.check_in, guest.id, other.dates[0].id) is DoorRefusal.OTHER_EVENT
    assert refusal_of(door.check_in, guest.id, 0) is DoorRefusal.NO_DATE
    assert refusal_of(door.check_in, guest.id, date, 0) is DoorRefusal.NO_HEADS
    with pytest.raises(LookupError):
        door.check_in(0, date)
    assert came(guest) == []


def test_at_an_event_that_is_called_off_nobody_is_counted(evening, at):
    event = evening.event()
    guest = a_registration(event)
    at("2026-05-04 08:00")
    programme.cancel_event(event.id, "Wasser im Saal")
    evening.comes()

    assert refusal_of(door.check_in, guest.id, event.dates[0].id) is DoorRefusal.CALLED_OFF
    assert refusal_of(door.count_walk_ins, event.dates[0].id, "science", 1, "k") is DoorRefusal.CALLED_OFF


@pytest.mark.parametrize(("told", "kept"), [(-99 * HOUR, "2026-05-04 00:00"), (99 * HOUR, "2026-05-04 18:30")])
def test_the_clock_of_a_phone_is_believed_within_the_day(evening, at, told, kept):
    event = evening.event()
    guest = a_registration(event)
    now = evening.comes(30)

    door.check_in(guest.id, event.dates[0].id, came_at=now + told)

    assert came(guest) == [(1, at(kept))]


def test_of_two_scans_the_first_counts_however_late_it_is_told(evening):
    event = evening.event()
    group, now = a_registration(event, seats=3), evening.comes(30)
    door.check_in(group.id, event.dates[0].id, 1)

    scans = [Scan("a", now - HOUR / 4, 3, code=group.ticket), Scan("b", now - HOUR / 3, 2, registration_id=group.id)]
    told = door.merge(event.dates[0].id, scans), door.merge(event.dates[0].id, scans)

    assert [[each.sentence for each in some] for some in told] == [["", ""], ["", ""]]
    assert came(group) == [(3, now - HOUR / 3)]


def test_what_was_taken_back_is_not_brought_back_by_a_phone_that_tells_of_before(evening):
    event = evening.event()
    guest, now = a_registration(event), evening.comes(30)
    date = event.dates[0].id
    door.check_in(guest.id, date)
    door.undo(guest.id, date)

    (merged,) = door.merge(date, [Scan("a", now - HOUR / 4, 1, code=guest.ticket)])
    before = came(guest)
    later = evening.comes(40)
    door.merge(date, [Scan("b", later, 1, code=guest.ticket)])

    assert (merged.sentence, before) == (str(DoorRefusal.TAKEN_BACK.value), [])
    assert came(guest) == [(1, later)]


def test_one_scan_that_is_refused_stops_nobody(evening):
    event, other = evening.event(), evening.event()
    guest, stranger = a_registration(event), a_registration(other)
    now = evening.comes()

    told = door.merge(
        event.dates[0].id,
        [
            Scan("x", now, 1, code="0000000000"), Scan("y", now, 1, code=stranger.ticket),
            Scan("z", now, 2, group="science"), Scan("w", now, group="nobody"), Scan("v", now, 1, code=guest.ticket),
        ],
    )  # fmt: skip

    unknown = str(DoorRefusal.UNKNOWN.value)
    assert [(each.key, each.sentence) for each in told] == [
        ("x", unknown), ("y", unknown), ("z", ""), ("w", str(DoorRefusal.NO_GROUP.value)), ("v", ""),
    ]  # fmt: skip
    assert door_queries.heads(event.id) == {"onsite": 1}
    assert came(stranger) == []


def test_walk_ins_are_counted_once_by_key_and_never_below_nobody(evening):
    event = evening.event()
    date = event.dates[0].id
    evening.comes()

    for _ in range(2):
        door.count_walk_ins(date, "science", 3, "a")
    door.count_walk_ins(date, "citizens", 1, "b")
    door.count_walk_ins(date, "science", -1, "c")

    assert door_queries.walk_ins(event.id) == {"science": 2, "citizens": 1}
    assert refusal_of(door.count_walk_ins, date, "science", -3, "d") is DoorRefusal.NOBODY_LEFT
    assert refusal_of(door.count_walk_ins, date, "science", 0, "e") is DoorRefusal.NO_HEADS
    assert refusal_of(door.count_walk_ins, date, "science", 10_000, "f") is DoorRefusal.NO_HEADS
    assert db.session.scalar(sa.select(sa.func.count()).select_from(WalkIn)) == 3


@settings(max_examples=20, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    scans=st.dictionaries(st.integers(0, 50), st.integers(1, 4), min_size=1, max_size=6),
    undone_after=st.none() | st.integers(0, 5),
    random=st.randoms(use_true_random=False),
)
def test_in_whatever_order_phones_tell_and_however_often_the_end_is_the_same(evening, at, scans, undone_after, random):
    at("2026-04-27 12:00")
    event = evening.event()
    group, date = a_registration(event, seats=3), event.dates[0].id
    now = evening.comes(55)
    noted = [
        Scan(f"{ago}", now - timedelta(minutes=ago), heads, code=group.ticket) for ago, heads in scans.items()
    ]
    told = random.sample(noted * 2, len(noted) * 2)

    parts = [told] if undone_after is None else [told[:undone_after], told[undone_after:]]
    for number, part in enumerate(parts):
        if number:
            door.undo(group.id, date)
        for scan in part:
            door.merge(date, [scan])

    if undone_after:
        # Whatever was seen before it was taken back is over.
        assert (came(group), state_of(group)) == ([], "confirmed")
    else:
        heads = min(3, max(scans.values()))
        assert came(group) == [(heads, min(scan.came_at for scan in noted))]
        assert state_of(group) == "attended"
    assert ledger(event) == (3, 10)
