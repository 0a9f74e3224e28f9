"""What formats and events say in other languages."""

import sqlalchemy as sa

from app.database import db
from app.programme.translations import EASY, EventText, FormatText


def texts_of_format(format_id):
    """Return {language: FormatText} of all languages in which a format says something."""
    found = db.session.scalars(sa.select(FormatText).where(FormatText.format_id == format_id))
    return {text.language: text for text in found}


def texts_of_event(event_id):
    """Return {language: EventText} of all languages in which an event says something of its own."""
    found = db.session.scalars(sa.select(EventText).where(EventText.event_id == event_id))
    return {text.language: text for text in found}


def find_easy(format_id):
    """Return what a format says in easy language, or None where that is not enough for a page."""
    text = db.session.get(FormatText, (format_id, EASY))
    return text if text and (text.summary or text.description) else None


def has_easy(format_id):
    """Tell whether a format has a page in easy language."""
    says = sa.or_(FormatText.summary != "", FormatText.description != "")
    its = sa.and_(FormatText.format_id == format_id, FormatText.language == EASY, says)
    return db.session.scalar(sa.select(sa.exists().where(its)))
