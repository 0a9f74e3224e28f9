"""A house that is set up before guests see it: the gate, what is missing, opening and closing."""

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import granting, inviting
from app.accounts.models import Account
from app.alliance import house_actions, house_queries
from app.alliance.houses import House
from app.database import db, transaction
from app.errors import Refused
from app.operations import demo_removal, opening
from app.seasons import loading
from bench.statements import counted
from tests.make import PASSWORD, a_format, a_member_of_staff, a_place, a_registration, a_room, an_event
from tests.registrations.conftest import Guest
from tests.test_access import address_of

# What a house that is not open serves to everybody, besides the links that somebody got by mail.
OPEN_ENDPOINTS = {
    "barrier_reports.report", "barrier_reports.reported",
    "furnishing.photo", "format_pictures.picture", "house.accessibility", "house.imprint", "house.privacy",
    "house.robots", "ideas.erased", "joining.erased", "operations.healthz", "organising.logo",
    "own_house.sheet", "passwords.forgotten", "passwords.on_its_way", "own_house.shown_picture",
    "registrations.erased", "room_requests.erased",
}  # fmt: skip


@pytest.fixture
def closed(make_app, engine):
    """The app of a closed house with an event, its context pushed."""
    app = make_app(engine)
    with app.app_context():
        an_event(title="Repair-Café")
        a_member_of_staff("leitung@example.org")
        opening.close_house()
    return app


@pytest.fixture
def guest(closed):
    """A browser of somebody from outside."""
    return Guest(closed.test_client())


@pytest.fixture
def team(closed):
    """A browser of somebody of the administration."""
    guest = Guest(closed.test_client())
    guest.post("/team/anmelden", email="leitung@example.org", password=PASSWORD)
    return guest


def make_ready():
    """Do what is required."""
    a_place()
    house_actions.change_house(
        name="Haus", email="h@fluss.example", imprint="Verein", privacy="Verein", mail_from="h@fluss.example",
        mail_url="smtp://mail.fluss.example:25",
    )  # fmt: skip
    with transaction():
        db.session.get_one(House, 1).mail_tested_at = clock.now()


def test_guests_see_that_something_is_being_set_up_and_whom_to_ask(closed, guest):
    with closed.app_context():
        house_actions.change_house(name="Haus am Fluss", email="hallo@fluss.example")

    page = guest.get("/")

    assert page.status == 503
    assert page.h1 == "Hier entsteht: Haus am Fluss"
    assert "hallo@fluss.example" in page.body.decode()
    assert "Repair-Café" not in page.body.decode()
    assert page.headers["Cache-Control"] == "no-store"
    assert "Retry-After" in page.headers


def test_what_stays_open_is_what_is_listed_here_and_nothing_else(closed):
    browser = closed.test_client()
    public = [
        rule for rule in closed.url_map.iter_rules()
        if getattr(closed.view_functions[rule.endpoint], "open_to", None) == "everyone"
        # Signing in.
        and not rule.rule.startswith("/team/")
    ]  # fmt: skip
    personal = {rule.endpoint for rule in public if "<token>" in rule.rule and not rule.rule.startswith("/raeume/")}

    reached = {
        rule.endpoint for rule in public
        if browser.open(address_of(rule), method="GET" if "GET" in rule.methods else "POST").status_code != 503
    }  # fmt: skip

    assert reached - personal == OPEN_ENDPOINTS
    assert personal - reached == set()


def test_an_idea_whose_address_ends_like_a_page_that_is_open_is_closed(guest):
    assert guest.get("/ideen/alles-geloescht").status == 503


@pytest.mark.parametrize("path", ["/passwort-vergessen", "/passwort-vergessen/unterwegs", "/passwort/egal"])
def test_a_new_password_can_be_had_in_a_closed_house(guest, path):
    assert guest.get(path).status != 503


@pytest.mark.parametrize("path", ["/impressum", "/datenschutz", "/barriere-melden", "/team/anmelden", "/healthz"])
def test_who_answers_for_the_house_is_known_from_the_start(guest, path):
    assert guest.get(path).status == 200


def test_links_of_a_closed_house_lead_to_what_is_open(guest):
    for path in ("/", "/impressum"):
        hrefs = set(guest.get(path).tree.xpath("//header//a/@href|//footer//a/@href"))

        assert {href: guest.get(href).status for href in hrefs if href not in ("/", "/team/")} == {
            href: 200 for href in hrefs if href not in ("/", "/team/")
        }


