"""How often the same connection may send a form. No address is stored: the key is a hash that changes every day."""

import functools
import hashlib
import hmac
import ipaddress
import threading
import time

from flask import abort, current_app, request
from limits import parse
from limits.errors import StorageError
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from app import clock


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
    counters = [FixedWindowRateLimiter(Counts())]
    if app.config["RATELIMIT_STORAGE_URI"] != "memory://":
        shared = storage_from_string(app.config["RATELIMIT_STORAGE_URI"], wrap_exceptions=True)
        counters.insert(0, FixedWindowRateLimiter(shared))
    app.extensions["counters"] = counters


def _may_send(what, limit):
    return _may(limit, what, connection_key())


def _may(limit, *key):
    *shared, own = current_app.extensions["counters"]
    for counter in shared:
        try:
            return counter.hit(_parsed(limit), *key)
        except StorageError:
            current_app.logger.warning("The shared counts do not answer; this process counts for itself.")
    return own.hit(_parsed(limit), *key)


_parsed = functools.cache(parse)


class Counts(Storage):
    """Counts in the memory of this process, each over a fixed span of time.

    The library's own starts a thread every 10 ms to clear old counts, for which a request has to wait: a fifth of what
    a booking costs. Here whoever comes after a minute clears them.
    """

    STORAGE_SCHEME = ["counts"]
    SECONDS_BETWEEN_SWEEPS = 60
    base_exceptions = ()

    def __init__(self, uri=None, **options):
        super().__init__(uri, **options)
        self._turn = threading.Lock()
        self._counts = {}
        self._next_sweep = 0

    def incr(self, key, expiry, amount=1):
        """Add to a count and return it; a new one ends after `expiry` seconds."""
        now = time.time()
        with self._turn:
            if now >= self._next_sweep:
                self._counts = {each: count for each, count in self._counts.items() if count[1] > now}
                self._next_sweep = now + self.SECONDS_BETWEEN_SWEEPS
            number, ends_at = self._counts.get(key, (0, 0))
            if ends_at <= now:
                number, ends_at = 0, now + expiry
            self._counts[key] = (number + amount, ends_at)
            return number + amount

    def get(self, key):
        """Return a count."""
        number, ends_at = self._counts.get(key, (0, 0))
        return number if ends_at > time.time() else 0

    def get_expiry(self, key):
        """Return when a count ends, in seconds since 1970."""
        return max(self._counts.get(key, (0, 0))[1], time.time())

    def check(self):
        """Memory is always there."""
        return True

    def reset(self):
        """Forget all counts; return how many there were."""
        with self._turn:
            number = len(self._counts)
            self._counts = {}
        return number

    def clear(self, key):
        """Forget one count."""
        with self._turn:
            self._counts.pop(key, None)
