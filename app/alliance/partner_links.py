"""Personal links in mails about requests to become a partner. Opening one shows a page with a button (law 4)."""

from flask import abort, current_app

from app.accounts import tokens
from app.alliance import partner_queries as queries

PURPOSE = "partner-request"


def path(request):
    """Return the path of the personal page of a request."""
    return f"/partner/anfrage/{tokens.make(PURPOSE, request.id, _born(request))}"


def link(request):
    """Return the address of the personal page of a request."""
    return current_app.config["BASE_URL"] + path(request)


def get_request(token):
    """Return the request of a link, or abort with 404: forged and forgotten ones look alike."""
    ident, born = tokens.read(PURPOSE, token, 2)
    found = queries.find_of_person(ident)
    # After a restore numbers come again: an old link is not for who has the number now.
    return found if found is not None and _born(found) == born else abort(404)


def _born(request):
    return round(request.requested_at.timestamp() * 1000)
