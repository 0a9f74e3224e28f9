"""A season carries sessions, interpreting, drafts that go public by themselves, and series of events."""

from datetime import date

import pytest
import sqlalchemy as sa

from app.database import db
from app.operations import demo_removal
from app.programme.groupings import EventSeries
from app.programme.models import Event
from app.seasons.exporting import as_text, export_season
from app.seasons.loading import load_season
from app.seasons.reading import read_season
from tests.seasons.season_examples import a_season, an_event, faults_of, in_bytes

TWO_DAYS = [[f"2027-02-{day:02}T15:00:00+01:00", f"2027-02-{day:02}T17:00:00+01:00"] for day in (2, 3)]
COURSE = {
    "occurrences": TWO_DAYS, "session_titles": ["Anfang", ""], "attendance": "some", "interpreting": ["pl", "dgs"],
    "sign_language": True, "interpreting_confirmed": ["dgs"], "state": "draft",
    "publish_at": "2027-01-28T08:00:00+01:00",
}  # fmt: skip


@pytest.fixture(autouse=True)
def in_january(at):
    at("2027-01-25 12:00")


def loaded(season, **how):
    """Load a season, and return what the house would write."""
    load_season(read_season(in_bytes(season)), monday=date(2027, 2, 1), **how)
    return read_season(as_text(export_season()).encode())


def evenings(*ids, first=None):
    """Events of one series on days that follow each other."""
    return [
        an_event(
            id=ident, occurrences=[[f"2027-02-{number:02}T15:00:00+01:00", f"2027-02-{number:02}T17:00:00+01:00"]],
            series=first or ids[0], rooms=[], external="Im Park",
            series_rule="FREQ=DAILY;COUNT=3" if number == 2 else None,
        )
        for number, ident in enumerate(ids, 2)
    ]  # fmt: skip


def test_a_course_comes_in_and_goes_out_again(app):
    out = loaded(a_season(an_event(**COURSE)))

    assert {name: out["events"][0][name] for name in COURSE} == COURSE


def test_a_course_changes_with_the_file_and_counts_as_changed(app):
    loaded(a_season(an_event(**COURSE)))

    again = loaded(a_season(an_event(**COURSE)))
    out = loaded(a_season(an_event(**{**COURSE, "session_titles": [], "interpreting_confirmed": ["pl"]})))

    assert again["events"][0]["session_titles"] == COURSE["session_titles"]
    assert (out["events"][0]["session_titles"], out["events"][0]["interpreting_confirmed"]) == ([], ["pl"])
    assert db.session.scalars(sa.select(Event.sequence)).one() == 1


def test_sign_language_is_one_of_the_languages_and_a_promise(app):
    promised = loaded(a_season(an_event(sign_language=True)))["events"][0]
    listed = read_season(in_bytes(a_season(an_event(interpreting=["dgs"]))))["events"][0]

    assert (promised["interpreting"], listed["sign_language"]) == (["dgs"], True)


def test_events_of_one_series_stay_together(app):
    season = a_season(*evenings("eins", "zwei", "drei"))

    out = loaded(season)

    assert [(event["series"], event["series_rule"]) for event in out["events"]] == [
        ("eins", "FREQ=DAILY;COUNT=3"), ("eins", None), ("eins", None),
    ]  # fmt: skip
    assert db.session.scalar(sa.select(sa.func.count(EventSeries.id))) == 1
    assert loaded(season) == out


def test_a_series_of_the_demo_goes_with_it(app):
    loaded(a_season(*evenings("eins", "zwei", "drei")), is_demo=True)

    demo_removal.remove_demo()

    assert db.session.scalars(sa.select(EventSeries)).all() == db.session.scalars(sa.select(Event)).all() == []


def test_what_cannot_be_meant_is_said(app):
    event = an_event(
        session_titles=["Eins", "Zwei"], publish_at="morgen", series="fehlt", series_rule="FREQ=DAILY", attendance="few"
    )

    sentences = [sentence for _where, sentence in faults_of(a_season({**event, "attendance": "all"}))]

    assert [sentence.partition(".")[0] for sentence in sentences] == [
        "Es gibt mehr Titel als Termine", "Die Veranstaltung „fehlt“ gibt es in dieser Datei nicht",
        "Diese Wiederholung ist nicht lesbar", "Diese Zeit ist nicht lesbar",
    ]  # fmt: skip
    assert faults_of(a_season(event)) != []
