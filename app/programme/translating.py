"""Saying in other languages, and in easy language, what formats and events say in German."""

from app import clock
from app.accounts import audit
from app.database import db, lock, transaction
from app.errors import Refused
from app.programme import actions, queries, rules
from app.programme.formats import about
from app.programme.models import Format
from app.programme.translations import EASY, EventText, FormatText

# Of what a format says: what the entries of its events say.
IN_CALENDARS = frozenset({"name", "summary"})


def translate_format(format_id, language, **words):
    """Set what a format says in a language; `words` are columns of FormatText. All empty: it says nothing in it."""
    with transaction():
        format = lock(Format, format_id)
        if noted := _set(FormatText, {"format_id": format_id, "language": language}, words):
            if language != EASY and IN_CALENDARS & words.keys():
                db.session.flush()
                actions.retell(queries.coming_events_of(format_id, clock.now()))
            audit.note("translate_format", about(format), language=language, **noted)
    return format


def translate_event(event_id, language, **words):
    """Set what an event says of itself in a language; `words` are columns of EventText. Raises Refused."""
    with transaction():
        event = actions.lock_event(event_id)
        if reason := rules.why_not_change(event.state, event.ends_at, clock.now()):
            raise Refused(reason)
        before = actions.Before.of(event)
        if noted := _set(EventText, {"event_id": event_id, "language": language}, words):
            actions.changed(event, before, "translate_event", language=language, **noted)
    return event


def _set(model, key, words):
    """Write a text; return what differs, as details of an act."""
    text = db.session.get(model, tuple(key.values()))
    noted = audit.changes(audit.facts_of(text, words) if text else dict.fromkeys(words, ""), words)
    if not noted:
        return noted
    if text is None:
        text = model(**key)
        db.session.add(text)
    for name, value in words.items():
        setattr(text, name, value)
    if not any(words.values()):
        db.session.delete(text)
    db.session.flush()
    return noted
