"""A season may tell what its organisations are, offer and seek."""

import pytest
import sqlalchemy as sa

from app.alliance import organising
from app.alliance.models import Organisation
from app.database import db
from app.operations.demo_removal import remove_demo
from app.seasons.exporting import as_text, export_season
from app.seasons.loading import load_demo, load_season
from app.seasons.reading import read_season
from tests.seasons.season_examples import a_season, faults_of, in_bytes

SCHOOL = {
    "kind": "Schule", "actor_group": "science", "country": "PL", "languages": ["pl", "de"], "areas": ["leben"],
    "about": "Wir lernen.", "contact_email": "kontakt@example.org", "website": "https://example.org",
    "member_since": "2025-01-15", "offers": {"rooms": ["Aula"]}, "seeks": {"people": ["Lesepaten", "Trainer"]},
}  # fmt: skip


def told(**facts):
    return read_season(in_bytes(a_season(organisations={"Schule": {**SCHOOL, **facts}})))


def the_school():
    return db.session.scalars(sa.select(Organisation).where(Organisation.name == "Schule")).one()


def test_it_comes_in_and_goes_out_again(app, at):
    at("2027-01-25 12:00")
    season = told()

    load_season(season)

    school = the_school()
    assert (school.kind, school.country, [area.key for area in school.areas]) == ("Schule", "PL", ["leben"])
    assert [(each.direction, each.kind, each.text) for each in school.offers] == [
        ("offer", "rooms", "Aula"), ("seek", "people", "Lesepaten"), ("seek", "people", "Trainer"),
    ]  # fmt: skip
    out = read_season(as_text(export_season()).encode())
    assert out["organisations"] == season["organisations"] == {"Schule": SCHOOL}


def test_what_the_team_changed_stays_until_the_file_says_something_new(app, at):
    at("2027-01-25 12:00")
    load_season(told())
    school = the_school()
    organising.change_organisation(school.id, "Schule", [], kind="Gymnasium")
    organising.set_offers(school.id, [])

    load_season(told())
    kept = (the_school().kind, list(the_school().offers))
    load_season(told(kind="Oberschule"))

    assert kept == ("Gymnasium", [])
    assert (the_school().kind, len(the_school().offers)) == ("Oberschule", 3)


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"actor_group": "aliens"}, "organisations.Schule.actor_group"),
        ({"country": "Polen"}, "organisations.Schule.country"),
        ({"website": "javascript:alert(1)"}, "organisations.Schule.website"),
        ({"areas": ["kunst"]}, "organisations.Schule.areas[0]"),
        ({"areas": ["leben", "leben"]}, "organisations.Schule.areas[1]"),
        ({"member_since": "gestern"}, "organisations.Schule.member_since"),
        ({"offers": {"money": ["Geld"]}}, "organisations.Schule.offers"),
        ({"offers": {"rooms": ["x" * 401]}}, "organisations.Schule.offers.rooms[0]"),
        ({"logo": "x"}, "organisations.Schule"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(facts, where):
    faults = faults_of(a_season(organisations={"Schule": {**SCHOOL, **facts}}))

    assert len(faults) == 1
    assert faults[0][0].startswith(where)


def test_only_organisations_of_the_file_are_told_of():
    [(where, sentence)] = faults_of(a_season(organisations={"Schulle": {}}))

    assert (where, "Meinten Sie „Schule“?" in sentence) == ("organisations.Schulle", True)


def test_the_demo_tells_of_all_its_organisations_and_takes_them_along(app):
    load_demo()
    groups = db.session.execute(sa.select(Organisation.name, Organisation.actor_group)).all()

    remove_demo()

    assert [name for name, group in groups if group is None] == []
    assert db.session.scalar(sa.select(sa.func.count(Organisation.id))) == 0
