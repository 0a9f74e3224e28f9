"""The pages about ideas, over HTTP: in public without cookie or name, by personal link, and for the team."""

from contextlib import suppress

import pytest
import sqlalchemy as sa

from app import clock
from app.alliance import idea_links, idea_queries, idea_rules, proposing, supporting
from app.alliance.ideas import COMBINED, DECLINED, FORMAT, PLANNED, TOPIC, Idea, IdeaSupport
from app.database import db
from app.notifications import outbox, texts
from app.notifications.models import Message
from bench import statements
from tests.make import PASSWORD, a_member_of_staff, an_area
from tests.make_ideas import a_new_idea, a_proposal, a_public_idea, a_support, an_answer
from tests.registrations.conftest import Guest

NOW = "2026-05-04 12:00"
SCRIPT = "<script>alert(1)</script>"
EMAIL = "jana@example.org"
PROPOSAL = {"title": "Näh-Café", "text": "Wir nähen.", "name": "Jana", "email": EMAIL}


@pytest.fixture
def house(make_app, at):
    """A small house on a stopped clock."""
    app = make_app()
    at(NOW)
    with app.app_context():
        yield app


@pytest.fixture
def new_guest(house, make_app):
    """A function that gives somebody with a fresh browser, served by an app of its own on the same database."""
    return lambda: Guest(make_app(url=house.config["SQLALCHEMY_DATABASE_URI"]).test_client())


@pytest.fixture
def guest(new_guest):
    """Somebody from outside."""
    return new_guest()


@pytest.fixture
def sign_in(new_guest):
    """A function that gives somebody of the team with these roles."""

    def enter(*roles):
        a_member_of_staff(email=f"{roles[0]}@example.org", roles=roles)
        member = new_guest()
        member.post("/team/anmelden", email=f"{roles[0]}@example.org", password=PASSWORD)
        return member

    return enter


def propose(guest, **fields):
    """Fill the form in and send it."""
    return guest.fill(guest.get("/ideen/neu"), "/ideen/neu", **{**PROPOSAL, **fields})


def support(guest, idea, email):
    page = guest.get(f"/ideen/{idea.slug}")
    return guest.fill(page, f"/ideen/{idea.slug}/unterstuetzen", email=email)


def count(model):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def fresh(row):
    db.session.rollback()
    return db.session.get(type(row), row.id, populate_existing=True)


def test_the_way_from_the_form_to_the_public_page(guest, sign_in):
    answer = propose(guest, kind=TOPIC)
    idea = db.session.scalars(sa.select(Idea)).one()
    mine = idea_links.proposal_path(idea)
    page = guest.get(mine)
    guest.fill(page, mine)
    team = sign_in("programme")
    path = f"/team/ideen/{idea.id}"
    published = team.fill(team.get(path), path, act="publish", title="Näh-Café für alle")

    assert (answer.status, answer.location) == (303, "/ideen/fast-geschafft")
    assert page.buttons == ["Idee einreichen", "Idee und meine Daten löschen"]
    assert published.status == 303
    public = guest.get("/ideen/naeh-cafe-fuer-alle")
    assert public.h1 == "Näh-Café für alle"
    assert "1 Mensch wünscht sich das" in public.words
    assert "hat das Programmteam entschieden: Die Idee wird mit bearbeitetem Wortlaut veröffentlicht." in public.words
    assert "Jana" not in public.words


def test_before_it_is_published_nobody_sees_it(guest):
    idea = a_new_idea(title="Geheim")

    assert "Geheim" not in guest.get("/ideen").words
    assert guest.get(f"/ideen/{fresh(idea).slug}").status == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", " "), ("text", ""), ("name", " "), ("email", "jana"), ("title", "x" * 121), ("text", "x" * 2001),
     ("kind", "unsinn"), ("area", "999"), ("area", "abc")],
)  # fmt: skip
def test_what_is_typed_badly_comes_back(guest, field, value):
    answer = propose(guest, **{field: value})

    assert (answer.status, count(Idea)) == (422, 0)


@pytest.mark.parametrize("settings", [{"website": "http://x"}, {"form_key": "gefälscht"}])
def test_programs_are_kept_out(guest, settings):
    answer = propose(guest, **settings)

    assert (answer.status, count(Idea)) == (409, 0)


def test_who_is_faster_than_a_hand_is_asked_again(make_app, at):
    at(NOW)
    app = make_app(BOOKING_MIN_SECONDS=3)
    with app.app_context():
        answer = propose(Guest(app.test_client()))

        assert (answer.status, count(Idea)) == (409, 0)