def test_the_team_sees_everything_and_that_nobody_else_does(team):
    pages = {path: team.get(path) for path in ("/", "/programm", "/team/")}

    assert {path: page.status for path, page in pages.items()} == dict.fromkeys(pages, 200)
    assert [bool(page.tree.xpath("//*[@class='preview']")) for page in pages.values()] == [True] * 3
    assert "Repair-Café" in pages["/programm"].body.decode()


@pytest.mark.parametrize(
    "path", ["/", "/programm", "/kalender/programm.ics", "/buendnis", "/raeume", "/partner", "/ideen"]
)
def test_what_the_team_looks_at_is_kept_for_nobody(closed, team, guest, path):
    seen = [(team.get(path), guest.get(path)) for _visit in range(2)]

    assert [(mine.status, theirs.status) for mine, theirs in seen] == [(200, 503)] * 2
    assert {mine.headers["Cache-Control"] for mine, _theirs in seen} == {"private, no-store"}


@pytest.mark.parametrize("path", ["/", "/programm", "/kalender/programm.ics", "/buendnis", "/impressum"])
def test_pages_in_memory_are_gone_when_the_house_closes_and_back_when_it_opens(closed, guest, path):
    with closed.app_context():
        house_actions.change_house(is_open=True)
    first = [guest.get(path).body for _visit in range(2)]

    with closed.app_context():
        opening.close_house()
    shut = [guest.get(path) for _visit in range(2)]
    with closed.app_context():
        house_actions.change_house(is_open=True)
    again = [guest.get(path).body for _visit in range(2)]

    assert first == again
    assert all((page.status == 200) == (path == "/impressum") for page in shut)
    assert all(page.body != first[0] for page in shut)


def test_the_gate_costs_no_statement_more(make_app):
    app = make_app()
    browser = app.test_client()
    browser.get("/programm")

    with counted() as kept:
        browser.get("/programm")
    with app.app_context():
        opening.close_house()
    browser.get("/impressum")
    with counted() as shut:
        browser.get("/programm")

    assert (len(kept), len(shut)) == (1, 1)


def test_a_guest_cannot_book_but_whoever_booked_can_give_up_the_seat(closed, guest):
    from app.registrations import links

    with closed.app_context():
        registration = a_registration(an_event())
        slug, link = registration.event.slug, links.manage_link(registration)

    assert guest.get(f"/veranstaltungen/{slug}/platz").status == 503
    assert guest.post(f"/veranstaltungen/{slug}/platz").status == 503
    assert guest.get(link.removeprefix("http://localhost")).status == 200


# What is missing


def test_the_list_says_what_is_done_and_what_is_missing(closed, team):
    page = team.get("/team/einrichten")

    assert page.status == 200
    assert page.words.count("Fehlt noch") == 5
    assert page.links("Impressum") == ["/team/haus/angaben#imprint"]


@pytest.mark.parametrize("has_room", [False, True])
def test_every_step_leads_to_a_page(closed, team, has_room):
    if has_room:
        with closed.app_context():
            room_id = a_room().id
        page = team.get("/team/einrichten")
        assert page.links("Öffnungszeiten") == [f"/team/raeume/{room_id}/oeffnungszeiten"]
        assert team.get(f"/team/raeume/{room_id}/oeffnungszeiten").status == 200
    for step in opening.STEPS.values():
        page = team.get(step.path)

        assert page.status == 200
        if "#" in step.path:
            assert page.tree.xpath(f"//*[@id='{step.path.partition('#')[2]}']")


def test_a_house_with_things_missing_does_not_open_and_says_which(closed, team, guest):
    page = team.get("/team/einrichten")

    answer = team.post("/team/einrichten/oeffnen", **page.sent)

    assert answer.status == 409
    assert "Es fehlt: Name und E-Mail-Adresse, Impressum" in answer.refusal
    assert guest.get("/").status == 503


@pytest.mark.parametrize("without", ["name", "email", "imprint", "privacy", "mail", "place"])
def test_each_required_thing_keeps_the_house_closed(app, without):
    opening.close_house()
    make_ready()
    if without == "place":
        with transaction():
            db.session.execute(sa.text("DELETE FROM places"))
    elif without == "mail":
        house_actions.change_house(mail_from="Neu <neu@example.org>")
    else:
        house_actions.change_house(**{without: None})

    with pytest.raises(Refused) as refused:
        opening.open_house()

    assert refused.value.reason is opening.OpeningRefusal.MISSING
    assert not house_queries.current().is_open


def test_a_sender_that_is_an_example_keeps_the_house_closed(app):
    opening.close_house()
    make_ready()
    house_actions.change_house(mail_from=None)
    with transaction():
        db.session.get_one(House, 1).mail_tested_at = clock.now()

    assert [step.title for step in opening.missing()] == ["E-Mail, mit Probe"]


