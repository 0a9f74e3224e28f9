"""Hosting together: asked by the house, accepted or declined by the other side, never decided for it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import granting, tokens
from app.accounts.models import AuditEntry
from app.alliance.models import Organisation
from app.database import db, transaction
from app.errors import Refused
from app.notifications.models import Message
from app.operations.demo_removal import remove_demo
from app.programme import actions, co_hosting, co_hosting_mails, revision
from app.programme import queries as programme
from app.programme.co_hosting_rules import CoHostingRefusal
from app.programme.models import DRAFT, CoHosting
from tests.make import a_member_of_staff, an_event, an_organisation
from tests.make_planning import a_question, sign_in_with, statements


def hosts(event):
    db.session.rollback()
    db.session.expire_all()
    return [host.id for host in programme.get_event(event.id).hosts]


def state(found):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(CoHosting, found.id).state


def recipients(template=co_hosting.ASKING):
    return sorted(db.session.scalars(sa.select(Message.recipient).where(Message.template == template)))


def test_contact_address_and_representatives_are_asked(app):
    organisation = an_organisation(contact_email="kontakt@example.org")
    for number, is_open in ((1, True), (2, False)):
        account = a_member_of_staff(f"vertretung{number}@example.org", "Vertretung", roles=())
        granting.grant_role(account.id, "representative", organisation_id=organisation.id)
        if not is_open:
            granting.close_account(account.id)

    a_question(organisation=organisation)

    assert recipients() == ["kontakt@example.org", "vertretung1@example.org"]


def test_who_cannot_be_reached_is_not_asked(app):
    event, organisation = an_event(), an_organisation(name="Chor")

    with pytest.raises(Refused) as refused:
        co_hosting.ask(event.id, organisation.id)

    assert refused.value.reason is CoHostingRefusal.NOBODY
    assert organisation.name in refused.value.sentence
    assert co_hosting.of_event(event.id) == []


def test_who_accepts_hosts_after_the_others(app):
    first = an_organisation()
    event = an_event(hosts=[first])
    found = a_question(event)
    before = revision.current()

    co_hosting.accept(found.id)
    co_hosting.accept(found.id)

    assert hosts(event) == [first.id, found.organisation_id]
    assert state(found) == "accepted"
    # The page of the event is public: whoever keeps a copy must look again.
    assert revision.current() > before
    acts = db.session.execute(sa.select(AuditEntry.act, AuditEntry.about).order_by(AuditEntry.id)).all()
    assert [act for act, about in acts if about == f"event:{event.id}"] == [
        "plan_event", "ask_co_host", "accept_co_hosting",
    ]  # fmt: skip
    assert len(recipients(co_hosting.ANSWERED)) == 1


def test_who_declines_does_not_host(app):
    found = a_question()

    co_hosting.decline(found.id)
    co_hosting.decline(found.id)

    assert (hosts(found.event), state(found)) == ([], "declined")
    with pytest.raises(Refused) as refused:
        co_hosting.accept(found.id)
    assert refused.value.reason is CoHostingRefusal.DECLINED
    assert len(recipients(co_hosting.ANSWERED)) == 1


def test_a_question_is_taken_back_until_it_is_answered(app):
    withdrawn, accepted = a_question(), a_question()
    co_hosting.accept(accepted.id)

    co_hosting.withdraw(withdrawn.id)
    co_hosting.withdraw(withdrawn.id)
    with pytest.raises(Refused) as late:
        co_hosting.accept(withdrawn.id)
    with pytest.raises(Refused) as too_late:
        co_hosting.withdraw(accepted.id)

    assert (late.value.reason, too_late.value.reason) == (CoHostingRefusal.WITHDRAWN, CoHostingRefusal.ACCEPTED)
    assert (hosts(withdrawn.event), hosts(accepted.event)) == ([], [accepted.organisation_id])


def test_asked_once_more_only_the_newest_counts(app):
    found = a_question()
    co_hosting.decline(found.id)

    again = co_hosting.ask(found.event_id, found.organisation_id, "Bitte!")

    assert (again.id, again.version, again.state) == (found.id, 2, "asked")
    with pytest.raises(Refused) as refused:
        co_hosting.accept(found.id, version=1)
    assert refused.value.reason is CoHostingRefusal.ASKED_ANEW
    co_hosting.accept(found.id, version=2)
    assert hosts(found.event) == [found.organisation_id]


def test_a_host_is_not_asked(app):
    organisation = an_organisation(contact_email="kontakt@example.org")
    event = an_event(hosts=[organisation])

    with pytest.raises(Refused) as refused:
        co_hosting.ask(event.id, organisation.id)

    assert refused.value.reason is CoHostingRefusal.IS_HOST


def test_who_was_taken_off_the_list_may_be_asked_again(app):
    found = a_question()
    co_hosting.accept(found.id)
    actions.change_event(found.event_id, hosts=[])

    co_hosting.ask(found.event_id, found.organisation_id)
    co_hosting.accept(found.id)

    assert hosts(found.event) == [found.organisation_id]


@pytest.mark.parametrize("act", [co_hosting.accept, co_hosting.decline])
@pytest.mark.parametrize(("ending", "reason"), [("off", CoHostingRefusal.CANCELLED), ("over", CoHostingRefusal.OVER)])
def test_what_is_cancelled_or_over_is_decided_no_more(app, at, act, ending, reason):
    now = at("2026-05-04 12:00")
    found = a_question(an_event(starts_at=now + timedelta(days=1)))
    if ending == "off":
        actions.cancel_event(found.event_id, "Krank.")
    else:
        at("2026-05-06 12:00")

    with pytest.raises(Refused) as refused:
        act(found.id)

    assert (refused.value.reason, state(found), hosts(found.event)) == (reason, "asked", [])
    assert co_hosting.open_for([found.organisation_id]) == []


def test_what_waits_is_told_to_those_it_concerns_in_few_statements(app, at):
    now = at("2026-05-04 12:00")
    mine, other = (an_organisation(contact_email=f"k{n}@example.org") for n in range(2))
    later = a_question(an_event(starts_at=now + timedelta(days=9)), mine)
    soon = a_question(an_event(starts_at=now + timedelta(days=2)), mine)
    a_question(organisation=other)
    co_hosting.withdraw(a_question(organisation=mine).id)

    def look():
        db.session.expire_all()
        return [(each.id, each.event.title, each.event.place_line) for each in co_hosting.open_for([mine.id])]

    two = statements(look)
    assert [ident for ident, *_rest in look()] == [soon.id, later.id]
    a_question(organisation=mine)
    assert statements(look) == two
    assert co_hosting.open_for([]) == []


def test_addresses_are_forgotten_after_some_weeks(app, at):
    at("2026-05-04 12:00")
    found = a_question()
    at("2026-06-02 12:00")
    co_hosting_mails.forget_recipients()
    early = recipients()
    at("2026-07-10 12:00")

    co_hosting_mails.forget_recipients()
    co_hosting_mails.forget_recipients()

    assert (early, recipients()) == ([found.organisation.contact_email], [None])


def test_a_demo_with_questions_is_removed(app):
    with transaction():
        event, organisation = an_event(), an_organisation(contact_email="kontakt@example.org")
        event.is_demo = organisation.is_demo = True
    a_question(event, organisation)

    remove_demo()

    assert db.session.scalars(sa.select(CoHosting.id)).all() == []
    assert db.session.scalars(sa.select(Organisation.id)).all() == []


# By link


def test_the_link_leads_to_two_buttons_and_opening_it_decides_nothing(house, guest):
    found = a_question(an_event(title="Nähen"), message="Sie haben die Maschinen.")
    path = co_hosting_mails.link_path(found)

    pages = [guest.get(path) for _ in range(2)]

    assert pages[0].buttons == ["Ja, wir laden mit ein", "Diesmal nicht"]
    assert "Nähen" in pages[0].words
    assert "Sie haben die Maschinen." in pages[0].words
    assert pages[0].headers["Cache-Control"] == "private, no-store"
    assert state(found) == "asked"


@pytest.mark.parametrize(("said", "then", "number"), [("ja", "accepted", 1), ("nein", "declined", 0)])
def test_a_click_answers_and_a_second_one_does_no_harm(house, guest, said, then, number):
    found = a_question(an_event(title="Nähen"))
    path = co_hosting_mails.link_path(found)
    before = guest.get(f"/veranstaltungen/{found.event.slug}").words

    answers = [guest.post(path, antwort=said) for _ in range(2)]

    assert [answer.status for answer in answers] == [303, 303]
    assert state(found) == then
    # Guests see who accepted, and nobody who was only asked.
    assert found.organisation.name not in before
    assert guest.get(f"/veranstaltungen/{found.event.slug}").words.count(found.organisation.name) == number
    assert guest.get(path).buttons == []


def test_whoever_changes_their_mind_is_told_how(house, guest):
    found = a_question()
    path = co_hosting_mails.link_path(found)
    guest.post(path, antwort="ja")

    answer = guest.post(path, antwort="nein")

    assert (answer.status, "Sie haben schon zugesagt." in answer.refusal) == (409, True)


def test_an_older_link_is_dead(house, guest):
    found = a_question()
    old = co_hosting_mails.link_path(found)
    new = co_hosting_mails.link_path(co_hosting.ask(found.event_id, found.organisation_id))

    assert [guest.get(path).status for path in (old, new)] == [404, 200]
    assert guest.post(old, antwort="ja").status == 404
    assert state(found) == "asked"


def test_links_that_were_forged_cut_or_meant_for_something_else_are_not_found(house, guest):
    found = a_question()
    right = co_hosting_mails.link_path(found)
    other = tokens.make("room-manage", found.id, found.version, round(found.asked_at.timestamp() * 1000))

    answers = [guest.get(path).status for path in (f"/mitveranstalten/{other}", right[:-3], "/mitveranstalten/x")]

    assert answers == [404] * 3


@pytest.mark.parametrize("fields", [{}, {"antwort": "vielleicht"}])
def test_an_answer_that_is_none_does_nothing(house, guest, fields):
    found = a_question()

    assert guest.post(co_hosting_mails.link_path(found), **fields).status == 400
    assert state(found) == "asked"


def test_for_a_cancelled_event_the_page_says_so_and_takes_no_answer(house, guest):
    found = a_question()
    path = co_hosting_mails.link_path(found)
    actions.cancel_event(found.event_id, "Krank.")

    page, answer = guest.get(path), guest.post(path, antwort="ja")

    assert ("Die Veranstaltung ist abgesagt." in page.words, page.buttons) == (True, [])
    assert (answer.status, "Die Veranstaltung ist abgesagt." in answer.refusal) == (409, True)


def test_script_in_a_message_stays_text(house, guest):
    found = a_question(an_event(title="<script>alert(1)</script>"), message="<script>alert(1)</script>")

    assert b"<script>alert" not in guest.get(co_hosting_mails.link_path(found)).body


# By those who sign in


def test_who_represents_an_organisation_answers_for_it_and_for_no_other(new_guest, house):
    mine, other = a_question(), a_question()
    guest = sign_in_with(new_guest(), "representative", organisation_id=mine.organisation_id)
    token = guest.get("/team/").tree.xpath("//input[@name='csrf_token']/@value")[0]

    answers = [
        guest.post(f"/team/mitveranstalten/{each}", csrf_token=token, antwort="ja")
        for each in (mine.id, other.id, 4711)
    ]  # fmt: skip

    assert [answer.status for answer in answers] == [303, 404, 404]
    assert answers[0].location == "/team/meine-organisation"
    assert (state(mine), state(other)) == ("accepted", "asked")


@pytest.mark.parametrize("role", ["programme", "rooms", "door", "insights"])
def test_the_house_does_not_answer_for_others(new_guest, house, role):
    found = a_question()
    guest = sign_in_with(new_guest(), role)
    token = guest.get("/team/").tree.xpath("//input[@name='csrf_token']/@value")[0]

    assert guest.post(f"/team/mitveranstalten/{found.id}", csrf_token=token, antwort="ja").status == 403
    assert state(found) == "asked"


def test_the_team_asks_takes_back_and_asks_again(staff):
    event, organisation = an_event(), an_organisation(contact_email="kontakt@example.org")
    path = f"/team/veranstaltungen/{event.id}/mitveranstalter"

    asked = staff.fill(staff.get(path), path, organisation=str(organisation.id), message="Bitte!")
    found = co_hosting.of_event(event.id)[0]
    page = staff.get(path)
    taken_back = staff.post(f"{path}/{found.id}/zurueckziehen", **page.sent)
    then = state(found)
    again = staff.fill(staff.get(path), path)

    assert [answer.status for answer in (asked, taken_back, again)] == [303] * 3
    assert (then, state(found)) == ("withdrawn", "asked")
    assert "Gefragt" in page.words
    # "Noch einmal fragen" says the same again.
    assert db.session.get(CoHosting, found.id).message == "Bitte!"


def test_a_refusal_comes_back_with_what_was_typed(staff):
    event, organisation = an_event(), an_organisation()
    path = f"/team/veranstaltungen/{event.id}/mitveranstalter"

    answer = staff.fill(staff.get(path), path, organisation=str(organisation.id), message="Bitte!")

    assert (answer.status, "Wir wissen nicht, wen wir" in answer.refusal) == (409, True)
    assert "Bitte!" in answer.words


def test_a_question_about_another_event_is_not_found(staff):
    found, other = a_question(), an_event()
    page = staff.get(f"/team/veranstaltungen/{found.event_id}/mitveranstalter")

    path = f"/team/veranstaltungen/{other.id}/mitveranstalter/{found.id}/zurueckziehen"

    assert staff.post(path, csrf_token=page.sent["csrf_token"]).status == 404
    assert state(found) == "asked"


def test_a_draft_is_asked_about_too(house, guest):
    found = a_question(an_event(state=DRAFT))

    guest.post(co_hosting_mails.link_path(found), antwort="ja")

    assert hosts(found.event) == [found.organisation_id]
    assert clock.now() < found.event.starts_at
