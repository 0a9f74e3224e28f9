"""Becoming a partner: asked, confirmed by mail, decided once, forgotten in time."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import AuditEntry
from app.alliance import joining, partner_links
from app.alliance.models import Organisation
from app.alliance.organisation_rules import OrganisationRefusal
from app.alliance.partner_rules import PartnerRefusal
from app.alliance.partners import ACCEPTED, DECLINED, OPEN, UNCONFIRMED, PartnerErasure, PartnerRequest
from app.database import db
from app.errors import Refused
from app.jobs import run_once
from app.notifications import texts
from app.notifications.models import Message
from app.notifications.outbox import Drop
from tests.dumps import everything
from tests.make import a_member_of_staff, an_area, an_organisation
from tests.make_organisations import a_partner_request, a_wish

NOW = "2026-05-04 12:00"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def now(at):
    return at(NOW)


@pytest.fixture
def jana(app):
    return a_member_of_staff("jana@example.org", "Jana").id


def mails():
    rows = db.session.execute(sa.select(Message.template, Message.recipient).order_by(Message.id))
    return [(template.rpartition("/")[2], recipient) for template, recipient in rows]


def last_mail(name):
    message = db.session.scalars(
        sa.select(Message).where(Message.template == f"alliance/mail/{name}").order_by(Message.id.desc())
    ).first()
    mail = texts.build(message)
    return mail["Subject"], mail.get_body(("plain",)).get_content()


def count(model):
    return db.session.scalar(sa.select(sa.func.count(model.id)))


def reason_of(act, *args):
    with pytest.raises(Refused) as refused:
        act(*args)
    return refused.value.reason


def let_pass(app, at, moment, job):
    at(moment)
    run_once(app, job)
    db.session.rollback()
    db.session.expire_all()


# Asked and confirmed


def test_who_asks_is_asked_to_confirm(app):
    request = a_partner_request(is_confirmed=False)

    subject, text = last_mail("partner_please_confirm")

    assert (request.state, mails()) == (UNCONFIRMED, [("partner_please_confirm", "nele@example.org")])
    assert subject == "Bitte bestätigen: Nachbarschaftsgarten möchte Partner werden"
    assert partner_links.link(request) in text
    assert "Das geht bis Dienstag, 5. Mai, 12 Uhr." in text


def test_sent_twice_it_is_one(app):
    for _time in range(3):
        joining.ask(a_wish(), "Nele", "nele@example.org", nonce="n1")

    assert (count(PartnerRequest), len(mails())) == (1, 1)


def test_an_address_is_not_flooded(app):
    for number in range(6):
        joining.ask(a_wish(), "Nele", "nele@example.org", nonce=f"n{number}")

    assert (count(PartnerRequest), len(mails())) == (3, 3)


def test_confirmed_it_waits_and_the_house_is_told_without_a_name(app):
    request = a_partner_request()
    joining.confirm(request.id)

    subject, text = last_mail("house_new_partner")

    assert (request.state, request.confirmed_at) == (OPEN, clock.now())
    assert mails()[1:] == [("house_new_partner", app.config["HOUSE_EMAIL"])]
    assert subject == "Neue Partneranfrage: Nachbarschaftsgarten"
    assert ("Nele" in text, f"/team/partneranfragen/{request.id}" in text) == (False, True)


def test_after_a_day_nothing_is_left_of_what_nobody_confirmed(app, at):
    request = a_partner_request(is_confirmed=False)
    confirmed = a_partner_request(name="Karl", email="karl@example.org")
    at("2026-05-05 12:00")

    late = reason_of(joining.confirm, request.id)
    let_pass(app, at, "2026-05-05 12:00", "lapse_partner_requests")

    assert late is PartnerRefusal.TOO_LATE
    assert db.session.scalars(sa.select(PartnerRequest.id)).all() == [confirmed.id]
    assert "nele" not in str(everything()).lower()


# Decided


def test_accepted_an_organisation_is_made_of_what_was_told(app, jana):
    area = an_area(key="leben")
    wish = joining.Wish("Garten", a_wish().facts, ("leben", "gibt-es-nicht"), (("seek", "rooms", "Schuppen"),))
    request = a_partner_request(wish)

    made = joining.accept(request.id, jana)

    assert (made.name, made.kind, made.member_since) == ("Garten", "Initiative ohne Rechtsform", date(2026, 5, 4))
    assert (made.areas, made.offers[0].text) == ([area], "Schuppen")
    assert (request.state, request.organisation, request.decided_by_id) == (ACCEPTED, made, jana)
    subject, text = last_mail("partner_accepted")
    assert subject == "Willkommen im Bündnis: Garten"
    assert "/partner/garten" in text


def test_accepted_an_organisation_that_is_there_becomes_a_partner(app, jana):
    there = an_organisation(name="Verein", kind="Klub")
    request = a_partner_request()

    joining.accept(request.id, jana, there.id)

    assert (request.organisation_id, there.member_since, there.kind) == (there.id, date(2026, 5, 4), "Klub")
    assert count(Organisation) == 1


def test_since_when_somebody_is_a_partner_stays(app, jana):
    there = an_organisation(member_since=date(2020, 1, 1))

    joining.accept(a_partner_request().id, jana, there.id)

    assert there.member_since == date(2020, 1, 1)


def test_a_name_that_is_taken_leaves_the_request_open(app, jana):
    an_organisation()
    name = db.session.scalars(sa.select(Organisation.name)).one()
    request = a_partner_request(a_wish(name=name.lower()))

    assert reason_of(joining.accept, request.id, jana) is OrganisationRefusal.NAME_TAKEN
    assert (request.state, request.decided_at) == (OPEN, None)


def test_declined_the_person_reads_why(app, jana):
    request = a_partner_request()

    without = reason_of(joining.decline, request.id, jana, "  ")
    joining.decline(request.id, jana, "Erst nach dem Sommer.")

    assert (without, request.state) == (PartnerRefusal.NO_REASON, DECLINED)
    assert "Erst nach dem Sommer." in last_mail("partner_declined")[1]


def test_decided_is_decided(app, jana):
    accepted, declined = a_partner_request(), a_partner_request(a_wish("Zweite"))
    joining.accept(accepted.id, jana)
    joining.decline(declined.id, jana, "Nein.")

    again = [
        reason_of(joining.accept, accepted.id, jana), reason_of(joining.decline, accepted.id, jana, "x"),
        reason_of(joining.accept, declined.id, jana),
    ]  # fmt: skip

    assert again == [PartnerRefusal.DECIDED] * 3
    unconfirmed = a_partner_request(is_confirmed=False)
    assert reason_of(joining.accept, unconfirmed.id, jana) is PartnerRefusal.UNCONFIRMED


def test_the_trail_names_no_person(app, jana):
    joining.accept(a_partner_request().id, jana)

    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "accept_partner")).all()
    assert [entry.account_id for entry in entries] == [jana]
    assert "nele" not in str([entry.details for entry in db.session.scalars(sa.select(AuditEntry))]).lower()


# Forgotten


def test_some_weeks_after_the_decision_the_person_is_forgotten(app, at, jana):
    wish = a_wish(contact_email="kontakt@example.org")
    request = a_partner_request(wish, message="Nele schreibt.")
    joining.decline(request.id, jana, "Nein, Nele.")

    let_pass(app, at, "2026-06-03 11:00", "forget_partners")
    before = request.name
    let_pass(app, at, "2026-06-03 12:00", "forget_partners")

    assert (before, request.name, request.state, request.facts["kind"]) == (
        "Nele Nachbarin", None, DECLINED, "Initiative ohne Rechtsform",
    )  # fmt: skip
    rows = [row for row in str(everything()).lower().split("\n") if "nele" in row]
    assert [row for row in rows if "nein, nele." not in row] == []
    assert count(PartnerErasure) == 1


def test_who_erases_an_open_request_withdraws_it(app):
    request = a_partner_request(message="Nele schreibt.")

    joining.forget(request.id)

    assert (count(PartnerRequest), count(PartnerErasure)) == (0, 1)
    assert "nele" not in str(everything()).lower()


def test_mails_about_what_is_over_are_dropped(app, jana):
    request = a_partner_request()
    message = db.session.scalars(sa.select(Message).where(Message.template.like("%please_confirm"))).one()
    house = db.session.scalars(sa.select(Message).where(Message.template.like("%house_new_partner"))).one()
    joining.accept(request.id, jana)

    for each in (message, house):
        with pytest.raises(Drop):
            texts.build(each)


def test_a_decided_request_keeps_its_row_when_it_is_erased(app, jana):
    request = a_partner_request()
    organisation = joining.accept(request.id, jana)

    joining.forget(request.id)
    joining.forget(request.id)

    assert (request.state, request.email, request.organisation_id) == (ACCEPTED, None, organisation.id)
    assert count(PartnerErasure) == 1
