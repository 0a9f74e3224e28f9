"""A form of the team that was open while somebody else changed the same thing: nobody overwrites the other silently.

The page carries a digest of what it showed. The act compares it, under its lock, with what is stored by then, and
refuses where they differ; the page then shows both versions, and the next try carries the newer digest.
"""

import json
from enum import Enum
from hashlib import sha256

from flask import request
from flask_babel import lazy_gettext as _

from app.errors import Refused

# The hidden field of the form.
SEEN = "seen"


class StaleRefusal(Enum):
    """Why a form is not taken as it is."""

    CHANGED = _("Inzwischen hat jemand anderes hier etwas geändert. Bitte entscheiden Sie, welche Fassung gilt.")


def digest(shown):
    """Return the digest of what a form shows: {name: plain value}."""
    return sha256(json.dumps(shown, sort_keys=True, default=str).encode()).hexdigest()[:32]


def seen():
    """Return the digest that the sent form carries, or None."""
    return request.form.get(SEEN) or None


def refuse_if_stale(stored, seen):
    """Raise Refused where what is stored now is not what a form had shown; part of an act, after its lock."""
    if seen is not None and seen != digest(stored):
        raise Refused(StaleRefusal.CHANGED)


def carried(form, stored):
    """Return the digest for the hidden field: of what is shown now, or of what a form that was refused had shown."""
    sent = seen() if request.method == "POST" else None
    return sent if sent and not _is_stale(form) else digest(stored)


def _is_stale(form):
    return form.refusal is not None and form.refusal.reason is StaleRefusal.CHANGED


def differences(form, stored):
    """Return (label, mine, stored) of the fields in which a sent form and what is stored differ, in words.

    None where the form was not refused because of it.
    """
    if not _is_stale(form):
        return None
    return [
        (form[name].label.text, in_words(form[name], form[name].data), in_words(form[name], value))
        for name, value in stored.items()
        if name in form and _plain(form[name].data) != _plain(value)
    ]


def in_words(field, value):
    """Say a value as the field would: by the labels of its choices."""
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if value in (None, "", []):
        return ""
    labels = {choice[0]: choice[1] for choice in getattr(field, "choices", None) or ()}
    if isinstance(value, (list, tuple)):
        return ", ".join(str(labels.get(each, each)) for each in value)
    return str(labels.get(value, value))


def _plain(value):
    """Return a value so that two that read the same are equal: an empty one is none, and lists have no order."""
    if value in (None, "", [], ()):
        return None
    if isinstance(value, (list, tuple)):
        return sorted(str(each) for each in value)
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
