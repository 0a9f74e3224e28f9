"""Interpreting in words: for guests, and for whoever arranges it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.alliance import words
from app.programme.interpreters import CONFIRMED, SIGN_LANGUAGE

INTO = {
    "de": lazy_gettext("ins Deutsche"), "hsb": lazy_gettext("ins Obersorbische"), "pl": lazy_gettext("ins Polnische"),
    "cs": lazy_gettext("ins Tschechische"), "en": lazy_gettext("ins Englische"),
    SIGN_LANGUAGE: lazy_gettext("in Deutsche Gebärdensprache"),
}  # fmt: skip


def into(code):
    """ "ins Polnische"."""
    return str(INTO.get(code) or words.INTERPRETED.get(code, code))


def for_guests(event):
    """Return what guests may rely on, a sentence per language: who has said yes, and who is only asked."""
    told = {row.language: row.state for row in event.interpretings}
    if event.sign_language:
        # Promised before anybody wrote down who does it.
        told.setdefault(SIGN_LANGUAGE, CONFIRMED)
    return [_sentence(code, state) for code, state in sorted(told.items())]


def _sentence(code, state):
    if state == CONFIRMED:
        return _("Wird %(into)s gedolmetscht", into=into(code))
    return _("Dolmetschen %(into)s ist angefragt", into=into(code))
