"""A season's events may touch areas besides their own."""

from datetime import timedelta

import sqlalchemy as sa

from app.alliance.models import InnovationArea
from app.database import db
from app.programme import actions
from app.programme.models import Event
from app.seasons.exporting import as_text, export_season
from app.seasons.loading import load_season
from app.seasons.reading import read_season
from tests.make import a_room, an_area, an_event
from tests.seasons.season_examples import a_season, in_bytes
from tests.seasons.season_examples import an_event as an_entry


def further_areas():
    return {event.title: [area.key for area in event.further_areas] for event in db.session.scalars(sa.select(Event))}


def test_they_come_in_and_go_out_again(app, at):
    at("2027-01-25 12:00")
    entry = an_entry(further_areas=["quer", "leben"])
    season = read_season(in_bytes(a_season(entry)))

    load_season(season)

    # Its own area is none besides.
    assert further_areas() == {"Repair-Café": ["quer"]}
    out = read_season(as_text(export_season()).encode())
    assert out["events"][0]["further_areas"] == ["quer"]


def test_a_new_file_changes_them_and_the_old_one_does_not(app, at):
    at("2027-01-25 12:00")
    old = read_season(in_bytes(a_season(an_entry())))
    load_season(old)
    event = db.session.scalars(sa.select(Event)).one()
    other = db.session.scalars(sa.select(InnovationArea).where(InnovationArea.key == "quer")).one()
    actions.change_event(event.id, further_areas=[other])

    load_season(old)
    after_the_old = further_areas()
    load_season(read_season(in_bytes(a_season(an_entry(title="Reparieren", further_areas=[])))))

    assert after_the_old == {"Repair-Café": ["quer"]}
    assert further_areas() == {"Reparieren": []}


def test_what_the_team_planned_is_written_with_them(app, at):
    now = at("2027-01-25 12:00")
    areas = [an_area(position=2), an_area(position=1)]
    an_event(starts_at=now + timedelta(days=3), room_ids=[a_room().id], further_areas=areas)

    out = read_season(as_text(export_season()).encode())

    assert sorted(out["events"][0]["further_areas"]) == sorted(area.key for area in areas)
