"""Does the file have the shape that schema.json describes? The answers in short German sentences."""

import json
import re
from pathlib import Path

import jsonschema

from app.seasons.faults import Fault, meant, place_of, shown

SCHEMA = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))

_TYPES = {
    "string": "ein Text",
    "integer": "eine ganze Zahl",
    "number": "eine Zahl",
    "boolean": "true oder false",
    "array": "eine Liste [ … ]",
    "object": "ein Objekt { … }",
    "null": "null",
}


def shape_faults(season):
    """Yield (path, Fault) for everything that is not as the schema says."""
    of_wrong_type = set()
    for error in _validator().iter_errors(season):
        path = tuple(error.absolute_path)
        if path in of_wrong_type:
            # Whether it is also too long, too large or unknown helps nobody.
            continue
        if error.validator == "type":
            of_wrong_type.add(path)
        where = place_of(path, season)
        for sentence in _sentences(error):
            yield path, Fault(where, sentence)


def _validator():
    # 12.0 is a whole number to JSON Schema, but not to a column; and in Python "$" also matches before a line end.
    strict = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda checker, value: type(value) is int)
    kind = jsonschema.validators.extend(
        jsonschema.Draft202012Validator, {"pattern": _whole_pattern}, type_checker=strict
    )
    return kind(SCHEMA)


def _whole_pattern(validator, pattern, instance, schema):
    if isinstance(instance, str) and not re.fullmatch(pattern, instance):
        yield jsonschema.ValidationError("pattern")


def _sentences(error):
    """Yield what one error of the schema library means; several where several keys are concerned."""
    rule, limit, found = error.validator, error.validator_value, error.instance
    match rule:
        case "type":
            wanted = [_TYPES[name] for name in ([limit] if isinstance(limit, str) else limit)]
            yield f"Hier wird {' oder '.join(wanted)} erwartet, da steht aber {_type_of(found)}."
        case "required":
            missing = error.message.split("'")[1]
            yield f"Der Schlüssel „{missing}“ fehlt. Bitte ergänzen Sie ihn."
        case "additionalProperties":
            known = error.schema["properties"]
            for key in found:
                if key not in known:
                    yield f"Den Schlüssel „{shown(key)}“ gibt es hier nicht. Bitte streichen.{meant(key, known)}"
        case "enum":
            possible = ", ".join("null" if value is None else value or '""' for value in limit)
            yield f"„{shown(found)}“ ist hier nicht möglich. Möglich sind: {possible}."
        case "const":
            yield f"Hier steht „{shown(found)}“. Erlaubt ist nur: {limit}."
        case "pattern":
            yield f"„{shown(found)}“ passt hier nicht. {error.schema['x-sentence-de']}"
        case "minimum":
            yield f"{shown(found)} ist zu klein. Bitte mindestens {limit}."
        case "maximum":
            yield f"{shown(found)} ist zu groß. Bitte höchstens {limit}."
        case "minLength":
            yield "Der Text ist leer. Bitte schreiben Sie etwas hinein."
        case "maxLength":
            yield f"Der Text ist zu lang ({len(found)} Zeichen). Bitte höchstens {limit} Zeichen."
        case "minItems":
            yield f"Die Liste ist zu kurz. Bitte mindestens {_entries(limit)}."
        case "maxItems" | "maxProperties":
            yield f"Das sind zu viele ({len(found)}). Bitte höchstens {_entries(limit)}."
        case _:
            yield "Das passt nicht zum Format. Bitte sehen Sie in docs/season-format.md nach."


def _type_of(value):
    """Name what was found: "ein Text („zwölf“)"."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return f"ein Text („{shown(value)}“)"
        case int() | float():
            return f"eine Zahl ({shown(value)})"
        case list():
            return "eine Liste"
        case _:
            return "ein Objekt"


def _entries(number):
    return "einen Eintrag" if number == 1 else f"{number} Einträge"
