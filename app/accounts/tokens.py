"""Signed links. A token holds what tells one row from all others; its signature holds for one purpose only."""

import functools
import hashlib
import hmac
import secrets

from flask import abort, current_app
from itsdangerous import BadSignature, URLSafeSerializer


def make(purpose, *facts):
    """Return a token for one row and purpose. Any later mail can carry it again; a raised version revokes all."""
    return _serializer(purpose).dumps(facts)


def read(purpose, token, count):
    """Return that many facts, or abort with the 404 of any unknown page: forged, cut and swapped tokens look alike."""
    return find(purpose, token, count) or abort(404)


def find(purpose, token, count):
    """Return that many facts, or None where it is no token for this purpose."""
    try:
        facts = _serializer(purpose).loads(token or "")
    except (BadSignature, UnicodeError):
        return None
    return facts if len(facts) == count else None


def keyed_hash(purpose, text):
    """Return a hash that nobody can compute or guess at without the key of the house."""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def new_secret():
    """Return a secret for the address of a feed: 192 random bits, told once and kept as `secret_hash`."""
    return secrets.token_urlsafe(24)


def secret_hash(purpose, secret):
    """Return how a secret is kept; of one that somebody made up, no more than a secret has is looked at."""
    return keyed_hash(purpose, secret[:100])


def _serializer(purpose):
    return _serializer_of(current_app.config["SECRET_KEY"], purpose)


# A mail has several links, and making this takes longer than signing with it.
@functools.lru_cache(maxsize=64)
def _serializer_of(key, purpose):
    return URLSafeSerializer(
        key, salt=f"wirkstaette-{purpose}", signer_kwargs={"digest_method": hashlib.sha256}
    )
