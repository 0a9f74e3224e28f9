"""What goes wrong, said in a sentence: refusals of the rules, and the pages of the HTTP errors."""

import sqlalchemy as sa
from flask import Response, current_app, jsonify, render_template, request
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import BadRequest, Conflict, HTTPException, InternalServerError

PAGES = {
    400: (_("Das haben wir nicht verstanden"), _("Bitte gehen Sie zurück und versuchen Sie es noch einmal.")),
    403: (_("Das ist hier nicht erlaubt"), _("Diese Seite ist nur für das Team. Bitte melden Sie sich an.")),
    404: (
        _("Diese Seite gibt es nicht"),
        _("Vielleicht ist der Link alt oder nicht vollständig. Im Programm finden Sie alles, was kommt."),
    ),
    405: (_("Das geht hier nicht"), _("Bitte gehen Sie zurück und nutzen Sie den Knopf auf der Seite.")),
    409: (
        _("Gerade hat sich etwas geändert"),
        _("Jemand war schneller. Bitte gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal."),
    ),
    413: (_("Das ist zu groß"), _("Bitte schicken Sie weniger Text oder eine kleinere Datei.")),
    422: (_("Da fehlt noch etwas"), _("Bitte gehen Sie zurück und prüfen Sie Ihre Angaben.")),
    429: (
        _("Einen Moment bitte"),
        _("Von Ihrem Anschluss kamen gerade sehr viele Anfragen. Bitte versuchen Sie es in zehn Minuten noch einmal."),
    ),
    500: (
        _("Bei uns ist etwas schiefgegangen"),
        _("Es liegt nicht an Ihnen, und es ist nichts halb gebucht. Bitte versuchen Sie es gleich noch einmal."),
    ),
    503: (_("Gerade nicht erreichbar"), _("Bitte versuchen Sie es in ein paar Minuten noch einmal.")),
}


# In the environment of a request: its answer is the page of an error, which may ask no database.
BARE = "wirkstaette.bare"


class Refused(Exception):
    """A rule says no. Raised before the first write; `reason` is an Enum whose value is the sentence to show."""

    def __init__(self, reason, /, **facts):
        super().__init__(getattr(reason, "name", str(reason)))
        self.reason = reason
        self.facts = facts

    @property
    def sentence(self):
        """What people read: why not, and what to do instead."""
        text = str(getattr(self.reason, "value", self.reason))
        return text % self.facts if self.facts else text


def init_app(app):
    """Give every error its page; what the rules refuse is a 409, what the database refuses too."""
    app.register_error_handler(HTTPException, show)
    app.register_error_handler(Refused, lambda refused: show(Conflict(), refused.sentence))
    app.register_error_handler(sa.exc.IntegrityError, _conflict)
    app.register_error_handler(sa.exc.OperationalError, _unavailable)


def show(error, sentence=None):
    """Answer with the page of an HTTP error, or with problem+json (RFC 9457) where a program asked."""
    if error.response is not None:
        return error.response
    code = error.code if error.code in PAGES else (400 if error.code < 500 else 500)
    title, usual = PAGES[code]
    request.environ[BARE] = True
    if type(error) is BadRequest and error.description != BadRequest.description:
        # What abort(400, …) says to people.
        sentence = sentence or error.description
    headers = [(name, value) for name, value in error.get_headers() if name.lower() not in ("content-type", "location")]
    if wants_json():
        problem = jsonify(type="about:blank", title=str(title), status=error.code, detail=str(sentence or usual))
        problem.content_type = "application/problem+json"
        answer = problem
    else:
        facts = {"code": code, "title": title, "sentence": sentence or usual}
        is_signed_in = getattr(error, "is_signed_in", False)
        answer = Response(render_template("errors/page.html", is_signed_in=is_signed_in, **facts))
    answer.status_code = error.code
    answer.headers.extend(headers)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def wants_json():
    """Tell whether the asker is a program that prefers JSON."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json", "application/problem+json"])
    return best is not None and best != "text/html"


def _conflict(error):
    # The last word of the database, should a rule ever have been passed by: nothing was written.
    current_app.logger.warning("A constraint refused what the rules let through.", exc_info=error)
    return show(Conflict())


def _unavailable(error):
    current_app.logger.error("The database did not answer.", exc_info=error)
    failure = InternalServerError()
    failure.code = 503
    return show(failure)
