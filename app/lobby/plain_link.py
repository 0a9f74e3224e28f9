"""A room with an address of its own: everybody goes there, whoever they are. There is nothing to make or to end."""

from flask_babel import gettext as _

from app import fetching
from app.lobby.meeting import ProviderFailure, Running

NEEDS_MAKING = False


def make(_meeting):
    """There is nothing to make."""
    return {}


def address(meeting, _person):
    """Return where everybody goes. Raises ProviderFailure where it is no address that we lead anybody to."""
    if not meeting.link:
        raise ProviderFailure(_("Der Raum hat noch keine Adresse."))
    if reason := fetching.why_not(meeting.link):
        raise ProviderFailure(reason.value)
    return meeting.link


def find_running(_meeting):
    """Nobody can tell."""
    return Running(is_there=True)


def check(meeting):
    """See that somebody answers at the address. Raises ProviderFailure."""
    try:
        answer = fetching.get(address(meeting, None), fetching.Limits(redirects=3, most_bytes=5_000_000))
    except fetching.NotFetched as failure:
        raise ProviderFailure(failure.sentence) from failure
    if answer.status >= 400:
        raise ProviderFailure(_("Der Server antwortet mit dem Fehler %(status)s.", status=answer.status))


def end(_meeting):
    """There is nothing to end."""
