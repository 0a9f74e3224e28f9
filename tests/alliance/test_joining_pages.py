"""Becoming a partner by the pages: the form, the link in the mail, the decision, and the invitation."""

import pytest
import sqlalchemy as sa

from app.accounts import granting
from app.accounts.models import AuditEntry, Invitation
from app.alliance import house_actions, joining, partner_links
from app.alliance.models import Organisation
from app.alliance.partners import OPEN, PartnerRequest
from app.database import db
from app.notifications.models import Message
from bench import statements
from tests.dumps import everything
from tests.make import PASSWORD, a_member_of_staff, a_place, an_area, an_organisation
from tests.make_organisations import a_partner_request, a_representative, a_wish
from tests.make_people import last_mails_go_out
from tests.registrations.conftest import Guest, house, new_guest  # noqa: F401

FORM = "/partner/werden"
NELE = {"organisation": "Nachbarschaftsgarten", "name": "Nele Nachbarin", "email": "Nele@example.org"}
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def guest(new_guest):  # noqa: F811
    return new_guest()


@pytest.fixture
def team(new_guest):  # noqa: F811
    a_member_of_staff(roles=("programme",))
    guest = new_guest()
    guest.post("/team/anmelden", email="team@example.org", password=PASSWORD)
    return guest


def administration(new_guest):  # noqa: F811
    a_member_of_staff("verwaltung@example.org")
    guest = new_guest()
    guest.post("/team/anmelden", email="verwaltung@example.org", password=PASSWORD)
    return guest


def ask(guest, **fields):
    return guest.fill(guest.get(FORM), FORM, **{**NELE, **fields})


def requests():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(sa.select(PartnerRequest).order_by(PartnerRequest.id)).all()


def send(team, path, **fields):
    return team.fill(team.get(path), path, **fields)


# The form


def test_five_neighbours_ask_with_three_fields(guest):
    done = ask(guest)

    [request] = requests()
    assert (done.status, guest.get(done.location).h1) == (303, "Fast geschafft")
    assert (request.organisation_name, request.name, request.email) == (
        "Nachbarschaftsgarten", "Nele Nachbarin", "nele@example.org",
    )  # fmt: skip


def test_everything_that_is_told_is_kept(guest):
    area = an_area(key="leben")

    ask(
        guest, kind="Initiative ohne Rechtsform", actor_group="citizens", country="PL", languages=["pl", "de"],
        area_ids=[str(area.id)], about="Wir gärtnern.", website_address="https://example.org/garten",
        contact_email="kontakt@example.org", message="Bis bald!", offer_people="Fünf Nachbarn",
        seek_rooms="Schuppen\nHof",
    )  # fmt: skip

    [request] = requests()
    assert request.message == "Bis bald!"
    assert request.facts == {
        "kind": "Initiative ohne Rechtsform", "about": "Wir gärtnern.", "contact_email": "kontakt@example.org",
        "website": "https://example.org/garten", "actor_group": "citizens", "country": "PL", "languages": ["pl", "de"],
        "areas": ["leben"],
        "offers": [["offer", "people", "Fünf Nachbarn"], ["seek", "rooms", "Schuppen"], ["seek", "rooms", "Hof"]],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("organisation", " "), ("organisation", "x" * 201), ("name", ""), ("email", "nele"), ("email", ""),
        ("kind", "x"), ("actor_group", "x"), ("country", "XX"), ("languages", "xx"), ("area_ids", "99"),
        ("website_address", "javascript:alert(1)"), ("contact_email", "x"), ("message", "x" * 4001),
        ("offer_rooms", "x" * 401),
    ],
)  # fmt: skip
def test_what_is_typed_badly_is_said_and_the_rest_stays(guest, field, value):
    page = ask(guest, **{field: value})

    assert (page.status, page.title.startswith("Fehler: Partner werden"), requests()) == (422, True, [])
    kept = next(name for name in NELE if name != field)
    assert page.sent[kept].lower() == NELE[kept].lower()


def test_a_form_sent_twice_asks_once(guest):
    page = guest.get(FORM)

    answers = [guest.fill(page, FORM, **NELE).status for _ in range(3)]

    assert (answers, len(requests())) == ([303] * 3, 1)


def test_what_fills_the_trap_asks_for_nothing(guest):
    page = ask(guest, website="https://spam.example")

    assert (page.status, page.sent["website"], requests()) == (409, "", [])


def test_one_connection_cannot_send_without_end(new_guest):  # noqa: F811
    guest = new_guest(BOOKING_LIMIT="2 per 10 minutes")

    assert [guest.post(FORM).status for _ in range(3)] == [422, 422, 429]


