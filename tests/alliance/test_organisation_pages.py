"""The team's pages about organisations, and what a representative may reach."""

import io

import pytest
import sqlalchemy as sa

from app.alliance.models import Organisation
from app.database import db
from tests.make import PASSWORD, a_member_of_staff, an_area, an_event, an_organisation
from tests.make_organisations import a_full_organisation, a_logo, a_representative
from tests.registrations.conftest import Guest

NOW = "2026-05-04 12:00"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def app(make_app, at, engine):
    app = make_app(engine)
    at(NOW)
    with app.app_context():
        yield app


@pytest.fixture
def signed_in(app):
    """A function that signs somebody in."""

    def make(email):
        guest = Guest(app.test_client())
        guest.post("/team/anmelden", email=email, password=PASSWORD)
        return guest

    return make


@pytest.fixture
def team(signed_in):
    a_member_of_staff(roles=("programme",))
    return signed_in("team@example.org")


def send(team, path, **fields):
    page = team.get(path)
    return team.fill(page, path, **fields)


def stored(organisation):
    return db.session.get(Organisation, organisation.id, populate_existing=True)


def test_an_organisation_is_made_and_shown(app, team):
    area = an_area(title="Energie")

    answer = send(
        team, "/team/organisationen/neu", name="Werkverein", kind="Verein", actor_group="civil-society", country="PL",
        languages=["de", "pl"], area_ids=[str(area.id)], member_since="2026-01-15", contact_email="Kontakt@example.org",
        website="https://example.org/verein", about="Wir löten.\n\nUnd nähen.",
    )  # fmt: skip

    made = db.session.scalars(sa.select(Organisation)).one()
    assert (answer.status, answer.location) == (303, f"/team/organisationen/{made.id}")
    assert (made.country, made.languages, made.contact_email) == ("PL", ["de", "pl"], "kontakt@example.org")
    page = team.get(answer.location)
    assert "„Werkverein“ ist eingetragen." in page.body.decode()
    for word in ("Verein", "Zivilgesellschaft", "Polen", "Deutsch, Polnisch", "Energie", "Partner seit 15. Januar"):
        assert word in page.words
    public = Guest(app.test_client()).get("/partner/werkverein").words
    for word in ("Wir löten.", "Und nähen.", "Zivilgesellschaft", "Partner seitJanuar 2026", "kontakt@example.org"):
        assert word in public


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", " ", "Bitte füllen Sie dieses Feld aus."),
        ("website", "javascript:alert(1)", "Bitte die ganze Adresse, die mit https:// beginnt."),
        ("website", "ftp://example.org", "Bitte die ganze Adresse, die mit https:// beginnt."),
        ("contact_email", "niemand", "Bitte schreiben Sie eine vollständige Adresse"),
        ("about", "x" * 4001, "Bitte höchstens 4000 Zeichen."),
        ("country", "XX", ""), ("actor_group", "aliens", ""), ("kind", "x", ""), ("languages", ["xx"], ""),
        ("area_ids", ["999"], ""), ("area_ids", ["x"], ""),
    ],
)  # fmt: skip
def test_what_is_typed_badly_comes_back_with_a_sentence(team, field, value, sentence):
    organisation = an_organisation(name="Verein", kind="Klub")

    answer = send(team, f"/team/organisationen/{organisation.id}/angaben", **{field: value})

    assert (answer.status, sentence in answer.refusal) == (422, True)
    assert stored(organisation).kind == "Klub"


def test_a_persons_address_is_warned_of_and_saved(team):
    organisation = an_organisation()
    path = f"/team/organisationen/{organisation.id}"

    answer = send(team, f"{path}/angaben", contact_email="jana.nowak@example.org")

    assert (answer.status, stored(organisation).contact_email) == (303, "jana.nowak@example.org")
    assert "sieht nach einer einzelnen Person aus" in team.get(path).body.decode()


def test_a_name_that_is_taken_is_refused(team):
    an_organisation(name="Verein")
    taken = db.session.scalars(sa.select(Organisation.name)).one()
    other = an_organisation()

    answer = send(team, f"/team/organisationen/{other.id}/angaben", name=taken.upper())

    assert (answer.status, "Eine Organisation mit diesem Namen gibt es schon." in answer.refusal) == (409, True)


def test_offers_are_typed_line_by_line(team):
    organisation = a_full_organisation()
    path = f"/team/organisationen/{organisation.id}/angebote"

    before = team.get(path).sent
    send(team, path, offer_rooms="Werkstatt\n\n  Saal  ", seek_people="", seek_knowledge=SCRIPT)

    assert (before["offer_rooms"].strip(), before["seek_people"].strip()) == ("Werkstatt", "Dolmetscherin")
    texts = [(each.direction, each.kind, each.text) for each in stored(organisation).offers]
    assert texts == [("offer", "rooms", "Werkstatt"), ("offer", "rooms", "Saal"), ("seek", "knowledge", SCRIPT)]


@pytest.mark.parametrize("text", ["x" * 401, "\n".join("abcdefghijk")])
def test_too_much_is_said_to_be_too_much(team, text):
    organisation = an_organisation()

    answer = send(team, f"/team/organisationen/{organisation.id}/angebote", offer_rooms=text)

    assert (answer.status, "Bitte höchstens" in answer.refusal) == (422, True)


