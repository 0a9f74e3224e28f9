"""Public answers kept in memory: made once, served until what they show has changed.

Every public page and feed is the same for everybody (no cookie, no name), so one copy serves all. Each request asks
the database for the revision of what the page shows; the copy is used only while that is unchanged, so no change
waits for a timeout. Bodies are compressed once, and revalidated by ETag.

Flask makes a page; once it is kept, the door in front of Flask answers, which costs a third. Of all who ask at once for
a page that is not there, one makes it and the others wait for it.
"""

import functools
import gzip
import hashlib
import threading
from collections import OrderedDict
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from email.utils import formatdate

import sqlalchemy as sa
from flask import Response, current_app, make_response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_date

from app import clock, heap, security

MOST_PAGES, LONGEST_KEY = 400, 300
# Feeds of a large house have megabytes, and one under many addresses would fill the memory: so many bytes in all. Ten
# times what a whole season takes.
MOST_BYTES = 16_000_000
# How many of them are made at once, and how long one waits for another who makes the same.
TURNS, PATIENCE_S = 64, 10
# Where in the environment of a request its stamp is, once it was asked for. The first item of every stamp is the
# revision of the house (alliance/house_queries.py), whose name and colours every page shows.
STAMP = "wirkstaette.stamp"
# In the environment of a request: the answer is for whoever asked and nobody else, and is not kept.
ALONE = "wirkstaette.alone"


@dataclass(frozen=True)
class Page:
    """One answer, ready to be sent, and how to ask whether it is still true."""

    stamp: tuple
    stamp_of: callable
    body: bytes
    packed: bytes
    etag: str
    headers: tuple
    modified_at: float | None

    @property
    def size(self):
        """How many bytes it takes."""
        return len(self.body) + len(self.packed)


class Store:
    """The most recently used pages. Threads share it; each process has its own."""

    def __init__(self):
        self._pages, self._bytes = OrderedDict(), 0
        self._turn = threading.Lock()
        self._turns = [threading.Lock() for _ in range(TURNS)]

    @contextmanager
    def turn(self, key):
        """Let one at a time make the page of a key. Whoever waits too long makes it too: nobody hangs for good."""
        turn = self._turns[hash(key) % TURNS]
        is_ours = turn.acquire(timeout=PATIENCE_S)
        try:
            yield
        finally:
            if is_ours:
                turn.release()

    def find(self, key):
        """Return the page of a key, true or not, or None."""
        with self._turn:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def keep(self, key, page):
        """Keep a page, and let those go that were not asked for longest; the newest stays, however large."""
        with self._turn:
            before = self._pages.pop(key, None)
            self._pages[key] = page
            self._bytes += page.size - (before.size if before else 0)
            while len(self._pages) > MOST_PAGES or (self._bytes > MOST_BYTES and len(self._pages) > 1):
                self._bytes -= self._pages.popitem(last=False)[1].size


class Door:
    """Stands before Flask and answers from memory. What is not there, is old, or cannot be asked about is for Flask."""

    def __init__(self, app):
        self._app, self._flask = app, app.wsgi_app

    def __call__(self, environ, start_response):
        """Answer a request (WSGI)."""
        page = self._find(environ) if environ["REQUEST_METHOD"] in ("GET", "HEAD") else None
        if page is None:
            return self._flask(environ, start_response)
        status, headers, body = _answer(page, environ, self._app.config)
        is_secure = environ["wsgi.url_scheme"] == "https"
        if status == 200:
            headers.append(("Content-Length", str(len(body))))
        # A page may have been kept with a policy of its own: the list that other sites frame.
        own = {name for name, _value in headers}
        careful = [header for header in security.careful_headers(is_secure) if header[0] not in own]
        start_response(_LINES[status], [*headers, *careful])
        return [body if environ["REQUEST_METHOD"] == "GET" else b""]

    def _find(self, environ):
        page = self._app.extensions["pages"].find(_key(environ))
        if page is None:
            return None
        try:
            with self._app.app_context():
                environ[STAMP] = page.stamp_of()
        except sa.exc.SQLAlchemyError:
            # Flask will meet the same trouble, and has a page for it.
            return None
        return page if page.stamp == environ[STAMP] else None


_LINES = {200: "200 OK", 304: "304 NOT MODIFIED"}


def init_app(app):
    """Give the app a store of its own and the door before it.

    Before security.init_app, so that in here it is known what a trusted proxy says of the request.
    """
    app.extensions["pages"] = Store()
    app.wsgi_app = Door(app)


