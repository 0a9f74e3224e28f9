"""Speaking to a chat by a child process, which has its time and is killed after it. Never inside a transaction."""

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _

from app.alliance import house_queries
from app.database import db
from app.fetching import FetchFailure
from app.notifications import chat_schemes

SECONDS = 20
_PROGRAM = Path(__file__).parent / "chat_child.py"
# What a child gets of our environment: no address of a database, no key. And whose certificates we believe.
_ENVIRONMENT = ("PATH", "LANG", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
_MOST_BYTES = 4096


class Speaking:
    """A message on its way to a chat."""

    def __init__(self, url, title=None, body=None):
        """Begin; without a text, only see whether the address can be understood."""
        if db.session().in_transaction():
            raise RuntimeError("No network inside a transaction.")
        kind = chat_schemes.KINDS[chat_schemes.scheme_of(url)]
        order = {
            "url": url, "module": kind.module, "cls": kind.cls, "seconds": SECONDS,
            "private": sorted(current_app.config["PRIVATE_HOSTS"]),
        }  # fmt: skip
        if body is not None:
            order |= {
                "title": title, "body": body, "sender": house_queries.known().name,
                "home": current_app.config["BASE_URL"],
            }  # fmt: skip
        self._ends = time.monotonic() + SECONDS
        self._child = subprocess.Popen(
            # Isolated: none of our folders is among those it imports from.
            [sys.executable, "-I", str(_PROGRAM)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )  # fmt: skip
        with suppress(BrokenPipeError), self._child.stdin as given:
            given.write(json.dumps(order).encode())

    def is_over(self):
        """Tell whether it has gone, or never will; one whose time is over is killed."""
        return self._child.poll() is not None or time.monotonic() >= self._ends

    def problem(self):
        """Return, once it is over, None or why it did not go, as the team reads it."""
        if self._child.poll() is None:
            self.stop()
            return _("Der Chat antwortet nicht (nach %(seconds)s Sekunden).", seconds=SECONDS)
        with self._child.stdout as answer:
            said = answer.read(_MOST_BYTES)
        try:
            # Whatever the library may print stands before it.
            problem = json.loads(said.splitlines()[-1])["problem"]
        except (ValueError, KeyError, IndexError, TypeError):
            return _("Das Senden ist abgebrochen.")
        if problem == "private":
            return str(FetchFailure.PRIVATE.value)
        if problem == "unreadable":
            return _("Diese Adresse ist nicht vollständig.")
        return problem and _("Der Chat nimmt nichts an: %(said)s", said=problem)

    def stop(self):
        """Kill it."""
        self._child.kill()
        self._child.wait()
        self._child.stdout.close()

    def wait(self):
        """Return what `problem` does, as soon as it is over."""
        while not self.is_over():
            time.sleep(0.02)
        return self.problem()
