"""A season carries all that formats say, and what formats and events say in other languages."""

import pytest
import sqlalchemy as sa

from app.database import db
from app.programme.models import Event, Format
from app.programme.translations import EventText, FormatText
from app.seasons.exporting import as_text, export_season
from app.seasons.loading import load_season
from app.seasons.reading import read_season
from tests.seasons.season_examples import a_season, an_event, changed, faults_of, in_bytes

IN_FULL = {
    "mode": "hybrid", "capacity_online": 40, "decide_h": 48, "layout": "Stuhlkreis", "barrier_need": "wheelchair",
    "interpreting": ["pl", "dgs"], "audiences": ["children", "families"], "min_age": 8, "further_areas": ["quer"],
    "contact_email": "werkstatt@example.org", "registration": "external", "external_url": "https://a.example/kurs?n=1",
}  # fmt: skip
EASY = {"name": "Repair-Café", "summary": "Wir reparieren."}


def loaded(season):
    """Load a season, and return what the house would write."""
    load_season(read_season(in_bytes(season)))
    return read_season(as_text(export_season()).encode())


def test_all_that_a_format_says_comes_in_and_goes_out_again(app, at):
    at("2027-01-25 12:00")

    out = loaded(changed(a_season(an_event()), "formats", 0, **IN_FULL))

    assert {name: out["formats"][0][name] for name in IN_FULL} == IN_FULL
    format = db.session.scalars(sa.select(Format).where(Format.key == "repair")).one()
    assert (format.decide_hours, format.barrier_need, format.capacity_online) == (48, "wheelchair", 40)


def test_texts_come_in_change_and_go(app, at):
    at("2027-01-25 12:00")
    texts = {"easy": EASY, "pl": {"name": "Kawiarnia napraw"}, "en": {"name": ""}}
    season = a_season(an_event(texts={"cs": {"title": "Opravna"}}))

    out = loaded(changed(season, "formats", 0, texts=texts))

    assert sorted(out["formats"][0]["texts"]) == ["easy", "pl"]
    assert out["events"][0]["texts"] == {"cs": {"title": "Opravna", "note": ""}}
    easy = db.session.scalars(sa.select(FormatText).where(FormatText.language == "easy")).one()
    assert (easy.name, easy.summary) == (EASY["name"], EASY["summary"])
    again = loaded(changed(a_season(an_event()), "formats", 0, texts={"pl": {"name": "Naprawa"}}))
    assert {code: text["name"] for code, text in again["formats"][0]["texts"].items()} == {"pl": "Naprawa"}
    assert db.session.scalars(sa.select(EventText)).all() == []


@pytest.mark.parametrize(("mode", "seats"), [("physical", (18, 0)), ("hybrid", (18, 18)), ("digital", (0, 18))])
def test_one_number_of_an_older_file_stands_for_both_kinds_of_seats(mode, seats):
    season = changed(a_season(an_event()), "formats", 0, mode=mode, capacity=18)

    format = read_season(in_bytes(season))["formats"][0]

    assert (format["capacity"], format["capacity_online"]) == seats


def test_another_decision_moves_that_of_planned_events(app, at):
    at("2027-01-25 12:00")
    season = changed(a_season(an_event()), "formats", 0, min_participants=3)
    loaded(season)
    event = db.session.scalars(sa.select(Event)).one()
    assert (event.starts_at - event.decide_at).days == 3

    loaded(changed(season, "formats", 0, decide_h=24))

    assert (event.starts_at - event.decide_at).days == 1


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"registration": "external"}, "Bei external fehlt external_url."),
        ({"external_url": "https://ich:geheim@a.example/"}, "Bitte die ganze Adresse"),
        ({"external_url": "javascript:alert(1)"}, "Bitte die ganze Adresse"),
        ({"contact_email": "a@b.example>,c@d.example"}, "Bitte genau eine E-Mail-Adresse."),
        ({"audiences": ["martians"]}, "ist hier nicht möglich"),
        ({"barrier_need": "lift"}, "ist hier nicht möglich"),
        ({"further_areas": ["nirgends"]}, "gibt es in dieser Datei nicht"),
        ({"texts": {"tlh": {}}}, "gibt es hier nicht"),
    ],
)  # fmt: skip
def test_what_no_format_says_is_named(facts, sentence):
    faults = faults_of(in_bytes(changed(a_season(an_event()), "formats", 0, **facts)))

    assert [fault for fault in faults if sentence in str(fault)] != []
