"""The pages about bodies, meetings and resolutions: what they do, who may open them, and what they cost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import actions as accounts
from app.accounts.models import RoleGrant
from app.alliance import body_actions
from app.alliance.bodies import AgendaItem, Body, Meeting, Resolution, ResolutionVote
from app.database import db, transaction
from app.notifications.models import Message
from app.programme import agenda, minutes, resolutions
from app.programme.models import Event
from bench.statements import counted
from tests.make import PASSWORD, a_format, an_event, an_organisation
from tests.make_bodies import a_body, a_meeting, a_past_meeting, a_resolution

SCRIPT = "<script>alert(1)</script>"
MOST_STATEMENTS = 6


def send(person, path, number=-1, **fields):
    """Open a page, fill in one of its forms that post (the last one), and send it."""
    page = person.get(path)
    form = page.tree.xpath("//main//form[@method='post']")[number]
    values = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    return person.post(form.get("action") or path, **{**values, **fields})


def press(person, page_path, label, **more):
    """Press the button of a page that says this."""
    page = person.get(page_path)
    form = next(
        each for each in page.tree.xpath("//main//form")
        if any(label in button.text_content() for button in each.xpath(".//button"))
    )  # fmt: skip
    return person.post(form.get("action") or page_path, **dict(form.form_values()), **more)


def only(model):
    (row,) = all_of(model)
    return row


def all_of(model, *order):
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(sa.select(model).order_by(*order)).all()


def signed_in(person, role, organisation=None):
    """Sign somebody in with one role, in a browser of their own."""
    email = f"{role}@example.org"
    account = accounts.add_staff(email, role, PASSWORD, [] if organisation else [role])
    if organisation:
        with transaction():
            db.session.add(RoleGrant(account_id=account.id, role=role, organisation_id=organisation.id))
    assert person.post("/team/anmelden", email=email, password=PASSWORD).status == 303
    return person


# Bodies


def test_a_body_is_founded_filled_changed_and_dissolved(staff):
    school, town = an_organisation("Schule"), an_organisation("Amt")

    founded = send(staff, "/team/gremien/neu", name="Steuerungsgruppe", purpose="Sie plant.", method="vote")
    body = only(Body)
    pages = f"/team/gremien/{body.id}"
    assert (founded.status, founded.location) == (303, f"{pages}/mitglieder")
    for member in (school, town):
        assert send(staff, f"{pages}/mitglieder", 0, organisation_id=str(member.id)).status == 303
    assert press(staff, f"{pages}/mitglieder", f"Entfernen {town.name}").status == 303
    assert send(staff, f"{pages}/aendern", name="Runde").status == 303
    words = staff.get(pages).words
    assert "Sie plant." in words
    assert school.name in words
    assert town.name not in words
    assert send(staff, f"{pages}/aufloesen").status == 303
    assert "Aufgelöst am 4. Mai" in staff.get(pages).words
    refused = send(staff, f"{pages}/mitglieder", 0, organisation_id=str(town.id))
    assert (refused.status, "Das Gremium ist aufgelöst" in refused.refusal) == (409, True)
    assert press(staff, pages, "Wieder aufnehmen").status == 303
    assert only(Body).dissolved_at is None


@pytest.mark.parametrize("field", ["name", "method"])
def test_a_body_without_what_it_needs_comes_back(staff, field):
    answer = send(staff, "/team/gremien/neu", **{"name": "Runde", field: ""})

    assert (answer.status, all_of(Body)) == (422, [])


# Meetings


def test_a_meeting_from_its_event_to_its_minutes(staff):
    member = an_organisation("Schule", contact_email="kontakt@schule.example")
    body = a_body(member)
    event = an_event(title="Bündnisrunde", starts_at=clock.now() - timedelta(hours=1))

    connected = send(staff, f"/team/gremien/{body.id}/sitzungen/neu", event_id=str(event.id))
    meeting = only(Meeting)
    path = f"/team/sitzungen/{meeting.id}"
    assert connected.location == path
    assert send(staff, path, title="Eins").status == 303
    assert send(staff, path, title="Zwei", text="Mit Text.").status == 303
    one, two = all_of(AgendaItem, AgendaItem.position)
    assert press(staff, path, "Nach oben").status == 303
    assert [item.title for item in only(Meeting).agenda] == ["Zwei", "Eins"]
    page = staff.get(path)
    assert staff.post(
        f"{path}/reihenfolge", csrf_token=page.sent["csrf_token"], **{f"number_{one.id}": "1", f"number_{two.id}": "2"}
    ).status == 303  # fmt: skip
    assert [item.title for item in only(Meeting).agenda] == ["Eins", "Zwei"]

    recorded = send(
        staff, f"/team/gremien/{body.id}/beschluesse/neu?sitzung={meeting.id}&punkt={two.id}",
        text="So machen wir das.", **{f"vote_{member.id}": "for"}, is_public="y",
    )  # fmt: skip
    assert recorded.location == f"{path}#beschluesse"
    resolution = only(Resolution)
    assert (resolution.title, resolution.agenda_item_id, resolution.is_public) == ("Zwei", two.id, True)

    written = send(staff, f"{path}/protokoll/schreiben", present=[str(member.id)], minutes="Wir sprachen.\n\nLange.")
    assert written.location == f"{path}/protokoll"
    sent = send(staff, f"{path}/protokoll/senden")
    assert sent.status == 303
    again = staff.get(f"{path}/protokoll/senden")
    assert "Das Protokoll ist am Montag, 4. Mai, 12 Uhr hinausgegangen." in again.words
    assert staff.post(f"{path}/protokoll/senden", csrf_token=page.sent["csrf_token"]).status == 409
    assert [mail.recipient for mail in all_of(Message)] == ["kontakt@schule.example"]
    words = staff.get(f"{path}/protokoll").words
    for expected in ("Anwesend Schule", "Eins", "Wir sprachen.", "So machen wir das.", "Gesendet am Montag"):
        assert expected in words


def test_what_waits_is_collected_by_one_button(staff):
    body = a_body()
    today = clock.today(clock.now())
    a_resolution(
        body, title="Schild malen", decided_on=today - timedelta(days=3), due_on=today - timedelta(days=1)
    )  # fmt: skip
    meeting = a_meeting(body)
    path = f"/team/sitzungen/{meeting.id}"

    before = staff.get(path).words
    answer = press(staff, path, "Alles auf die Tagesordnung setzen")

    assert "Überfällig: Schild malen" in before
    assert answer.status == 303
    assert [item.title for item in only(Meeting).agenda] == ["Überfällig: Schild malen"]
    assert "Gerade wartet nichts" in staff.get(path).words


def test_a_meeting_that_is_none_is_let_go(staff):
    meeting = a_meeting()

    answer = send(staff, f"/team/sitzungen/{meeting.id}/loesen")

    assert (answer.status, all_of(Meeting)) == (303, [])


def test_points_are_changed_and_taken_off(staff):
    meeting = a_meeting()
    item = agenda.add_item(meeting.id, "Fest")
    path = f"/team/sitzungen/{meeting.id}"

    assert send(staff, f"{path}/punkte/{item.id}", title="Sommerfest").status == 303
    assert only(AgendaItem).title == "Sommerfest"
    assert press(staff, path, "Entfernen").status == 303
    assert all_of(AgendaItem) == []


# Resolutions


def test_a_resolution_is_voted_on_corrected_and_followed_up(staff):
    one, two = an_organisation("Amt"), an_organisation("Schule")
    body = a_body(one, two, method="vote")
    send(
        staff, f"/team/gremien/{body.id}/beschluesse/neu", title="Werkbank", text="Wir kaufen eine.",
        due_on="2026-06-01", owner_id=str(one.id), **{f"vote_{one.id}": "for"},
    )  # fmt: skip
    resolution = only(Resolution)
    path = f"/team/beschluesse/{resolution.id}"

    voted = send(staff, path, organisation_id=str(two.id), vote="against")
    assert voted.status == 303
    assert only(Resolution).is_adopted is False
    assert send(staff, f"{path}/berichtigen", **{f"vote_{two.id}": "abstained"}).status == 303
    assert only(Resolution).is_adopted is True
    assert send(staff, f"{path}/stand", state="under-way", note="Bestellt.").status == 303

    words = staff.get(path).words
    for expected in (f"Dafür (1){one.name}", f"Enthalten (1){two.name}", "Bestellt.", "von „Offen“ auf „In Arbeit“"):
        assert expected in words


def test_a_vote_that_is_there_already_is_refused_in_a_sentence(staff):
    one, two = an_organisation(), an_organisation()
    resolution = a_resolution(a_body(one, two))
    path = f"/team/beschluesse/{resolution.id}"
    page = staff.get(path)
    resolutions.cast_vote(resolution.id, one.id, "for")

    answer = staff.post(path, **{**page.sent, "organisation_id": str(one.id), "vote": "against"})

    assert (answer.status, "Jede Organisation hat eine." in answer.refusal) == (409, True)
    assert only(ResolutionVote).vote == "for"


def test_what_is_typed_badly_comes_back(staff):
    body = a_body()
    path = f"/team/gremien/{body.id}/beschluesse/neu"

    empty = send(staff, path)
    late = send(staff, path, title="Fest", text="Ja.", decided_on="2026-05-05")
    strange = send(staff, path, title="Fest", text="Ja.", **{f"vote_{body.members[0].id}": "vielleicht"})

    assert (empty.status, late.status, strange.status) == (422, 409, 422)
    assert "Der Tag des Beschlusses liegt in der Zukunft." in late.refusal
    assert all_of(Resolution) == []


@pytest.mark.parametrize("query", ["sitzung=99", "sitzung=99999999999999", "sitzung={other}"])
def test_a_resolution_is_recorded_only_at_a_meeting_of_its_body(staff, query):
    body, other = a_body(), a_meeting()

    path = f"/team/gremien/{body.id}/beschluesse/neu?{query.format(other=other.id)}"
    assert staff.get(path).status == 404


def test_guests_see_what_is_public_and_nothing_else(staff, new_guest):
    one = an_organisation("Schule")
    body = a_body(one, name="Bündnisrunde")
    public = a_resolution(body, title="Werkbank", is_public=True, votes={one.id: "for"}, owner_id=one.id)
    internal = a_resolution(body, title="Gehalt")
    guest = new_guest()

    register, page = guest.get("/beschluesse"), guest.get(f"/beschluesse/{public.id}")

    assert (register.links("Werkbank"), "Gehalt" in register.words) == ([f"/beschluesse/{public.id}"], False)
    assert f"Dafür (1){one.name}" in page.words
    assert guest.get(f"/beschluesse/{internal.id}").status == 404
    assert guest.get("/beschluesse?suche=gehalt").words.count("Dazu haben wir nichts gefunden.") == 1
    assert "Alle Beschlüsse zeigen" in guest.get("/beschluesse?suche=gehalt").words
    for path in ("/beschluesse?seite=abc&jahr=-5&gremium=%00&stand=%27", "/beschluesse?suche=" + "a+" * 200):
        assert guest.get(path).status == 200


def test_a_public_page_is_true_at_once(staff, new_guest):
    resolution = a_resolution(is_public=True, due_on=clock.today(clock.now()))
    guest = new_guest()
    before = guest.get(f"/beschluesse/{resolution.id}").words

    send(staff, f"/team/beschluesse/{resolution.id}/stand", state="done", note="Steht.")

    assert "Offen" in before
    assert "Erledigt" in guest.get(f"/beschluesse/{resolution.id}").words
    assert "Steht." in guest.get(f"/beschluesse/{resolution.id}").words


def test_script_in_any_text_stays_text(staff, new_guest):
    one = an_organisation(SCRIPT)
    body = a_body(one, name=SCRIPT, purpose=SCRIPT)
    meeting = a_past_meeting(body, title=SCRIPT)
    agenda.add_item(meeting.id, SCRIPT, SCRIPT)
    minutes.write_minutes(meeting.id, SCRIPT, [one.id])
    made = a_resolution(
        body, title=SCRIPT, text=SCRIPT, is_public=True, meeting_id=meeting.id, votes={one.id: "for"}, owner_id=one.id
    )
    guest = new_guest()

    pages = [
        guest.get("/beschluesse"), guest.get(f"/beschluesse/{made.id}"), staff.get("/team/gremien"),
        staff.get(f"/team/gremien/{body.id}"), staff.get(f"/team/sitzungen/{meeting.id}"),
        staff.get(f"/team/sitzungen/{meeting.id}/protokoll"), staff.get(f"/team/beschluesse/{made.id}"),
    ]  # fmt: skip

    assert not any(b"<script>alert" in page.body for page in pages)
    assert all(SCRIPT in page.words for page in pages)


# Who may open what


def pages_of(meeting, resolution):
    body = f"/team/gremien/{meeting.body_id}"
    return [
        body, f"/team/sitzungen/{meeting.id}", f"/team/sitzungen/{meeting.id}/protokoll",
        f"/team/beschluesse/{resolution.id}",
    ]  # fmt: skip


def test_a_representative_reads_what_concerns_their_organisation_and_nothing_else(house, new_guest):
    mine, other = an_organisation("Meine"), an_organisation("Andere")
    my_meeting, foreign = a_meeting(a_body(mine, name="Meines")), a_meeting(a_body(other, name="Fremdes"))
    my_resolution = a_resolution(my_meeting.body, title="Meiner", meeting_id=my_meeting.id)
    foreign_resolution = a_resolution(foreign.body, title="Fremder", meeting_id=foreign.id)
    person = signed_in(new_guest(), "representative", mine)

    assert [person.get(path).status for path in pages_of(my_meeting, my_resolution)] == [200] * 4
    assert [person.get(path).status for path in pages_of(foreign, foreign_resolution)] == [404] * 4
    bodies, register = person.get("/team/gremien").words, person.get("/team/beschluesse").words
    assert ("Meines" in bodies, "Fremdes" in bodies) == (True, False)
    assert ("Meiner" in register, "Fremder" in register) == (True, False)
    assert person.get(f"/team/gremien/{my_meeting.body_id}/aendern").status == 403


def test_who_looks_at_figures_reads_no_agenda_and_no_minutes(house, new_guest):
    """Minutes are free text and may name people; the lists and what was resolved do not."""
    meeting = a_meeting()
    resolution = a_resolution(meeting.body, meeting_id=meeting.id)
    person = signed_in(new_guest(), "insights")

    pages = [person.get(path) for path in pages_of(meeting, resolution)]

    assert [page.status for page in pages] == [403, 403, 403, 200]
    lists = [person.get(path) for path in ("/team/gremien", "/team/beschluesse")]
    assert [page.status for page in lists] == [200, 200]
    assert all(
        f"/team/{part}/" not in page.body.decode() for page in (*lists, pages[3]) for part in ("gremien", "sitzungen")
    )
    assert person.get("/team/gremien/neu").status == 403


def test_who_has_rooms_only_sees_no_body(house, new_guest):
    meeting = a_meeting()
    person = signed_in(new_guest(), "rooms")

    assert person.get("/team/gremien").status == 403
    assert person.get(f"/team/sitzungen/{meeting.id}").status == 403


@pytest.mark.parametrize(
    "path",
    [
        "/team/gremien/99", "/team/gremien/99/aendern", "/team/gremien/99/mitglieder", "/team/gremien/99/aufloesen",
        "/team/gremien/99/sitzungen/neu", "/team/gremien/99/beschluesse/neu", "/team/sitzungen/99",
        "/team/sitzungen/99/protokoll", "/team/sitzungen/99/protokoll/schreiben", "/team/sitzungen/99/protokoll/senden",
        "/team/sitzungen/99/loesen", "/team/sitzungen/99/punkte/1", "/team/beschluesse/99",
        "/team/beschluesse/99/berichtigen", "/team/beschluesse/99/stand", "/beschluesse/99",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(staff, path):
    assert staff.get(path).status == 404


# What they cost


def test_pages_cost_the_same_few_statements_however_much_there_is(staff, new_guest):
    guest = new_guest()
    one = an_organisation("Schule", contact_email="schule@example.org")
    body = a_body(one)
    meeting = a_past_meeting(body)
    agenda.add_item(meeting.id, "Punkt")
    an_event(title="Noch eine")
    first = a_resolution(body, meeting_id=meeting.id, is_public=True, votes={one.id: "for"}, owner_id=one.id)
    public = ["/beschluesse", f"/beschluesse/{first.id}"]
    team = [
        "/team/gremien", "/team/beschluesse", *pages_of(meeting, first), f"/team/gremien/{body.id}/sitzungen/neu",
        f"/team/gremien/{body.id}/mitglieder", f"/team/sitzungen/{meeting.id}/protokoll/senden",
    ]  # fmt: skip

    def costs():
        found = {}
        for person, paths in ((guest, public), (staff, team)):
            for path in paths:
                db.session.rollback()
                db.session.expunge_all()
                with counted() as seen:
                    assert person.get(path).status == 200
                found[path] = len(seen)
        return found

    few = costs()
    for number in range(3):
        other = an_organisation("Werk", contact_email=f"werk{number}@example.org")
        body_actions.add_member(body.id, other.id)
        a_meeting(body)
        a_past_meeting(body)
        an_event(title=f"Noch eine {number}")
        agenda.add_item(meeting.id, f"Punkt {number}")
        a_resolution(body, meeting_id=meeting.id, is_public=True, votes={other.id: "for"}, owner_id=other.id)
        resolutions.cast_vote(first.id, other.id, "for")
        resolutions.follow_up(first.id, "under-way" if number % 2 else "open", owner_id=one.id)
    many = costs()

    assert few == many
    assert {path: number for path, number in many.items() if path in public and number > MOST_STATEMENTS} == {}


# An event from a resolution


def test_an_event_is_planned_from_a_resolution(staff):
    resolution, format = a_resolution(title="Werkbank einweihen"), a_format(name="Fest")
    path = f"/team/beschluesse/{resolution.id}"
    (choose,) = staff.get(path).links("Veranstaltung planen")
    plan = f"{choose}&format={format.id}"
    page = staff.get(plan)
    to_format = f"/team/veranstaltungen/neu?format={format.id}&beschluss={resolution.id}"
    assert staff.get(choose).links("Fest") == [to_format]
    assert (page.sent["title"], page.links("Werkbank einweihen")) == ("Werkbank einweihen", [path])

    sent = {**page.sent, "dates-0-day": "2026-06-05", "dates-0-begins": "14:00"}
    # Somebody else, or the same one anew: the same form sent twice would plan once.
    answers = [staff.post(plan, **sent), staff.post(plan, **{**sent, "form_key": "another"})]

    assert [answer.status for answer in answers] == [303, 409]
    assert "Aus diesem Beschluss ist schon eine Veranstaltung geworden." in answers[1].refusal
    event = only(Event)
    assert (only(Resolution).event_id, only(Resolution).follow_up) == (event.id, "under-way")
    page = staff.get(path)
    assert (page.links("Veranstaltung planen"), page.links("Werkbank einweihen")) == (
        [], [f"/team/veranstaltungen/{event.id}"],
    )  # fmt: skip


def test_an_event_is_not_planned_from_a_resolution_that_is_not_there(staff):
    assert staff.get("/team/veranstaltungen/neu?beschluss=99").status == 404
