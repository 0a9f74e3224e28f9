"""The gate of a house that is not open yet: guests see that it is being set up, the team sees all of it."""

from flask import after_this_request, current_app, make_response, render_template, request
from flask_login import current_user

from app import pages
from app.accounts.access import EVERYONE
from app.alliance import house_queries

# Who answers for the house, how to reach it and its own colours; signing in; what watches over the house.
ALWAYS_OPEN = (
    "/static/", "/team/", "/passwort", "/adresse/", "/impressum", "/datenschutz", "/barriere", "/robots.txt",
    "/haus.css", "/bilder/", "/fotos/", "/healthz", "/readyz",
)  # fmt: skip
# What says that somebody's data are gone: by name, for an idea may have any address.
ERASED = {"ideas.erased", "joining.erased", "registrations.erased", "room_requests.erased"}
ONE_HOUR = 3600


def init_app(app):
    """Stand before every view, behind those who ask who may open it."""
    app.before_request(check)


def check():
    """Let the request pass, or answer that the house is not open yet.

    503 and not 200: search engines come back later, and calendar programs keep what they have.
    """
    view = current_app.view_functions.get(request.endpoint)
    if getattr(view, "open_to", None) != EVERYONE or is_always_open():
        return None
    pages.ask_stamp(view)
    if house_queries.current().is_open:
        return None
    if current_user.is_authenticated:
        # Made for one of the team: no memory and no cache may give it to a guest.
        request.environ[pages.ALONE] = True
        after_this_request(pages.private)
        return None
    answer = make_response(render_template("house/soon.html"), 503)
    answer.headers["Retry-After"] = str(ONE_HOUR)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def is_always_open():
    """Tell whether this request is served by a house that is not open too.

    So is every link that somebody got by mail: whoever booked before the house closed can give the seat up, and
    whoever gave data away can take it back. (The links at the doors of rooms are everybody's.)
    """
    path = request.path
    is_personal = "token" in (request.view_args or {}) and not path.startswith("/raeume/")
    return is_personal or path.startswith(ALWAYS_OPEN) or request.endpoint in ERASED
