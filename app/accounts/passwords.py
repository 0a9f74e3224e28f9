"""Passwords, kept as argon2id hashes."""

import functools
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_hasher = PasswordHasher()


def hash_password(password):
    """Return the hash to store."""
    return _hasher.hash(password)


def is_right(stored_hash, password):
    """Tell whether the password is the one of the hash."""
    try:
        return _hasher.verify(stored_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def new_password():
    """Return a random password that is easy to copy from a terminal (about 95 bits)."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(4))


@functools.cache
def nobodys_hash():
    """Return a hash to check for an unknown address, so that the answer takes as long as for a known one."""
    return hash_password(new_password())
