"""`flask season load` and `flask season export`."""

import json

import pytest
import sqlalchemy as sa

from app.database import db
from app.programme.models import Event
from app.seasons.loading import SHIPPED
from tests.dumps import everything
from tests.seasons.season_examples import a_season, an_event, in_bytes


@pytest.fixture(autouse=True)
def _before_the_season(at):
    at("2027-02-01 08:00")


@pytest.fixture
def run(app):
    """A function that runs `flask season …`."""

    def run(*words, **settings):
        db.session.rollback()
        return app.test_cli_runner().invoke(args=["season", *map(str, words)], **settings)

    return run


def a_file(tmp_path, *events, **changes):
    file = tmp_path / "season.json"
    file.write_bytes(in_bytes(a_season(*events, **changes)))
    return file


def first_start():
    return db.session.scalars(sa.select(Event)).one().starts_at.isoformat()


def test_load_tells_what_came_of_it(run, tmp_path):
    answer = run("load", a_file(tmp_path, an_event()))

    assert answer.exit_code == 0
    assert answer.output.splitlines()[-1].split() == ["1", "events", "new"]


def test_load_goes_into_the_week_it_is_told(run, tmp_path):
    run("load", a_file(tmp_path, an_event()), "--monday", "2027-03-01")

    assert first_start() == "2027-03-06T13:00:00+00:00"


def test_a_second_load_says_that_nothing_was_to_do(run, tmp_path):
    file = a_file(tmp_path, an_event())
    run("load", file)
    before = everything()

    answer = run("load", file)

    assert answer.output == "The house is as the file says already.\n"
    assert everything() == before


def test_a_dry_run_tells_and_leaves_nothing(run):
    before = everything()

    answer = run("load", SHIPPED, "--dry-run")

    assert answer.exit_code == 0
    assert answer.output.splitlines()[-3:] == [
        "   60 events new", "    1 umbrellas new", "A dry run: nothing was changed.",
    ]  # fmt: skip
    assert everything() == before


def test_a_dry_run_finds_what_a_load_would_find(run, tmp_path):
    run("load", a_file(tmp_path, an_event()))

    answer = run("load", a_file(tmp_path, an_event(state="draft")), "--dry-run")

    assert answer.exit_code == 1


def test_every_fault_is_listed_with_its_place(run, tmp_path):
    before = everything()

    answer = run("load", a_file(tmp_path, an_event(rooms=["salom"]), an_event("E02", seats_onsite="zwölf")))

    assert answer.exit_code == 1
    assert [line.partition(":")[0] for line in answer.stderr.splitlines()] == [
        "events[1] (E02).seats_onsite",
        "events[0] (E01).rooms[0]",
        "Nothing was changed.",
    ]
    assert everything() == before


def test_standard_input_is_a_file_too(run):
    answer = run("load", "-", input=in_bytes(a_season(an_event())))

    assert answer.exit_code == 0
    assert first_start() == "2027-02-06T13:00:00+00:00"


@pytest.mark.parametrize(
    ("content", "begin"),
    [
        (b"\xff\xfe", "Die Datei ist nicht in UTF-8 geschrieben"),
        (b"{", "Die Datei ist kein gültiges JSON"),
        (b"x" * 50_000_000, "Die Datei ist größer als 5 MB"),
    ],
)
def test_what_is_no_season_is_refused_in_a_sentence(run, tmp_path, content, begin):
    file = tmp_path / "season.json"
    file.write_bytes(content)

    answer = run("load", file)

    assert answer.exit_code == 1
    assert answer.stderr.startswith(begin)


def test_a_file_that_is_not_there_is_said_in_a_sentence(run, tmp_path):
    answer = run("load", tmp_path / "nowhere.json")

    assert answer.exit_code == 1
    assert answer.stderr == f"Error: {tmp_path / 'nowhere.json'} cannot be read: No such file or directory.\n"


def test_a_folder_is_no_file(run, tmp_path):
    assert run("load", tmp_path).stderr == f"Error: {tmp_path} cannot be read: Is a directory.\n"


def test_export_writes_what_load_reads(run, tmp_path):
    run("load", a_file(tmp_path, an_event()))
    before = everything()

    written = run("export", tmp_path / "house.json")
    answer = run("load", tmp_path / "house.json")

    assert (written.exit_code, answer.output) == (0, "The house is as the file says already.\n")
    assert everything() == before


def test_export_goes_to_standard_output(run, tmp_path):
    run("load", a_file(tmp_path, an_event()))

    assert [event["id"] for event in json.loads(run("export").stdout)["events"]] == ["E01"]


def test_export_of_an_empty_house_is_a_season(run):
    season = json.loads(run("export").stdout)

    assert (season["anchor"], season["events"], season["house"]) == ("2027-02-01", [], None)
