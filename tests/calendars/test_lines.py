"""Escaping and folding."""

import pytest

from app.calendars import lines
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
    assert unescaped(lines.text(value)) == value


@pytest.mark.parametrize("line_break", ["\r\n", "\r", "\n", "\x85", "\u2028", "\u2029"])
def test_a_line_break_of_any_kind_becomes_one_escaped_one(line_break):
    assert lines.text(f"eins{line_break}zwei") == "eins\\nzwei"


def test_control_characters_vanish():
    assert lines.text("a\x00\x07\x0b\x0c\x1b\x1f\x7fb") == "ab"


def test_a_quote_cannot_end_a_quoted_parameter():
    assert lines.quoted('Haus "Eins":\r\nX') == "\"Haus 'Eins': X\""


@pytest.mark.parametrize("character", ["a", "ü", "€", "🧵"])
@pytest.mark.parametrize("before", range(4))
def test_folding_keeps_to_75_octets_and_to_whole_characters(character, before):
    line = "SUMMARY:" + "x" * before + character * 1000

    packed = lines.pack([line])

    pieces = packed.split(b"\r\n")[:-1]
    assert max(map(len, pieces)) <= 75
    assert all(piece.decode() for piece in pieces)
    assert unfold(packed) == [line]


@pytest.mark.parametrize(("length", "pieces"), [(74, 1), (75, 1), (76, 2), (149, 2), (150, 3)])
def test_a_line_is_folded_only_where_it_must_be(length, pieces):
    packed = lines.pack(["x" * length])

    assert packed.count(b"\r\n") == pieces
    assert unfold(packed) == ["x" * length]
