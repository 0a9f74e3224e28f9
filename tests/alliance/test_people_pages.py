"""The administration's pages about people, and what somebody sees who was invited."""

import pytest
import sqlalchemy as sa

from app.accounts import actions, inviting, queries
from app.accounts.models import ADMINISTRATION, PROGRAMME, ROOMS, Account, AuditEntry, Invitation
from app.database import db
from app.notifications.models import Message
from tests.make import PASSWORD, a_member_of_staff, a_place, an_organisation
from tests.make_people import NEW_PASSWORD, accept_path, an_invitation, grants_of, later, sign_in


def send(page_of, path, **fields):
    return page_of.fill(page_of.get(path), path, **fields)


def button(staff, path, action, **fields):
    """Press a button of a page, by what it does."""
    page = staff.get(path)
    form = next(form for form in page.tree.xpath("//main//form") if (form.get("action") or "").endswith(action))
    return staff.post(form.get("action"), **{**dict(form.form_values()), **fields})


def test_somebody_is_invited_accepts_and_signs_in(staff, new_guest):
    place = a_place(name="Zittau")

    invited = send(
        staff, "/team/menschen/einladen", name="Ole", email="Neu@Example.org", role=f"rooms:{place.id}:",
        second_role="programme::",
    )  # fmt: skip
    words = staff.get(invited.location).words
    invitation = db.session.scalars(sa.select(Invitation)).one()
    guest, path = new_guest(), accept_path(invitation)
    page = guest.get(path)
    accepted = guest.fill(page, path, password=NEW_PASSWORD, repeat=NEW_PASSWORD)
    welcomed = guest.get(accepted.location)

    assert (invited.status, invited.location) == (303, "/team/menschen")
    assert "Ole neu@example.org Programm, Räume in Zittau" in " ".join(words.replace("neu@", " neu@").split())
    assert page.sent["name"] == "Ole"
    assert (accepted.status, accepted.location) == (303, "/team/anmelden?hinweis=willkommen")
    assert "Ihr Konto ist angelegt." in welcomed.words
    assert sign_in(guest, "neu@example.org", NEW_PASSWORD).location == "/team/"
    assert "Set-Cookie" not in page.headers | accepted.headers


def test_opening_the_link_changes_nothing(house, guest):
    path = accept_path(an_invitation())

    pages = [guest.get(path) for _ in range(3)]

    assert [(page.status, page.headers["Cache-Control"]) for page in pages] == [(200, "no-store")] * 3
    assert db.session.scalars(sa.select(Account)).all() == []


@pytest.mark.parametrize(
    ("end", "sentence"),
    [
        (lambda i: inviting.accept(i.id, 1, "Ole", NEW_PASSWORD), "Diese Einladung ist schon angenommen."),
        (lambda i: inviting.withdraw(i.id), "Diese Einladung wurde zurückgezogen."),
        (lambda i: inviting.send_again(i.id), "Zu dieser Einladung gibt es eine neuere E-Mail."),
        (lambda i: later(days=7), "Diese Einladung galt sieben Tage und ist abgelaufen."),
    ],
)
def test_a_link_that_counts_no_more_says_why(house, guest, end, sentence):
    invitation = an_invitation()
    path = accept_path(invitation)
    open_form = guest.get(path)
    end(invitation)

    read = guest.get(path)
    sent = guest.fill(open_form, path, password=NEW_PASSWORD, repeat=NEW_PASSWORD)

    assert [(page.status, sentence in page.words) for page in (read, sent)] == [(410, True)] * 2
    assert read.title.startswith("Fehler: Diese Einladung gilt so nicht")


def test_a_forged_link_is_not_found(house, guest):
    path = accept_path(an_invitation())

    assert [guest.get(each).status for each in (path[:-1], "/einladung/x", "/einladung/x.y")] == [404] * 3


def test_a_link_from_before_a_restore_is_not_for_who_has_the_number_now(house, guest, at):
    path = accept_path(an_invitation())
    later(minutes=1)
    db.session.execute(sa.update(Invitation).values(invited_at=sa.bindparam("now", at("2026-05-04 13:00"))))
    db.session.commit()

    assert guest.get(path).status == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"password": "kurz", "repeat": "kurz"}, "mindestens 12 Zeichen"),
        ({"password": NEW_PASSWORD, "repeat": "anders"}, "Die beiden Passwörter sind verschieden."),
        ({"password": "passwort1234", "repeat": "passwort1234"}, "Dieses Passwort"),
        ({"password": NEW_PASSWORD, "repeat": NEW_PASSWORD, "name": "  "}, "wie wir Sie nennen dürfen"),
        ({"password": NEW_PASSWORD, "repeat": NEW_PASSWORD, "form_key": "x"}, "Das Formular war zu lange offen."),
        ({"password": NEW_PASSWORD, "repeat": NEW_PASSWORD, "website": "x"}, "Das ging sehr schnell."),
    ],
)
def test_what_is_not_accepted_says_what_to_do(house, guest, fields, sentence):
    path = accept_path(an_invitation())

    answer = send(guest, path, **fields)

    assert (answer.status in (409, 422), sentence in answer.refusal) == (True, True)
    assert db.session.scalars(sa.select(Account)).all() == []


