"""Innovation areas: what everybody reads of them, and how the team keeps them."""

from datetime import date

import pytest
import sqlalchemy as sa

from app.accounts import granting
from app.accounts.models import INSIGHTS, PROGRAMME, AuditEntry
from app.alliance.models import InnovationArea
from app.database import db, transaction
from app.errors import Refused
from app.programme import area_queries, areas
from bench import statements
from tests.make import PASSWORD, a_format, a_member_of_staff, a_place, an_area, an_event, an_organisation
from tests.make_areas import a_target, an_event_that_took_place
from tests.registrations.conftest import Guest

NOW = "2026-05-04 12:00"
SCRIPT = "<script>alert(1)</script>"
MOST_STATEMENTS = 6


@pytest.fixture
def house(make_app, at, engine):
    """A small house on a stopped clock."""
    app = make_app(engine)
    at(NOW)
    with app.app_context():
        yield app


@pytest.fixture
def guest(house):
    """Somebody from outside."""
    return Guest(house.test_client())


@pytest.fixture
def team(house):
    """Somebody who keeps the programme, signed in."""
    return signed_in(house, PROGRAMME)


def signed_in(app, *roles):
    a_member_of_staff(email=f"{roles[0]}@example.org", roles=roles)
    someone = Guest(app.test_client())
    someone.post("/team/anmelden", email=f"{roles[0]}@example.org", password=PASSWORD)
    return someone


def send(team, path, **fields):
    """Open a form, fill some fields in, and send it; None takes a field out, as an unticked box."""
    filled = {**team.get(path).sent, **fields}
    return team.post(path, **{name: value for name, value in filled.items() if value is not None})


def stored(area):
    return db.session.get(InnovationArea, area.id, populate_existing=True)


# What everybody reads


def test_an_area_says_what_it_is_for_and_what_comes_next(guest):
    area = an_area(
        key="energie", title="Energie", full_title="Vernetzte Energiesysteme", goal="Gemeinsam speichern.",
        measures="Stammtisch\nExkursion", results="Zwei Speicher.",
    )  # fmt: skip
    answers_for = an_organisation("Stadtwerk")
    areas.change_area(area.id, answers_for.id)
    event = an_event(format=a_format(area=area), title="Stammtisch im Mai")

    page = guest.get("/bereiche/energie")

    assert (page.status, page.h1) == (200, "Vernetzte Energiesysteme")
    assert [li.text for li in page.tree.xpath("//main//ul[not(@class)]/li")] == ["Stammtisch", "Exkursion"]
    assert all(text in page.words for text in ("Gemeinsam speichern.", "Zwei Speicher."))
    assert page.links(answers_for.name) == [f"/partner/{answers_for.key}"]
    assert page.links(event.title) == [f"/veranstaltungen/{event.slug}"]
    assert page.links("Termine abonnieren") == ["/kalender?bereich=energie"]
    assert guest.get("/bereiche").links("Vernetzte Energiesysteme") == ["/bereiche/energie"]


def test_an_area_of_which_nothing_is_known_and_none_at_all(guest):
    assert "Noch sind keine Bereiche eingetragen." in guest.get("/bereiche").words
    an_area(key="neu", title="Neu")

    page = guest.get("/bereiche/neu")

    assert "Ziel und Maßnahmen stehen hier, sobald" in page.words
    assert "noch nicht benannt" in page.words
    assert guest.get("/bereiche/gibt-es-nicht").status == 404


@pytest.mark.parametrize("path", ["/bereiche", "/bereiche/energie"])
def test_pages_cost_few_statements_however_much_there_is(house, guest, path):
    area = an_area(key="energie")
    counts = []
    for rows in (1, 2):
        for number in range(rows):
            host = an_organisation(areas=[area], member_since=date(2026, 2, 1))
            areas.change_area(an_area().id, host.id)
            an_event_that_took_place(area=area, hosts=[host, an_organisation(country="PL")])
            an_event(format=a_format(area=area))
            a_target(area, year=2026 + number + rows)
            a_target(area, value=10 * rows + number, reason="Anders.")
        house.extensions["pages"].__init__()
        with statements.counted() as seen:
            assert guest.get(path).status == 200
        counts.append(len(seen))

    assert counts[0] == counts[1] <= MOST_STATEMENTS


def test_script_in_any_text_stays_text(guest, team):
    area = an_area(key="energie")
    send(
        team, f"/team/bereiche/{area.id}", title=SCRIPT, full_title=SCRIPT, description=SCRIPT, goal=SCRIPT,
        measures=SCRIPT, results=SCRIPT,
    )  # fmt: skip
    send(team, f"/team/bereiche/{area.id}/ziele/neu", value="3", reason=SCRIPT)

    for page in (guest.get("/bereiche"), guest.get("/bereiche/energie"), team.get("/team/bereiche")):
        assert page.tree.xpath("//script") == []
    assert guest.get("/bereiche/energie").words.count("alert(1)") >= 6


# How the team keeps them


