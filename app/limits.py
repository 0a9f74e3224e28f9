"""How often the same connection may send a form. No address is stored: the key is a hash that changes every day."""

import functools
import hashlib
import hmac
import ipaddress
import re
import threading
import time

from flask import abort, current_app, request

from app import clock

_LIMIT = re.compile(r"(\d+) *(?:/|per) *(\d*) *(second|minute|hour|day)s?", re.IGNORECASE)
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


def connection_key():
    """Return a hash of the asker's network (a whole /64 with IPv6), good for today only."""
    network = request.remote_addr or "127.0.0.1"
    if ":" in network:
        network = str(ipaddress.ip_network((network, 64), strict=False))
    key = f"{current_app.config['SECRET_KEY']}{clock.today(clock.now())}".encode()
    return hmac.digest(key, network.encode(), hashlib.sha256).hex()[:32]


def limit_bookings(view):
    """Refuse to take more forms from one network than BOOKING_LIMIT; reading a form is free."""

    @functools.wraps(view)
    def limited(*args, **kwargs):
        if request.method == "POST" and not _may_send("bookings", current_app.config["BOOKING_LIMIT"]):
            abort(429)
        return view(*args, **kwargs)

    return limited


def counts(what, *question):
    """Tell whether what a connection asks counts: the same question once an hour, and no more than 30 of them."""
    return _may("1 per hour", what, connection_key(), *question) and _may("30 per hour", what, connection_key())


def takes_uploads(most_bytes, too_large):
    """Let a view of the team take larger requests than others; `too_large`, called as the view, answers larger ones.

    Only who may open the view may send so much: until then nothing of a request is read.
    """

    def decorate(view):
        view.most_bytes, view.too_large = most_bytes, too_large
        return view

    return decorate


def init_app(app):
    """Count where the settings say: in memory, or in a shared Redis; in memory as well while that does not answer."""
    shared_at = app.config["RATELIMIT_STORAGE_URI"]
    shared = [] if shared_at == "memory://" else [_Shared(shared_at)]
    app.extensions["counters"] = [*shared, Counts()]


def _may_send(what, limit):
    return _may(limit, what, connection_key())


def _may(limit, *key):
    for counter in current_app.extensions["counters"]:
        answer = counter.hit(limit, *key)
        if answer is not None:
            return answer
    return True


@functools.cache
def _parsed(limit):
    """Return (how often, in how many seconds) of a text like "120 per 10 minutes" or "5/hour". Raises ValueError."""
    found = _LIMIT.fullmatch(limit.strip())
    if found is None:
        raise ValueError(f"{limit!r} is no limit: please write something like 120 per 10 minutes.")
    most, number, unit = found.groups()
    return int(most), int(number or 1) * _SECONDS[unit.lower()]


class _Shared:
    """Counts in a Redis, by a library that a process alone does without: it takes more than a megabyte."""

    def __init__(self, uri):
        from limits.storage import storage_from_string
        from limits.strategies import FixedWindowRateLimiter

        self._counter = FixedWindowRateLimiter(storage_from_string(uri, wrap_exceptions=True))

    def hit(self, limit, *key):
        """Count once more; tell whether that is within the limit, or return None while nobody answers."""
        from limits import RateLimitItemPerSecond
        from limits.errors import StorageError

        most, seconds = _parsed(limit)
        try:
            return self._counter.hit(RateLimitItemPerSecond(most, seconds), *key)
        except StorageError:
            current_app.logger.warning("The shared counts do not answer; this process counts for itself.")
            return None


class Counts:
    """Counts in the memory of this process, each over a fixed span of time; now and then, old ones are cleared."""

    SECONDS_BETWEEN_SWEEPS = 60

    def __init__(self):
        self._turn = threading.Lock()
        self._counts = {}
        self._next_sweep = 0

    def hit(self, limit, *key):
        """Count once more, and tell whether that is within the limit."""
        most, seconds = _parsed(limit)
        return self.incr((limit, *key), seconds) <= most

    def incr(self, key, expiry):
        """Add to a count and return it; a new one ends after `expiry` seconds."""
        now = time.time()
        with self._turn:
            if now >= self._next_sweep:
                self._counts = {each: count for each, count in self._counts.items() if count[1] > now}
                self._next_sweep = now + self.SECONDS_BETWEEN_SWEEPS
            number, ends_at = self._counts.get(key, (0, 0))
            if ends_at <= now:
                number, ends_at = 0, now + expiry
            self._counts[key] = (number + 1, ends_at)
            return number + 1
