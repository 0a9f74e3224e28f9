"""Escaping, and folding by the library."""

import pytest
from icalendar import Event

from app.calendars.text import Text, parameter
from tests.calendars.lint import unfold


def unescaped(value):
    """TEXT read by the letter of RFC 5545, 3.3.11."""
    characters = iter(value)
    return "".join(
        {"n": "\n", "N": "\n"}.get(then := next(characters), then) if character == "\\" else character
        for character in characters
    )


@pytest.mark.parametrize(
    "value",
    [
        "a, b; c",
        "C:\\Neu\\nichts",
        'sagt "ja"',
        "eins\nzwei",
        "\\",
        "\\n",
        "\\\\,",
        "Tab\there",
        "🧵👩‍🔧",
        "שלום, עולם",
    ],
)
def test_escaped_text_reads_as_it_was(value):
    assert unescaped(Text(value).to_ical().decode()) == value


@pytest.mark.parametrize("line_break", ["\r\n", "\r", "\n", "\x85", "\u2028", "\u2029"])
def test_a_line_break_of_any_kind_becomes_one_escaped_one(line_break):
    assert Text(f"eins{line_break}zwei").to_ical() == b"eins\\nzwei"


def test_control_characters_vanish():
    assert Text("a\x00\x07\x0b\x0c\x1b\x1f\x7fb").to_ical() == b"ab"


def test_a_quote_cannot_end_a_quoted_parameter():
    assert parameter('Haus "Eins":\r\nX') == "Haus 'Eins': X"


@pytest.mark.parametrize("character", ["a", "ü", "€", "🧵"])
@pytest.mark.parametrize("before", range(4))
def test_folding_keeps_to_75_octets_and_to_whole_characters(character, before):
    entry = Event()
    entry.add("summary", Text("x" * before + character * 1000))

    packed = entry.to_ical()

    pieces = packed.split(b"\r\n")[:-1]
    assert max(map(len, pieces)) <= 75
    assert all(piece.decode() for piece in pieces)
    assert unfold(packed)[1] == "SUMMARY:" + "x" * before + character * 1000
