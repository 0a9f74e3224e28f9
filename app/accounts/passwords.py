"""Passwords, kept as argon2id hashes."""

import functools
import re
import secrets

from app.accounts import house_words
from app.accounts.rules import SHORTEST_PASSWORD, PasswordRefusal
from app.errors import Refused

# Of 0 to 4: at least 10^8 guesses, and argon2 makes each of them slow.
LEAST_SCORE = 3
# What the judge reads of a password; whoever types more has typed enough.
LONGEST_JUDGED = 72
# Shorter words stand in other words as well.
SHORTEST_KNOWN = 4
_ENGLISH = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@functools.cache
def _hasher():
    # With the first who signs in.
    from argon2 import PasswordHasher

    return PasswordHasher()


def hash_password(password):
    """Return the hash to store."""
    return _hasher().hash(password)


def is_right(stored_hash, password):
    """Tell whether the password is the one of the hash."""
    from argon2.exceptions import InvalidHashError, VerifyMismatchError

    try:
        return _hasher().verify(stored_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def check_new(password, *about):
    """Raise Refused for a password that is short, stands on a list of leaked ones, or can be guessed.

    `about`: what attackers know of the person (name, address). Nothing is asked of anybody else: the lists are here.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(PasswordRefusal.SHORT, least=SHORTEST_PASSWORD)
    # Brings 13 MB of lists: only a process in which somebody sets a password has them.
    from zxcvbn import zxcvbn

    known = _known_words(*about, *house_words.both())
    judged = zxcvbn(password[:LONGEST_JUDGED], user_inputs=known)
    rest = _without(known, password.lower())
    is_rest_weak = len(rest) < len(password) and zxcvbn(rest[:LONGEST_JUDGED] or "-")["score"] < LEAST_SCORE
    if judged["score"] < LEAST_SCORE or is_rest_weak:
        is_listed = any(part.get("dictionary_name") == "passwords" for part in judged["sequence"])
        raise Refused(PasswordRefusal.LEAKED if is_listed else PasswordRefusal.GUESSABLE)


def _known_words(*texts):
    """Return the words of texts as people would type them: whole and in pieces, umlauts in both ways."""
    words = set()
    for text in texts:
        text = text.lower()
        for each in (text, text.translate(_ENGLISH)):
            words |= {each, *re.findall(r"\w{3,}", each)}
    return sorted(words)


def _without(words, password):
    """Return what is left of a password without words that an attacker tries first."""
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= SHORTEST_KNOWN:
            password = password.replace(word, "")
    return password


def new_password():
    """Return a random password that is easy to copy from a terminal (about 95 bits)."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(4))


@functools.cache
def nobodys_hash():
    """Return a hash to check for an unknown address, so that the answer takes as long as for a known one."""
    return hash_password(new_password())