def test_new_known_and_flooded_addresses_get_the_same_bytes(guest):
    a_partner_request(email="bekannt@example.org")
    for number in range(3):
        a_partner_request(email="voll@example.org", is_confirmed=False, nonce=f"v{number}")

    answers = []
    for email in ("neu", "bekannt", "voll"):
        answer = ask(guest, email=f"{email}@example.org")
        answers.append((answer.status, answer.location, answer.body, guest.get(answer.location).body))

    assert answers == [answers[0]] * 3


def test_the_form_costs_few_statements(guest):
    an_area()
    with statements.counted() as seen:
        assert guest.get(FORM).status == 200

    assert len(seen) <= 6


# The personal page


def test_the_link_shows_a_button_and_only_that_confirms(guest):
    request = a_partner_request(is_confirmed=False)
    path = partner_links.path(request)
    before = everything()

    page = guest.get(path)
    unchanged = everything() == before
    done = guest.fill(page, path)

    assert (page.buttons, unchanged, done.status) == (["Anfrage bestätigen"], True, 303)
    assert "Ihre Anfrage ist bei uns." in guest.get(path).words
    assert requests()[0].state == OPEN
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_the_house_is_told_where_it_reads_its_mail_now(guest):
    house_actions.change_house(email="haus@fluss.example")

    a_partner_request()

    assert "haus@fluss.example" in db.session.scalars(sa.select(Message.recipient)).all()


def test_what_was_forgotten_while_somebody_confirms_is_not_found(guest, monkeypatch):
    request = a_partner_request(is_confirmed=False)
    path = partner_links.path(request)
    page = guest.get(path)
    real = joining.confirm
    monkeypatch.setattr(joining, "confirm", lambda ident: joining.forget(ident) or real(ident))

    assert guest.post(path, **page.sent).status == 404


def test_after_a_day_the_link_says_so(guest, at):
    request = a_partner_request(is_confirmed=False)
    path = partner_links.path(request)
    page = guest.get(path)
    at("2026-05-05 12:01")

    late = guest.fill(page, path)

    assert (late.status, late.buttons, "Die Zeit zum Bestätigen ist vorbei." in late.words) == (409, [], True)
    assert guest.get(path).status == 200


def test_the_page_tells_what_was_decided(guest):
    jana = a_member_of_staff().id
    accepted, declined = a_partner_request(), a_partner_request(a_wish("Andere"))
    joining.accept(accepted.id, jana)
    joining.decline(declined.id, jana, "Erst im Herbst.")

    assert guest.get(partner_links.path(accepted)).links("Ihre Seite ansehen") == ["/partner/nachbarschaftsgarten"]
    assert "Erst im Herbst." in guest.get(partner_links.path(declined)).words


def test_somebody_deletes_their_data(guest):
    request = a_partner_request(message="Nele hier.")
    path = partner_links.path(request)

    page = guest.get(f"{path}/loeschen")
    done = guest.fill(page, f"{path}/loeschen")

    assert guest.get(done.location).h1 == "Ihre Daten sind gelöscht"
    assert (guest.get(path).status, requests()) == (404, [])
    last_mails_go_out()
    assert "nele" not in str(everything()).lower()


@pytest.mark.parametrize("token", ["x", "WzEsMV0.falsch", "geloescht.x"])
def test_a_forged_link_opens_nothing(guest, token):
    a_partner_request()

    assert [guest.get(f"/partner/anfrage/{token}{page}").status for page in ("", "/loeschen")] == [404, 404]


# The team


def test_the_list_says_who_waits(team):
    a_partner_request()
    a_partner_request(a_wish("Unbestätigt"), is_confirmed=False)
    done = a_partner_request(a_wish("Erledigt"))
    joining.decline(done.id, None, "Nein.")

    page = team.get("/team/partneranfragen")

    assert "1 Anfrage wartet auf Antwort." in page.words
    headings = [h2.text_content() for h2 in page.tree.xpath("//main//h2")]
    assert headings == ["Nachbarschaftsgarten", "Zuletzt entschieden"]
    assert ("Erledigt" in page.words, "Unbestätigt" in page.words) == (True, False)


def test_a_request_is_accepted_and_the_person_invited(team):
    request = a_partner_request()
    path = f"/team/partneranfragen/{request.id}"

    page = team.get(path)
    done = team.fill(page, path, act="accept")
    after = team.get(path)
    invited = send(team, after.links("Vertretung einladen")[0])

    made = db.session.scalars(sa.select(Organisation)).one()
    invitation = db.session.scalars(sa.select(Invitation)).one()
    assert ("Nele Nachbarin" in page.words, done.status, invited.status) == (True, 303, 303)
    assert (invitation.email, invitation.grants) == ("nele@example.org", [["representative", None, made.id]])
    assert after.links("Zur Organisation") == [f"/team/organisationen/{made.id}"]
    again = send(team, f"{path}/einladen")
    assert again.status == 409


