"""An event is closed: how many came, and what is told of it; later it can be corrected."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import AuditEntry
from app.database import db
from app.errors import Refused
from app.programme import actions, reporting
from app.programme.models import DRAFT
from app.programme.reporting import ReportRefusal
from tests.make import an_event
from tests.make_planning import statements


def held(**facts):
    """An event that was yesterday."""
    return an_event(starts_at=clock.now().replace(microsecond=0) - timedelta(days=1), **facts)


def acts(event):
    """What was noted of an event after it was planned."""
    found = sa.select(AuditEntry.act).where(AuditEntry.about == f"event:{event.id}").order_by(AuditEntry.id)
    return db.session.scalars(found).all()[1:]


def test_closed_it_tells_everyone_how_it_was_and_can_be_corrected(staff, guest):
    event = held()
    path, page_of = f"/team/veranstaltungen/{event.id}/abschluss", f"/veranstaltungen/{event.slug}"
    assert "So war es" not in guest.get(page_of).words

    answer = staff.fill(staff.get(path), path, came_onsite="12", came_online="1", report="Es war **schön**.")

    assert answer.location == f"/team/veranstaltungen/{event.id}"
    told = "So war es 12 Menschen waren vor Ort dabei. Eine Person war digital dabei. Es war schön."
    assert told in guest.get(page_of).words

    staff.fill(staff.get(path), path, came_onsite="13")
    staff.fill(staff.get(path), path)

    assert "13 Menschen waren vor Ort dabei." in guest.get(page_of).words
    assert acts(event) == ["close_event", "correct_report"]


def test_only_what_took_place_is_closed(app):
    to_come, draft, off = an_event(), held(state=DRAFT), an_event()
    actions.cancel_event(off.id, "Krank.")

    for event, reason in (
        (to_come, ReportRefusal.NOT_OVER), (draft, ReportRefusal.NOT_HELD), (off, ReportRefusal.NOT_HELD),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            reporting.close_event(event.id, 1, 0)
        assert refused.value.reason is reason
        assert reporting.find_report(event.id) is None


def test_bad_numbers_are_refused_and_nothing_typed_is_lost(staff):
    event = held()
    path = f"/team/veranstaltungen/{event.id}/abschluss"

    page = staff.fill(staff.get(path), path, came_onsite="-3", report="Schön.")

    assert page.status == 422
    assert page.tree.xpath("//textarea[@name='report']")[0].text_content().strip() == "Schön."
    assert reporting.find_report(event.id) is None


def test_the_page_of_a_past_event_takes_few_statements(guest):
    event = held()
    reporting.close_event(event.id, 3, 0, "Gut.")

    assert statements(lambda: guest.get(f"/veranstaltungen/{event.slug}")) <= 6
