"""What the team decides about the registration of a format: what is asked, and how freed seats go out."""

from contextlib import suppress
from enum import Enum

from flask_babel import lazy_gettext as _

from app import clock
from app.accounts import audit
from app.database import db, lock, transaction
from app.errors import Refused
from app.programme import actions, asked, formats, queries
from app.programme.models import Format
from app.slugs import free_slug, slug

MOST_QUESTIONS = 30


class AskingRefusal(Enum):
    """Why a question cannot be so."""

    TOO_FEW_OPTIONS = _("Zum Auswählen braucht es mindestens zwei Antworten.")
    TOO_MANY = _("Das wären zu viele Fragen. Bitte streichen Sie zuerst eine.")
    ASKED_AFTER = _("Die Bedingung fragt nach einer Antwort, die es nicht mehr gibt. Bitte wählen Sie eine andere.")
    STILL_NEEDED = _("Eine andere Frage hängt von dieser ab. Bitte ändern Sie zuerst jene.")


def set_asks(format_id, asks, offers_seats, wheelchair_places, thanks):
    """Say what is asked of guests, and how freed seats go out.

    Coming events take over the number of places for wheelchairs, unless more are promised there already.
    """
    with transaction():
        format = lock(Format, format_id)
        facts = {
            "asks": [name for name in asked.ASKS if name in asks], "offers_seats": offers_seats,
            "wheelchair_places": wheelchair_places, "thanks": thanks,
        }  # fmt: skip
        noted = audit.changes(audit.facts_of(format, facts), facts)
        for name, value in facts.items():
            setattr(format, name, value)
        if noted:
            db.session.flush()
            audit.note("change_format", formats.about(format), **noted)
        coming = queries.coming_events_of(format_id, clock.now()) if "wheelchair_places" in _changed(noted) else []
    for event in coming:
        # Where more come in a wheelchair already, it stays as it is.
        with suppress(Refused):
            actions.change_event(event.id, wheelchair_places=wheelchair_places)
    return format


def _changed(noted):
    return noted.get("changed", {})


def save_question(format_id, question, key=None):
    """Ask something, or ask it otherwise (`key`: of the question that is changed). Raises Refused."""
    with transaction():
        format = lock(Format, format_id)
        stored = list(format.questions)
        known = asked.questions(stored)
        if question.kind == asked.CHOICE and len(question.options) < 2:
            raise Refused(AskingRefusal.TOO_FEW_OPTIONS)
        number = next((n for n, each in enumerate(known) if each.key == key), None) if key else None
        if number is None:
            if len(stored) >= MOST_QUESTIONS:
                raise Refused(AskingRefusal.TOO_MANY)
            number = len(stored)
            stored.append("")
        if question.only_if and not _can_depend(question.only_if, known[:number]):
            raise Refused(AskingRefusal.ASKED_AFTER)
        others = {each.key for n, each in enumerate(known) if n != number}
        own = key if key and not isinstance(stored[number], str) else free_slug(slug(question.text)[:30], others)
        stored[number] = asked.as_stored(asked.with_key(question, own))
        _set(format, stored)
    return format


def remove_question(format_id, key):
    """Ask something no more; answers that were given stay. Raises Refused."""
    with transaction():
        format = lock(Format, format_id)
        known = asked.questions(format.questions)
        if any(each.only_if and each.only_if[0] == key for each in known):
            raise Refused(AskingRefusal.STILL_NEEDED)
        _set(format, [stored for stored, each in zip(format.questions, known, strict=True) if each.key != key])
    return format


def conditions(format, key=None):
    """Return (key, answer, words) of the answers on which a question can depend: those asked before it."""
    found = []
    for each in asked.questions(format.questions):
        if each.key == key:
            break
        if each.per_person:
            continue
        answers = [text for text, _most in each.options] if each.kind == asked.CHOICE else []
        if each.kind == asked.YES_NO:
            answers = [str(asked.YES), str(asked.NO)]
        found += [(each.key, answer, f"{each.text} – {answer}") for answer in answers]
    return found


def _can_depend(only_if, before):
    key, answer = only_if
    asked_before = next((each for each in before if each.key == key), None)
    if asked_before is None:
        return False
    if asked_before.kind == asked.YES_NO:
        return answer in (str(asked.YES), str(asked.NO))
    return answer in {text for text, _most in asked_before.options}


def _set(format, stored):
    noted = audit.changes({"questions": format.questions}, {"questions": stored})
    format.questions = stored
    if noted:
        db.session.flush()
        audit.note("change_format", formats.about(format), questions=len(stored))