def test_who_looked_at_a_person_is_noted(team):
    request = a_partner_request()

    team.get(f"/team/partneranfragen/{request.id}")

    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "look_at_partner_request")).one()
    assert entry.about == f"partner-request:{request.id}"


def test_whoever_asked_for_their_own_organisation_does_not_invite_themselves(team):
    request = a_partner_request(email="Team@example.org")
    path = f"/team/partneranfragen/{request.id}"
    team.fill(team.get(path), path, act="accept")

    answer = send(team, f"{path}/einladen")

    assert (answer.status, "Ihre eigene Adresse" in answer.refusal) == (409, True)
    assert db.session.scalars(sa.select(Invitation)).all() == []


def test_only_the_administration_lets_somebody_into_an_organisation_that_was_there(team, new_guest):  # noqa: F811
    there = an_organisation(name="Garten")
    request = a_partner_request(a_wish("Anderer Garten"))
    path = f"/team/partneranfragen/{request.id}"

    refused = team.post(path, **{**team.get(path).sent, "act": "accept", "organisation_id": str(there.id)})
    assert (refused.status, requests()[0].state) == (422, OPEN)

    joining.accept(request.id, None, there.id)
    answer = send(team, f"{path}/einladen")
    assert (answer.status, "die Verwaltung des Hauses" in answer.refusal) == (409, True)
    assert send(administration(new_guest), f"{path}/einladen").status == 303


def test_a_role_for_one_place_decides_about_no_partner(guest):
    account = a_member_of_staff(roles=())
    granting.grant_role(account.id, "programme", place_id=a_place().id)
    guest.post("/team/anmelden", email="team@example.org", password=PASSWORD)
    request = a_partner_request()
    path = f"/team/partneranfragen/{request.id}"

    assert [guest.get(each).status for each in (path, f"{path}/einladen")] == [403, 403]


def test_an_organisation_of_that_name_is_suggested(new_guest):  # noqa: F811
    team = administration(new_guest)
    there = an_organisation(name="Garten")
    request = a_partner_request(a_wish(there.name.upper()))
    path = f"/team/partneranfragen/{request.id}"
    page = team.get(path)

    new = team.fill(page, path, act="accept", organisation_id="0")
    done = team.fill(page, path, act="accept")

    assert page.sent["organisation_id"] == str(there.id)
    assert (new.status, "gibt es schon" in new.refusal, done.status) == (409, True, 303)
    assert requests()[0].organisation_id == there.id


def test_a_request_is_declined_with_a_reason(team):
    request = a_partner_request()
    path = f"/team/partneranfragen/{request.id}"

    without = send(team, path, act="decline")
    done = send(team, path, act="decline", reason="Erst im Herbst.")
    late = team.fill(without, path, act="accept")

    assert (without.status, "Bitte schreiben Sie, warum." in without.refusal) == (422, True)
    assert (done.status, "Erst im Herbst." in team.get(path).words) == (303, True)
    assert (late.status, "hat schon jemand entschieden: abgelehnt." in late.refusal) == (409, True)


def test_only_what_was_confirmed_is_there(team):
    request = a_partner_request(is_confirmed=False)

    pages = [f"/team/partneranfragen/{ident}{page}" for ident in (request.id, 999) for page in ("", "/einladen")]

    assert [team.get(path).status for path in pages] == [404] * 4


def test_an_open_request_invites_nobody(team):
    request = a_partner_request()

    assert team.get(f"/team/partneranfragen/{request.id}/einladen").status == 404


def test_script_in_any_text_stays_text(team):
    request = a_partner_request(a_wish(SCRIPT, about=SCRIPT, website=SCRIPT), name=SCRIPT, message=SCRIPT)

    pages = [team.get("/team/partneranfragen"), team.get(f"/team/partneranfragen/{request.id}")]

    assert [SCRIPT in page.words for page in pages] == [True] * 2
    assert not any(b"<script>alert" in page.body for page in pages)


def test_a_representative_sees_no_requests(guest):
    a_representative(an_organisation())
    guest.post("/team/anmelden", email="vertretung@example.org", password=PASSWORD)
    request = a_partner_request()

    paths = ["/team/partneranfragen", f"/team/partneranfragen/{request.id}"]

    assert [guest.get(path).status for path in paths] == [403] * 2


def test_the_mail_leads_to_the_page(guest):
    ask(guest)
    message = db.session.scalars(sa.select(Message)).one()

    assert (message.template, message.about) == ("alliance/mail/partner_please_confirm", "partner-request:1")
    assert guest.get(partner_links.path(requests()[0])).h1 == "Partner werden: Nachbarschaftsgarten"
