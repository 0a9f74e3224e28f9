"""A season carries days under which several events stand."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.database import db
from app.operations import demo_removal
from app.programme import umbrellas
from app.programme.groupings import Umbrella
from app.programme.models import Event
from app.seasons.exporting import as_text, export_season
from app.seasons.faults import SeasonFaults
from app.seasons.loading import load_season
from app.seasons.reading import read_season
from tests.make_days import an_umbrella
from tests.seasons.season_examples import a_season, an_event, faults_of, in_bytes

FORUM = {
    "id": "zukunftsforum-2027", "title": "Zukunftsforum", "starts_on": "2027-02-06", "ends_on": "2027-02-07",
    "summary": "Ein Tag für alle.", "description": "Mit **allen**.", "state": "published",
}  # fmt: skip


@pytest.fixture(autouse=True)
def in_january(at):
    at("2027-01-25 12:00")


def a_forum(*events, **changes):
    """A season with one day, and events that stand under it."""
    under = events or (an_event(), an_event(id="E02", rooms=["nord"]))
    return a_season(*[{"umbrella": FORUM["id"], **event} for event in under], umbrellas=[{**FORUM, **changes}])


def loaded(season, monday=date(2027, 2, 1), **how):
    """Load a season, and return what the house would write."""
    load_season(read_season(in_bytes(season)), monday=monday, **how)
    return read_season(as_text(export_season()).encode())


def under_days():
    """Return [(id of an event, address of its day)]."""
    events = db.session.scalars(sa.select(Event).order_by(Event.key)).all()
    return [(event.key, event.umbrella and event.umbrella.slug) for event in events]


def test_a_day_comes_in_and_goes_out_again(app):
    out = loaded(a_forum())

    assert out["umbrellas"] == [FORUM]
    assert [event["umbrella"] for event in out["events"]] == [FORUM["id"]] * 2
    assert loaded(out, monday=None) == out


def test_a_day_moves_with_the_season_and_keeps_its_events(app):
    loaded(a_forum())

    out = loaded(a_forum(), monday=date(2027, 3, 1))

    assert [(day["starts_on"], day["ends_on"]) for day in out["umbrellas"]] == [("2027-03-06", "2027-03-07")]
    assert under_days() == [("E01", FORUM["id"]), ("E02", FORUM["id"])]


def test_what_the_file_says_anew_is_done_and_what_it_says_again_is_left_to_the_team(app):
    loaded(a_forum())
    umbrellas.change_umbrella(db.session.scalar(sa.select(Umbrella.id)), title="Forum der Zukunft")

    again = loaded(a_forum())
    anew = loaded(a_forum(an_event(), an_event(id="E02", rooms=["nord"], umbrella=None), summary="Für viele."))

    assert again["umbrellas"][0]["title"] == "Forum der Zukunft"
    assert (anew["umbrellas"][0]["title"], anew["umbrellas"][0]["summary"]) == ("Zukunftsforum", "Für viele.")
    assert under_days() == [("E01", FORUM["id"]), ("E02", None)]


def test_a_day_of_the_demo_goes_with_it_and_one_in_use_stays(app):
    loaded(a_forum(), is_demo=True)
    demo_removal.remove_demo()
    gone = db.session.scalars(sa.select(Umbrella)).all()
    loaded(a_forum(), is_demo=True)
    own = db.session.scalar(sa.select(Event).where(Event.key == "E01"))
    own.is_demo = False
    db.session.commit()

    demo_removal.remove_demo()

    (day,) = db.session.scalars(sa.select(Umbrella)).all()
    assert (gone, day.slug, day.is_demo, under_days()) == ([], FORUM["id"], False, [("E01", FORUM["id"])])


def test_a_demo_changes_no_day_of_the_house(app):
    own = an_umbrella(title="Zukunftsforum", days_ahead=100)
    assert own.slug == FORUM["id"]

    out = loaded(a_forum(), is_demo=True)

    assert (out["umbrellas"][0]["starts_on"], under_days()) == ("2027-05-05", [("E01", None), ("E02", None)])


def test_a_day_that_leaves_an_event_of_the_team_behind_is_refused(app):
    loaded(a_forum())
    day = db.session.scalars(sa.select(Umbrella)).one()
    db.session.scalar(sa.select(Event).where(Event.key == "E02")).key = None
    db.session.commit()

    with pytest.raises(SeasonFaults) as refused:
        loaded(a_forum(an_event(), starts_on="2027-02-13", ends_on="2027-02-14") | {"events": []})

    assert [fault.where for fault in refused.value.faults] == ["umbrellas[0] (zukunftsforum-2027)"]
    assert day.starts_on + timedelta(days=1) == day.ends_on == date(2027, 2, 7)


def test_what_cannot_be_meant_is_said(app):
    late = an_event(date="2027-02-08")
    season = a_forum(late, an_event(id="E02", umbrella="zukunft", rooms=["nord"]))
    season["umbrellas"] += [FORUM, {**FORUM, "id": "Forum"}, {**FORUM, "id": "lang", "ends_on": "2027-03-06"}]
    season["umbrellas"] += [{**FORUM, "id": "wirr", "starts_on": "2027-02-30"}]

    faults = [(where, sentence.partition(".")[0]) for where, sentence in faults_of(season)]

    assert faults == [
        ("umbrellas[2] (Forum).id", "„Forum“ passt hier nicht"),
        ("umbrellas[1] (zukunftsforum-2027).id", "Die Kennung „zukunftsforum-2027“ steht schon bei umbrellas[0]"),
        ("umbrellas[3] (lang).ends_on", "Ein Thementag dauert höchstens zwei Wochen"),
        ("umbrellas[4] (wirr).starts_on", "Das ist kein Tag zwischen 2000 und 2100"),
        ("events[0] (E01).umbrella", "„Repair-Café“ findet an einem anderen Tag statt"),
        ("events[1] (E02).umbrella", "Den Thementag „zukunft“ gibt es in dieser Datei nicht"),
    ]
    bare = a_season(an_event(umbrella="zukunft"))
    assert [where for where, _sentence in faults_of(bare)] == ["events[0] (E01).umbrella"]
