"""Every setting of the house, with its default. Values come from the environment or from a file `.env`."""

import os
import secrets
import shutil
from datetime import time
from pathlib import Path
from urllib.parse import urlsplit

from click import ClickException
from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent


class ConfigError(ClickException):
    """A setting is missing or makes no sense; the message says which, and what to write (shown without a traceback)."""


def load_config(environ=None, dotenv=ROOT / ".env"):
    """Return the settings as a dict for `app.config`; raise ConfigError where one is missing or wrong.

    The environment wins over `.env`, so that one start can differ without editing a file.
    """
    given = {**dotenv_values(dotenv), **(os.environ if environ is None else environ)}

    def text(name, default=""):
        return (given.get(name) or default).strip()

    def number(name, default, least=0):
        raw = text(name, str(default))
        try:
            value = int(raw)
        except ValueError:
            value = least - 1
        if value < least:
            raise ConfigError(f"{name}={raw!r}: please write a whole number, {least} or more.")
        return value

    def yes(name, default):
        return text(name, default).lower() not in ("0", "no", "nein", "false", "off")

    production = text("ENVIRONMENT", "development") == "production"
    data_dir = (ROOT / text("DATA_DIR", "var")).resolve()
    port = number("PORT", 8000)
    host = text("HOST", "127.0.0.1")
    base_url = text("BASE_URL", f"http://localhost:{port}").rstrip("/")
    settings = {
        # Where the house is served. BASE_URL stands in mails and calendars, so it must be what guests can open.
        "HOST": host,
        "PORT": port,
        "BASE_URL": base_url,
        "WEB_THREADS": number("WEB_THREADS", 8, least=1),
        "TRUSTED_PROXIES": number("TRUSTED_PROXIES", 0),
        # `production` turns on JSON logs and refuses to start without SECRET_KEY and IMPRINT.
        "PRODUCTION": production,
        "LOG_FORMAT": text("LOG_FORMAT", "json" if production else "text"),
        # Where things are kept. The database and mail addresses may hold passwords: they are never logged.
        "DATA_DIR": data_dir,
        "SQLALCHEMY_DATABASE_URI": _database_url(text("DATABASE_URL", f"sqlite:///{data_dir / 'wirkstaette.db'}")),
        "MAIL_URL": text("MAIL_URL", f"maildir:{data_dir / 'mail'}"),
        "MAIL_FROM": text("MAIL_FROM", "WIRkstätte <haus@example.org>"),
        # Some mail servers take only so many mails in a minute; 0: as fast as it goes.
        "MAIL_PER_MINUTE": number("MAIL_PER_MINUTE", 0),
        "SECRET_KEY": text("SECRET_KEY"),
        # The house itself: who answers for it. IMPRINT is the text, or the path of a file with the text.
        "HOUSE_NAME": text("HOUSE_NAME", "WIRkstätte Lausitz"),
        "HOUSE_CLAIM": text("HOUSE_CLAIM", "Wo die Zivilgesellschaft sich trifft und arbeitet"),
        "HOUSE_EMAIL": text("HOUSE_EMAIL", "haus@example.org"),
        "IMPRINT": _text_or_file(text("IMPRINT")),
        # A new, empty house shows the first season; DEMO=0 starts empty.
        "DEMO": yes("DEMO", "1"),
        # Guards. Limits are counted in memory; several processes share them through REDIS only if you name one.
        # A booking sends three forms; guests in one house may share a connection.
        "BOOKING_LIMIT": text("BOOKING_LIMIT", "120 per 10 minutes"),
        "BOOKING_MIN_SECONDS": number("BOOKING_MIN_SECONDS", 3),
        "RATELIMIT_STORAGE_URI": text("RATELIMIT_STORAGE_URI", "memory://"),
        # Answers are sent packed where the asker can unpack; some calendar programs are said to stumble over it.
        "GZIP": yes("GZIP", "1"),
        "MAX_CONTENT_LENGTH": number("MAX_CONTENT_LENGTH", 1_000_000),
        "METRICS_TOKEN": text("METRICS_TOKEN"),
        # The house asks other servers (video, calendars) only on the open internet; names of hosts in your own
        # network that it may ask as well, with commas between them.
        "PRIVATE_HOSTS": frozenset(text("PRIVATE_HOSTS").lower().replace(",", " ").split()),
        # Rooms of our own are offered where Debian's Janus is installed; JANUS=1: it runs on another machine, 0: never.
        "JANUS": yes("JANUS", "1" if shutil.which("janus") else "0"),
        # Nobody is written to between these hours but for what they have just asked for; 0: at any hour.
        "QUIET_HOURS": _hours(text("QUIET_HOURS", "21-8")),
        # Persons are forgotten this many days after their event (counts stay).
        "KEEP_PERSONS_DAYS": number("KEEP_PERSONS_DAYS", 30, least=1),
        # Cookies exist for staff who sign in, and for nobody else.
        "SESSION_COOKIE_SECURE": base_url.startswith("https://"),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_NAME": "wirkstaette_team",
        "BABEL_DEFAULT_LOCALE": "de",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Berlin",
    }
    if not urlsplit(base_url).netloc:
        raise ConfigError(f"BASE_URL={base_url!r}: please write the whole address, such as https://haus.example.org")
    if production:
        _require_for_production(settings)
    settings["SECRET_KEY"] = settings["SECRET_KEY"] or _own_secret(data_dir)
    settings["IMPRINT"] = settings["IMPRINT"] or EXAMPLE_IMPRINT
    return settings


def _require_for_production(settings):
    """Refuse a public house without a key of its own or without naming who answers for it (§ 5 DDG)."""
    if len(settings["SECRET_KEY"]) < 32:
        raise ConfigError(
            "SECRET_KEY is missing or short: in production please set at least 32 random characters, for example "
            "from `python3 -c 'import secrets; print(secrets.token_urlsafe(48))'`."
        )
    if not settings["IMPRINT"]:
        raise ConfigError("IMPRINT is missing: in production please set the imprint's text, or the path of its file.")


def _hours(span):
    """Return (begin, end) of the hours of the night, or None where every hour is as good."""
    if span == "0":
        return None
    begin, _dash, end = span.partition("-")
    if not (begin.isdecimal() and end.isdecimal() and 12 <= int(begin) <= 23 and int(end) <= 12):
        raise ConfigError(f"QUIET_HOURS={span!r}: please write the hour of an evening and of a morning, such as 21-8.")
    return time(int(begin)), time(int(end))


def _database_url(url):
    """Name the driver, so that a plain `postgresql://` address does not ask for a driver that is not installed."""
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _text_or_file(value):
    """Return the text itself, or what the file of that path holds."""
    if value and "\n" not in value and len(value) < 300 and (ROOT / value).is_file():
        return (ROOT / value).read_text(encoding="utf-8").strip()
    return value


def _own_secret(data_dir):
    """Return the development key of this folder; made once, so that links in mails live through a restart."""
    path = data_dir / "secret_key"
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        # O_EXCL: of two processes that start together, one makes the key and both read it.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


EXAMPLE_IMPRINT = """\
Dies ist eine Vorführung mit Beispieldaten.

Trägerverein (Beispiel)
Musterstraße 1
02763 Zittau
haus@example.org"""
