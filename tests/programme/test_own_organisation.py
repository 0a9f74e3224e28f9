"""What a representative sees of their organisation: events with how many come, rooms; no names, nothing of others."""

from datetime import timedelta

import pytest

from app.accounts import granting
from app.database import transaction
from app.programme.models import DRAFT
from tests.make import PASSWORD, a_member_of_staff, a_registration, a_room, a_room_request, an_event, an_organisation
from tests.make_organisations import a_representative
from tests.registrations.conftest import Guest

NOW = "2026-05-04 12:00"


@pytest.fixture
def app(make_app, at, engine):
    app = make_app(engine)
    at(NOW)
    with app.app_context():
        yield app


@pytest.fixture
def sign_in(app):
    def make(email):
        guest = Guest(app.test_client())
        guest.post("/team/anmelden", email=email, password=PASSWORD)
        return guest

    return make


def test_whoever_represents_one_is_led_there(sign_in):
    organisation = an_organisation()
    a_representative(organisation)

    answer = sign_in("vertretung@example.org").get("/team/meine-organisation")

    assert (answer.status, answer.location) == (303, f"/team/meine-organisation/{organisation.id}")


def test_whoever_represents_several_chooses(sign_in):
    one, two, _other = an_organisation(name="A"), an_organisation(name="B"), an_organisation(name="C")
    account = a_representative(one)
    granting.grant_role(account.id, "representative", organisation_id=two.id)

    page = sign_in("vertretung@example.org").get("/team/meine-organisation")

    assert page.tree.xpath("//main//*[@class='tile']//a/text()") == [one.name, two.name]


def test_who_represents_none_reads_so(sign_in):
    a_member_of_staff()

    page = sign_in("team@example.org").get("/team/meine-organisation")

    assert "Ihr Konto vertritt keine Organisation." in page.words


def test_events_tell_how_many_come_and_not_who(sign_in):
    organisation = an_organisation()
    a_representative(organisation)
    event = an_event(title="Kurs", capacity=10, hosts=[organisation])
    a_registration(event, name="Gerd Gast", seats=2)
    an_event(title="Entwurf", hosts=[organisation], state=DRAFT)
    an_event(title="Fremd")
    past = an_event(title="Früher", capacity=5, hosts=[organisation])
    with transaction():
        past.dates[0].starts_at -= timedelta(days=30)
        past.dates[0].ends_at -= timedelta(days=30)

    page = sign_in("vertretung@example.org").get(f"/team/meine-organisation/{organisation.id}")

    rows = [[cell.text_content().strip() for cell in row] for row in page.tree.xpath("//tbody/tr")]
    assert [(row[0], row[3]) for row in rows] == [
        ("Entwurf", "Keiner von 10 Plätzen vergeben"), ("Kurs", "2 von 10 Plätzen vergeben"),
    ]  # fmt: skip
    assert "Früher, Dienstag, 14. April" in page.words
    assert ("Gerd" in page.words, "Fremd" in page.words) == (False, False)


def test_what_others_asked_for_in_its_name_is_shown_without_what_they_wrote(sign_in):
    organisation = an_organisation()
    a_representative(organisation)
    room = a_room(name="Saal")
    a_room_request(room, organisation_id=organisation.id, name="Udo Unbekannt", purpose="Udos Feier")

    page = sign_in("vertretung@example.org").get(f"/team/meine-organisation/{organisation.id}")

    assert "Ohne Anmeldung in Ihrem Namen angefragt" in page.words
    assert "Donnerstag, 14. Mai, 12 bis 14 Uhr Angefragt" in page.words
    assert [word for word in ("Udo", "Feier") if word in page.words] == []


def test_another_organisation_is_not_found(sign_in):
    own, other = an_organisation(), an_organisation()
    a_representative(own)
    vera = sign_in("vertretung@example.org")

    answers = [vera.get(f"/team/meine-organisation/{ident}").status for ident in (own.id, other.id, 999)]
    assert answers == [200, 404, 404]
