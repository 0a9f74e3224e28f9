"""The texts of notices: those the house wrote itself, those that come in other languages, and which one is taken."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from jinja2 import TemplateNotFound

from app import reading
from app.database import db
from app.notifications import placeholders
from app.notifications.letter_words import GERMAN
from app.notifications.models import NoticeText

# The mail that shows whoever writes a text how it reads.
PROBE = "notifications/mail/notice_probe"


@dataclass(frozen=True)
class Text:
    """A text with placeholders, in a language."""

    subject: str
    body: str
    language: str = GERMAN


def to_try(template, language):
    """Return the Texts for somebody who reads a language, best first; after them comes the default text in German."""
    if template not in placeholders.tables():
        return []
    return reading.once(("texts", template, language), lambda: _to_try(template, language))


def find(template, language):
    """Return the Text that the house wrote in a language, or None."""
    return _own(NoticeText.template == template, NoticeText.language == language).get((template, language))


def written():
    """Return {template: [language]} of all that the house wrote itself; one statement."""
    found = {}
    for template, language in sorted(_own()):
        found.setdefault(template, []).append(language)
    return found


def shipped(template, language):
    """Return the Text that comes with WIRkstätte in a language other than German, or None."""
    try:
        source, _name, _is_fresh = current_app.jinja_env.loader.get_source(
            current_app.jinja_env, f"{template}.{language}.txt"
        )
    except TemplateNotFound:
        return None
    subject, _newline, body = source.strip().partition("\n")
    return Text(subject.strip(), body.strip(), language)


def _to_try(template, language):
    own = _own(NoticeText.template == template, NoticeText.language.in_({language, GERMAN}))
    found = [own.get((template, language))]
    if language != GERMAN:
        found += [shipped(template, language), own.get((template, GERMAN))]
    return [text for text in found if text]


def _own(*conditions):
    rows = db.session.execute(
        sa.select(NoticeText.template, NoticeText.language, NoticeText.subject, NoticeText.body).where(*conditions)
    )
    return {(template, language): Text(subject, body, language) for template, language, subject, body in rows}
