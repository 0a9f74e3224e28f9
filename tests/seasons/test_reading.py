"""From bytes to a season: what cannot be read, and what has not the shape of a season."""

import json
import time

import pytest

from app.seasons.reading import Fault, SeasonFaults, read_season
from tests.seasons.season_examples import a_season, an_event, changed, faults_of, in_bytes


def test_a_season_that_holds_together_is_read():
    season = a_season(an_event())

    read = read_season(in_bytes(season))

    assert [event["id"] for event in read["events"]] == ["E01"]


def test_what_was_left_out_gets_its_default():
    season = a_season(an_event(partner_types=["Schule"]), areas={"leben": "Leben", "quer": "Quer"})

    read = read_season(in_bytes(season))

    assert read["areas"]["leben"] == {
        "title": "Leben", "full_title": "", "description": "", "goal": "", "measures": [], "results": "",
        "responsible": None, "cross_cutting": False,
    }  # fmt: skip
    assert read["house"] is None
    assert read["places"][1] == {
        "id": "goerlitz", "de": "Görlitz", "hsb": "Görlitz", "pl": "Görlitz", "cs": "Görlitz", "hsb_source": None,
        "street": "", "postal_code": "", "city": "Görlitz", "country": "", "way": "",
        "latitude": None, "longitude": None,
    }  # fmt: skip
    assert read["events"][0] == {
        **an_event(), "area": "leben", "further_areas": [], "external": None, "mobile_equipment": [],
        "languages": ["de"], "sign_language": False, "holidays": {}, "partner_types": ["Schule"], "hosts": ["Schule"],
        "note": None, "cancel_reason": None, "moved_from": [], "texts": {}, "session_titles": [], "attendance": "all",
        "interpreting": [], "interpreting_confirmed": [], "publish_at": None, "series": None, "series_rule": None,
        "umbrella": None,
    }  # fmt: skip


def test_a_byte_order_mark_does_no_harm():
    data = b"\xef\xbb\xbf" + in_bytes(a_season())

    assert faults_of(data) == []


def test_another_encoding_is_refused_with_its_line():
    data = '{\n "anchor": "Görlitz"}'.encode("latin-1")

    assert faults_of(data) == [
        ("", "Die Datei ist nicht in UTF-8 geschrieben (Zeile 2). Bitte speichern Sie sie als UTF-8.")
    ]


def test_what_is_not_json_is_refused_with_its_place():
    assert faults_of(b'{"anchor": \n oops}') == [
        (
            "",
            "Die Datei ist kein gültiges JSON: Zeile 2, Spalte 2. "
            "Oft fehlt kurz davor ein Komma, ein Anführungszeichen oder eine Klammer.",
        )
    ]


@pytest.mark.parametrize("data", [b"", b"\0" * 100, b"[" * 100 + b"1", b'{"a":'])
def test_half_a_file_is_refused_with_one_sentence(data):
    faults = faults_of(data)

    assert len(faults) == 1


def test_fifty_megabytes_are_refused_at_once():
    data = b"\xff" * 50_000_000
    started = time.monotonic()

    faults = faults_of(data)

    assert faults == [
        (
            "",
            "Die Datei ist größer als 5 MB. Eine Saison ist viel kleiner: "
            "Bitte prüfen Sie, ob es die richtige Datei ist.",
        )
    ]
    assert time.monotonic() - started < 0.5


@pytest.mark.parametrize("data", [b"[" * 5_000_000, b'{"a":' * 900_000, b"[" * 100 + b"]" * 100])
def test_a_nesting_bomb_is_refused(data):
    assert faults_of(data) == [("", "Die Datei ist tiefer als 20 Ebenen verschachtelt. Das ist keine Saison.")]


def test_millions_of_values_are_refused():
    data = b"[" + b"1," * 2_000_000 + b"1]"

    assert faults_of(data) == [("", "In der Datei stehen mehr als 300000 Werte. Das ist keine Saison.")]


