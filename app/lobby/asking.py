"""Asking a video service over HTTP, and its refusals in words for the team."""

from flask_babel import gettext as _

from app import fetching
from app.lobby.meeting import ProviderFailure

_LONGEST_REASON = 200


def body_of(url, method="GET", limits=None, body=None):
    """Return the body (bytes) of an answer. Raises ProviderFailure."""
    try:
        answer = fetching.request(method, url, limits, body)
    except fetching.NotFetched as failure:
        raise ProviderFailure(failure.sentence) from failure
    if answer.status != 200:
        raise ProviderFailure(_("Der Server antwortet mit dem Fehler %(status)s.", status=answer.status))
    return answer.body


def nonsense():
    """Return the ProviderFailure of an answer that nobody understands."""
    return ProviderFailure(fetching.FetchFailure.NONSENSE.value)


def wrong_secret():
    """Return the ProviderFailure of a server that does not know us."""
    return ProviderFailure(_("Der Server kennt das Geheimnis nicht, das hier eingetragen ist."))


def refusal(words):
    """Return the ProviderFailure of a server that refuses, with its own words as far as they can be shown."""
    words = " ".join("".join(c if c.isprintable() else " " for c in str(words or "")).split())
    if not words:
        return ProviderFailure(_("Der Server lehnt ab."))
    return ProviderFailure(_("Der Server sagt: %(words)s", words=words[:_LONGEST_REASON]))
