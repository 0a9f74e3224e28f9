"""Proof that somebody stands at the door: the code on a live door sign changes every minute and holds for 15.

A sign is live where it was opened by its own address, which only the team knows. Short codes, so that a phone reads
them from afar.
"""

from hmac import compare_digest

from flask import current_app

from app.accounts import tokens

MINUTES = 15
_LENGTH = 16


def here_path(room, token=""):
    """Return the path of the page that somebody opens at the door of a room."""
    return f"/raeume/{room.slug}/hier" + (f"/{token}" if token else "")


def here_link(room, token=""):
    """Return the address that the code at the door leads to; without a token it is the one to print."""
    return f"{current_app.config['BASE_URL']}{here_path(room, token)}"


def make(room, now):
    """Return a token that proves for a quarter of an hour that somebody saw the sign of a room."""
    minute = _minute(now)
    return f"{minute:x}-{_proof(room, minute)}"


def is_valid(room, token, now):
    """Tell whether a token was made for this room in the last quarter of an hour."""
    number, _dash, proof = token.partition("-")
    try:
        minute = int(number, 16)
    except ValueError:
        return False
    return 0 <= _minute(now) - minute < MINUTES and compare_digest(proof.encode(), _proof(room, minute).encode())


def sign_path(room):
    """Return the path of the live sign, for the screen at the door."""
    return f"/raeume/{room.slug}/tuer/{_sign_key(room)}"


def sign_link(room):
    """Return the address of the live sign."""
    return f"{current_app.config['BASE_URL']}{sign_path(room)}"


def is_sign_key(room, key):
    """Tell whether this is the key of a room's live sign."""
    return compare_digest(key.encode(), _sign_key(room).encode())


def _minute(now):
    return int(now.timestamp()) // 60


def _proof(room, minute):
    return tokens.keyed_hash("door", f"{room.id} {room.key} {minute}")[:_LENGTH]


def _sign_key(room):
    return tokens.keyed_hash("door-sign", f"{room.id} {room.key}")[:32]
