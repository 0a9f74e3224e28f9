"""Answers of the door: pages whose one button may lead to a video service, and the way there."""

import re
from urllib.parse import urlsplit

from flask import make_response, redirect

from app import pages, security
from app.lobby import queries

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:.]+\](:\d{1,5})?")


def page(answer, status=200):
    """Return a page of the door: for this browser alone, and its form may end at any service of the house.

    A plain `form-action 'self'` lets browsers stop a form that is answered by leading on to another site. All services
    are named, not only the one behind this door: the room may change while somebody looks at the page.
    """
    answer = pages.private(answer)
    answer.status_code = status
    origins = sorted({found for address in queries.origins() if (found := origin(address))})
    form_action = " ".join(["form-action 'self'", *origins])
    answer.headers["Content-Security-Policy"] = security.CONTENT_SECURITY_POLICY.replace(
        "form-action 'self'", form_action
    )
    return answer


def origin(address):
    """Return the origin of an address (RFC 6454) as a policy may name it, or None."""
    try:
        parts = urlsplit(address.lower())
    except ValueError:
        return None
    found = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    return found if _ORIGIN.fullmatch(found) else None


def lead_on(address):
    """Send a browser to a video service, which does not learn where it came from."""
    answer = make_response(redirect(address, 303))
    # The body of a redirect would repeat the address; no page of ours says it.
    answer.set_data("")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
