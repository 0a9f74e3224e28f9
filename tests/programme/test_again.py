"""An event once more, and a format made of an event."""

import sqlalchemy as sa

from app.accounts.models import PROGRAMME
from app.database import db
from app.programme.models import ONLINE, ONSITE, Event, Format
from tests.make import a_format, a_place, a_room, an_event, an_organisation
from tests.make_planning import sign_in_with


def test_an_event_is_planned_once_more_with_everything_but_its_dates(house, staff):
    room, stream, host = a_room(), a_room(kind="digital"), an_organisation(contact_email="verein@example.org")
    event = an_event(
        title="Nähabend", room_ids=[room.id, stream.id], seats={ONSITE: 7, ONLINE: 9}, hosts=[host], note="Mit Tee.",
        languages=["pl"],
    )  # fmt: skip

    page = staff.get(staff.get(f"/team/veranstaltungen/{event.id}/verdoppeln").location)
    answer = staff.fill(page, page_path(event), **{"dates-0-day": "2026-07-01"})

    assert page.sent["dates-0-day"] == ""
    assert answer.status == 303
    db.session.rollback()
    again = db.session.scalars(sa.select(Event).order_by(Event.id.desc())).first()
    assert (again.title, again.note, again.languages, again.state) == ("Nähabend", "Mit Tee.", ["pl"], "draft")
    assert {ledger.kind: ledger.capacity for ledger in again.ledgers} == {ONSITE: 7, ONLINE: 9}
    assert (again.rooms, again.hosts) == ([room, stream], [host])
    assert again.ends_at - again.starts_at == event.ends_at - event.starts_at


def page_path(event):
    return f"/team/veranstaltungen/neu?format={event.format_id}&wie={event.id}"


def test_who_plans_for_another_place_sees_nothing_of_the_event(house, guest):
    here, there = a_place(), a_place()
    event = an_event(title="Geheim", state="draft", room_ids=[a_room(place=there).id], format=a_format(name="Offen"))
    sign_in_with(guest, PROGRAMME, place_id=here.id)

    page = guest.get(page_path(event))

    assert (page.status, page.sent["title"]) == (200, "Offen")
    assert guest.get(f"/team/veranstaltungen/{event.id}/verdoppeln").status == 404


def test_a_format_is_made_of_an_event(house, staff):
    event = an_event(title="Nähabend", capacity=7, hours=3, languages=["pl"])
    path = f"/team/veranstaltungen/{event.id}/vorlage"

    answer = staff.fill(staff.get(path), path)

    assert answer.status == 303
    made = db.session.scalars(sa.select(Format).where(Format.name == "Nähabend")).one()
    assert (made.minutes, made.capacity, made.languages, made.area_id) == (180, 7, ["pl"], event.area_id)
    assert made.id != event.format_id