def test_script_in_any_text_stays_text(app, team):
    organisation = a_full_organisation([("offer", "rooms", SCRIPT)], logo_alt=SCRIPT)
    path = f"/team/organisationen/{organisation.id}"
    send(team, f"{path}/angaben", name=SCRIPT, about=SCRIPT)

    guest = Guest(app.test_client())
    pages = [team.get(path), team.get("/team/organisationen"), guest.get(f"/partner/{organisation.key}")]

    assert [SCRIPT in page.words for page in pages] == [True] * 3
    assert not any(b"<script>alert" in page.body for page in pages)


def test_a_logo_is_shown_and_taken_away(app, team):
    organisation = an_organisation()
    path = f"/team/organisationen/{organisation.id}/logo"
    guest = Guest(app.test_client())

    empty = send(team, path, alt="Logo")
    no_words = send(team, path, logo=(io.BytesIO(a_logo()), "logo.png"))
    done = send(team, path, alt="Logo: blaues Feld", logo=(io.BytesIO(a_logo()), "logo.png"))

    [src] = guest.get(f"/partner/{organisation.key}").tree.xpath("//img[@class='logo']/@src")
    picture = guest.get(src)
    assert ([empty.status, no_words.status, done.status]) == [422, 422, 303]
    assert (picture.status, picture.headers["Content-Type"], picture.body[:4]) == (200, "image/webp", b"RIFF")
    assert guest.get(src.replace("organisationen/", "organisationen/../")).status == 404
    team.fill(team.get(path), f"{path}/entfernen")
    assert (guest.get(src).status, stored(organisation).logo) == (404, None)


@pytest.mark.parametrize("name", ["logo.svg", "logo.png"])
def test_a_logo_that_is_a_script_is_refused_with_a_sentence(team, name):
    organisation = an_organisation()
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'

    answer = send(team, f"/team/organisationen/{organisation.id}/logo", alt="Logo", logo=(io.BytesIO(svg), name))

    assert (answer.status, "SVG-Dateien nehmen wir nicht an" in answer.refusal) == (409, True)
    assert stored(organisation).logo is None


def test_a_logo_that_weighs_too_much_is_not_even_read(team):
    organisation = an_organisation()
    heavy = io.BytesIO(b"x" * 10_300_000)

    answer = send(team, f"/team/organisationen/{organisation.id}/logo", alt="Logo", logo=(heavy, "logo.png"))

    assert (answer.status, "größer als 10 MB" in answer.refusal) == (413, True)


def test_membership_is_begun_and_ended(team):
    organisation = an_organisation()
    path = f"/team/organisationen/{organisation.id}/mitgliedschaft"

    late = send(team, path, act="begin", since="2026-06-01")
    send(team, path, act="begin", since="2026-02-01")
    since = stored(organisation).member_since
    send(team, path, act="end")

    assert (late.status, f"{since}", stored(organisation).member_since) == (409, "2026-02-01", None)
    assert send(team, path, act="x").status == 400


def test_what_is_needed_is_not_deleted(team):
    organisation, other = an_organisation(), an_organisation()
    an_event(hosts=[organisation])
    path = f"/team/organisationen/{organisation.id}/loeschen"

    page = team.get(path)
    refused = team.fill(page, path)
    done = send(team, f"/team/organisationen/{other.id}/loeschen")

    assert ("1 Veranstaltung" in page.words, page.buttons) == (True, [])
    assert (refused.status, "wird noch gebraucht: 1 Veranstaltung." in refused.refusal) == (409, True)
    assert (done.status, team.get(f"/team/organisationen/{other.id}").status) == (303, 404)


# A representative


def test_a_representative_changes_their_own_organisation(signed_in):
    organisation = an_organisation()
    a_representative(organisation)
    vera = signed_in("vertretung@example.org")
    path = f"/team/organisationen/{organisation.id}"

    answers = [
        send(vera, f"{path}/angaben", about="Wir."), send(vera, f"{path}/angebote", offer_rooms="Saal"),
        send(vera, f"{path}/logo", alt="Logo", logo=(io.BytesIO(a_logo()), "logo.png")),
    ]  # fmt: skip

    assert [answer.status for answer in answers] == [303] * 3
    found = stored(organisation)
    assert (found.about, found.offers[0].text, bool(found.logo)) == ("Wir.", "Saal", True)


def test_a_representative_finds_nothing_of_others(signed_in):
    own, other = an_organisation(), an_organisation()
    a_representative(own)
    vera = signed_in("vertretung@example.org")
    token = vera.get(f"/team/organisationen/{own.id}/angaben").sent["csrf_token"]
    pages = ["", "/angaben", "/angebote", "/logo"]

    read = [vera.get(f"/team/organisationen/{other.id}{page}").status for page in pages]
    written = [
        vera.post(f"/team/organisationen/{other.id}{page}", csrf_token=token, name="Meins", alt="x").status
        for page in [*pages[1:], "/logo/entfernen"]
    ]
    unknown = vera.get("/team/organisationen/999").status

    assert (read, written, unknown) == ([404] * 4, [404] * 4, 404)
    assert stored(other).name != "Meins"


def test_a_representative_decides_about_no_membership(signed_in):
    organisation = an_organisation()
    a_representative(organisation)
    vera = signed_in("vertretung@example.org")

    paths = ["/team/organisationen", "/team/organisationen/neu"]
    paths += [f"/team/organisationen/{organisation.id}/{act}" for act in ("mitgliedschaft", "loeschen")]

    assert [vera.get(path).status for path in paths] == [403] * 4
    assert vera.get(f"/team/organisationen/{organisation.id}").links("Löschen") == []
