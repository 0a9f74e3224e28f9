"""What somebody sees who was invited: a page with a form, or why the link does not count any more."""

from flask import Blueprint, redirect, render_template, url_for

from app import clock, forms, pages
from app.accounts import access, inviting, passwords, queries, rules
from app.accounts.forms import AcceptForm
from app.accounts.rules import InvitationRefusal
from app.errors import Refused
from app.limits import limit_bookings

bp = Blueprint("invitations", __name__)

# The link once counted and does not any more.
GONE = (
    InvitationRefusal.USED, InvitationRefusal.WITHDRAWN, InvitationRefusal.REPLACED, InvitationRefusal.EXPIRED,
)  # fmt: skip


@bp.route("/einladung/<token>", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def accept(token):
    """Let somebody who was invited make their account."""
    invitation, version = inviting.read(token)
    if reason := rules.why_not_accept(invitation, version, clock.now()):
        return gone(reason)
    if queries.find_account(invitation.email):
        return pages.private(render_template("accounts/invitation_known.html", token=token))
    form = AcceptForm(data={"name": invitation.name})
    if form.is_sent_and_valid():
        with form.catching_refusals():
            if reason := form.why_not_sent_by_hand():
                raise Refused(reason)
            passwords.check_new(form.password.data, form.name.data, invitation.name, invitation.email)
            inviting.accept(invitation.id, version, form.name.data, form.password.data)
            return redirect(url_for("accounts.sign_in", hinweis="willkommen"), 303)
        if form.refusal.reason in GONE:
            return gone(form.refusal.reason)
    answer = forms.page("accounts/invitation.html", form, invitation=invitation)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def gone(reason):
    """Answer that a link does not count any more, and why."""
    is_used = reason is InvitationRefusal.USED
    page = render_template("accounts/invitation_gone.html", sentence=reason.value, is_used=is_used)
    return pages.private((page, 410))
