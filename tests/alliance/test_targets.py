"""Targets: every change is a version with its reason, and the day of review is not forgotten."""

from datetime import date

import pytest

from app.alliance import setting_targets, target_queries
from app.alliance.area_rules import AreaRefusal
from app.errors import Refused
from tests.make import an_area
from tests.make_areas import a_target

NOW = "2026-05-04 12:00"


def test_a_target_that_changes_is_a_new_version(app, at):
    at(NOW)
    area = an_area()
    a_target(area, value=10)

    setting_targets.set_target(area.id, 2026, "events", 12, "Es kommen mehr als gedacht.")

    assert [(each.version, each.value) for each in target_queries.all_versions(area.id)] == [(2, 12), (1, 10)]
    assert target_queries.find_current(area.id, 2026, "events").value == 12


def test_said_twice_it_is_one_version(app, at):
    at(NOW)
    area = an_area()

    for _time in range(2):
        a_target(area, value=10, reason="Anfang", review_on=date(2026, 9, 1))

    assert len(target_queries.all_versions(area.id)) == 1


@pytest.mark.parametrize(
    ("year", "reason", "refusal"), [(2025, "Zu spät", AreaRefusal.PAST_YEAR), (2026, "", AreaRefusal.NO_REASON)]
)
def test_what_cannot_be_set_leaves_nothing_behind(app, at, year, reason, refusal):
    at(NOW)
    area = an_area()
    a_target(area, value=10)

    with pytest.raises(Refused) as refused:
        setting_targets.set_target(area.id, year, "events", 11, reason)

    assert refused.value.reason is refusal
    assert len(target_queries.all_versions(area.id)) == 1


def test_only_the_version_that_holds_is_due_for_review(app, at):
    at(NOW)
    first, second = an_area(), an_area()
    a_target(first, review_on=date(2026, 5, 4))
    a_target(first, measure="countries", value=3, review_on=date(2026, 5, 5))
    a_target(second, review_on=date(2026, 2, 1))
    a_target(second, value=20, reason="Angesehen", review_on=date(2027, 2, 1))

    due = target_queries.due_for_review(date(2026, 5, 4))

    assert [(each.area_id, each.measure, each.version) for each in due] == [(first.id, "events", 1)]
    assert target_queries.numbers_of_current(2026) == {first.id: 2, second.id: 1}
    # Nobody changes what a year that is over was to reach.
    assert target_queries.due_for_review(date(2027, 3, 1)) == []


def test_a_target_that_is_looked_at_and_kept_needs_no_reason(app, at):
    at(NOW)
    area = an_area()
    a_target(area, value=10, review_on=date(2026, 5, 4))

    kept = setting_targets.set_target(area.id, 2026, "events", 10, review_on=date(2026, 9, 1))

    assert (kept.version, kept.value, kept.reason) == (2, 10, "")
