"""How often the same connection may send a form. No address is stored: the key is a hash that changes every day."""

import hashlib
import hmac
import ipaddress

from flask import current_app, request
from flask_limiter import Limiter

from app import clock


def _connection():
    """Return a hash of the asker's network (a whole /64 with IPv6), good for today only."""
    address = ipaddress.ip_address(request.remote_addr or "127.0.0.1")
    network = ipaddress.ip_network((address, 64 if address.version == 6 else 32), strict=False)
    key = f"{current_app.config['SECRET_KEY']}{clock.today(clock.now())}".encode()
    return hmac.new(key, str(network).encode(), hashlib.sha256).hexdigest()[:32]


limiter = Limiter(_connection, headers_enabled=False)

# Only what is sent counts; reading a form is free.
limit_bookings = limiter.limit(lambda: current_app.config["BOOKING_LIMIT"], methods=["POST"])


def init_app(app):
    """Count where the settings say: in memory, or in a shared Redis."""
    app.config.setdefault("RATELIMIT_IN_MEMORY_FALLBACK_ENABLED", app.config["RATELIMIT_STORAGE_URI"] != "memory://")
    limiter.init_app(app)
