"""Who may open a view. Every view says so; a forgotten line fails closed.

`@access.everyone` · `@access.staff` (whoever signed in) · `@access.team(ROOMS, at=scopes.of_room)`: roles, and what
the page is about, so that a role for one place opens what belongs to that place (docs/access.md lists all).
"""

from flask import abort, current_app, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFError, generate_csrf, validate_csrf
from markupsafe import Markup
from werkzeug.exceptions import Forbidden, HTTPException, RequestEntityTooLarge
from wtforms import ValidationError

from app import errors
from app.accounts import kept_forms, role_words, rules, second_factor, sessions
from app.accounts.models import ADMINISTRATION
from app.security import SAFE_METHODS

EVERYONE, STAFF, MONITORING = "everyone", "staff", "staff or metrics token"


class RoleMissing(Forbidden):
    """Who signed in lacks the role for a view; `sentence` names it, and who can give it."""

    is_signed_in = True

    def __init__(self, roles, is_for_house=False):
        super().__init__()
        named = [str(role_words.NAMES[role]) for role in roles]
        facts = {"role": _(" oder ").join(f"„{name}“" for name in named)}
        if is_for_house:
            self.sentence = _("Dafür brauchen Sie die Rolle %(role)s für das ganze Haus.", **facts)
        else:
            self.sentence = _("Dafür brauchen Sie die Rolle %(role)s.", **facts)
        if roles != (ADMINISTRATION,):
            self.sentence += " " + _("Die Verwaltung des Hauses kann sie Ihnen geben.")


def everyone(view):
    """Open to all, without cookie or account."""
    view.open_to = EVERYONE
    return view


def staff(view):
    """Open to those who signed in."""
    view.open_to = STAFF
    return view


def team(*roles, at=None):
    """Open to those of the team who hold one of the roles; administration opens everything.

    `at(**view_args)` returns the rules.Where of what the page is about (or aborts with 404), so that roles which hold
    only at a place, for an organisation or on the day open just that: a thing elsewhere is not found.
    """

    def decorate(view):
        view.open_to, view.roles, view.at = STAFF, roles, at
        return view

    return decorate


def everywhere(**_args):
    """The whole house: a role that holds only at a place is not enough."""
    return rules.Where(places=frozenset())


def before_second_factor(view):
    """Open to those as well who must set up a second factor and have not yet."""
    view.is_before_second_factor = True
    return view


def staff_or_token(view):
    """Open to the administration, and to a program that knows METRICS_TOKEN."""
    view.open_to, view.roles, view.at = MONITORING, (ADMINISTRATION,), None
    return view


def init_app(app):
    """Ask before every view; give the templates the token of staff forms."""
    manager = LoginManager(app, add_context_processor=False)
    manager.user_loader(sessions.find_signed_in)
    # The token of a form lives as long as the session, which ends by itself.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    # It would look for a "remember me" cookie, which this house has not, and make every public answer vary by cookie.
    app.after_request_funcs[None].remove(manager._update_remember_cookie)
    app.before_request(check)
    app.register_error_handler(RoleMissing, _without_role)
    app.jinja_env.globals.update(csrf_field=csrf_field, may=may, may_follow=may_follow)


def check():
    """Let the request pass, send a guest to the sign-in, or abort."""
    if request.endpoint is None:
        return None
    open_to = EVERYONE if request.endpoint == "static" else getattr(_view(), "open_to", None)
    if open_to == EVERYONE:
        return None
    if open_to == MONITORING and _has_metrics_token():
        return None
    if open_to not in (STAFF, MONITORING):
        abort(403)
    if not current_user.is_authenticated:
        return _signed_out(open_to)
    sessions.note_life()
    if not getattr(_view(), "is_before_second_factor", False) and second_factor.is_missing(current_user):
        return _without_second_factor()
    _check_roles()
    if request.method not in SAFE_METHODS:
        return _check_token()
    return None