def test_who_has_an_account_signs_in_and_accepts_there(house, guest):
    a_member_of_staff("neu@example.org", roles=())
    path = accept_path(an_invitation())

    public = guest.get(path)
    (lead,) = public.links("Anmelden und weiter")
    to_sign_in = guest.get(lead)
    signed_in = guest.post(to_sign_in.location, email="neu@example.org", password=PASSWORD)
    accepted = send(guest, signed_in.location)

    assert (public.status, public.h1) == (200, "Sie haben schon ein Konto")
    assert signed_in.location == lead
    assert accepted.status == 303
    assert grants_of(queries.find_account("neu@example.org")) == [(ROOMS, None, None)]
    assert guest.get(lead).status == 410


def test_signed_in_with_another_address_the_invitation_stays_whose_it_is(staff):
    path = "/team" + accept_path(an_invitation())

    answer = staff.get(path)

    assert (answer.status, "ging an eine andere Adresse" in answer.words) == (409, True)
    assert db.session.scalars(sa.select(Invitation)).one().accepted_at is None


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"email": "kein"}, 422, "eine vollständige Adresse"),
        ({"name": " "}, 422, "Bitte füllen Sie dieses Feld aus."),
        ({"role": ""}, 422, "Bitte wählen Sie eine Rolle."),
        ({"role": "administration:1:"}, 422, ""),
        ({"role": "representative:1:"}, 422, ""),
        ({"second_role": "x"}, 422, ""),
        ({"email": "schon@example.org"}, 409, "schon eine Einladung offen"),
    ],
)
def test_an_invitation_that_cannot_be_comes_back(staff, fields, status, sentence):
    an_invitation("schon@example.org")
    usual = {"name": "Ole", "email": "neu@example.org", "role": "programme::"}

    answer = send(staff, "/team/menschen/einladen", **{**usual, **fields})

    assert (answer.status, sentence in answer.refusal) == (status, True)
    assert len(queries.open_invitations()) == 1


def test_an_address_fills_the_form_of_an_invitation_in(staff):
    organisation = an_organisation()

    role = f"representative::{organisation.id}"
    sent = staff.get(f"/team/menschen/einladen?name=Ole&adresse=neu@example.org&rolle={role}").sent

    assert (sent["name"], sent["email"], sent["role"]) == ("Ole", "neu@example.org", role)


def test_invitations_are_sent_again_and_withdrawn_by_a_button(staff):
    invitation = an_invitation()

    again = button(staff, "/team/menschen", "noch-einmal")
    now = queries.find_invitation(invitation.id)
    version = now.version
    gone = button(staff, "/team/menschen", "zurueckziehen")
    twice = staff.post(f"/team/menschen/einladungen/{invitation.id}/zurueckziehen", **_token(staff))

    assert (again.status, gone.status, twice.status, version) == (303, 303, 409, 2)
    assert "Eingeladen" not in staff.get("/team/menschen").words


def _token(staff):
    return {"csrf_token": staff.get("/team/menschen/einladen").sent["csrf_token"]}


def test_roles_are_given_and_taken_one_by_one(staff):
    account, place = a_member_of_staff("ole@example.org", "Ole", roles=(ROOMS,)), a_place(name="Zittau")
    path = f"/team/menschen/{account.id}"
    form = staff.get(path)
    by_name = next(each for each in form.tree.xpath("//main//form") if each.get("action") == path)

    given = staff.post(path, **{**dict(by_name.form_values()), "role": f"programme:{place.id}:"})
    words = staff.get(path).words
    taken = button(staff, path, "rolle-nehmen", role="rooms::")
    # The page was open meanwhile: taking what is taken does no harm.
    twice = button(staff, path, "rolle-nehmen", role="rooms::")

    assert [answer.status for answer in (given, taken, twice)] == [303] * 3
    assert "Programm in Zittau" in words
    assert grants_of(account) == [(PROGRAMME, place.id, None)]


@pytest.mark.parametrize("act", ["rolle-nehmen", "schliessen"])
def test_the_last_administrator_cannot_remove_themselves(staff, act):
    account = queries.find_account("team@example.org")

    answer = button(staff, f"/team/menschen/{account.id}", act)

    assert (answer.status, "Das ist das letzte Konto mit der Rolle Verwaltung." in answer.refusal) == (409, True)
    assert staff.get("/team/menschen").status == 200


