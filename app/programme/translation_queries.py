"""What formats and events say in other languages."""

import sqlalchemy as sa

from app.database import db
from app.notifications.letter_words import GERMAN
from app.programme.translations import EASY, EventText, FormatText


def texts_of_format(format_id):
    """Return {language: FormatText} of all languages in which a format says something."""
    found = db.session.scalars(sa.select(FormatText).where(FormatText.format_id == format_id))
    return {text.language: text for text in found}


def texts_of_event(event_id):
    """Return {language: EventText} of all languages in which an event says something of its own."""
    found = db.session.scalars(sa.select(EventText).where(EventText.event_id == event_id))
    return {text.language: text for text in found}


def titles(events, language):
    """Return {event id: (title, language of it)}: what each is called in a language, in German where nobody said."""
    own, formats = (
        dict(tuple(row) for row in db.session.execute(select))
        for select in (
            sa.select(EventText.event_id, EventText.title).where(
                EventText.event_id.in_([event.id for event in events]), EventText.language == language
            ),
            sa.select(FormatText.format_id, FormatText.name).where(
                FormatText.format_id.in_({event.format_id for event in events}), FormatText.language == language
            ),
        )
    )
    found = {}
    for event in events:
        said = _called(event, own.get(event.id), formats.get(event.format_id))
        found[event.id] = (said, language) if said else (event.title, GERMAN)
    return found


def _called(event, own_title, name_of_format):
    # What is called like its format is called like it in every language.
    return own_title or (name_of_format if event.title == event.format.name else "")


def said_of(events, session=None):
    """Return {event id: {language: (title, summary)}}: in German, and in others where somebody said something in them.

    Two statements for however many events, whose formats are loaded. `session`: another one than that of the app.
    """
    session = session or db.session
    found = {event.id: {GERMAN: (event.title, event.format.summary)} for event in events}
    of_events, of_formats = {}, {}
    ids, formats = [event.id for event in events], {event.format_id for event in events}
    for text in session.scalars(sa.select(EventText).where(EventText.event_id.in_(ids))):
        of_events[text.event_id, text.language] = text.title
    for text in session.scalars(sa.select(FormatText).where(FormatText.format_id.in_(formats))):
        of_formats[text.format_id, text.language] = text.name, text.summary
    languages = {language for _id, language in (*of_events, *of_formats)} - {EASY}
    for event in events:
        for language in languages:
            name, summary = of_formats.get((event.format_id, language), ("", ""))
            title = _called(event, of_events.get((event.id, language)), name)
            if title or summary:
                found[event.id][language] = (title or event.title, summary or event.format.summary)
    return found


def find_text(format_id, language):
    """Return what a format says in a language, or None where that is not enough for a page."""
    text = db.session.get(FormatText, (format_id, language))
    return text if text and (text.summary or text.description) else None


def languages_with_page(format_id):
    """Return the languages in which a format has a page of its own, easy language (EASY) among them."""
    says = sa.or_(FormatText.summary != "", FormatText.description != "")
    its = sa.select(FormatText.language).where(FormatText.format_id == format_id, says)
    return set(db.session.scalars(its))
