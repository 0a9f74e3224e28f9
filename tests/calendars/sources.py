"""Servers that publish calendars: a well-behaved one, and hostile ones."""

import hashlib
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from app.calendars import foreign_actions, importing
from app.calendars.foreign import ExternalCalendar
from app.database import db


class Server:
    """A server on this machine; `answers` has (status, headers, body) by path, or a function(handler)."""

    def __init__(self, address):
        self.address, self.answers, self.asked = address, {}, []

    def publish(self, *entries, path="/kalender.ics", head=""):
        """Publish entries (the lines of VEVENTs) under a path; return its address."""
        self.answers[path] = calendar(*entries, head=head)
        return self.address + path


def calendar(*entries, head=""):
    """Return a calendar (bytes) of entries, each as the lines within a VEVENT."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Nachbarn//DE", *head.split("\n")]
    for entry in entries:
        lines += ["BEGIN:VEVENT", "DTSTAMP:20260101T000000Z", *entry.split("\n"), "END:VEVENT"]
    return "\r\n".join([line for line in lines if line] + ["END:VCALENDAR", ""]).encode()


@contextmanager
def running():
    """Serve until the end of the block, by ETag as servers do."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            server.asked.append((self.path, dict(self.headers)))
            answer = server.answers.get(self.path, (404, {}, b"?"))
            if callable(answer):
                answer(self)
                return
            if isinstance(answer, bytes):
                answer = (200, {"ETag": f'"{hashlib.sha1(answer).hexdigest()}"'}, answer)
            status, headers, body = answer
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_facts):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        # Whoever hangs up in the middle is meant to; other tests read what is printed.
        http.handle_error = lambda *_facts: None
        server = Server(f"http://127.0.0.1:{http.server_port}")
        serving = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
        serving.start()
        try:
            yield server
        finally:
            http.shutdown()


def a_byte_a_minute(handler):
    """Answer so slowly that it never ends."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _turn in range(100):
        try:
            handler.wfile.write(b"B")
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.2)


def a_hundred_megabytes(handler):
    """Answer with more than anybody reads."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for _turn in range(100):
            handler.wfile.write(b"x" * 1_000_000)
    except OSError:
        return


def a_calendar(address, use="room", name="Nachbarn", **facts):
    """Let the house read a calendar; return its row."""
    aims = {"room_id": None, "place_id": None, "account_id": None, "region": None, "organisation_id": None, "link": ""}
    return foreign_actions.save(name=name, address=address, use=use, **{**aims, **facts})


def read(row):
    """Let the job ask for a calendar now; return its row as it is then."""
    foreign_actions.fetch_soon(row.id)
    importing.fetch(row.id)
    return look(row)


def look(row):
    """Return the row of a calendar as it is now."""
    db.session.rollback()
    return db.session.get(ExternalCalendar, row.id, populate_existing=True)
