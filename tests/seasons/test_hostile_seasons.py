"""Whatever stands in a file, it is read or refused with sentences, soon."""

import json
import random
import time
from copy import deepcopy

import pytest

from app.seasons.reading import MAX_BYTES
from tests.seasons.season_examples import a_season, a_span, an_event, faults_of, in_bytes

JUNK = [
    None,
    True,
    0,
    -1,
    10**14,
    1.5,
    "",
    "x",
    "\n",
    "saal",
    "E01",
    "2027-02-06T14:00:00+01:00",
    [],
    [[]],
    {},
    {"id": 1},
]


@pytest.mark.parametrize("seed", range(300))
def test_a_season_with_junk_in_it_is_read_or_refused(seed):
    chance = random.Random(seed)
    season = a_season(
        an_event(state="cancelled", cancel_reason="Krank.", mobile_equipment=["m-mikro"]),
        an_event("E02", format="dialog", rooms=["saal", "netz"], state="moved", moved_from=[a_span("2027-02-07")]),
        house={"name": "Haus"},
    )
    for _ in range(chance.randint(1, 4)):
        _spoil(season, chance)

    _read_or_refuse(json.dumps(season).encode())


@pytest.mark.parametrize("seed", range(100))
def test_a_damaged_file_is_read_or_refused(seed):
    chance = random.Random(seed)
    data = bytearray(in_bytes(a_season(an_event())))
    for _ in range(chance.randint(1, 5)):
        data[chance.randrange(len(data))] = chance.randrange(256)

    _read_or_refuse(bytes(data))


def _spoil(value, chance):
    """Put junk somewhere into a season."""
    while True:
        keys = list(value) if isinstance(value, dict) else range(len(value))
        if not keys:
            return
        key = chance.choice(keys)
        if chance.random() < 0.3 or not isinstance(value[key], dict | list):
            value[key] = deepcopy(chance.choice(JUNK))
            return
        value = value[key]


def _read_or_refuse(data):
    """Fail on anything but a season or a list of sentences that any terminal can print."""
    for where, sentence in faults_of(data):
        assert sentence
        assert f"{where}{sentence}".isprintable()


def _all_at_once():
    return in_bytes(a_season(*(an_event(f"E{number}") for number in range(5000))))


def _one_hall_of_many_parts():
    parts = [
        {
            "id": f"r{number}",
            "name": "R",
            "place": "zittau",
            "capacity": 40,
            "parent": f"r{number // 2}" if number else None,
        }
        for number in range(200)
    ]
    return in_bytes(a_season(*(an_event(f"E{n}", rooms=[f"r{n % 200}"]) for n in range(5000)), rooms=parts))


def _many_dates():
    dates = [a_span(f"20{year}-{month:02}-15", offset="+01:00") for year in range(27, 57) for month in (1, 2)]
    return in_bytes(a_season(*(an_event(f"E{n}", occurrences=dates, rooms=["salon", "netz"]) for n in range(1000))))


def _many_wrong_names():
    return in_bytes(a_season(*(an_event(f"E{n}", rooms=[f"saal-{n}-{m}" for m in range(10)]) for n in range(5000))))


def _one_long_text():
    return in_bytes(a_season(an_event(title="\x01" * (MAX_BYTES // 7))))


def _many_unknown_keys():
    return in_bytes(a_season(an_event(**{f"stat{number}": 1 for number in range(250_000)})))


def _many_doubled_keys():
    return b'{"a":1' + b',"a":1' * 800_000 + b"}"


@pytest.mark.parametrize(
    "hostile",
    [_all_at_once, _one_hall_of_many_parts, _many_dates, _many_wrong_names, _one_long_text, _many_unknown_keys,
     _many_doubled_keys],
)  # fmt: skip
def test_five_megabytes_of_malice_are_refused_within_seconds(hostile):
    data = hostile()
    assert len(data) <= MAX_BYTES
    started = time.monotonic()

    faults = faults_of(data)

    assert faults
    assert time.monotonic() - started < 20
