"""From bytes to plain values: size, encoding, JSON, and nothing in it that a database or a terminal would choke on."""

import json

from app.seasons.faults import Fault, place_of, refuse, shown

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 20
MAX_VALUES = 300_000
MAX_DIGITS = 15


def parse(data):
    """Return the values in a JSON file, with the faults of its text (doubled keys, control characters).

    Raises SeasonFaults where nothing can be read at all.
    """
    if len(data) > MAX_BYTES:
        refuse(
            f"Die Datei ist größer als {MAX_BYTES // 1024 // 1024} MB. Eine Saison ist viel kleiner: "
            "Bitte prüfen Sie, ob es die richtige Datei ist."
        )
    doubled = []
    season = _decoded(_text(data), doubled)
    return season, _text_faults(season, doubled)


def _text(data):
    """Return the file as text. A byte order mark, as Windows editors write it, does no harm."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        refuse(f"Die Datei ist nicht in UTF-8 geschrieben (Zeile {line}). Bitte speichern Sie sie als UTF-8.")


def _decoded(text, doubled):
    """Return the values; objects that say a key twice are noted in `doubled`."""

    def gather(pairs):
        found = {}
        for key, value in pairs:
            if key in found:
                doubled.append((found, key))
            found[key] = value
        return found

    try:
        season = json.loads(text, object_pairs_hook=gather, parse_int=_whole_number, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        refuse(
            f"Die Datei ist kein gültiges JSON: Zeile {error.lineno}, Spalte {error.colno}. "
            "Oft fehlt kurz davor ein Komma, ein Anführungszeichen oder eine Klammer."
        )
    except RecursionError:
        _refuse_depth()
    return season


def _whole_number(digits):
    if len(digits) > MAX_DIGITS:
        refuse(f"Die Zahl {shown(digits[:20])}… ist zu groß. Bitte eine Zahl mit höchstens {MAX_DIGITS} Ziffern.")
    return int(digits)


def _no_number(word):
    refuse(f"„{word}“ ist in JSON keine Zahl. Bitte eine ganze Zahl oder null schreiben.")


def _refuse_depth():
    refuse(f"Die Datei ist tiefer als {MAX_DEPTH} Ebenen verschachtelt. Das ist keine Saison.")


def _text_faults(season, doubled):
    """Yield the faults in keys and texts; walks without recursion, one open iterator per level."""
    twice = {}
    for found, key in doubled:
        twice.setdefault(id(found), {})[key] = True
    values, open_levels = 0, [iter([((), season)])]
    while open_levels:
        path, value = next(open_levels[-1], (None, None))
        if path is None:
            open_levels.pop()
            continue
        values += 1
        if values > MAX_VALUES:
            refuse(f"In der Datei stehen mehr als {MAX_VALUES} Werte. Das ist keine Saison.")
        if len(path) > MAX_DEPTH:
            _refuse_depth()
        if isinstance(value, dict):
            for key in twice.get(id(value), ()):
                sentence = f"Der Schlüssel „{shown(key)}“ steht zweimal da. Bitte einen streichen."
                yield Fault(place_of(path, season), sentence)
            for key in filter(_unwritable, value):
                sentence = f"Im Schlüssel „{shown(key)}“ steht ein Steuerzeichen. Bitte löschen."
                yield Fault(place_of(path, season), sentence)
            open_levels.append(_below(path, value.items()))
        elif isinstance(value, list):
            open_levels.append(_below(path, enumerate(value)))
        elif isinstance(value, str) and _unwritable(value):
            yield Fault(place_of(path, season), "Im Text steht ein Steuerzeichen. Bitte löschen Sie es.")


def _below(path, steps):
    return (((*path, step), value) for step, value in steps)


def _unwritable(text):
    """Say whether a text holds a control character or half a letter, which databases and mails refuse."""
    return not text.isprintable() and any(_is_bad(letter) for letter in text)


def _is_bad(letter):
    return (letter < " " and letter != "\n") or "\x7f" <= letter <= "\x9f" or "\ud800" <= letter <= "\udfff"
