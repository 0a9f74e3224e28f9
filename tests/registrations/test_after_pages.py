"""The pages after an event: three questions, certificates, and what the team reads of it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import AuditEntry
from app.database import db
from app.registrations import after_actions, after_queries, forgetting, links
from app.registrations.afterwards import Certificate
from tests.make import a_registration, an_event
from tests.make_after import check_in, held_with
from tests.make_planning import sign_in_with


def a_planner(new_guest):
    """Somebody of the team who signs in now."""
    return sign_in_with(new_guest(), "programme")


def answers(event, *sentences):
    """Answer the questions once for each sentence."""
    for sentence in sentences:
        after_actions.give_feedback(event.id, liked=5, comes_again=3, words=sentence)


# Three questions


def test_somebody_answers_without_a_token_and_reads_thanks(house, guest):
    event, _guests = held_with(title="Repair-Café")
    path = f"/veranstaltungen/{event.slug}/rueckmeldung"

    page = guest.get(path)
    answer = guest.fill(page, path, liked="4", comes_again="2", words="Mehr Werkzeug, bitte.")
    again = guest.fill(page, path, liked="4", comes_again="2", words="Mehr Werkzeug, bitte.")

    assert page.h1 == "Wie war es? Repair-Café"
    assert (answer.status, answer.location) == (again.status, again.location) == (303, f"{path}/danke")
    assert guest.get(answer.location).h1 == "Danke für Ihre Antwort"
    found = after_queries.opinions(event.id)
    assert (found.count, dict(found.liked), dict(found.comes_again)) == (1, {4: 1}, {2: 1})
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({}, 409), ({"liked": "6"}, 422), ({"liked": "1.5"}, 422), ({"comes_again": "ja"}, 422),
        ({"words": "x" * 501}, 422), ({"liked": "3", "website": "https://example.org"}, 409),
        ({"liked": "3", "form_key": "made up"}, 409),
    ],
)  # fmt: skip
def test_what_is_typed_badly_counts_nothing_and_is_kept(house, guest, typed, status):
    event, _guests = held_with()
    path = f"/veranstaltungen/{event.slug}/rueckmeldung"

    page = guest.fill(guest.get(path), path, **{"words": "Schön & <b>gut</b>", **typed} if typed else {})

    assert page.status == status
    assert after_queries.opinions(event.id).count == 0
    if typed and "words" not in typed:
        assert page.tree.xpath("//textarea[@name='words']")[0].text_content().strip() == "Schön & <b>gut</b>"


def test_nobody_is_asked_too_early_too_late_or_of_what_is_no_event(house, guest, at):
    event = an_event()
    path = f"/veranstaltungen/{event.slug}/rueckmeldung"

    early = guest.get(path)
    clock.stand_still(event.ends_at + timedelta(days=14))
    late = guest.get(path)

    assert "noch nicht begonnen" in early.words
    assert "keine Rückmeldungen mehr" in late.words
    assert (early.buttons, late.buttons) == ([], [])
    assert guest.get("/veranstaltungen/nirgends/rueckmeldung").status == 404


def test_the_page_of_a_past_event_leads_to_the_questions_as_long_as_they_are_asked(house, guest):
    event, _guests = held_with()
    path = f"/veranstaltungen/{event.slug}"

    lately = guest.get(path).links("Sie waren dabei?")
    clock.stand_still(event.ends_at + timedelta(days=14))

    assert (lately, guest.get(path).links("Sie waren dabei?")) == ([f"{path}/rueckmeldung"], [])


def test_the_team_reads_opinions_only_when_there_are_three(house, new_guest):
    event, _guests = held_with()
    staff = a_planner(new_guest)
    path = f"/team/veranstaltungen/{event.id}/rueckmeldungen"
    answers(event, "Zu laut.", "")

    few = staff.get(path)
    answers(event, "Alles gut.")
    enough = staff.get(path)

    assert "Zu wenige Antworten, um niemanden zu erkennen." in few.words
    assert "Zu laut." not in few.words
    assert "3 Antworten. Niemand weiß, von wem." in enough.words
    assert "5: sehr gut 3" in enough.words
    # By the alphabet, not as they came.
    assert enough.words.index("Alles gut.") < enough.words.index("Zu laut.")


def test_a_sentence_that_names_somebody_is_taken_out_and_the_answer_still_counts(house, new_guest):
    event, _guests = held_with()
    staff = a_planner(new_guest)
    answers(event, "Frau Nowak war toll.", "", "")
    path = f"/team/veranstaltungen/{event.id}/rueckmeldungen"
    (ident, _words), = after_queries.opinions(event.id).sentences

    first = staff.get(path)

    for _twice in range(2):
        assert staff.fill(first, f"{path}/{ident}/satz").location == path

    page = staff.get(path)
    assert "Nowak" not in page.words.replace("Der Satz ist gelöscht.", "")
    assert "5: sehr gut 3" in page.words
    db.session.rollback()
    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "delete_sentence")).all()
    assert [(entry.about, entry.details) for entry in entries] == [(f"event:{event.id}", {})]


def test_a_sentence_of_another_event_or_below_three_stays(house, new_guest):
    event, _guests = held_with()
    staff = a_planner(new_guest)
    answers(event, "Eins.")
    (ident, _words), = after_queries.opinions(event.id).sentences

    form = staff.get(f"/team/veranstaltungen/{event.id}/abschluss")

    for each in (event, an_event()):
        assert staff.fill(form, f"/team/veranstaltungen/{each.id}/rueckmeldungen/{ident}/satz").status == 303

    assert after_queries.opinions(event.id).sentences == ((ident, "Eins."),)


def test_only_who_plans_reads_opinions(house, new_guest):
    event, _guests = held_with()

    page = sign_in_with(new_guest(), "rooms").get(f"/team/veranstaltungen/{event.id}/rueckmeldungen")

    assert page.status == 403


# Certificates


@pytest.fixture
def attended(house):
    """Somebody who was at an event of two dates."""
    _event, (came,) = held_with({"name": "Zoë Müller-Nowak"}, days=2, title="Löten für alle")
    check_in(came, date=0)
    check_in(came, date=1)
    return came


def test_a_certificate_is_issued_by_one_button_and_shows_what_was_attended(guest, attended):
    path = f"{links.manage_path(attended)}/bescheinigung"
    first = guest.get(path)
    assert db.session.scalar(sa.select(Certificate)) is None

    answer = guest.fill(first, path)
    sheet = guest.get(answer.location)
    db.session.rollback()
    code = db.session.scalar(sa.select(Certificate.code))

    assert first.buttons == ["Bescheinigung ausstellen"]
    assert (answer.status, answer.location) == (303, path)
    assert sheet.buttons == []
    for words in (
        "Zoë Müller-Nowak", "Löten für alle", "Donnerstag, 14. Mai 2026, 12 bis 14 Uhr",
        "Freitag, 15. Mai 2026, 12 bis 14 Uhr", "4 Stunden", f"{code[:5]} {code[5:]}",
        f"http://localhost/bescheinigung/{code}",
    ):  # fmt: skip
        assert words in sheet.words
    assert sheet.headers["Cache-Control"] == "private, no-store"


def test_anybody_can_see_that_a_certificate_is_genuine_and_not_whose_it_is(guest, attended):
    code = after_actions.issue_certificate(attended.id).code

    page = guest.get(f"/bescheinigung/{code}")
    typed = guest.get("/bescheinigung", code=f" {code[:5].lower()}-{code[5:]} ")

    assert page.h1 == "Diese Bescheinigung ist echt"
    assert "Löten für alle" in page.words
    assert "4 Stunden" in page.words
    assert "Müller" not in page.body.decode()
    assert (typed.status, typed.location) == (303, f"/bescheinigung/{code}")
    assert guest.get(f"/bescheinigung/{code.lower()}").location == f"/bescheinigung/{code}"


@pytest.mark.parametrize("code", ["ABCDE12345", "x", "AAAAAAAAAAA", "../etc", "%00", "ÄÖÜÄÖÜÄÖÜÄ", "1" * 500])
def test_an_unknown_code_has_a_page_of_its_own(house, guest, code):
    page = guest.get(f"/bescheinigung/{code}")

    assert page.status == 404
    if "/" not in code:
        assert page.h1 == "Diese Bescheinigung kennen wir nicht"


def test_what_is_no_code_is_said_so(house, guest):
    page = guest.get("/bescheinigung", code="123")

    assert page.status == 422
    assert "Das ist kein Code." in page.words


def test_there_is_no_certificate_for_who_was_not_there(house, guest):
    _event, (stayed,) = held_with({})
    path = f"{links.manage_path(stayed)}/bescheinigung"

    page = guest.get(path)

    assert page.buttons == []
    assert "die am Einlass begrüßt wurden" in page.words
    assert guest.post(path).status == 409
    assert db.session.scalar(sa.select(Certificate)) is None


def test_a_sheet_is_gone_with_the_person_and_the_proof_stays(guest, attended):
    code = after_actions.issue_certificate(attended.id).code
    path = f"{links.manage_path(attended)}/bescheinigung"

    forgetting.erase(attended.id)

    assert guest.get(path).status == 404
    assert guest.get(f"{links.manage_path(attended)}/bescheinigung").words.find("Müller") == -1
    assert guest.get(f"/bescheinigung/{code}").status == 200


def test_forged_and_cut_tokens_are_an_unknown_page(guest, attended):
    token = links.manage_path(attended).rpartition("/")[2]
    other = links.confirm_path(attended).rpartition("/")[2]

    assert {guest.get(f"/b/{each}/bescheinigung").status for each in (token[:-2], token + "x", other, "x")} == {404}


def test_the_team_reads_figures_of_guests_only_where_there_are_three(house, new_guest):
    event = an_event()
    for answers in ({"age": "44", "from": "pl"}, {"age": "44"}, {"age": "75"}):
        a_registration(event, statistics=answers)

    page = a_planner(new_guest).get(f"/team/veranstaltungen/{event.id}/rueckmeldungen")

    assert "Wie alt sind Sie?" in page.words
    assert "30 bis 44 2" in page.words
    assert "Woher kommen Sie?" not in page.words
