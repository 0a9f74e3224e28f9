"""Reporting a barrier, without an account; and what the team sees of a report."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, Length, Optional

from app import forms, typed
from app.accounts import access, audit
from app.accounts.models import PROGRAMME, ROOMS
from app.errors import Refused
from app.forms import lower
from app.limits import limit_bookings
from app.programme import barrier_reports
from app.public_forms import PublicForm

bp = Blueprint("barrier_reports", __name__)

MOST_CHARACTERS = 2000
_TOO_LONG = Length(max=MOST_CHARACTERS, message=_("Bitte höchstens 2000 Zeichen."))


class ReportForm(PublicForm):
    """Where, what, what somebody needs; and where an answer goes, if they want one."""

    place: StringField = typed.text(_("Wo war die Barriere?"), 300, is_required=True)
    what = TextAreaField(
        _("Was ist passiert?"), filters=[typed.keep_lines], render_kw={"rows": 6},
        validators=[DataRequired(_("Bitte schreiben Sie, was passiert ist.")), _TOO_LONG],
    )  # fmt: skip
    needed = TextAreaField(
        _("Was brauchen Sie, und bis wann?"), filters=[typed.keep_lines], render_kw={"rows": 4},
        validators=[Optional(), _TOO_LONG],
    )  # fmt: skip
    email = EmailField(
        _("Ihre E-Mail-Adresse"), filters=[lower], render_kw={"autocomplete": "email"},
        validators=[
            Optional(), Length(max=254, message=_("Bitte höchstens 254 Zeichen.")),
            Email(_("Bitte schreiben Sie eine vollständige Adresse, zum Beispiel name@example.org.")),
        ],
    )  # fmt: skip


@bp.route("/barriere-melden", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def report():
    """Report a barrier."""
    form = ReportForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            if reason := form.why_not_sent_by_hand():
                raise Refused(reason)
            barrier_reports.report(
                form.place.data, form.what.data, form.needed.data or "", form.email.data, form.nonce
            )  # fmt: skip
            return redirect(url_for(".reported"), 303)
    return forms.page("programme/report_barrier.html", form)


@bp.get("/barriere-melden/gesendet")
@access.everyone
def reported():
    """Say that the report has arrived."""
    return render_template("programme/barrier_reported.html")


@bp.get("/team/barrieren/<int:report_id>")
@access.team(PROGRAMME, ROOMS)
def barrier(report_id):
    """Show a reported barrier; who looked is noted."""
    found = barrier_reports.find_report(report_id) or abort(404)
    audit.look("look_at_barrier_report", found.about)
    return render_template(
        "programme/team_barrier.html", report=found, answer_by=found.reported_at + barrier_reports.ANSWER_WITHIN
    )


@bp.post("/team/barrieren/<int:report_id>/erledigt")
@access.team(PROGRAMME, ROOMS)
def settle(report_id):
    """Settle a reported barrier."""
    found = barrier_reports.find_report(report_id) or abort(404)
    barrier_reports.settle(found.id)
    flash(gettext("Erledigt. Die Adresse ist gelöscht, die Meldung folgt nach 90 Tagen."), "good")
    return redirect(url_for(".barrier", report_id=report_id), 303)