def test_the_answer_is_the_same_for_every_address(guest):
    idea = a_public_idea(supporters=[EMAIL])
    a_support(idea, "halb@example.org", is_confirmed=False)

    answers = {
        (answer.status, answer.location, answer.body)
        for answer in (support(guest, idea, each) for each in (EMAIL, "halb@example.org", "neu@example.org"))
    }
    pages = {guest.get(f"/ideen/{idea.slug}/fast-geschafft").body for _ in range(3)}

    assert len(answers) == len(pages) == 1


def test_supporting_by_mail_and_taking_it_back(guest):
    idea = a_public_idea()
    support(guest, idea, EMAIL)
    found = idea_queries.find_support_of(idea.id, EMAIL)
    path = idea_links.support_path(found)

    page = guest.get(path)
    counted_by_looking = fresh(idea).supporters
    guest.fill(page, path)
    counted = fresh(idea).supporters
    back = guest.fill(guest.get(path), path, zurueck="1")

    assert page.headers["Cache-Control"] == "private, no-store"
    assert (counted_by_looking, counted, fresh(idea).supporters) == (1, 2, 1)
    assert (back.location, guest.get(path).status) == ("/ideen/geloescht", 404)


def test_an_address_typed_badly_comes_back_on_the_page_of_the_idea(guest):
    idea = a_public_idea()

    answer = support(guest, idea, "jana")

    assert (answer.status, answer.title.startswith("Fehler: "), count(IdeaSupport)) == (422, True, 1)


def test_a_form_left_open_is_refused_when_the_idea_was_answered(guest):
    idea = a_public_idea()
    page = guest.get(f"/ideen/{idea.slug}")
    an_answer(idea, DECLINED, "Zu teuer")

    answer = guest.fill(page, f"/ideen/{idea.slug}/unterstuetzen", email=EMAIL)

    assert answer.status == 409
    assert "Diese Idee kann man nicht mehr unterstützen." in answer.words


def test_from_one_connection_come_only_so_many_votes(make_app, at):
    at(NOW)
    app = make_app(BOOKING_LIMIT="3 per hour")
    with app.app_context():
        idea = a_public_idea()
        guest = Guest(app.test_client())

        answers = [support(guest, idea, f"gast{number}@example.org").status for number in range(5)]

    assert answers == [303, 303, 303, 429, 429]


@pytest.mark.parametrize("path", ["/ideen/meine/", "/ideen/dabei/"])
@pytest.mark.parametrize("token", ["x", "W10.x", "ü"])
def test_forged_links_are_not_found(guest, path, token):
    assert guest.get(path + token).status == 404


def test_a_link_for_one_thing_opens_no_other(guest):
    idea = a_public_idea(email=EMAIL)
    of_support = idea_links.support_path(idea_queries.find_support_of(idea.id, EMAIL))

    assert guest.get(of_support.replace("/dabei/", "/meine/")).status == 404


def test_the_author_erases_their_name_and_the_idea_stays(guest):
    idea = a_public_idea(email=EMAIL, title="Bleibt")
    path = idea_links.proposal_path(idea)

    answer = guest.fill(guest.get(path), path, loeschen="1")

    assert (answer.location, guest.get(path).status, guest.get("/ideen/bleibt").status) == (
        "/ideen/geloescht", 404, 200,
    )  # fmt: skip
    assert (fresh(idea).email, fresh(idea).supporters) == (None, 1)


def test_what_people_write_is_never_html(guest, sign_in):
    idea = a_public_idea(title=SCRIPT, text=SCRIPT)
    other = a_public_idea(title="../../team?x=1#")
    an_answer(idea, DECLINED, SCRIPT)
    waiting = a_new_idea(title=SCRIPT, text=SCRIPT, name=SCRIPT)
    team = sign_in("administration")

    assert (idea.slug, other.slug) == ("script-alert-1-script", "team-x-1")
    for page in (
        guest.get("/ideen"), guest.get(f"/ideen/{idea.slug}"), guest.get(f"/ideen/{other.slug}"),
        team.get("/team/ideen"), team.get(f"/team/ideen/{idea.id}"), team.get(f"/team/ideen/{waiting.id}"),
        guest.get(idea_links.proposal_path(waiting)),
    ):  # fmt: skip
        assert page.status == 200
        assert SCRIPT.encode() not in page.body


@pytest.mark.parametrize("title", ["!!!", "🎉", "Łódź", "a" * 120])
def test_every_title_gets_an_address(guest, title):
    idea = a_public_idea(title=title)

    assert guest.get(f"/ideen/{idea.slug}").h1 == title


