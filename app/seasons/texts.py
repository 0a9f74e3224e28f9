"""What formats and events of a season say in other languages, and in easy language."""

import sqlalchemy as sa

from app.database import db
from app.programme.translations import EventText, FormatText

# The columns of a text, which are the keys in the file too.
OF_FORMAT = ("name", "summary", "description", "for_whom", "bring", "cost", "minors", "photo_rule")
OF_EVENT = ("title", "note")
_KINDS = {"formats": (FormatText, "format_id", OF_FORMAT), "events": (EventText, "event_id", OF_EVENT)}


def complete(said, names):
    """Return texts by language with every key present; a language that says nothing is left out."""
    filled = {
        language: {name: text.get(name) or "" for name in names} for language, text in sorted(said.items()) if text
    }
    return {language: text for language, text in filled.items() if any(text.values())}


def put(load, kind, ident, row, said):
    """Let a format or event ("formats", "events"; by its id in the file) say these texts and no others."""
    model, key, names = _KINDS[kind]
    db.session.flush()
    known = {text.language: text for text in _texts(model, key, row.id)}
    if said == {language: _as_dict(text, names) for language, text in known.items()}:
        return
    for language in known.keys() - said.keys():
        db.session.delete(known[language])
    for language, words in said.items():
        text = known.get(language) or model(**{key: row.id, "language": language})
        for name in names:
            setattr(text, name, words[name])
        db.session.add(text)
    if not load.made(kind, ident):
        load.note("changed", kind, ident)


def written(kind):
    """Return {id of the row: its texts by language} of all formats or events, as a file has them."""
    model, key, names = _KINDS[kind]
    said = {}
    for text in db.session.scalars(sa.select(model).order_by(getattr(model, key), model.language)):
        said.setdefault(getattr(text, key), {})[text.language] = _as_dict(text, names)
    return said


def _texts(model, key, ident):
    return db.session.scalars(sa.select(model).where(getattr(model, key) == ident)).all()


def _as_dict(text, names):
    return {name: getattr(text, name) for name in names}