@pytest.mark.parametrize("digits", ["9" * 16, "-" + "9" * 5000])
def test_a_huge_number_is_refused(digits):
    data = in_bytes(a_season()).replace(b'"capacity": 36', b'"capacity": ' + digits.encode())

    assert faults_of(data) == [("", f"Die Zahl {digits[:20]}… ist zu groß. Bitte eine Zahl mit höchstens 15 Ziffern.")]


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_only_looks_like_a_number_is_refused(word):
    data = in_bytes(a_season()).replace(b'"capacity": 36', b'"capacity": ' + word.encode())

    assert faults_of(data) == [("", f"„{word}“ ist in JSON keine Zahl. Bitte eine ganze Zahl oder null schreiben.")]


def test_a_broken_number_is_no_whole_number():
    data = in_bytes(a_season()).replace(b'"capacity": 36', b'"capacity": 1e999')

    assert faults_of(data) == [
        ("rooms[3] (salon).capacity", "Hier wird eine ganze Zahl erwartet, da steht aber eine Zahl (inf).")
    ]


def test_a_key_that_stands_twice_is_refused_with_its_place():
    data = in_bytes(a_season(an_event())).replace(b'"state": "open"', b'"state": "draft", "state": "open"')

    assert faults_of(data) == [
        ("events[0] (E01)", "Der Schlüssel „state“ steht zweimal da. Bitte einen streichen."),
    ]


@pytest.mark.parametrize("letter", ["\0", "\x1b", "\x85", "\ud800"])
def test_a_control_character_is_refused(letter):
    data = json.dumps(a_season(an_event(title=f"Repair{letter}Café"))).encode()

    assert faults_of(data) == [("events[0] (E01).title", "Im Text steht ein Steuerzeichen. Bitte löschen Sie es.")]


def test_a_control_character_in_a_key_is_shown_harmlessly():
    season = a_season(an_event(**{"\x1b[2J": 1}))

    assert faults_of(season) == [
        ("events[0] (E01)", "Im Schlüssel „\\u001b[2J“ steht ein Steuerzeichen. Bitte löschen."),
        ("events[0] (E01)", "Den Schlüssel „\\u001b[2J“ gibt es hier nicht. Bitte streichen."),
    ]


@pytest.mark.parametrize(("data", "kind"), [(b"[]", "eine Liste"), (b"null", "null"), (b'"x"', "ein Text („x“)")])
def test_a_file_that_is_no_object_is_refused(data, kind):
    assert faults_of(data) == [("", f"Hier wird ein Objekt {{ … }} erwartet, da steht aber {kind}.")]


def test_missing_keys_are_named():
    season = a_season()
    del season["anchor"], season["events"]

    assert faults_of(season) == [
        ("", "Der Schlüssel „anchor“ fehlt. Bitte ergänzen Sie ihn."),
        ("", "Der Schlüssel „events“ fehlt. Bitte ergänzen Sie ihn."),
    ]


def test_unknown_keys_are_refused_with_the_likely_one():
    season = a_season(an_event(signlanguage=True))

    assert faults_of(season) == [
        (
            "events[0] (E01)",
            "Den Schlüssel „signlanguage“ gibt es hier nicht. Bitte streichen. Meinten Sie „sign_language“?",
        )
    ]


@pytest.mark.parametrize(
    ("changes", "where", "sentence"),
    [
        ({"capacity": "36"}, ".capacity", "Hier wird eine ganze Zahl erwartet, da steht aber ein Text („36“)."),
        ({"capacity": 36.0}, ".capacity", "Hier wird eine ganze Zahl erwartet, da steht aber eine Zahl (36.0)."),
        ({"capacity": True}, ".capacity", "Hier wird eine ganze Zahl erwartet, da steht aber true."),
        ({"capacity": 0}, ".capacity", "0 ist zu klein. Bitte mindestens 1."),
        ({"capacity": 10001}, ".capacity", "10001 ist zu groß. Bitte höchstens 10000."),
        ({"name": ""}, ".name", "Der Text ist leer. Bitte schreiben Sie etwas hinein."),
        ({"name": "x" * 201}, ".name", "Der Text ist zu lang (201 Zeichen). Bitte höchstens 200 Zeichen."),
        ({"name": "Salon\n"}, ".name", "„Salon\\u000a“ passt hier nicht. Bitte in eine einzige Zeile schreiben."),
        ({"kind": "digital"}, ".kind", "Hier steht „digital“. Erlaubt ist nur: physical."),
        ({"equipment": ["x"] * 51}, ".equipment", "Das sind zu viele (51). Bitte höchstens 50 Einträge."),
        (
            {"access": {"hearing_loop": "ja"}},
            ".access.hearing_loop",
            "„ja“ ist hier nicht möglich. Möglich sind: fest, mobil, nein, null.",
        ),
        (
            {"opening_hours": {"mon": [["8 Uhr", "22:00"]]}},
            ".opening_hours.mon[0][0]",
            "„8 Uhr“ passt hier nicht. Bitte eine Uhrzeit wie 08:00 schreiben.",
        ),
    ],
)
def test_a_wrong_value_is_refused_with_its_place_and_what_to_do(changes, where, sentence):
    season = changed(a_season(), "rooms", 3, **changes)

    assert faults_of(season) == [(f"rooms[3] (salon){where}", sentence)]


