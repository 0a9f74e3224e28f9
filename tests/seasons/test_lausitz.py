"""The season that comes with the house."""

import json
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest

import app.seasons
from app.seasons.reading import read_season
from app.seasons.shifting import shift

FOLDER = Path(app.seasons.__file__).parent
LAUSITZ = (FOLDER / "lausitz.json").read_bytes()
SCHEMA = json.loads((FOLDER / "schema.json").read_bytes())
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.fixture(scope="module")
def season():
    return read_season(LAUSITZ)


def test_it_holds_the_first_season(season):
    counted = {key: len(value) for key, value in season.items() if isinstance(value, list)}

    assert counted == {
        "places": 8,
        "rooms": 8,
        "digital_rooms": 4,
        "formats": 12,
        "mobile_equipment": 6,
        "partner_types": 15,
        "umbrellas": 1,
        "events": 60,
    }
    assert Counter(event["state"] for event in season["events"]) == {
        "open": 49,
        "waitlist": 5,
        "draft": 3,
        "cancelled": 2,
        "moved": 1,
    }


# What most events do without.
COMING_TOGETHER = {
    "session_titles": [], "attendance": "all", "interpreting_confirmed": [], "publish_at": None, "series": None,
    "series_rule": None, "umbrella": None,
}  # fmt: skip


def test_it_says_everything_itself(season):
    written = json.loads(LAUSITZ)
    interpreting = {format["id"]: format["interpreting"] for format in written["formats"]}
    for event in written["events"]:
        event.setdefault("further_areas", [])
        event.setdefault("cancel_reason", None)
        event.setdefault("moved_from", [])
        for key, usual in COMING_TOGETHER.items():
            event.setdefault(key, usual)
        event.setdefault("interpreting", interpreting[event["format"]])
    for place in written["places"]:
        place.setdefault("latitude", None)
        place.setdefault("longitude", None)
    for thing in written["mobile_equipment"]:
        thing.setdefault("interprets", None)

    assert season == written


def test_pages_find_a_text_for_everything(season):
    wanted = {
        "places": ("street", "postal_code", "city", "country", "way"),
        "rooms": ("description", "opening_hours", "house_rules"),
        "digital_rooms": ("description",),
        "formats": ("summary", "description", "bring", "for_whom", "photo_rule", "cost"),
        "events": ("hosts",),
    }

    empty = [
        (entry["id"], key) for part, keys in wanted.items() for entry in season[part] for key in keys if not entry[key]
    ]

    assert empty == []


def test_it_keeps_the_opening_hours_of_its_rooms(season):
    rooms = {room["id"]: room for room in season["rooms"]}
    outside = []
    for event in season["events"]:
        for start, end in event["occurrences"]:
            for room in (rooms[room] for room in event["rooms"] if room in rooms):
                from_ = datetime.fromisoformat(start) - timedelta(minutes=room["setup_min"])
                until = datetime.fromisoformat(end) + timedelta(minutes=room["teardown_min"])
                hours = room["opening_hours"][DAYS[from_.weekday()]]
                if not any(opens <= f"{from_:%H:%M}" and f"{until:%H:%M}" <= closes for opens, closes in hours):
                    outside.append((event["id"], room["id"]))

    assert outside == []


def test_it_names_no_address_outside_example_org(season):
    texts = json.dumps(season)

    assert {word.rpartition("//")[2].partition("/")[0] for word in texts.split('"') if "://" in word[:8]} == {
        "video.example.org"
    }
    assert texts.count("@") == texts.count("haus@example.org")


@pytest.mark.parametrize("monday", [date(2026, 3, 23), date(2026, 10, 19), date(2028, 2, 28)])
def test_it_holds_together_in_other_weeks(season, monday):
    moved = shift(season, monday)

    assert read_season(json.dumps(moved).encode()) == moved


def test_the_schema_is_a_schema_and_describes_it():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    assert list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(json.loads(LAUSITZ))) == []


def test_the_page_about_the_format_names_every_key():
    page = (FOLDER.parents[1] / "docs" / "season-format.md").read_text(encoding="utf-8")
    entries = [SCHEMA, *SCHEMA["$defs"].values(), SCHEMA["properties"]["house"]]
    keys = {key for entry in entries for key in entry.get("properties", {})}

    assert {key for key in keys if f"`{key}`" not in page} == set()