def test_the_list_is_filtered_sorted_and_in_pages(guest, at):
    energy = an_area(title="Energie")
    wanted = a_public_idea(title="Solar", area=energy, kind=TOPIC, supporters=["a@example.org", "b@example.org"])
    at("2026-05-04 13:00")
    for number in range(idea_queries.PAGE):
        a_public_idea(title=f"Idee {number}", kind=FORMAT)
    an_answer(wanted, PLANNED)

    def titles(query=""):
        return [" ".join(a.text_content().split()) for a in guest.get(f"/ideen{query}").tree.xpath("//h3/a")]

    assert titles()[0] == "Solar"
    assert len(titles("?seite=2")) == 1
    assert titles("?nach=neu")[-1] != "Solar"
    assert titles("?nach=neu&seite=2") == ["Solar"]
    for query in (f"?bereich={energy.key}", "?stand=geplant", "?art=topic"):
        assert titles(query) == ["Solar"]
    assert titles("?stand=abgelehnt") == []
    assert "Dazu hat noch niemand eine Idee gehabt." in guest.get("/ideen?stand=abgelehnt").words
    assert "So viele Seiten gibt es nicht." in guest.get("/ideen?seite=99").words


@pytest.mark.parametrize("query", ["?seite=-1", "?seite=1e9", "?seite=99999999999999", "?bereich=';--", "?nach=x"])
def test_nonsense_in_the_address_is_overlooked(guest, query):
    assert guest.get(f"/ideen{query}").status == 200


def test_an_empty_house_says_so(guest, sign_in):
    assert "Noch steht hier nichts." in guest.get("/ideen").words
    assert "Alles ist geprüft." in sign_in("programme").get("/team/ideen").words


def test_a_combined_idea_leads_to_the_other_and_back(guest):
    idea, other = a_public_idea(title="Eins"), a_public_idea(title="Zwei")
    an_answer(idea, COMBINED, other=other)

    assert guest.get("/ideen/eins").links("Zwei") == ["/ideen/zwei"]
    assert guest.get("/ideen/zwei").links("Eins") == ["/ideen/eins"]
    assert "unterstuetzen" not in guest.get("/ideen/eins").body.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_few_statements_however_much_there_is(house, number):
    ideas = [a_public_idea(supporters=[f"gast{n}@example.org" for n in range(number)]) for _ in range(number)]
    for idea in ideas[1:]:
        an_answer(idea, COMBINED, "Darum", ideas[0])
    browser = house.test_client()
    browser.get("/")
    costs = {}
    for path in ("/ideen", f"/ideen/{ideas[0].slug}", "/ideen/neu", f"/ideen/{ideas[-1].slug}"):
        db.session.remove()
        with statements.counted() as seen:
            assert browser.get(path).status_code == 200
        costs[path] = len(seen)

    assert max(costs.values()) <= 6, costs


def test_a_kept_page_is_new_after_a_vote(guest):
    idea = a_public_idea()
    before = guest.get(f"/ideen/{idea.slug}").words
    a_support(idea, EMAIL)

    assert "1 Mensch" in before
    assert "2 Menschen wünschen sich das" in guest.get(f"/ideen/{idea.slug}").words


def test_who_reads_figures_sees_counts_and_no_person(sign_in):
    a_new_idea(title="Noch geheim", name="Jana", email=EMAIL)
    idea = a_public_idea(title="Offen")
    reader = sign_in("insights")
    page = reader.get("/team/ideen")

    assert "Noch geheim" not in page.words
    assert page.links("Offen") == ["/ideen/offen"]
    assert reader.get(f"/team/ideen/{idea.id}").status == 403


def test_the_team_keeps_an_idea_back_with_a_reason(sign_in):
    idea = a_new_idea(email=EMAIL)
    team, path = sign_in("programme"), f"/team/ideen/{idea.id}"

    without = team.fill(team.get(path), path, act="refuse", title="")
    with_reason = team.fill(team.get(path), path, act="refuse", title="", reason="Das ist Werbung.")

    assert (without.status, with_reason.location) == (409, "/team/ideen")
    assert (fresh(idea).state, fresh(idea).answer_text) == ("refused", "Das ist Werbung.")