def kept(stamp, cache_control="public, max-age=0, s-maxage=10", with_date=False):
    """Keep the answers of a public GET view as long as `stamp()` stays the same.

    `with_date`: the last item of the stamp is the moment of the last change, for Last-Modified.
    """

    def decorate(view):
        @functools.wraps(view)
        def answer(*args, **kwargs):
            if request.environ.get(ALONE):
                return make_response(view(*args, **kwargs))
            key, store = _key(request.environ), current_app.extensions["pages"]
            is_kept = len("".join(key)) <= LONGEST_KEY and _is_public()
            # Asked before the page is made: should something change meanwhile, the page is made once more.
            now = ask_stamp(answer)
            with store.turn(key) if is_kept else nullcontext():
                page = store.find(key) if is_kept else None
                if page is None or page.stamp != now:
                    made = make_response(view(*args, **kwargs))
                    if made.status_code != 200:
                        return made
                    page = _pack(made, now, stamp, cache_control, with_date)
                    if is_kept:
                        store.keep(key, page)
                    heap.give_back()
            status, headers, body = _answer(page, request.environ, current_app.config)
            return Response(body, status, headers)

        answer.stamp = stamp
        return answer

    return decorate


def ask_stamp(view):
    """Return the stamp of this request where its view is kept, else None; it is asked once."""
    if STAMP not in request.environ and hasattr(view, "stamp"):
        request.environ[STAMP] = view.stamp()
    return request.environ.get(STAMP)


def private(answer):
    """Keep a personal page out of caches and search engines (its address goes to no other site: see security)."""
    answer = make_response(answer)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def for_one(make, stamp=None, cache_control="private, no-cache"):
    """Return the answer that `make()` gives for one person, packed and known by its ETag as public ones, kept nowhere.

    `stamp`: all that the answer is made of, where that is quickly asked: whoever has it already causes no other work.
    """
    page = None
    if stamp is not None:
        etag = hashlib.sha256(repr(stamp).encode()).hexdigest()[:24]
        page = Page(stamp, None, b"", b"", etag, (("Cache-Control", cache_control), ("Vary", "Accept-Encoding")), None)
    if page is None or not _is_known(page, request.environ):
        made = _pack(make_response(make()), stamp, None, cache_control, with_date=False)
        page = replace(made, etag=page.etag) if page else made
    status, headers, body = _answer(page, request.environ, current_app.config)
    return Response(body, status, headers)


def _key(environ):
    return environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")


def _is_public():
    # The door asks nobody who they are.
    return getattr(current_app.view_functions[request.endpoint], "open_to", None) == "everyone"


def _pack(made, stamp, stamp_of, cache_control, with_date):
    body = made.get_data()
    # mtime=0: the same body gives the same bytes, in every process.
    packed = gzip.compress(body, compresslevel=6, mtime=0)
    etag = hashlib.sha256(body).hexdigest()[:24]
    kept_headers = ("Content-Type", "X-Robots-Tag", "Content-Security-Policy")
    headers = [(name, made.headers[name]) for name in kept_headers if name in made.headers]
    headers += [("Cache-Control", cache_control), ("Vary", "Accept-Encoding")]
    modified_at = stamp[-1].timestamp() if with_date else None
    return Page(stamp, stamp_of, body, packed, etag, tuple(headers), modified_at)


def _answer(page, environ, config):
    """Return (status, headers, body) of a page for a request."""
    is_packed = config.get("GZIP", True) and _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    headers = [*page.headers, ("ETag", f'"{page.etag}-gz"' if is_packed else f'"{page.etag}"')]
    # Not in the second of the change itself: another in that second would bear the same date (RFC 9110, 8.8.2.2).
    if page.modified_at is not None and clock.now().timestamp() >= int(page.modified_at) + 1:
        headers.append(("Last-Modified", formatdate(page.modified_at, usegmt=True)))
    if _is_known(page, environ):
        return 304, headers, b""
    if is_packed:
        headers.append(("Content-Encoding", "gzip"))
    return 200, headers, page.packed if is_packed else page.body


@functools.lru_cache(maxsize=200)
def _takes_gzip(accepted):
    """Tell whether an Accept-Encoding takes gzip; kept, as browsers send one of few."""
    return parse_accept_header(accepted, Accept).quality("gzip") > 0


def _is_known(page, environ):
    # An If-None-Match wins over a date (RFC 9110, 13.1.3); the same page packed otherwise is the same page.
    given = environ.get("HTTP_IF_NONE_MATCH")
    if given is not None:
        return page.etag in given or given.strip() == "*"
    if page.modified_at is None or "HTTP_IF_MODIFIED_SINCE" not in environ:
        return False
    since = parse_date(environ["HTTP_IF_MODIFIED_SINCE"])
    return since is not None and int(page.modified_at) <= since.timestamp()
