"""What was typed is not lost because somebody may not send it just now: the page keeps it, to be sent once more."""

from flask import make_response, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

# These are typed anew; the token is given anew.
NOT_KEPT = ("password", "old", "repeat", "code", "csrf_token")


def page(template, **facts):
    """Answer 403 with a page that says why, and carries the fields that were sent, if any were."""
    fields, has_files = _sent()
    answer = make_response(render_template(template, kept=fields, has_files=has_files, **facts), 403)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sent():
    if request.method != "POST":
        return [], False
    try:
        fields = [pair for pair in request.form.items(multi=True) if pair[0] not in NOT_KEPT]
        return fields, any(request.files.values())
    except RequestEntityTooLarge:
        return [], True
