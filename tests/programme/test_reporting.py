"""An event is closed: how many came, and what is told of it; later it can be corrected."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import AuditEntry
from app.database import db, transaction
from app.errors import Refused
from app.programme import actions, reporting, todo_events
from app.programme.afterwards import ClosingReport
from app.programme.models import DRAFT, Format
from app.programme.reporting import ReportRefusal
from app.registrations import door_queries, jobs
from app.registrations.models import Registration
from tests.make import an_event, an_organisation
from tests.make_after import check_in, count_walk_ins, held_with
from tests.make_planning import sign_in_with, statements


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


def full(event, **facts):
    """Close an event with everything there is to say."""
    usual = {
        "came_onsite": 12, "came_online": 1, "report": "Es war schön.", "result": "Drei neue Gruppen.",
        "decisions": "Wir bleiben beim Donnerstag.", "next_steps": "Die Schule fragen.",
        "walk_ins": {"citizens": 3, "science": 0}, "tags": {"gelungene Reparaturen": 7},
    }  # fmt: skip
    return reporting.close_event(event.id, **{**usual, **facts})


def stored(event):
    """Everything that is stored of a closing, but when."""
    db.session.rollback()
    row = reporting.find_report(event.id)
    facts = {column.key: getattr(row, column.key) for column in ClosingReport.__table__.columns}
    return {**facts, "organisations": [each.name for each in row.organisations]}


def test_everything_is_asked_and_only_figures_and_the_report_are_public(staff, guest):
    host, other = an_organisation("Verein"), an_organisation("Hochschule")
    event = held(hosts=[host], format_facts={"report_tags": ["gelungene Reparaturen", "Wartende"]})
    path = f"/team/veranstaltungen/{event.id}/abschluss"
    page = staff.get(path)
    chosen = page.tree.xpath("//input[@name='organisations'][@checked]/@value")

    answer = staff.post(
        path, **{**page.sent, "came_onsite": "12", "walk_ins_citizens": "3", "walk_ins_science": "", "tag_0": "7",
                 "organisations": [str(host.id), str(other.id)], "result": "Drei neue Gruppen.",
                 "decisions": "Geheim <b>bleibt</b> geheim.", "next_steps": "Die Schule fragen.", "report": "Schön."},
    )  # fmt: skip

    assert (answer.status, chosen) == (303, [str(host.id)])
    found = stored(event)
    assert (found["walk_ins"], found["tags"]) == ({"citizens": 3}, {"gelungene Reparaturen": 7})
    assert found["organisations"] == sorted([host.name, other.name])
    public = guest.get(f"/veranstaltungen/{event.slug}").body.decode()
    assert "12 Menschen waren vor Ort dabei." in public
    for word in ("Drei neue Gruppen", "Geheim", "Die Schule fragen", "gelungene Reparaturen", other.name):
        assert word not in public


def test_figures_of_the_door_stand_there_first_and_a_correction_by_hand_stays(house, new_guest):
    event, (one, two) = held_with({"seats": 2}, {})
    check_in(one, heads=2)
    check_in(two)
    count_walk_ins(event, "citizens", 4)
    path = f"/team/veranstaltungen/{event.id}/abschluss"
    staff = sign_in_with(new_guest(), "programme")

    page = staff.get(path)
    staff.fill(page, path, came_onsite="9")
    again = staff.get(path)

    assert "Am Einlass gezählt: 3 Menschen mit Anmeldung, 4 ohne." in page.words
    assert (page.sent["came_onsite"], page.sent["walk_ins_citizens"], page.sent["walk_ins_science"]) == ("7", "4", "")
    assert again.sent["came_onsite"] == "9"


def test_the_numbers_stay_when_the_persons_are_gone(house):
    event, guests = held_with({"seats": 2}, {})
    for each in guests:
        check_in(each)
    count_walk_ins(event, "business", 2)
    full(event, came_onsite=5, walk_ins=door_queries.walk_ins(event.id))
    before = stored(event), door_queries.heads(event.id), door_queries.walk_ins(event.id)

    clock.stand_still(event.ends_at + timedelta(days=31))
    jobs.forget_persons()

    assert db.session.scalars(sa.select(Registration.name)).all() == [None, None]
    assert (stored(event), door_queries.heads(event.id), door_queries.walk_ins(event.id)) == before


def test_more_walk_ins_than_people_are_refused_and_nothing_typed_is_lost(staff):
    event = held()
    path = f"/team/veranstaltungen/{event.id}/abschluss"

    page = staff.fill(staff.get(path), path, came_onsite="2", walk_ins_citizens="3", result="Viel.")

    assert page.status == 409
    assert "Ohne Anmeldung sollen mehr Menschen gekommen sein (3)" in page.refusal
    assert page.sent["result"].strip() == "Viel."
    assert reporting.find_report(event.id) is None


def test_sent_twice_is_once_and_two_who_close_see_both_versions(staff):
    event = held()
    path = f"/team/veranstaltungen/{event.id}/abschluss"
    opened = staff.get(path)
    first = [staff.fill(opened, path, came_onsite="5", result="Eins.").status for _twice in range(2)]

    page = staff.fill(opened, path, came_onsite="6", result="Eins.")

    assert first == [303, 303]
    assert acts(event) == ["close_event"]
    assert (page.status, stored(event)["came_onsite"]) == (409, 5)
    rows = page.tree.xpath("//main//table//tbody/tr")
    assert [" ".join(row.text_content().split()) for row in rows] == ["Wie viele kamen vor Ort?65"]
    assert staff.fill(page, path).status == 303
    assert stored(event)["came_onsite"] == 6


def test_a_figure_that_the_format_asks_no_more_is_kept(staff):
    event = held(format_facts={"report_tags": ["Reparaturen"]})
    full(event, tags={"Reparaturen": 3})
    with transaction():
        db.session.get(Format, event.format_id).report_tags = ["Gespräche"]
    path = f"/team/veranstaltungen/{event.id}/abschluss"

    page = staff.get(path)
    staff.fill(page, path, tag_0="8")

    assert (page.sent["tag_0"], page.sent["tag_1"]) == ("", "3")
    assert stored(event)["tags"] == {"Gespräche": 8, "Reparaturen": 3}


def test_the_trail_tells_figures_and_no_internal_words(app):
    event, there = held(), an_organisation("Verein")
    full(event, organisation_ids=[there.id])
    full(event, came_onsite=13, organisation_ids=[there.id], result="Vier neue Gruppen.")

    entries = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.about == f"event:{event.id}").order_by(AuditEntry.id)
    ).all()[1:]
    assert [entry.details for entry in entries] == [
        {
            "changed": {
                "came_onsite": [None, 12], "came_online": [None, 1], "report": [None, "Es war schön."],
                "tags": [None, {"gelungene Reparaturen": 7}], "walk_ins": [None, {"Bürgerinnen und Bürger": 3}],
                "organisations": [None, [there.name]],
            },
            "edited": ["Ergebnis", "Entscheidungen", "Nächste Schritte"],
        },
        {"changed": {"came_onsite": [12, 13]}, "edited": ["Ergebnis"]},
    ]  # fmt: skip


def test_an_event_is_asked_for_until_it_is_closed(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(starts_at=now + timedelta(days=1))
    asked = {}

    for days in (3, 4, 100, 800):
        clock.stand_still(event.ends_at + timedelta(days=days, minutes=-1))
        asked[days] = [each.about for each in todo_events.about_past(clock.now())]
    full(event)

    assert asked == {3: [], **dict.fromkeys((4, 100, 800), [f"event:{event.id}"])}
    assert todo_events.about_past(clock.now()) == []
