"""From a personal link to the request it opens."""

from flask import abort

from app.rooms import links, request_queries


def get_request(token, purpose="room-manage"):
    """Return the request of a link, or abort with 404: forged, revoked and forgotten ones look alike."""
    ident, version, born = links.read(purpose, token)
    found = request_queries.find_request(ident, version)
    if found is None or links.born(found) != born:
        abort(404)
    return found
