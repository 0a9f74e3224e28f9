"""Sends one message to a chat, in a process of its own: a program, that imports nothing of the app.

So the library and all it needs leave with it, and one that hangs is killed. It reads JSON from its input: url, module,
cls, private (hosts that may lie in private networks), seconds, and title, body, sender, home where something is to be
sent. It prints JSON: {"problem": why it did not go, or null}.
"""

import importlib
import importlib.util
import json
import logging
import re
import resource
import signal
import socket
import sys
from pathlib import Path

_MOST_MEMORY = 256 * 1024 * 1024


class _Private(OSError):
    """The name leads into a private network."""


def main():
    """Do what the input says."""
    order = json.load(sys.stdin)
    # Whoever started us kills us before; but they may be gone.
    signal.alarm(int(order["seconds"]) + 5)
    resource.setrlimit(resource.RLIMIT_DATA, (_MOST_MEMORY, _MOST_MEMORY))
    refused = _guard(frozenset(order["private"]))
    said = _listen()
    try:
        problem = _send(order)
    except Exception as failure:
        problem = type(failure).__name__
    if problem is not None:
        words = said[-1] if said and problem == "" else problem
        problem = "private" if refused else without_secrets(words or "?", order["url"])
    print(json.dumps({"problem": problem}))


def _send(order):
    """Return None, or what is wrong ("": the library said no more)."""
    import apprise

    kind = getattr(importlib.import_module(f"apprise.plugins.{order['module']}"), order["cls"])
    facts = kind.parse_url(order["url"])
    if facts is None:
        return "unreadable"
    asset = apprise.AppriseAsset(
        app_id=order.get("sender", ""), app_url=order.get("home", ""), image_url_mask="", image_url_logo="",
        image_path_mask="", async_mode=False,
    )  # fmt: skip
    try:
        chat = kind(**{**facts, "asset": asset, "verify": True})
    except TypeError:
        return "unreadable"
    if "body" not in order:
        return None
    chat.verify_certificate, chat.redirects = True, False
    chat.socket_connect_timeout = chat.socket_read_timeout = order["seconds"]
    return None if chat.notify(title=order["title"], body=order["body"]) else ""


def _guard(private):
    """Let no name lead into a private network, wherever the library or a server sends us. Return what was refused."""
    path = Path(__file__).parent.parent / "networks.py"
    spec = importlib.util.spec_from_file_location("networks", path)
    networks = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(networks)
    look_up, refused = socket.getaddrinfo, []

    def look(host, *given, **named):
        rows = look_up(host, *given, **named)
        name = host.decode() if isinstance(host, bytes) else str(host)
        # The addresses that were judged are those that get connected to.
        if name.lower() not in private and not all(networks.is_public(row[4][0].partition("%")[0]) for row in rows):
            refused.append(name)
            raise _Private(name)
        return rows

    socket.getaddrinfo = look
    return refused


def _listen():
    """Keep what the library warns of; return the growing list."""
    said = []

    class Ear(logging.Handler):
        def emit(self, record):
            said.append(record.getMessage())

    logger = logging.getLogger("apprise")
    logger.addHandler(Ear(logging.WARNING))
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    return said


def without_secrets(words, url):
    """Return words on one line, without any piece of an address that could open the chat."""
    pieces = sorted({piece for piece in re.split(r"[^\w.+-]+", url.partition("://")[2]) if len(piece) > 3}, key=len)
    for piece in reversed(pieces):
        words = words.replace(piece, "…")
    return " ".join(words.split())[:300]


if __name__ == "__main__":
    main()
