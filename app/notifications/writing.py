"""What a notice says: the default text, or one of the house, filled in with what is true now, and with the foot."""

import functools
import logging
import re

from flask import current_app, render_template

from app.notifications import own_texts, placeholders
from app.notifications.letter_words import GERMAN

log = logging.getLogger(__name__)

# Whatever some program takes for the end of a line, so that no title can begin another header.
_LINE_ENDS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_BECAUSE, _LITERAL = re.compile(r"{% set because = (.+?) %}"), re.compile(r'"([^"]+)"')
_INCLUDED = re.compile(r'{% include "([^"]+)" %}')


def written(template, facts):
    """Return (subject, body, language) of a notice, from the facts that its default text gets."""
    for text in own_texts.to_try(template, facts.get("language", GERMAN)):
        try:
            return filled(template, text, facts)
        except placeholders.Broken:
            # A placeholder that an older version knew: the default text says what has to be said.
            log.exception("The text of %s in %s cannot be filled in.", template, text.language)
    return default(template, facts)


def default(template, facts, is_part=False):
    """Render `<template>.txt`: its first line is the subject, the rest the body; `is_part`: without the foot."""
    rendered = render_template(f"{template}.txt", **{**facts, "language": GERMAN, "is_part": is_part})
    subject, _newline, body = rendered.strip().partition("\n")
    return in_one_line(subject), _neat(body), GERMAN


def filled(template, text, facts):
    """Fill in a Text with facts, and put the foot under it. Raises placeholders.Broken."""
    table, facts = placeholders.tables()[template], {**facts, "language": text.language}
    said = functools.cache(lambda: default(template, facts, is_part=True))

    def value_in(part):
        return lambda name: (
            said()[part] if name == placeholders.DEFAULT else str(table.by_name[name].value(facts) or "").strip()
        )

    return _with_foot(template, text, value_in(0), value_in(1), because(template, facts))


def as_example(template, text):
    """As `filled`, with the examples of the placeholders, where nothing real is at hand."""
    table = placeholders.tables()[template]

    def value(name):
        return f"({name})" if name == placeholders.DEFAULT else table.by_name[name].example

    return _with_foot(template, text, value, value, because(template))


def because(template, facts=None):
    """Return why somebody gets a notice, as its default text says it; without facts: what is always said."""
    source = _source(f"{template}.txt")
    found = _BECAUSE.search(source) or next(filter(None, map(_BECAUSE.search, map(_source, _INCLUDED.findall(source)))))
    literal = _LITERAL.fullmatch(found.group(1))
    if literal or facts is None:
        return _LITERAL.search(found.group(1)).group(1).rstrip(": ")
    return _expression(found.group(1))(**facts)


def in_one_line(subject):
    """Return a subject that begins no other header."""
    return _LINE_ENDS.sub(" ", subject).strip()


def _source(name):
    return current_app.jinja_env.loader.get_source(current_app.jinja_env, name)[0]


@functools.cache
def _expression(words):
    return current_app.jinja_env.compile_expression(words)


def _with_foot(template, text, for_subject, for_body, why):
    names = placeholders.tables()[template].names(text.language)
    subject = placeholders.fill(text.subject, names, for_subject)
    body = placeholders.fill(text.body, names, for_body)
    foot = render_template("notifications/_foot.txt", because=why, language=text.language)
    return in_one_line(subject), _neat(f"{body}\n\n{foot}"), text.language


def _neat(body):
    return re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n"
