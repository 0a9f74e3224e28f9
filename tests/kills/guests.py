"""Guests who book by HTTP, all the time, and send a form again when no answer came."""

import http.client
import itertools
import re
import threading
import time
from urllib.parse import urlencode

HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}
SECONDS = 10
_FORM_KEY = re.compile(r'name="form_key"[^>]*value="([^"]+)"')


class Guests:
    """Threads in which one guest after another books a seat; `promised` are the addresses of who got their 303."""

    def __init__(self, port, path, count=4):
        self.port, self.path = port, path
        # One address per guest.
        self._numbers = itertools.count(1)
        self._stop, self._is_over = threading.Event(), threading.Event()
        self.promised, self.cut, self.surprises = [], [], []
        self._threads = [threading.Thread(target=self._book_and_book, daemon=True) for _ in range(count)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_exc_info):
        # Nobody waits for an answer that will not come.
        self._is_over.set()
        self.finish()

    def finish(self):
        """Let everybody who has begun get an answer, and nobody begin any more. A server must be there."""
        self._stop.set()
        for thread in self._threads:
            thread.join(SECONDS * 2)
        assert not any(thread.is_alive() for thread in self._threads)

    def _book_and_book(self):
        while not self._stop.is_set() and not self._is_over.is_set():
            number = next(self._numbers)
            email = f"guest{number}@example.org"
            page = self._until_answered("GET", email)
            form_key = _FORM_KEY.search(page) if page else None
            if form_key is None and self._is_over.is_set():
                return
            if form_key is None:
                self.surprises.append(f"No form for {email}: {page and page[:200]}")
                return
            form = {"step": "3", "kind": "onsite", "seats": "1", "name": f"Gast {number}", "email": email}
            form |= {"form_key": form_key.group(1), "would_wait": "", "website": ""}
            if self._until_answered("POST", email, urlencode(form)) is not None:
                self.promised.append(email)

    def _until_answered(self, method, email, body=None):
        """Ask until there is an answer; return its text, or None where it is not the one we hope for."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline and not self._is_over.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
            try:
                connection.request(method, self.path, body, HEADERS if body else {})
                answer = connection.getresponse()
                text = answer.read().decode()
            except ConnectionRefusedError:
                # Nobody is there: the next server is on its way.
                time.sleep(0.01)
                continue
            except (OSError, http.client.HTTPException):
                self.cut.append((method, email))
                continue
            finally:
                connection.close()
            if answer.status == (303 if body else 200):
                return text
            self.surprises.append(f"{method} of {email}: {answer.status} {text[:2000]}")
            return None
        self.surprises.append(f"{method} of {email}: no answer")
        return None
