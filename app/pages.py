"""Public answers kept in memory: made once, served until what they show has changed.

Every public page and feed is the same for everybody (no cookie, no name), so one copy serves all. Each request asks
the database for the revision of what the page shows; the copy is used only while that is unchanged, so no change
waits for a timeout. Bodies are compressed once, and revalidated by ETag.
"""

import functools
import gzip
import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from email.utils import formatdate

from flask import Response, current_app, make_response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from app import clock

MOST_PAGES, LONGEST_KEY = 400, 300


@dataclass(frozen=True)
class Page:
    """One answer, ready to be sent."""

    stamp: tuple
    body: bytes
    packed: bytes
    etag: str
    headers: tuple
    modified_at: float | None


class Store:
    """The most recently used pages. Threads share it; each process has its own."""

    def __init__(self):
        self._pages = OrderedDict()
        self._turn = threading.Lock()

    def find(self, key, stamp):
        """Return the page of a key if it is still true, or None."""
        with self._turn:
            page = self._pages.get(key)
            if page is None or page.stamp != stamp:
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, key, page):
        """Keep a page, and let the one go that was not asked for longest."""
        with self._turn:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)


def init_app(app):
    """Give the app a store of its own."""
    app.extensions["pages"] = Store()


def kept(stamp, cache_control="public, max-age=0, s-maxage=10", with_date=False):
    """Keep the answers of a public GET view as long as `stamp()` stays the same.

    `with_date`: the last item of the stamp is the moment of the last change, for Last-Modified.
    """

    def decorate(view):
        @functools.wraps(view)
        def answer(*args, **kwargs):
            now = stamp()
            key = request.full_path
            store = current_app.extensions["pages"]
            page = store.find(key, now)
            if page is None:
                made = make_response(view(*args, **kwargs))
                if made.status_code != 200:
                    return made
                page = _pack(now, made, now[-1].timestamp() if with_date else None)
                if len(key) <= LONGEST_KEY:
                    store.keep(key, page)
            return _serve(page, cache_control)

        return answer

    return decorate


def _pack(stamp, made, modified_at):
    body = made.get_data()
    # mtime=0: the same body gives the same bytes, in every process.
    packed = gzip.compress(body, compresslevel=6, mtime=0)
    etag = hashlib.sha256(body).hexdigest()[:24]
    headers = tuple((name, made.headers[name]) for name in ("Content-Type", "X-Robots-Tag") if name in made.headers)
    return Page(stamp, body, packed, etag, headers, modified_at)


def _serve(page, cache_control):
    is_packed = current_app.config.get("GZIP", True) and _takes_gzip(request.headers.get("Accept-Encoding", ""))
    etag = f'"{page.etag}-gz"' if is_packed else f'"{page.etag}"'
    headers = [*page.headers, ("ETag", etag), ("Cache-Control", cache_control), ("Vary", "Accept-Encoding")]
    # Not in the second of the change itself: another in that second would bear the same date (RFC 9110, 8.8.2.2).
    if page.modified_at is not None and clock.now().timestamp() >= int(page.modified_at) + 1:
        headers.append(("Last-Modified", formatdate(page.modified_at, usegmt=True)))
    # An If-None-Match wins over a date (RFC 9110, 13.1.3); the same page packed otherwise is the same page.
    given = request.headers.get("If-None-Match")
    if given is not None and (page.etag in given or given.strip() == "*"):
        return Response(status=304, headers=headers)
    if given is None and _is_known_since(page):
        return Response(status=304, headers=headers)
    if is_packed:
        headers.append(("Content-Encoding", "gzip"))
    return Response(page.packed if is_packed else page.body, headers=headers)


@functools.lru_cache(maxsize=200)
def _takes_gzip(accepted):
    """Tell whether an Accept-Encoding takes gzip; kept, as browsers send one of few."""
    return parse_accept_header(accepted, Accept).quality("gzip") > 0


def _is_known_since(page):
    since = request.if_modified_since
    return page.modified_at is not None and since is not None and int(page.modified_at) <= since.timestamp()
