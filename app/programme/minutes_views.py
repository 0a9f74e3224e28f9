"""The team's pages about minutes: to read and print, to write, to send."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock, forms
from app.accounts import access, audit
from app.accounts.models import PROGRAMME, REPRESENTATIVE
from app.programme import meeting_queries, meeting_rules, minutes, resolution_queries, resolution_rules
from app.programme.meeting_forms import MinutesForm

bp = Blueprint("minutes", __name__)


@bp.get("/team/sitzungen/<int:meeting_id>/protokoll")
@access.team(PROGRAMME, REPRESENTATIVE, at=meeting_queries.where_meeting)
def read(meeting_id):
    """Show the minutes as a page that prints well."""
    found = meeting_queries.get_meeting(meeting_id)
    resolutions = resolution_queries.of_meeting(meeting_id)
    now = clock.now()
    return render_template(
        "programme/minutes.html",
        **vars(found),
        resolutions=resolutions,
        of_item=lambda item: [each for each in resolutions if each.agenda_item_id == item.id],
        others=[each for each in resolutions if each.agenda_item_id is None],
        vote_words=resolution_rules.VOTES,
        standing=lambda resolution: resolution_rules.standing(resolution, clock.today(now)),
    )


@bp.route("/team/sitzungen/<int:meeting_id>/protokoll/schreiben", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def write(meeting_id):
    """Write down who was there and what was said."""
    found = meeting_queries.get_meeting(meeting_id)
    form = MinutesForm(found.body, found.meeting)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            minutes.write_minutes(meeting_id, form.minutes.data, form.present.data)
            flash(_("Das Protokoll ist gespeichert. Gesendet ist es noch nicht."), "good")
            return redirect(url_for(".read", meeting_id=meeting_id), 303)
        found = meeting_queries.get_meeting(meeting_id)
    return forms.page("programme/write_minutes.html", form, **vars(found))


@bp.route("/team/sitzungen/<int:meeting_id>/protokoll/senden", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def send(meeting_id):
    """Send the minutes to the members; the page says to how many, and that it goes out once."""
    meeting_queries.get_meeting(meeting_id)
    if request.method == "GET":
        audit.look("look_at_recipients", f"meeting:{meeting_id}")
    form = forms.Form()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            number = minutes.send_minutes(meeting_id)
            text = ngettext("Das Protokoll geht an %(num)s Adresse.", "Das Protokoll geht an %(num)s Adressen.", number)
            flash(text, "good")
            return redirect(url_for(".read", meeting_id=meeting_id), 303)
    found = meeting_queries.get_meeting(meeting_id)
    resolutions = resolution_queries.of_meeting(meeting_id)
    event, meeting = found.event, found.meeting
    return forms.page(
        "programme/send_minutes.html",
        form,
        **vars(found),
        addresses=minutes.recipients(found.body),
        why_not=meeting_rules.why_not_send(
            event.is_cancelled, event.starts_at, meeting.minutes, bool(resolutions), clock.now()
        ),
    )
