"""What the house tells, for the team: the list, and each notice with what can be set about it."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app import forms
from app.accounts import access
from app.accounts.models import ADMINISTRATION, PROGRAMME
from app.notifications import notice_actions, notice_forms, notices

bp = Blueprint("notices", __name__)


@bp.get("/team/haus/nachrichten")
@access.team(PROGRAMME, ADMINISTRATION, at=access.everywhere)
def all_notices():
    """List what goes to whom, when, and why."""
    return render_template("notifications/notices.html", groups=notices.GROUPS, settings=notices.settings())


@bp.route("/team/haus/nachrichten/<key>", methods=["GET", "POST"])
@access.team(ADMINISTRATION)
def notice(key):
    """Switch a notice on or off, and move it in time, where that can be done."""
    found = notices.BY_KEY.get(key) or abort(404)
    form = notice_forms.form_for(found, notices.setting_of(found))
    if form is not None and form.is_sent_and_valid():
        notice_actions.set_notice(found, *notice_forms.facts(form))
        flash(_("Gespeichert."), "good")
        return redirect(url_for(".notice", key=key), 303)
    if form is None:
        return render_template("notifications/notice.html", form=None, notice=found)
    return forms.page("notifications/notice.html", form, notice=found)
