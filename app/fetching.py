"""Asking other servers over HTTP, within limits of time, size, redirects and place. Never inside a transaction.

A name is looked up once, the addresses are judged, and the connection goes to one of those: between looking and
connecting nobody can put another address under the name (DNS rebinding).
"""

import http.client
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urljoin, urlsplit

from flask import current_app
from flask_babel import lazy_gettext as _

from app import networks
from app.database import db

REDIRECTS = (301, 302, 303, 307, 308)


class FetchFailure(Enum):
    """Why a server could not be asked, as the team reads it."""

    BAD_ADDRESS = _("Das ist keine Adresse, die mit https:// beginnt.")
    PRIVATE = _(
        "Die Adresse liegt in einem privaten Netz. Soll das so sein, nennt der Betrieb sie in PRIVATE_HOSTS."
    )
    UNKNOWN = _("Diesen Server gibt es nicht.")
    NO_ANSWER = _("Der Server antwortet nicht.")
    NOT_SECURE = _("Das Zertifikat des Servers stimmt nicht.")
    TOO_SLOW = _("Der Server antwortet zu langsam.")
    TOO_LARGE = _("Die Antwort des Servers ist zu groß.")
    REDIRECTED = _("Der Server schickt uns im Kreis oder woandershin.")
    NONSENSE = _("Der Server antwortet mit etwas Unverständlichem.")


class NotFetched(Exception):
    """A server could not be asked, or did not answer as it should."""

    def __init__(self, reason):
        super().__init__(reason.name)
        self.reason = reason

    @property
    def sentence(self):
        """What the team reads."""
        return str(self.reason.value)


@dataclass(frozen=True)
class Answer:
    """What a server said; header names in small letters. `url`: after all redirects."""

    status: int
    headers: dict
    body: bytes
    url: str


@dataclass(frozen=True)
class Limits:
    """How long a server may take in all, in seconds; how much it may send, in bytes; how often it may send us on."""

    seconds: float = 5
    most_bytes: int = 200_000
    redirects: int = 0
    headers: dict = field(default_factory=dict)


def get(url, limits=None):
    """Return the Answer to a GET, whatever its status. Raises NotFetched."""
    return request("GET", url, limits)


def request(method, url, limits=None, body=None):
    """As `get`, with another method and a body (bytes)."""
    # Not even one that only reads: its connection would be held for as long as the other server likes.
    if db.session().in_transaction():
        raise RuntimeError("No network inside a transaction.")
    limits = limits or Limits()
    ends_at = time.monotonic() + limits.seconds
    for _turn in range(limits.redirects + 1):
        answer = _ask(method, url, limits, ends_at, body)
        if answer.status not in REDIRECTS or "location" not in answer.headers:
            return answer
        url = urljoin(url, answer.headers["location"])
    raise NotFetched(FetchFailure.REDIRECTED)


def why_not(url):
    """Return the FetchFailure of an address as far as it can be seen without asking anybody, or None."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return FetchFailure.BAD_ADDRESS
    if parts.scheme not in ("http", "https") or not host or parts.username is not None or not url.isprintable():
        return FetchFailure.BAD_ADDRESS
    if _may_be_private(host):
        return None
    if "." not in host.rstrip(".") and ":" not in host or host.endswith((".localhost", ".local", ".internal")):
        return FetchFailure.PRIVATE
    try:
        return None if networks.is_public(host) else FetchFailure.PRIVATE
    except ValueError:
        # Numbers that programs read as addresses: 0x7f.1, 127.1, 2130706433.
        last = host.rstrip(".").rpartition(".")[2]
        return FetchFailure.PRIVATE if last[:1].isdecimal() else None


def _ask(method, url, limits, ends_at, body):
    if reason := why_not(url):
        raise NotFetched(reason)
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    watch = None
    try:
        plain = socket.create_connection((_address(parts.hostname, port, ends_at), port), timeout=_left(ends_at))
        with plain:
            # Whoever sends a byte a minute keeps every single read within its time: so the whole has one.
            watch = threading.Timer(_left(ends_at), _cut, [plain])
            watch.daemon = True
            watch.start()
            if parts.scheme == "https":
                plain = ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname)
            with plain as connection:
                return _speak(connection, method, url, parts, limits, body, ends_at)
    except NotFetched:
        raise
    except ssl.SSLCertVerificationError as failure:
        raise NotFetched(FetchFailure.NOT_SECURE) from failure
    except (OSError, http.client.HTTPException, ValueError) as failure:
        if time.monotonic() >= ends_at or isinstance(failure, TimeoutError):
            raise NotFetched(FetchFailure.TOO_SLOW) from failure
        reason = FetchFailure.NO_ANSWER if isinstance(failure, OSError) else FetchFailure.NONSENSE
        raise NotFetched(reason) from failure
    finally:
        if watch is not None:
            watch.cancel()


def _speak(connection, method, url, parts, limits, body, ends_at):
    speaker = http.client.HTTPConnection(parts.hostname, timeout=_left(ends_at))
    speaker.sock = connection
    path = parts.path or "/"
    headers = {"Host": parts.netloc, "User-Agent": "WIRkstaette", "Accept-Encoding": "identity", "Connection": "close"}
    speaker.request(method, f"{path}?{parts.query}" if parts.query else path, body, {**headers, **limits.headers})
    answer = speaker.getresponse()
    received = bytearray()
    while chunk := answer.read1(65536):
        received += chunk
        if len(received) > limits.most_bytes:
            raise NotFetched(FetchFailure.TOO_LARGE)
        _left(ends_at)
    # Cut off by us, or by the other side.
    _left(ends_at)
    if answer.length:
        raise NotFetched(FetchFailure.NO_ANSWER)
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, bytes(received), url)


def _cut(connection):
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _left(ends_at):
    """Return how many seconds are left; there are some. Raises NotFetched."""
    left = ends_at - time.monotonic()
    if left <= 0:
        raise NotFetched(FetchFailure.TOO_SLOW)
    return left


def _address(host, port, ends_at):
    """Return one address of a host that may be asked. Raises NotFetched where one of them lies in a private network."""
    found = _look_up(host, port, _left(ends_at))
    if not _may_be_private(host) and not all(map(networks.is_public, found)):
        raise NotFetched(FetchFailure.PRIVATE)
    return found[0]


def _look_up(host, port, seconds):
    """Return the addresses of a host. The system's resolver knows no time limit, so it works beside us."""
    found = []

    def ask():
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(row[4][0].partition("%")[0] for row in rows))
        except (OSError, UnicodeError):
            pass

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    if asking.is_alive():
        raise NotFetched(FetchFailure.TOO_SLOW)
    if not found:
        raise NotFetched(FetchFailure.UNKNOWN)
    return found


def _may_be_private(host):
    return host.lower() in current_app.config["PRIVATE_HOSTS"]
