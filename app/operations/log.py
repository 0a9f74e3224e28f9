"""Logs: readable while developing, JSON lines in production. No addresses of guests, no query strings."""

import json
import logging
import sys
from datetime import UTC, datetime


class AsJson(logging.Formatter):
    """One line of JSON for each record, with a trace where something went wrong."""

    def format(self, record):
        """Return the line."""
        said = {
            "timestamp": _moment(record), "level": record.levelname.lower(), "logger": record.name,
            "event": record.getMessage(),
        }  # fmt: skip
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


class AsText(logging.Formatter):
    """One line for people."""

    def __init__(self):
        super().__init__("%(asctime)s [%(levelname)-8s] %(message)s [%(name)s]")

    def formatTime(self, record, datefmt=None):
        """Return the moment as in JSON."""
        return _moment(record)


def init_app(app):
    """Send everything that Python logs through one formatter to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AsJson() if app.config["LOG_FORMAT"] == "json" else AsText())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)


def _moment(record):
    return datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
