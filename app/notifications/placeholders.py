"""Texts of the house with placeholders in braces: "{Anrede}", "{Link zum Verwalten}".

They are filled in and nothing else: no loops, no conditions, no code, so that no text can run for ever or read what is
none of its business. A paragraph whose placeholders all stay empty vanishes.
"""

import re
from dataclasses import dataclass, field

from flask import render_template
from flask_babel import gettext as _

# What the default text of a notice says between greeting and foot; only in German, in which the defaults are written.
DEFAULT = "Vorgabe"
_BRACE = re.compile(r"[{}]")


@dataclass(frozen=True)
class Placeholder:
    """A name in braces; `value(facts)` is what it becomes, and `example` stands where nothing real is at hand."""

    name: str
    value: object
    example: str


@dataclass(frozen=True)
class Table:
    """What the text of a notice may name, and what it cannot do without: {name: Placeholder}, names.

    `languages`: those in which people can be written to. `instead`: {fact: function(fact)} that takes out of previews
    what is somebody's own.
    """

    by_name: dict
    needs: tuple = ()
    languages: tuple = ("de",)
    instead: dict = field(default_factory=dict)

    def names(self, language):
        """Return the names for a text in a language, in the order of the list."""
        return [*self.by_name, *([DEFAULT] if language == "de" else [])]


def with_diary_hint(name):
    """Return the value of a placeholder: a link among the facts, and that answers from calendars do not arrive."""

    def value(facts):
        hint = render_template("notifications/_diary.txt", **facts).strip()
        return f"{facts[name]}\n{hint}" if hint else facts[name]

    return value


# Template → Table. What is not in it has no text that could be changed.
_tables = {}
# Functions that register them, called when the first text is filled in: most web processes never fill in any.
LOADERS = []


def tables():
    """Return {template: Table} of all notices whose texts can be changed."""
    for load in list(LOADERS):
        load()
    LOADERS.clear()
    return _tables


def register(template, listed, needs=(), **how):
    """Let the text of a notice be changed: with these placeholders, and never without those of `needs`."""
    _tables[template] = Table({each.name: each for each in listed}, tuple(needs), **how)


def is_registered(template):
    """Tell whether a notice has placeholders of its own so far."""
    return template in _tables


class Broken(Exception):
    """A text that cannot be filled in, with the line and column (from 1) of what is wrong."""

    def __init__(self, sentence, line, column):
        super().__init__(sentence)
        self.sentence, self.line, self.column = sentence, line, column


def parse(text, names):
    """Return the pieces of a text: strings, and (name,) for a placeholder. Raises Broken."""
    known = {_plain(name): name for name in names}
    pieces, end = [], 0
    while brace := _BRACE.search(text, end):
        start = brace.start()
        close = _BRACE.search(text, start + 1)
        if brace.group() == "}":
            raise _broken(text, start, _("Hier schließt eine Klammer, die nirgends aufgeht."))
        if close is None or close.group() == "{" or "\n" in text[start : close.start()]:
            raise _broken(text, start, _("Diese Klammer geht auf und in derselben Zeile nicht wieder zu."))
        typed = text[start + 1 : close.start()]
        name = known.get(_plain(typed))
        if name is None:
            raise _broken(text, start, _unknown(typed, known))
        pieces += [text[end:start], (name,)]
        end = close.end()
    return [piece for piece in (*pieces, text[end:]) if piece]


def used(text, names):
    """Return the set of names that a text uses. Raises Broken."""
    return {piece[0] for piece in parse(text, names) if isinstance(piece, tuple)}


def missing(body, table, language):
    """Return the first name that a text cannot do without and does not hold, or None. Raises Broken."""
    found = used(body, table.names(language))
    return None if DEFAULT in found else next((name for name in table.needs if name not in found), None)


def fill(text, names, value):
    """Fill in what placeholders become: `value(name)`. What they bring with them is never read as a placeholder."""
    paragraphs = []
    for paragraph in re.split(r"\n(?:[ \t]*\n)+", text):
        pieces = parse(paragraph, names)
        said = {piece[0]: value(piece[0]) or "" for piece in pieces if isinstance(piece, tuple)}
        if said and not any(each.strip() for each in said.values()):
            continue
        paragraphs.append("".join(said[piece[0]] if isinstance(piece, tuple) else piece for piece in pieces))
    return "\n\n".join(paragraph.strip("\n") for paragraph in paragraphs)


def _plain(name):
    return " ".join(name.split()).casefold()


def _broken(text, at, sentence):
    return Broken(sentence, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def _unknown(typed, known):
    import difflib

    typed = " ".join(typed.split())[:60]
    if near := difflib.get_close_matches(_plain(typed), known, 1):
        return _("Den Platzhalter {%(typed)s} gibt es hier nicht. Meinen Sie {%(name)s}?", typed=typed,
                 name=known[near[0]])  # fmt: skip
    return _("Den Platzhalter {%(typed)s} gibt es hier nicht. Die Liste neben dem Text nennt alle.", typed=typed)
