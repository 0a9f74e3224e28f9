"""How a text would read: on the newest thing that such a mail told of, or on one it could tell of; else on examples.

No preview has a link that opens anything of somebody, a guest's name, or what somebody wrote: it greets whoever looks,
and says examples instead.
"""

import functools
from contextlib import suppress
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app

from app.database import db
from app.notifications import outbox, own_texts, placeholders, writing
from app.notifications.greetings import greeting
from app.notifications.letter_words import GERMAN
from app.notifications.models import Message

# Template → function() that returns the facts of messages which could be written now, best first. Filled in create_app.
SAMPLES = {}
# Template → function() that makes up what FACTS would give, where there is nothing yet, or None. Filled in create_app.
MADE_UP = {}
# Where everybody may look.
_PUBLIC = {
    "event_link", "room_link", "team_link", "idea_link", "other_link", "public_link", "feedback_link", "minutes_link",
    "form_link", "thing_link", "programme_link",
}  # fmt: skip
_MOST_TRIES = 5
# What is shorter than this stands in a text by chance.
_LEAST_TO_FIND = 4


@dataclass(frozen=True)
class Preview:
    """A mail as it would read; `is_real`: made of something real."""

    subject: str
    body: str
    is_real: bool


def preview(template, text, name):
    """Return the Preview of a Text, for whoever has this name. Raises placeholders.Broken."""
    facts = sample(template, name)
    if facts is None:
        return Preview(*writing.as_example(template, text)[:2], is_real=False)
    return Preview(*writing.filled(template, text, facts)[:2], is_real=True)


def of_start(template, text, name):
    """As `preview`, or None where a text to begin with names what its language does not know."""
    with suppress(placeholders.Broken):
        return preview(template, text, name)


def default(template, name):
    """Return the Preview of the default text, or None where there is nothing to show it on."""
    facts = sample(template, name)
    return facts and Preview(*writing.default(template, facts)[:2], is_real=True)


def values(template, language, name):
    """Return [(name, what it becomes)] of all placeholders of a notice in a language."""
    facts = sample(template, name)
    said = _values(template, facts, language) if facts else {}
    listed = placeholders.tables()[template].by_name.values()
    return [(each.name, said.get(each.name) or each.example) for each in listed]


def start(template, language, name):
    """Return the Text to begin with in a language: what is sent now, with placeholders where they fit.

    The German default is no text with placeholders but a template that knows one seat from several. So it is taken as
    it reads for the sample, and what placeholders say there is put back.
    """
    for text in own_texts.to_try(template, language):
        return own_texts.Text(text.subject, text.body, language)
    facts = sample(template, name)
    if facts is None:
        said = f"{{{placeholders.DEFAULT}}}" if language == GERMAN else ""
        return own_texts.Text(said, said, language)
    subject, body, _language = writing.default(template, facts, is_part=True)
    for each, value in sorted(_values(template, facts, GERMAN).items(), key=lambda pair: -len(pair[1])):
        if len(value) >= _LEAST_TO_FIND:
            subject, body = (part.replace(value, f"{{{each}}}") for part in (subject, body))
    return own_texts.Text(subject, body.strip(), language)


def sample(template, name):
    """Return facts for a notice, read like those of a message, without what is somebody's own; or None."""
    # Whoever tells of placeholders tells of samples, too.
    placeholders.tables()
    for read in _candidates(template):
        # Whatever cannot be shown as it is now: the next one may be. A page of the team must not fail of an example.
        with suppress(Exception):
            facts = _masked(template, read(), name)
            writing.default(template, facts)
            _values(template, facts, GERMAN)
            return facts
    return None


def _values(template, facts, language):
    facts = {**facts, "language": language}
    return {
        each.name: str(each.value(facts) or "").strip() for each in placeholders.tables()[template].by_name.values()
    }


def _candidates(template):
    newest = db.session.scalars(
        sa.select(Message.facts)
        .where(Message.template == template, Message.recipient.is_not(None))
        .order_by(Message.id.desc())
        .limit(_MOST_TRIES)
    ).all()
    for facts in (*newest, *SAMPLES.get(template, lambda: [])()):
        yield functools.partial(outbox.FACTS[template], facts)
    yield MADE_UP.get(template, lambda: None)


def _masked(template, facts, name):
    base = current_app.config["BASE_URL"]
    links = {
        key: f"{base}/beispiel/{key.removesuffix('_link')}"
        for key, value in facts.items() if key.endswith("_link") and key not in _PUBLIC and value
    }  # fmt: skip
    own = {"greeting": greeting(name), "name": name}
    own = {key: value for key, value in own.items() if key in facts}
    instead = {key: change(facts[key]) for key, change in placeholders.tables()[template].instead.items()}
    return {**facts, **links, **own, **instead}
