"""What every answer carries and every request must pass, before any feature is asked."""

import functools
from urllib.parse import urlsplit

from flask import abort, current_app, request
from flask.sessions import SecureCookieSessionInterface

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
# No inline code anywhere, nothing from elsewhere; the last one only by https.
CAREFUL = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    # Personal links (/b/…) must not reach other sites as a referrer; our own pages do not need it either.
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Strict-Transport-Security", "max-age=31536000"),
)
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def init_app(app):
    """Guard requests and mark answers."""
    if app.config["TRUSTED_PROXIES"]:
        from werkzeug.middleware.proxy_fix import ProxyFix

        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
    app.session_interface = Sessions()
    # What asks with OPTIONS looks for another site's API or for a CalDAV server. Neither is here: 405 says so at once.
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.before_request(refuse_other_sites)
    app.after_request(add_headers)


def refuse_other_sites():
    """Refuse a form that another site sends (CSRF), without needing a cookie.

    Browsers say where a request comes from: `Sec-Fetch-Site` in all current ones, `Origin` with every POST.
    Who sends neither is no browser, and then there is no cookie that another site could abuse.
    """
    if request.method in SAFE_METHODS or getattr(current_app.view_functions.get(request.endpoint), "is_for_all", False):
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403, "other site")
    origin = request.headers.get("Origin")
    if origin is not None and origin not in (_origin_of(current_app.config["BASE_URL"]), request.host_url.rstrip("/")):
        abort(403, "other origin")


def from_anywhere(view):
    """Let any site and program send a view its form: what it does is shown by a link alone, and no cookie counts."""
    view.is_for_all = True
    return view


@functools.cache
def _origin_of(url):
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def add_headers(answer):
    """Add the headers that keep browsers careful, where the view has not set its own."""
    present = {name.lower() for name, _value in answer.headers}
    for name, value in careful_headers(request.is_secure):
        if name.lower() not in present:
            answer.headers.add(name, value)
    return answer


def careful_headers(is_secure):
    """Return the headers that every answer carries."""
    return CAREFUL if is_secure else CAREFUL[:-1]


class Sessions(SecureCookieSessionInterface):
    """As Flask's, but without a cookie nothing is made ready to read one: public pages know no session."""

    def open_session(self, app, request):
        """Return the session of a request, an empty one where it brings no cookie."""
        return super().open_session(app, request) if "HTTP_COOKIE" in request.environ else self.session_class()