def _signed_out(open_to):
    """Lead to the sign-in; what somebody typed while their session ran out is kept."""
    was_in = sessions.had_one()
    if request.method in SAFE_METHODS and open_to == STAFF:
        hint = {"hinweis": "abgelaufen"} if was_in else {}
        return redirect(url_for("accounts.sign_in", weiter=request.full_path.rstrip("?"), **hint), 303)
    return _keep("accounts/kept_signed_out.html") if was_in else abort(403)


def _without_second_factor():
    if request.method in SAFE_METHODS:
        return redirect(url_for("account.set_up_second_factor", weiter=request.full_path.rstrip("?")), 303)
    return _keep("accounts/kept_without_second_factor.html")


def _without_role(missing):
    """Say which role is needed; a form that was open while it was taken is kept."""
    if request.method in SAFE_METHODS or errors.wants_json():
        return errors.show(missing, missing.sentence)
    return kept_forms.page("accounts/kept_without_role.html", sentence=missing.sentence)


def _keep(template):
    """Answer with what was typed; programs get an answer for programs."""
    return abort(403) if errors.wants_json() else kept_forms.page(template)


def may(*roles):
    """Tell whether whoever is signed in holds one of the roles somewhere."""
    return current_user.is_authenticated and rules.may_open(current_user.grants, roles)


def may_reach(where, *roles):
    """Tell whether whoever is signed in holds one of the roles for this very thing (a rules.Where)."""
    return current_user.is_authenticated and rules.may_open(current_user.grants, roles, where)


def places(*roles):
    """Return the ids of the places where the signed-in holds one of the roles; None: everywhere."""
    return rules.places(current_user.grants, roles)


def organisations():
    """Return the ids of the organisations that the signed-in represents."""
    return frozenset(grant.organisation_id for grant in current_user.grants if grant.organisation_id)


def may_follow(path, looks=False):
    """Tell whether the signed-in may open the page at a path of this site; for links that lead there.

    Of a page about one thing only the roles are asked, not where the thing is; `looks` asks that too (a statement).
    """
    adapter = current_app.url_map.bind("")
    try:
        endpoint, arguments = adapter.match(path.partition("?")[0])
    except HTTPException:
        return False
    view = current_app.view_functions[endpoint]
    if getattr(view, "open_to", None) != STAFF:
        return getattr(view, "open_to", None) == EVERYONE
    if not current_user.is_authenticated or not hasattr(view, "roles"):
        return current_user.is_authenticated
    if view.at is None or not may(*view.roles) or (arguments and not looks and view.at is not everywhere):
        return may(*view.roles)
    try:
        return may_reach(view.at(**arguments), *view.roles)
    except HTTPException:
        return False


def csrf_field():
    """Return the hidden field that staff forms carry; nothing on public pages, which know no session."""
    if getattr(_view(), "open_to", None) != STAFF:
        return ""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def _view():
    return current_app.view_functions.get(request.endpoint)


def _check_roles():
    view = _view()
    roles = getattr(view, "roles", None)
    if roles is None:
        return
    if not may(*roles):
        raise RoleMissing(roles)
    if view.at is None or may_reach(view.at(**request.view_args), *roles):
        return
    if view.at is everywhere:
        raise RoleMissing(roles, is_for_house=True)
    # Whoever reaches for what belongs to others does not even learn that it is there.
    abort(404)


def _check_token():
    """Read the request, and abort where it does not carry the token of the session."""
    view = _view()
    request.max_content_length = getattr(view, "most_bytes", None) or request.max_content_length
    try:
        validate_csrf(request.form.get("csrf_token") or request.headers.get("X-CSRF-Token"))
    except (ValidationError, CSRFError):
        # Signed in anew since the form was opened; that no other site sends it was looked at before (app.security).
        return _keep("accounts/kept_old_form.html")
    except RequestEntityTooLarge:
        if not hasattr(view, "too_large"):
            raise
        return view.too_large(**request.view_args)
    return None


def _has_metrics_token():
    from hmac import compare_digest

    wanted = current_app.config["METRICS_TOKEN"]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(wanted) and compare_digest(wanted.encode(), given.encode())