@pytest.mark.parametrize("url", ["maildir:/tmp/mail", None])
def test_a_house_whose_mail_goes_into_a_folder_stays_closed_whatever_was_tried(app, url):
    opening.close_house()
    make_ready()
    house_actions.change_house(mail_url=url)
    with transaction():
        db.session.get_one(House, 1).mail_tested_at = clock.now()

    with pytest.raises(Refused):
        opening.open_house()

    assert [step.title for step in opening.missing()] == ["E-Mail, mit Probe"]


def test_a_mail_server_that_the_start_was_given_counts_once_it_took_a_probe(app):
    make_ready()
    house_actions.change_house(mail_url=None)
    app.config["MAIL_URL"] = "smtps://mail.fluss.example"
    untried = [step.title for step in opening.missing()]
    with transaction():
        db.session.get_one(House, 1).mail_tested_at = clock.now()

    assert (untried, opening.missing()) == (["E-Mail, mit Probe"], [])


def test_the_address_of_the_start_keeps_the_house_closed_until_it_is_another_or_its_account_is_closed(app):
    make_ready()
    account = a_member_of_staff("team@example.org")
    at_first = [step.title for step in opening.missing()]
    a_member_of_staff("leitung@example.org")
    with_another = [step.title for step in opening.missing()]
    granting.close_account(account.id)

    assert at_first == with_another == ["Ihre eigene Adresse"]
    assert opening.missing() == []

    granting.open_account(account.id)
    with transaction():
        db.session.get_one(Account, account.id).email = "mira@example.org"
    assert opening.missing() == []


def test_an_invitation_counts_as_a_colleague_while_it_can_be_accepted(app, at):
    a_member_of_staff("eins@example.org")
    at("2026-05-01 12:00")
    invitation = inviting.invite("zwei@example.org", "Zwei", [["programme", None, None]])
    asked = opening.done()
    at("2026-05-08 12:01")
    expired = opening.done()
    inviting.send_again(invitation.id)
    again = opening.done()
    inviting.withdraw(invitation.id)

    assert ["colleague" in done for done in (asked, expired, again, opening.done())] == [True, False, True, False]


@pytest.mark.parametrize("path", ["/team/einrichten", "/team/vorfuehrung"])
def test_the_way_back_leads_to_the_house(team, path):
    assert "/team/haus" in team.get(path).tree.xpath("//main//a/@href")


def test_an_imprint_that_the_start_was_given_counts(app):
    make_ready()
    house_actions.change_house(imprint=None)
    app.config["IMPRINT"] = "Verein"

    assert opening.missing() == []


def test_a_house_with_the_demo_in_it_does_not_open_until_that_is_gone_and_keeps_its_own(app):
    opening.close_house()
    loading.load_demo()
    make_ready()
    with pytest.raises(Refused):
        opening.open_house()

    demo_removal.remove_demo()
    opening.open_house()

    assert (house_queries.current().is_open, house_queries.current().name) == (True, "Haus")


def test_a_house_opens_at_the_press_of_the_button_and_closes_again(closed, team, guest):
    with closed.app_context():
        make_ready()

    assert team.post("/team/einrichten/oeffnen", **team.get("/team/einrichten").sent).status == 303
    opened = guest.get("/programm")
    assert team.post("/team/einrichten/schliessen", **team.get("/team/einrichten/schliessen").sent).status == 303

    assert (opened.status, guest.get("/programm").status) == (200, 503)
    assert "Repair-Café" in opened.body.decode()


def test_steps_are_done_by_what_is_in_the_house(app):
    opening.close_house()
    before = opening.done()
    make_ready()
    a_room()
    a_format()
    an_event()
    house_actions.change_house(texts={"welcome": "Hallo"}, picture="x", colours={"brick": "#1b5a84"})
    a_member_of_staff("eins@example.org")
    one = opening.done()
    a_member_of_staff("zwei@example.org")

    assert before == {"demo", "address"}
    assert opening.done() - one == {"colleague"}
    assert set(opening.STEPS) - opening.done() == {"hours"}


@pytest.mark.parametrize("path", ["", "/oeffnen", "/schliessen"])
def test_only_the_administration_opens_the_house(closed, path):
    with closed.app_context():
        a_member_of_staff("programm@example.org", roles=("programme",))
    other = Guest(closed.test_client())
    other.post("/team/anmelden", email="programm@example.org", password=PASSWORD)

    answer = other.post(f"/team/einrichten{path}") if path else other.get("/team/einrichten")

    assert answer.status == 403