def test_a_closed_account_is_out_at_once_and_comes_back_with_its_roles(staff, new_guest):
    account = a_member_of_staff("ole@example.org", "Ole")
    ole = new_guest()
    sign_in(ole, "ole@example.org")

    button(staff, f"/team/menschen/{account.id}", "schliessen")
    while_closed = ole.get("/team/menschen").status, sign_in(ole, "ole@example.org").status
    button(staff, f"/team/menschen/{account.id}", "oeffnen")

    assert while_closed == (303, 409)
    assert sign_in(ole, "ole@example.org").status == 303
    assert grants_of(account) == [(ADMINISTRATION, None, None)]


def test_whoever_is_not_of_the_administration_sees_nobody(house, guest):
    account = a_member_of_staff("ole@example.org", roles=(PROGRAMME, ROOMS))
    sign_in(guest, "ole@example.org")

    pages = ["/team/menschen", "/team/menschen/einladen", f"/team/menschen/{account.id}"]

    assert [guest.get(path).status for path in pages] == [403] * 3


def test_unknown_people_and_invitations_are_not_found(staff):
    token = _token(staff)

    paths = ["/team/menschen/999/schliessen", "/team/menschen/einladungen/999/zurueckziehen"]

    assert [staff.post(path, **token).status for path in paths] == [404] * 2
    assert staff.get("/team/menschen/999").status == 404
    assert staff.post("/team/menschen/1/rolle-nehmen", role="koenig::", **token).status == 400


def test_script_in_a_name_stays_text(staff, guest):
    an_invitation(name="<script>alert(1)</script>")
    actions.add_staff("x@example.org", "<b>Ole</b>", PASSWORD)

    body = staff.get("/team/menschen").body.decode()

    assert "<script>alert" not in body
    assert "&lt;b&gt;Ole" in body


def test_the_list_takes_as_many_statements_for_three_as_for_one(staff, house):
    def statements():
        found = []

        def count(*given):
            found.append(given[2])

        application = staff.client.application
        with application.app_context():
            sa.event.listen(db.engine, "before_cursor_execute", count)
            staff.get("/team/menschen")
            sa.event.remove(db.engine, "before_cursor_execute", count)
        return len(found)

    an_invitation()
    staff.get("/team/menschen")
    with_one = statements()
    for number in range(3):
        an_invitation(f"gast{number}@example.org")
        a_member_of_staff(f"team{number}@example.org")

    assert statements() == with_one


def test_who_looked_at_people_stands_in_the_trail_and_unknown_ones_do_not(staff):
    account = queries.find_account("team@example.org")

    staff.get("/team/menschen")
    staff.get(f"/team/menschen/{account.id}")
    staff.get("/team/menschen/999")

    # What the pages wrote meanwhile.
    db.session.rollback()
    looks = sa.select(AuditEntry.act, AuditEntry.about).where(AuditEntry.act.startswith("look_at_"))
    assert db.session.execute(looks.order_by(AuditEntry.id)).all() == [
        ("look_at_people", "accounts"), ("look_at_person", f"account:{account.id}")
    ]  # fmt: skip


def test_somebody_is_erased_after_a_page_that_says_what_stays(staff):
    account = a_member_of_staff("ole@example.org", "Ole")
    path = f"/team/menschen/{account.id}/loeschen"

    page = staff.get(path)
    answer = staff.fill(page, path)

    assert "bleibt im Protokoll, mit ihrer Rolle und ohne ihren Namen" in page.words
    assert (answer.status, answer.location) == (303, "/team/menschen")
    assert staff.get(path).status == 404
    assert "Ole" not in staff.get("/team/menschen").words


def test_who_erases_themselves_is_out(staff):
    a_member_of_staff("zwei@example.org")
    path = f"/team/menschen/{queries.find_account('team@example.org').id}/loeschen"

    answer = staff.fill(staff.get(path), path)

    assert (answer.status, answer.location) == (303, "/")
    assert staff.get("/team/konto").status == 303


def test_the_last_administrator_cannot_erase_themselves(staff):
    path = f"/team/menschen/{queries.find_account('team@example.org').id}/loeschen"

    answer = staff.fill(staff.get(path), path)

    assert (answer.status, "das letzte Konto" in answer.refusal) == (409, True)


def test_the_administration_signs_somebody_out_everywhere(staff, new_guest):
    account = a_member_of_staff("ole@example.org", "Ole")
    ole = new_guest()
    sign_in(ole, "ole@example.org")

    button(staff, f"/team/menschen/{account.id}", "abmelden")

    assert ole.get("/team/konto").status == 303


def test_the_text_of_an_invitation_is_read_by_the_administration_only(staff, new_guest):
    an_invitation()
    a_member_of_staff("ole@example.org", roles=(PROGRAMME,))
    ole = new_guest()
    sign_in(ole, "ole@example.org")

    number = db.session.scalar(sa.select(Message.id))
    seen = [guest.get(f"/team/nachrichten/{number}") for guest in (staff, ole)]

    assert "/einladung/" in seen[0].words
    assert "/einladung/" not in seen[1].body.decode()