def test_an_empty_house_gets_the_four_areas_by_one_button(team, guest):
    assert team.get("/team/bereiche").buttons[0] == "Die vier Bereiche des Bündnisses anlegen"

    answer = team.post("/team/bereiche/vier", **team.get("/team/bereiche").sent)

    assert answer.status == 303
    full = [area.full_title for area in area_queries.all_areas() if not area.is_cross_cutting]
    assert full == [
        "Vernetzte Energiesysteme durch Speichertechnologien", "Additive Fertigung für effizientere Produktion",
        "Non-formale regionale Bildung", "Attraktive Arbeits- und Lebenswelten",
    ]  # fmt: skip
    assert len(area_queries.all_areas()) == 5
    assert guest.get("/bereiche").links("Additive Fertigung für effizientere Produktion") == ["/bereiche/additiv"]
    with pytest.raises(Refused):
        areas.create_the_four()


def test_an_area_is_made_changed_and_removed(team):
    send(team, "/team/bereiche/neu", title="Wasser & Wald", measures=" Pflanzen \n\n Gießen ")
    area = db.session.scalars(sa.select(InnovationArea)).one()
    host = an_organisation("Forst")

    assert (area.key, area.measures) == ("wasser-wald", "Pflanzen\nGießen")
    assert send(team, f"/team/bereiche/{area.id}", goal="Grün", responsible_id=str(host.id)).status == 303
    assert (stored(area).goal, stored(area).responsible.id) == ("Grün", host.id)
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "change_area")).one()
    assert entry.details["changed"] == {"goal": ["", "Grün"], "responsible": [None, host.key]}
    assert send(team, f"/team/bereiche/{area.id}/loeschen").status == 303
    assert db.session.scalars(sa.select(InnovationArea)).all() == []


def test_an_area_to_which_something_belongs_is_not_removed(team):
    area = an_area(title="Energie")
    an_event(format=a_format(area=area))
    an_organisation(areas=[area])

    answer = team.post(f"/team/bereiche/{area.id}/loeschen", **team.get("/team/bereiche/neu").sent)

    assert answer.status == 409
    assert "1 Format, 1 Veranstaltung, 1 Organisation" in answer.words
    assert stored(area) is not None


def test_two_areas_of_one_title_are_refused(team):
    an_area(title="Energie")

    answer = send(team, "/team/bereiche/neu", title="energie")

    assert (answer.status, "gibt es schon" in answer.refusal) == (409, True)


@pytest.mark.parametrize(
    ("field", "value"), [("title", " "), ("title", "x" * 201), ("position", "-1"), ("measures", "x" * 501)]
)
def test_what_is_typed_badly_comes_back(team, field, value):
    area = an_area(title="Energie")

    answer = send(team, f"/team/bereiche/{area.id}", **{field: value})

    assert (answer.status, stored(area).title) == (422, "Energie")


def test_who_reads_figures_changes_nothing(house):
    area = an_area(title="Energie")
    reader = signed_in(house, INSIGHTS)

    assert reader.get("/team/bereiche").status == 200
    assert reader.get(f"/team/bereiche/{area.id}/ziele").status == 200
    assert reader.get("/team/bereiche").links("Bereich anlegen") == []
    for path in ("neu", f"{area.id}", f"{area.id}/loeschen", f"{area.id}/ziele/neu"):
        assert reader.get(f"/team/bereiche/{path}").status == 403


def test_a_role_for_one_place_does_not_open_what_belongs_to_the_whole_house(house):
    area = an_area()
    someone = a_member_of_staff(email="ort@example.org", roles=())
    granting.grant_role(someone.id, PROGRAMME, place_id=a_place().id)
    browser = Guest(house.test_client())
    browser.post("/team/anmelden", email="ort@example.org", password=PASSWORD)

    assert browser.get(f"/team/bereiche/{area.id}").status == 403


# How far an area is


def test_what_took_place_counts_once_for_the_area_it_touches(app, at):
    now = at(NOW)
    area, other = an_area(), an_area()
    pl, de = an_organisation(country="PL"), an_organisation(areas=[area], member_since=date(2026, 1, 2))
    an_organisation(areas=[area], member_since=date(2025, 12, 31))
    own = an_event_that_took_place(area=area, hosts=[pl, de], capacity=30)
    an_event_that_took_place(area=other, hosts=[pl], further_areas=[area, other], capacity=30)
    an_event_that_took_place(area=area, days_ago=200, hosts=[de])
    an_event_that_took_place(area=area, state="draft")
    an_event(format=a_format(area=area), hosts=[an_organisation(country="CZ")])
    with transaction():
        own.ledgers[0].taken, own.ledgers[0].house = 12, 2

    reached = area_queries.progress(area.id, [2026, 2025, 2024], now)

    assert reached == {
        (2026, "events"): 2, (2026, "participants"): 10, (2026, "organisations"): 2, (2026, "countries"): 2,
        (2026, "new-partners"): 1, (2025, "events"): 1, (2025, "participants"): 0, (2025, "organisations"): 1,
        (2025, "countries"): 1, (2025, "new-partners"): 1,
    }  # fmt: skip
    assert area_queries.progress(area.id, [], now) == {}


def test_an_event_that_ends_at_midnight_of_new_year_belongs_to_the_old_one(app, at):
    now = at("2026-01-01 12:00")
    area = an_area()
    # 31 December, 23 o'clock UTC is midnight in Berlin.
    end = now.replace(month=12, year=2025, day=31, hour=23, minute=0)
    an_event(format=a_format(area=area), spans=[(end.replace(hour=20), end)])

    reached = area_queries.progress(area.id, [2025, 2026], now)

    assert {key: value for key, value in reached.items() if value} == {(2025, "events"): 1}
