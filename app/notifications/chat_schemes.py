"""Which chats a message can go to: services on the network, spoken to over HTTPS. Everything else is refused.

The library knows some 130 kinds of address, among them programs, files and the desktop of the machine it runs on; a
kind is loaded only if it stands here (chat_child.py), and none of these reads or runs anything on our side.
"""

from dataclasses import dataclass
from enum import Enum
from urllib.parse import parse_qsl, urlsplit

from flask import current_app
from flask_babel import lazy_gettext as _

from app import fetching


@dataclass(frozen=True)
class Kind:
    """A kind of chat. `module`, `cls`: in apprise.plugins; `has_host`: whether its addresses name a server."""

    name: str
    example: str
    module: str
    cls: str
    has_host: bool = True
    # Without encryption: in one's own network only.
    is_plain: bool = False


def _both(scheme, *how):
    return {f"{scheme}s": Kind(*how), scheme: Kind(*how, is_plain=True)}


KINDS = {
    **_both("matrix", "Matrix", "matrixs://token:TOKEN@matrix.example.org/!raum:example.org", "matrix", "NotifyMatrix"),
    **_both("mmost", "Mattermost", "mmosts://chat.example.org/TOKEN", "mattermost", "NotifyMattermost"),
    **_both("ntfy", "ntfy", "ntfys://TOKEN@ntfy.example.org/thema", "ntfy", "NotifyNtfy"),
    **_both("rocket", "Rocket.Chat", "rockets://TOKEN1/TOKEN2@chat.example.org/#raum", "rocketchat",
            "NotifyRocketChat"),
    **_both("nctalk", "Nextcloud Talk", "nctalks://NAME:PASSWORT@cloud.example.org/RAUM", "nextcloudtalk",
            "NotifyNextcloudTalk"),
    **_both("signal", "Signal (REST)", "signals://signal.example.org/+493581000001/+493581000002", "signal_api",
            "NotifySignalAPI"),
    **_both("json", "JSON", "jsons://www.example.org/pfad", "custom_json", "NotifyJSON"),
    "slack": Kind("Slack", "slack://TOKENA/TOKENB/TOKENC/#raum", "slack", "NotifySlack", False),
    "workflows": Kind("Microsoft Teams", "workflows://teams.example.org:443/ID/SIGNATUR", "workflows",
                      "NotifyWorkflows"),
    "tgram": Kind("Telegram", "tgram://123456:TOKEN/CHAT", "telegram", "NotifyTelegram", False),
    "discord": Kind("Discord", "discord://ID/TOKEN", "discord", "NotifyDiscord", False),
    "zulip": Kind("Zulip", "zulip://BOT@ORGANISATION/TOKENMIT32ZEICHENTOKENMIT32ZEICH/raum", "zulip", "NotifyZulip",
                  False),
}  # fmt: skip
# What may stand behind "?"; others name files, or switch off the look at certificates.
PARAMETERS = {"auth", "channel", "mode", "msgtype", "priority", "tags", "to", "token", "topic", "ver", "version"}


class ChatRefusal(Enum):
    """Why an address is not taken."""

    UNKNOWN = _("An diese Art von Adresse senden wir nicht. Unten stehen alle, die gehen.")
    NO_HOST = _("In dieser Adresse fehlt der Server.")
    PLAIN = _("Ohne Verschlüsselung geht es nur zu Servern, die der Betrieb in PRIVATE_HOSTS nennt.")
    PARAMETER = _("Hinter dem Fragezeichen steht etwas, das wir nicht weitergeben.")


def scheme_of(url):
    """Return how an address begins."""
    return url.partition("://")[0].lower()


def why_not(url):
    """Return the sentence of why no message goes to this address, as far as its text tells, or None."""
    kind = KINDS.get(scheme_of(url))
    if kind is None or "://" not in url or not url.isprintable():
        return ChatRefusal.UNKNOWN.value
    try:
        parts = urlsplit(url)
        host = parts.hostname if kind.has_host else None
    except ValueError:
        return ChatRefusal.NO_HOST.value
    if any(name.lower() not in PARAMETERS for name, _value in parse_qsl(parts.query, keep_blank_values=True)):
        return ChatRefusal.PARAMETER.value
    if not kind.has_host:
        return None
    if scheme_of(url).startswith("rocket"):
        host = _behind_tokens(url)
    if not host:
        return ChatRefusal.NO_HOST.value
    if kind.is_plain and host not in current_app.config["PRIVATE_HOSTS"]:
        return ChatRefusal.PLAIN.value
    private = fetching.why_not(f"https://{f'[{host}]' if ':' in host else host}/")
    return private and private.value


def _behind_tokens(url):
    """Return the server of an address whose tokens may hold a slash: rockets://A/B@server/#room."""
    rest = url.partition("://")[2]
    return urlsplit(f"//{rest.rpartition('@')[2]}").hostname
