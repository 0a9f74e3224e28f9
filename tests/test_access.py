"""Every view says who may open it; a forgotten line fails closed (law 8)."""

import re
import sqlite3
from dataclasses import dataclass, field

import pytest

from app.accounts import access, granting
from app.accounts.models import ADMINISTRATION, DOOR, REPRESENTATIVE, ROLES
from tests.dumps import everything
from tests.make import PASSWORD, a_member_of_staff, a_place, an_organisation
from tests.things_here import things_here

OPEN_TO = {"everyone", "staff", "staff or metrics token"}


def address_of(rule):
    """An address that fits a rule, whatever it names."""
    path = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule)
    return re.sub(r"<int:[^>]+>", "1", re.sub(r"<(?!int:)[^>]+>", "gibt-es-nicht", path))


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    from app import create_app
    from tests.conftest import SETTINGS

    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path_factory.mktemp('rules')}/none.db"})
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"], app


def test_every_view_says_who_may_open_it(rules):
    rules, app = rules

    silent = {
        rule.endpoint for rule in rules if getattr(app.view_functions[rule.endpoint], "open_to", None) not in OPEN_TO
    }

    assert silent == set()


def test_team_pages_are_for_staff_only(rules):
    rules, app = rules
    open_pages = {
        rule.endpoint for rule in rules
        if rule.rule.startswith("/team") and app.view_functions[rule.endpoint].open_to != "staff"
    }  # fmt: skip

    assert open_pages == {"accounts.sign_in", "accounts.second_step"}


def test_a_view_that_says_nothing_is_closed(make_app):
    app = make_app()
    app.add_url_rule("/vergessen", "forgotten", lambda: "offen")

    assert app.test_client().get("/vergessen").status_code == 403


def test_guests_get_no_team_page_by_any_method(make_app, rules):
    app = make_app()
    answers = {}
    for rule in rules[0]:
        if rules[1].view_functions[rule.endpoint].open_to == "everyone":
            continue
        for method in rule.methods - {"OPTIONS"}:
            answer = app.test_client().open(address_of(rule), method=method)
            is_sent_to_sign_in = answer.status_code == 303 and answer.location.startswith("/team/anmelden")
            answers[method, rule.rule] = is_sent_to_sign_in or answer.status_code == 403

    assert {who for who, is_closed in answers.items() if not is_closed} == set()


def test_staff_need_the_token_of_their_session(make_app):
    app = make_app()
    with app.app_context():
        a_member_of_staff()
    browser = app.test_client()
    browser.post("/team/anmelden", data={"email": "team@example.org", "password": PASSWORD})

    assert browser.post("/team/abmelden").status_code == 403


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example.org"}, {"Origin": "null"}]
)
def test_forms_from_other_sites_are_refused(make_app, headers):
    answer = make_app().test_client().post("/team/anmelden", data={}, headers=headers)

    assert answer.status_code == 403


def test_metrics_open_with_their_token(make_app):
    app = make_app(METRICS_TOKEN="a token for figures")
    browser = app.test_client()

    answers = [
        browser.get("/metrics", headers={"Authorization": f"Bearer {token}"}).status_code
        for token in ("a token for figures", "another", "")
    ]

    assert answers == [200, 403, 403]


def test_a_number_that_no_row_can_have_is_not_found(make_app, engine):
    app = make_app(engine)
    with app.app_context():
        a_member_of_staff()
    browser = app.test_client()
    browser.post("/team/anmelden", data={"email": "team@example.org", "password": PASSWORD})

    answers = [browser.get(f"/team/nachrichten/{number}").status_code for number in (2**31 - 1, 2**31, 10**30)]

    assert answers == [404] * 3


# What a form must hold to be about something; with an empty one these pages find nothing.
FIELDS = {"closures.open_on": ("termin",)}
# Pages that find nothing without a link of a mail.
BY_LINK = {"people.accept"}


@dataclass
class Person:
    """Somebody with one role, or none, and their browser; `where` is "everywhere", "here" or "elsewhere"."""

    role: str | None
    where: str | None
    client: object = None
    token: str = ""

    @property
    def is_for_a_place(self):
        """Whether the role holds only at a place."""
        return self.role not in (None, "", REPRESENTATIVE) and self.where != "everywhere"

    def ask(self, method, path, **fields):
        """Return what became of it: "sign in", "role" (403, the page names one), 403, 404 or "open"."""
        if method == "GET":
            answer = self.client.get(path)
        else:
            answer = self.client.post(path, data={"csrf_token": self.token, **fields})
        if answer.status_code == 303 and answer.location.startswith("/team/anmelden?weiter="):
            return "sign in"
        assert answer.status_code < 500, (method, path, answer.status_code)
        if answer.status_code == 403:
            return "role" if "Dafür brauchen Sie die Rolle" in answer.get_data(as_text=True) else 403
        return 404 if answer.status_code == 404 else "open"


