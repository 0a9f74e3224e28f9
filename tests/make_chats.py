"""Makers of chats of the team."""

import http.server
import json
import threading
import time
from contextlib import contextmanager

from app import clock
from app.database import db, transaction
from app.notifications import chats
from app.notifications.models import ChatChannel


def a_chat(url, name="Haus", groups=tuple(chats.GROUPS), **facts):
    """Return the number of a new chat."""
    with transaction():
        chat = ChatChannel(name=name, url=url, groups=list(groups), made_at=clock.now(), **facts)
        db.session.add(chat)
    return chat.id


@contextmanager
def chat_servers():
    """Yield (base address for json://, [(path, what was posted)]); a path with "hang" gets a byte of an answer now and
    then, one with "no" is answered by 403.
    """
    posted, stop = [], threading.Event()

    class Speak(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            said = self.rfile.read(int(self.headers["Content-Length"]))
            posted.append((self.path, json.loads(said)))
            ends = time.monotonic() + 60
            while "hang" in self.path and time.monotonic() < ends and not stop.wait(0.5):
                self.wfile.write(b"H")
            self.send_response(403 if "no" in self.path else 200)
            self.end_headers()

        def log_message(self, *_given):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Speak)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"json://127.0.0.1:{server.server_port}", posted
    finally:
        stop.set()
        server.shutdown()
        server.server_close()
