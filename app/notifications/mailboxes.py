"""Reading a mailbox on a server (IMAP, RFC 3501). Nothing in it is changed or deleted."""

import imaplib
import ssl
from contextlib import contextmanager
from urllib.parse import parse_qs, unquote, urlsplit

from app.notifications.bounces import LARGEST

SECONDS = 20
# So many at a time; the next tick reads on.
MOST = 100


class Unreadable(Exception):
    """The mailbox cannot be read at present."""


def new_mails(url, validity, last):
    """Yield (validity, number, bytes) of mails behind a number, in order; empty bytes for what is too large.

    `imaps://user:password@host:port/FOLDER` (TLS at once) · `imap://…?tls=starttls`. `validity`: of
    the numbers (RFC 3501, 2.3.1.1); where it has changed, they all are new. Raises Unreadable.
    """
    parts = urlsplit(url)
    try:
        with _connected(parts) as connection:
            yield from _from_server(connection, parts, validity, last)
    except (OSError, imaplib.IMAP4.error, ssl.SSLError) as failure:
        words = " ".join(str(failure).split()) or type(failure).__name__
        raise Unreadable(f"Das Postfach für Rückläufer ist nicht zu lesen: {words[:300]}") from failure


@contextmanager
def _connected(parts):
    secure = ssl.create_default_context()
    if parts.scheme == "imaps":
        connection = imaplib.IMAP4_SSL(parts.hostname, parts.port or 993, ssl_context=secure, timeout=SECONDS)
    else:
        connection = imaplib.IMAP4(parts.hostname, parts.port or 143, timeout=SECONDS)
        if parse_qs(parts.query).get("tls") == ["starttls"]:
            connection.starttls(secure)
    try:
        connection.login(unquote(parts.username or ""), unquote(parts.password or ""))
        yield connection
    finally:
        try:
            connection.logout()
        except (OSError, imaplib.IMAP4.error):
            connection.shutdown()


def _from_server(connection, parts, validity, last):
    folder = unquote(parts.path.strip("/")) or "INBOX"
    answer, _count = connection.select(f'"{folder}"', readonly=True)
    if answer != "OK":
        raise imaplib.IMAP4.error(f"Ordner {folder} fehlt")
    now_valid = int(connection.response("UIDVALIDITY")[1][0])
    last = last if now_valid == validity else 0
    _answer, (found,) = connection.uid("SEARCH", None, f"UID {last + 1}:*")
    # "n:*" names the last one even where it is not behind n.
    for number in sorted(n for n in map(int, found.split()) if n > last)[:MOST]:
        _answer, sizes = connection.uid("FETCH", str(number), "(RFC822.SIZE)")
        size = int(sizes[0].rpartition(b"RFC822.SIZE")[2].strip(b" )")) if sizes and sizes[0] else 0
        raw = b""
        if 0 < size <= LARGEST:
            _answer, pieces = connection.uid("FETCH", str(number), "(BODY.PEEK[])")
            raw = next((piece[1] for piece in pieces if isinstance(piece, tuple)), b"")
        yield now_valid, number, raw