@dataclass
class House:
    """A house with one of each thing, and people of every role."""

    app: object
    people: list
    things: dict
    here: int
    organisation: int
    file: str
    _kept: object = field(default=None)

    def keep(self):
        """Remember what is stored now."""
        self._kept = sqlite3.connect(":memory:")
        with sqlite3.connect(self.file) as stored:
            stored.backup(self._kept)

    def undo(self):
        """Store again what was remembered."""
        with sqlite3.connect(self.file) as stored:
            self._kept.backup(stored)

    def arguments(self, rule):
        """The values for the address of a rule; fails with the name of one that nobody knows."""
        blueprint = rule.endpoint.partition(".")[0]
        found = {name: self.things.get(f"{blueprint}.{name}", self.things.get(name)) for name in rule.arguments}
        unknown = sorted(name for name, value in found.items() if value is None)
        assert not unknown, f"{rule.rule}: please say in tests/things_here.py what {unknown} is"
        return found

    def tries(self):
        """Every (rule, method, view, arguments, path) of the pages that are not for everyone."""
        with self.app.test_request_context():
            adapter = self.app.url_map.bind("")
            for rule in sorted(self.app.url_map.iter_rules(), key=lambda rule: rule.rule):
                view = self.app.view_functions[rule.endpoint]
                if rule.endpoint == "static" or view.open_to == access.EVERYONE:
                    continue
                arguments = self.arguments(rule)
                for method in sorted(rule.methods & {"GET", "POST"}):
                    yield rule, method, view, arguments, adapter.build(rule.endpoint, arguments, method=method)


@pytest.fixture
def full_house(make_app, at):
    at("2026-05-04 12:00")
    app = make_app()
    with app.app_context():
        place, elsewhere = a_place(), a_place()
        organisation, other = an_organisation(), an_organisation()
        people = [Person(None, None)]
        a_member_of_staff("niemand@example.org", "Niemand", roles=())
        people.append(Person("", "niemand@example.org"))
        for role in ROLES:
            wheres = {"everywhere": {}}
            if role == REPRESENTATIVE:
                wheres = {"here": {"organisation_id": organisation.id}, "elsewhere": {"organisation_id": other.id}}
            elif role != ADMINISTRATION:
                wheres |= {"here": {"place_id": place.id}, "elsewhere": {"place_id": elsewhere.id}}
            for where, facts in wheres.items():
                account = a_member_of_staff(f"{role}-{where}@example.org", f"{role} {where}", roles=())
                granting.grant_role(account.id, role, **facts)
                people.append(Person(role, where))
        things = things_here(place, organisation)
        house = House(app, people, things, place.id, organisation.id, app.config["SQLALCHEMY_DATABASE_URI"][10:])
    for person in people:
        person.client = app.test_client()
        if person.role is not None:
            email = f"{person.role}-{person.where}@example.org" if person.role else person.where
            person.client.post("/team/anmelden", data={"email": email, "password": PASSWORD})
            page = person.client.get("/team/").get_data(as_text=True)
            person.token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    return house


def expected(person, method, view, where, here, organisation):
    """What the roles of the view, told in words, mean for somebody."""
    if person.role is None:
        return "sign in" if method == "GET" and view.open_to == "staff" else 403
    roles = getattr(view, "roles", None)
    if roles is None or person.role == ADMINISTRATION:
        return "open"
    if person.role not in roles:
        return "role"
    if where is None:
        return "open"
    if person.role == REPRESENTATIVE:
        is_theirs = person.where == "here" and organisation in where.organisations
    elif person.where == "everywhere":
        is_theirs = True
    else:
        is_theirs = where.places is None or (person.where == "here" and here in where.places)
    if person.role == DOOR and not where.is_today:
        is_theirs = False
    if is_theirs:
        return "open"
    return "role" if view.at is access.everywhere else 404


def test_every_view_opens_to_the_roles_it_names_and_to_nobody_else(full_house):
    house, wrong, number = full_house, {}, 0
    house.keep()

    for rule, method, view, arguments, path in list(house.tries()):
        with house.app.test_request_context():
            where = view.at(**arguments) if getattr(view, "at", None) else None
        # Where nothing counts but the role, it is enough to try it once.
        for person in house.people if where else [each for each in house.people if not each.is_for_a_place]:
            wanted = expected(person, method, view, where, house.here, house.organisation)
            cookies = dict(person.client._cookies)
            got = person.ask(method, path, **{name: house.things[name] for name in FIELDS.get(rule.endpoint, ())})
            number += 1
            if method == "POST" and got == "open":
                house.undo()
                person.client._cookies.update(cookies)
            if got != wanted and not (rule.endpoint in BY_LINK and got == 404):
                wrong[method, path, person.role, person.where] = (got, wanted)

    assert wrong == {}, "\n".join(f"{who}: {got}, wanted {wanted}" for who, (got, wanted) in wrong.items())
    assert number > 1000


# What a page that is only looked at may write: who looked, and how often something was asked for (law 4).
WRITTEN_BY_LOOKING = {"audit_entries", "search_misses"}


def test_looking_at_a_page_of_the_team_changes_nothing_but_the_trail(full_house):
    administrator = next(person for person in full_house.people if person.role == ADMINISTRATION)
    with full_house.app.app_context():
        before = everything()
    opened = [
        administrator.ask("GET", path) for _rule, method, *_facts, path in full_house.tries() if method == "GET"
    ]
    with full_house.app.app_context():
        after = everything()

    assert opened.count("open") > 100
    assert {table for table in before if before[table] != after[table]} <= WRITTEN_BY_LOOKING
