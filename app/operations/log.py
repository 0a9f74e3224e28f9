"""Logs: readable while developing, JSON lines in production. No addresses of guests, no query strings."""

import json
import logging
import sys
from datetime import UTC, datetime

from flask import request


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
    keep_secrets_out(app)


def keep_secrets_out(app):
    """Name a page that fails by its rule ("/b/<token>"), not by its path: that may be a secret that opens calendars."""

    def log_exception(exc_info):
        rule = request.url_rule.rule if request.url_rule else "?"
        app.logger.error("Exception on %s [%s]", rule, request.method, exc_info=exc_info)

    app.log_exception = log_exception


def _moment(record):
    return datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
