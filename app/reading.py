"""What many pieces of one work have in common is read once: the event of a hundred mails, the house they come from."""

from contextlib import contextmanager
from contextvars import ContextVar

_read = ContextVar("read", default=None)


@contextmanager
def together():
    """Begin a work whose pieces share what they read by `once`. It must be short: what is true may change meanwhile.

    Gives a function that forgets everything, for when the session was rolled back.
    """
    shared = {}
    token = _read.set(shared)
    try:
        yield shared.clear
    finally:
        _read.reset(token)


def once(key, read):
    """Return what `read()` returned for this key within the present work; outside of one, read."""
    shared = _read.get()
    if shared is None:
        return read()
    if key not in shared:
        shared[key] = read()
    return shared[key]
