"""Organisations are made, changed and deleted; what still refers to one keeps it."""

from datetime import date

import pytest
import sqlalchemy as sa

from app.accounts.models import AuditEntry, Invitation
from app.alliance import logos, organising
from app.alliance.models import Offer, Organisation
from app.alliance.organisation_rules import LogoRefusal, OrganisationRefusal, is_role_address
from app.database import db, transaction
from app.errors import Refused
from app.jobs import run_once
from app.pictures import PictureRefusal
from app.programme.models import CoHosting
from tests.make import an_area, an_event, an_organisation
from tests.make_organisations import a_full_organisation, a_logo, a_representative

NOW = "2026-05-04 12:00"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def refusal(act, *args, **facts):
    with pytest.raises(Refused) as refused:
        act(*args, **facts)
    return refused.value


def acts():
    return db.session.scalars(sa.select(AuditEntry.act).order_by(AuditEntry.id)).all()


def test_an_organisation_gets_an_address_of_its_name(app):
    area = an_area()

    organisation = organising.create_organisation(
        "Verein Zukunft e. V.", [area.id], [("offer", "rooms", "Saal")], kind="Verein", actor_group="civil-society"
    )

    assert (organisation.key, organisation.areas) == ("verein-zukunft-e-v", [area])
    assert [(each.direction, each.kind, each.text) for each in organisation.offers] == [("offer", "rooms", "Saal")]
    assert acts() == ["create_organisation"]


def test_the_address_of_the_form_is_no_organisations(app):
    assert organising.create_organisation("Werden").key == "werden-2"


def test_two_organisations_do_not_bear_one_name(app):
    organising.create_organisation("Zukunft")
    other = organising.create_organisation("Andere")

    assert refusal(organising.create_organisation, "ZUKUNFT").reason is OrganisationRefusal.NAME_TAKEN
    assert refusal(organising.change_organisation, other.id, "zukunft", []).reason is OrganisationRefusal.NAME_TAKEN
    assert organising.change_organisation(other.id, "ANDERE", []).name == "ANDERE"


def test_the_trail_tells_from_what_to_what(app):
    old, new = an_area(), an_area()
    organisation = organising.create_organisation("Verein", [old.id], country="DE")

    organising.change_organisation(organisation.id, "Verein", [new.id], country="PL")
    organising.change_organisation(organisation.id, "Verein", [new.id], country="PL")

    [entry] = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "change_organisation"))
    assert entry.about == f"organisation:{organisation.id}"
    assert entry.details == {"changed": {"country": ["DE", "PL"], "areas": [[old.key], [new.key]]}}


def test_offers_that_stay_keep_their_row(app):
    organisation = a_full_organisation()
    before = {offer.text: offer.id for offer in organisation.offers}

    organising.set_offers(organisation.id, [("offer", "rooms", "Werkstatt"), ("seek", "knowledge", "Löten")])

    after = {offer.text: offer.id for offer in db.session.scalars(sa.select(Offer))}
    assert set(after) == {"Werkstatt", "Löten"}
    assert after["Werkstatt"] == before["Werkstatt"]


def test_membership_begins_and_ends(app, at):
    at(NOW)
    organisation = an_organisation()

    late = refusal(organising.begin_membership, organisation.id, date(2026, 5, 5))
    organising.begin_membership(organisation.id, date(2026, 5, 4))
    since = organisation.member_since
    organising.end_membership(organisation.id)
    organising.end_membership(organisation.id)

    assert (late.reason, since, organisation.member_since) == (
        OrganisationRefusal.MEMBER_IN_FUTURE, date(2026, 5, 4), None,
    )  # fmt: skip
    assert acts() == ["begin_membership", "end_membership"]


def test_what_nothing_refers_to_is_deleted_with_its_offers(app):
    organisation = a_full_organisation()

    organising.delete_organisation(organisation.id)

    assert [db.session.scalar(sa.select(sa.func.count(model.id))) for model in (Organisation, Offer)] == [0, 0]


def test_what_is_still_needed_stays_and_says_for_what(app, at):
    now = at(NOW)
    organisation = an_organisation(name="Verein")
    event = an_event(hosts=[organisation])
    a_representative(organisation)
    with transaction():
        db.session.add(CoHosting(event_id=event.id, organisation_id=organisation.id, asked_at=now))
        grants = [["representative", None, organisation.id]]
        db.session.add(Invitation(email="a@example.org", name="A", grants=grants, invited_at=now))

    refused = refusal(organising.delete_organisation, organisation.id)

    assert refused.reason is OrganisationRefusal.IN_USE
    for what in ("1 Veranstaltung", "1 Frage nach", "1 Mensch vertritt sie", "1 offene Einladung"):
        assert what in refused.sentence
    assert db.session.get(Organisation, organisation.id)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_logo_is_kept_as_a_picture_of_its_own(app, format):
    organisation = an_organisation()

    logos.set_logo(organisation.id, a_logo(format), " Logo des Vereins ")

    assert organisation.logo_alt == "Logo des Vereins"
    assert logos.find_file(organisation.logo).read_bytes()[:4] == b"RIFF"


@pytest.mark.parametrize(
    "data", [SVG, b"<?xml version='1.0'?>" + SVG, b"<html><script>alert(1)</script>", b"GIF89a" + b"\0" * 40, b""]
)
def test_a_logo_that_is_a_script_is_refused(app, data):
    organisation = an_organisation()

    assert refusal(logos.set_logo, organisation.id, data, "Logo").reason is LogoRefusal.NO_PICTURE
    assert organisation.logo is None


def test_a_logo_is_described(app):
    organisation = an_organisation()

    assert refusal(logos.set_logo, organisation.id, a_logo(), "  ").reason is LogoRefusal.NO_ALT


def test_a_logo_that_no_page_shows_is_not_sent_and_deleted_after_a_day(app, monkeypatch):
    organisation = an_organisation()
    logos.set_logo(organisation.id, a_logo(), "Logo")
    name = organisation.logo
    path = logos.find_file(name)

    logos.remove_logo(organisation.id)
    run_once(app, "delete_unused_logos")
    kept = path.exists()
    monkeypatch.setattr("app.pictures.KEEP_UNUSED_SECONDS", -1)
    run_once(app, "delete_unused_logos")

    assert (logos.find_file(name), kept, path.exists()) == (None, True, False)


def test_a_logo_that_is_too_large_says_so(app, monkeypatch):
    organisation = an_organisation()
    monkeypatch.setattr("app.pictures._shrink", lambda data: (_ for _ in ()).throw(Refused(PictureRefusal.TOO_LARGE)))

    assert refusal(logos.set_logo, organisation.id, b"x", "Logo").reason is PictureRefusal.TOO_LARGE


@pytest.mark.parametrize(
    ("email", "is_role"),
    [
        ("kontakt@example.org", True), ("info@example.org", True), ("vorstand.zittau@example.org", True),
        ("repaircafe-zittau@posteo.example", True), ("jana.nowak@example.org", False), ("jn@example.org", False),
        ("büro@example.org", True),
    ],
)  # fmt: skip
def test_an_address_of_a_role_is_told_from_a_persons(email, is_role):
    assert is_role_address(email, "Repaircafé Zittau") is is_role