def test_of_two_who_answer_at_once_the_second_reads_the_first(sign_in):
    idea = a_public_idea()
    path = f"/team/ideen/{idea.id}"
    first, second = sign_in("programme"), sign_in("administration")
    page, same = first.get(path), second.get(path)

    won = first.fill(page, path, answer=DECLINED, text="Zu teuer")
    lost = second.fill(same, path, answer=PLANNED, text="Gern")
    then = second.fill(lost, path, answer=PLANNED, text="Ein Partner zahlt.")

    assert (won.status, lost.status, then.status) == (303, 409, 303)
    assert "Zu teuer" in lost.words
    assert [each.what for each in idea_queries.decisions_of(idea.id)] == ["published", DECLINED, PLANNED]
    assert [each.role for each in idea_queries.decisions_of(idea.id)[1:]] == ["programme", "administration"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"answer": "declined"}, 422), ({"answer": "combined"}, 422), ({}, 422), ({"answer": "planned"}, 303),
     ({"answer": "planned", "other": "abc"}, 422), ({"answer": "planned", "seen": "x" * 99}, 409)],
)  # fmt: skip
def test_the_answer_is_asked_for_what_it_needs(sign_in, fields, status):
    idea, _other = a_public_idea(), a_public_idea()
    team, path = sign_in("programme"), f"/team/ideen/{idea.id}"

    assert team.fill(team.get(path), path, **fields).status == status


def test_other_roles_and_guests_do_not_get_in(guest, sign_in):
    idea, steward = a_public_idea(), sign_in("rooms")

    assert guest.get("/team/ideen").status == 303
    assert [steward.get(path).status for path in ("/team/ideen", f"/team/ideen/{idea.id}")] == [403, 403]


def test_unconfirmed_ideas_are_not_the_team_s_business(sign_in):
    idea = a_proposal()

    assert sign_in("programme").get(f"/team/ideen/{idea.id}").status == 404


def test_mail_to_a_stranger_carries_no_words_of_strangers(house):
    a_proposal(title="Gewinnen Sie bei www.example.com", text="https://example.com", name="www.example.com")
    mail = texts.build(db.session.scalars(sa.select(Message)).one())

    assert "example.com" not in str(mail["Subject"]) + mail.get_body(("plain",)).get_content()


def test_every_mail_about_an_idea_can_be_written(house):
    idea = a_public_idea(title="Näh-Café", supporters=[EMAIL])
    a_support(idea, EMAIL)
    a_support(idea, "halb@example.org", is_confirmed=False)
    other = a_public_idea(title="Andere")
    an_answer(other, COMBINED, "Passt zusammen.", idea)
    an_answer(idea, PLANNED, "Im Herbst.")
    subjects = {}
    for message in db.session.scalars(sa.select(Message).order_by(Message.id)):
        with suppress(outbox.Drop):
            subjects[message.template.rpartition("/")[2]] = str(texts.build(message)["Subject"])

    assert subjects == {
        "idea_published": "Ihre Idee ist jetzt öffentlich: Andere",
        "idea_support_already": "Sie unterstützen schon: Näh-Café",
        "idea_support_confirm": "Bitte bestätigen: Sie unterstützen „Näh-Café“",
        "idea_answered": "Antwort auf Ihre Idee: Näh-Café",
    }


def test_no_mailbox_is_told_apart_by_what_stands_behind_a_plus():
    assert [idea_rules.mailbox(each) for each in ("a+b+c@x.org", "a@x.org", "+a@x.org")] == [
        "a@x.org", "a@x.org", "+a@x.org",
    ]  # fmt: skip


def test_a_page_in_memory_lives_a_minute(guest, at):
    """The form on it is good for a day only."""
    idea = a_public_idea()
    keys = []
    for minute in ("12:00", "12:01"):
        at(f"2026-05-04 {minute}")
        keys.append(guest.get(f"/ideen/{idea.slug}").sent["form_key"])

    assert keys[0] != keys[1]
    assert clock.now()


@pytest.mark.parametrize(
    ("answer", "said"),
    [(DECLINED, "Wir setzen die Idee nicht um."), (PLANNED, "Wird daraus eine Veranstaltung, schreiben wir Ihnen")],
)
def test_a_supporter_reads_what_became_of_it(guest, answer, said):
    idea = a_public_idea(supporters=[EMAIL])
    an_answer(idea, answer, "Darum")

    assert said in guest.get(idea_links.support_path(idea_queries.find_support_of(idea.id, EMAIL))).words


def test_what_was_forgotten_while_somebody_confirms_is_not_found(guest, monkeypatch):
    def forgotten(ident):
        raise LookupError(ident)

    idea, liked = a_proposal(), a_public_idea()
    support = a_support(liked, "kim@example.org", is_confirmed=False)
    for path, feature in (
        (idea_links.proposal_path(idea), proposing), (idea_links.support_path(support), supporting),
    ):  # fmt: skip
        page = guest.get(path)
        monkeypatch.setattr(feature, "confirm", forgotten)
        assert guest.post(path, **page.sent).status == 404