def test_a_wrong_id_is_refused():
    season = a_season(an_event(id="Café 1"))

    assert faults_of(season) == [
        (
            "events[0] (Café 1).id",
            "„Café 1“ passt hier nicht. "
            "Bitte eine Kennung aus Buchstaben ohne Umlaute, Ziffern, - und _ (höchstens 80 Zeichen).",
        )
    ]


def test_an_unknown_state_is_refused():
    season = a_season(an_event(state="full"))

    assert faults_of(season) == [
        (
            "events[0] (E01).state",
            "„full“ ist hier nicht möglich. Möglich sind: draft, open, waitlist, moved, cancelled.",
        )
    ]


def test_an_event_without_a_date_is_refused():
    season = a_season(an_event(occurrences=[]))

    assert faults_of(season) == [
        ("events[0] (E01).occurrences", "Die Liste ist zu kurz. Bitte mindestens einen Eintrag.")
    ]


def test_a_later_version_of_the_format_is_refused():
    season = a_season(format_version=2)

    assert faults_of(season) == [("format_version", "Hier steht „2“. Erlaubt ist nur: 1.")]


def test_faults_of_shape_and_of_relations_are_listed_together():
    season = a_season(an_event(seats_onsite="viele"), an_event("E02", rooms=["keller"]))

    assert faults_of(season) == [
        (
            "events[0] (E01).seats_onsite",
            "Hier wird eine ganze Zahl erwartet, da steht aber ein Text („viele“).",
        ),
        (
            "events[1] (E02).rooms[0]",
            "Den Raum „keller“ gibt es in dieser Datei nicht. Bitte prüfen Sie die Schreibweise.",
        ),
    ]


def test_a_broken_room_does_not_make_its_events_faulty():
    season = changed(a_season(an_event()), "rooms", 3, capacity=None)

    assert faults_of(season) == [
        ("rooms[3] (salon).capacity", "Hier wird eine ganze Zahl erwartet, da steht aber null.")
    ]


def test_two_hundred_faults_are_listed_and_the_rest_is_counted():
    season = a_season(*(an_event(f"E{number}", state="x") for number in range(250)))

    faults = faults_of(season)

    assert len(faults) == 201
    assert faults[-1] == ("", "Und 50 weitere Fehler.")


def test_a_file_wrong_everywhere_is_not_counted_to_the_end():
    season = a_season(*(an_event(f"E{number}", state="x") for number in range(3000)))

    faults = faults_of(season)

    assert faults[-1] == ("", "Und mehr als 800 weitere Fehler.")


def test_a_refusal_reads_as_lines_of_place_and_sentence():
    season = a_season(an_event(state="x"), format_version=2)

    with pytest.raises(SeasonFaults) as refused:
        read_season(in_bytes(season))

    assert refused.value.faults[0] == Fault("format_version", "Hier steht „2“. Erlaubt ist nur: 1.")
    assert str(refused.value) == (
        "format_version: Hier steht „2“. Erlaubt ist nur: 1.\n"
        "events[0] (E01).state: „x“ ist hier nicht möglich. Möglich sind: draft, open, waitlist, moved, cancelled."
    )
