"""Meetings: an event becomes one, its agenda collects what waits, its minutes go out once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import actions as accounts
from app.accounts.models import AuditEntry, RoleGrant
from app.alliance import body_actions
from app.alliance.bodies import AgendaItem, Meeting
from app.alliance.body_rules import BodyRefusal
from app.alliance.ideas import Idea
from app.alliance.partners import PartnerRequest
from app.alliance.targets import AreaTarget
from app.database import db, transaction
from app.errors import Refused
from app.notifications import texts
from app.notifications.models import Message
from app.programme import actions as programme
from app.programme import agenda, agenda_queries, meetings, minutes, resolutions
from app.programme.meeting_rules import MeetingRefusal
from tests.make import PASSWORD, a_room, an_area, an_event, an_open_request, an_organisation
from tests.make_bodies import a_body, a_meeting, a_past_meeting, a_resolution

NOW = "2026-05-04 12:00"


def refusal(act, *args, **facts):
    with pytest.raises(Refused) as refused:
        act(*args, **facts)
    return refused.value.reason


def add(row):
    with transaction():
        db.session.add(row)
        db.session.flush()
    return row


def an_idea(supporters=10, **facts):
    usual = {
        "nonce": facts.get("slug", "idee"), "slug": "idee", "kind": "format", "title": "Nähcafé", "text": "Nähen.",
        "state": "public", "proposed_at": clock.now(), "supporters": supporters,
    }  # fmt: skip
    return add(Idea(**{**usual, **facts}))


def a_partner_request(**facts):
    usual = {"nonce": "n", "state": "open", "organisation_name": "Imkerverein", "requested_at": clock.now()}
    return add(PartnerRequest(**{**usual, **facts}))


def titles(meeting):
    wanted = sa.select(AgendaItem.title).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)
    return db.session.scalars(wanted).all()


# Which event


def test_an_event_is_the_meeting_of_one_body(app):
    event, first, second = an_event(), a_body(), a_body()

    meetings.connect_meeting(first.id, event.id)

    assert refusal(meetings.connect_meeting, second.id, event.id) is MeetingRefusal.TAKEN


def test_what_is_called_off_or_dissolved_does_not_meet(app):
    gone, event, body = an_event(), an_event(), a_body()
    programme.cancel_event(gone.id, "Krank.")

    assert refusal(meetings.connect_meeting, body.id, gone.id) is MeetingRefusal.CALLED_OFF
    body_actions.dissolve_body(body.id)
    assert refusal(meetings.connect_meeting, body.id, event.id) is BodyRefusal.DISSOLVED


def test_an_event_of_the_demo_at_which_an_own_body_meets_is_the_house_s_own(app):
    event = an_event(is_demo=True)

    meetings.connect_meeting(a_body().id, event.id)

    assert event.is_demo is False


def test_a_meeting_becomes_an_event_again_until_something_was_resolved(app):
    meeting, other = a_meeting(), a_meeting()
    a_resolution(other.body, meeting_id=other.id)

    meetings.disconnect_meeting(meeting.id)

    assert db.session.scalars(sa.select(Meeting.id)).all() == [other.id]
    assert refusal(meetings.disconnect_meeting, other.id) is MeetingRefusal.HAS_RESOLUTIONS


# The agenda


def test_the_agenda_collects_what_waits_once(app, at):
    now = at(NOW)
    body = a_body()
    late = a_resolution(body, title="Schild malen", due_on=clock.today(now) - timedelta(days=1),
                        decided_on=clock.today(now) - timedelta(days=9))  # fmt: skip
    a_resolution(title="Eines anderen Gremiums", due_on=clock.today(now))
    request = an_open_request(a_room(name="Saal", two_agree=True), purpose="Geheime Feier")
    an_open_request(a_room(name="Salon"))
    idea, asked = an_idea(), a_partner_request()
    target = add(AreaTarget(area_id=an_area().id, year=2026, measure="events", version=1, value=12,
                            review_on=clock.today(now), set_at=now))  # fmt: skip
    an_idea(supporters=9, slug="klein")
    an_idea(answer="planned", slug="beantwortet")
    a_partner_request(state="accepted", nonce="entschieden")
    meeting = a_meeting(body)

    numbers = [agenda.collect_waiting(meeting.id) for _each in range(2)]

    items = db.session.scalars(sa.select(AgendaItem).order_by(AgendaItem.position)).all()
    assert numbers == [5, 0]
    assert [(item.source, item.title.partition(":")[0]) for item in items] == [
        (f"resolution:{late.id}", "Überfällig"), (f"room-request:{request.id}", "Raumanfrage"),
        (f"partner-request:{asked.id}", "Partneranfrage"), (f"idea:{idea.id}", "Idee"),
        (f"target:{target.id}", "Ziel ansehen"),
    ]  # fmt: skip
    assert not any("Geheime Feier" in item.title + item.text or request.name in item.text for item in items)


def test_the_same_thing_stands_on_an_agenda_once_whatever_the_code_does(app):
    meeting = a_meeting()
    add(AgendaItem(meeting_id=meeting.id, position=1, title="Idee", source="idea:1"))

    with pytest.raises(sa.exc.IntegrityError):
        add(AgendaItem(meeting_id=meeting.id, position=2, title="Idee", source="idea:1"))


def test_what_waits_costs_the_same_few_statements_however_much_it_is(app, at):
    from bench.statements import counted

    now = at(NOW)
    body, room = a_body(), a_room(two_agree=True)
    body_id, area_id = body.id, an_area().id

    def cost():
        db.session.rollback()
        db.session.expunge_all()
        with counted() as seen:
            found = agenda_queries.waiting(body_id, now)
        return len(found), len(seen)

    def more(number):
        an_idea(slug=f"idee-{number}")
        facts = {"year": 2026 + number, "measure": "events", "version": 1, "value": 12}
        add(AreaTarget(area_id=area_id, review_on=clock.today(now), set_at=now, **facts))
        a_partner_request(nonce=f"n{number}")
        an_open_request(room, now + timedelta(days=number), email=f"gast{number}@example.org")
        a_resolution(body, due_on=clock.today(now), decided_on=clock.today(now))

    more(1)
    at("2026-05-05 12:00")
    now = clock.now()
    few = cost()
    more(2)
    more(3)
    many = cost()

    assert (few[0], few[1]) == (5, many[1])
    assert many[0] > few[0]
    assert many[1] <= 5


def test_points_are_put_in_order(app):
    meeting = a_meeting()
    one, two, three = (agenda.add_item(meeting.id, title) for title in ("Eins", "Zwei", "Drei"))

    agenda.move_item(three.id, agenda.UP)
    moved = titles(meeting)
    agenda.order_agenda(meeting.id, {two.id: 1, one.id: 2})
    ordered = titles(meeting)
    agenda.remove_item(one.id)
    agenda.move_item(two.id, agenda.UP)

    assert (moved, ordered) == (["Eins", "Drei", "Zwei"], ["Zwei", "Eins", "Drei"])
    assert titles(meeting) == ["Zwei", "Drei"]
    positions = db.session.scalars(sa.select(AgendaItem.position).order_by(AgendaItem.position)).all()
    assert positions == [1, 2]


# Minutes


@pytest.fixture
def past(app, at):
    """A meeting that took place yesterday, of three members with one contact address and one representative."""
    at(NOW)
    one = an_organisation("Schule", contact_email="Kontakt@schule.example")
    two, three = an_organisation("Amt", contact_email="kontakt@schule.example"), an_organisation("Werk")
    account = accounts.add_staff("vera@werk.example", "Vera", PASSWORD, [])
    add(RoleGrant(account_id=account.id, role="representative", organisation_id=three.id))
    meeting = a_past_meeting(a_body(one, two, three))
    minutes.write_minutes(meeting.id, "Wir haben gesprochen.", [one.id, three.id])
    return meeting


def mails():
    return db.session.scalars(sa.select(Message).order_by(Message.recipient)).all()


def test_minutes_go_once_to_each_address(past):
    numbers = minutes.send_minutes(past.id)

    assert numbers == 2
    assert refusal(minutes.send_minutes, past.id) is MeetingRefusal.SENT
    assert [mail.recipient for mail in mails()] == ["kontakt@schule.example", "vera@werk.example"]
    assert not any(mail.recipient in mail.once for mail in mails())


def test_the_mail_says_all_that_the_minutes_say(past):
    agenda.add_item(past.id, "Fest im Juni")
    members = past.body.members
    a_resolution(
        past.body, title="Wir feiern", text="Am 6. Juni.", method="vote", meeting_id=past.id,
        votes={members[0].id: "for", members[1].id: "for", members[2].id: "against"}, owner_id=members[0].id,
    )  # fmt: skip
    minutes.send_minutes(past.id)

    mail = texts.build(mails()[0])
    text = mail.get_body(("plain",)).get_content()

    assert mail["Subject"] == "Protokoll: Bündnisrunde, Sonntag, 3. Mai"
    for words in (
        "1. Fest im Juni", "Wir haben gesprochen.", "BESCHLUSS: Wir feiern", "Am 6. Juni.",
        f"Dafür: {members[0].name}, {members[1].name}", f"Dagegen: {members[2].name}", f"Zuständig: {members[0].name}",
        f"http://localhost/team/sitzungen/{past.id}/protokoll",
    ):  # fmt: skip
        assert words in text


def test_after_the_minutes_went_out_nothing_at_the_meeting_changes(past):
    item = agenda.add_item(past.id, "Punkt")
    resolution = a_resolution(past.body, meeting_id=past.id)
    minutes.send_minutes(past.id)

    refusals = [
        refusal(agenda.add_item, past.id, "Noch einer"),
        refusal(agenda.collect_waiting, past.id),
        refusal(agenda.remove_item, item.id),
        refusal(agenda.move_item, item.id, agenda.UP),
        refusal(agenda.change_item, item.id, "Anders", ""),
        refusal(minutes.write_minutes, past.id, "Anders", []),
        refusal(meetings.disconnect_meeting, past.id),
        refusal(a_resolution, past.body, meeting_id=past.id),
        refusal(resolutions.cast_vote, resolution.id, past.body.members[0].id, "for"),
    ]

    assert set(refusals) == {MeetingRefusal.SENT}


def test_minutes_wait_until_there_is_something_to_send(app, at):
    at(NOW)
    body = a_body()
    coming, empty, gone, alone = a_meeting(body), a_past_meeting(body), a_meeting(body), a_past_meeting(body)
    programme.cancel_event(gone.event_id, "Krank.")
    minutes.write_minutes(alone.id, "Wir waren da.", [])

    refusals = [refusal(minutes.send_minutes, meeting.id) for meeting in (coming, empty, gone, alone)]

    assert refusals == [
        MeetingRefusal.NOT_BEGUN, MeetingRefusal.EMPTY, MeetingRefusal.NOT_MET, MeetingRefusal.NOBODY,
    ]  # fmt: skip


def test_who_got_the_minutes_is_forgotten_in_time(past, at):
    minutes.send_minutes(past.id)
    at("2026-06-02 12:00")
    minutes.forget_recipients()
    before = [mail.recipient for mail in mails()]
    at("2026-06-04 12:00")
    minutes.forget_recipients()

    assert before == ["kontakt@schule.example", "vera@werk.example"]
    assert [(mail.recipient, mail.text) for mail in mails()] == [(None, None)] * 2


def test_no_act_at_a_meeting_notes_a_person(past):
    minutes.send_minutes(past.id)

    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.about == f"meeting:{past.id}")).all()

    assert [entry.act for entry in entries] == ["connect_meeting", "write_minutes", "send_minutes"]
    assert not any("example" in str(entry.details) for entry in entries)
