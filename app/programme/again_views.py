"""Once more: an event like one that there was, and a format made of an event."""

from types import SimpleNamespace

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from app import forms
from app.accounts import access
from app.accounts.models import PROGRAMME
from app.programme import format_rules, formats, queries, scopes
from app.programme.format_views import format_form
from app.programme.models import ONLINE, ONSITE, Format

bp = Blueprint("again", __name__)


@bp.get("/team/veranstaltungen/<int:event_id>/verdoppeln")
@access.team(PROGRAMME, at=scopes.of_event)
def plan_again(event_id):
    """Lead to the planning page, with everything of this event filled in but its dates."""
    event = queries.get_event(event_id)
    return redirect(url_for("planning.new_event", format=event.format_id, wie=event_id), 303)


@bp.route("/team/veranstaltungen/<int:event_id>/vorlage", methods=["GET", "POST"])
# A format is nobody's place, as in format_views.
@access.team(PROGRAMME, at=access.everywhere)
def keep_as_format(event_id):
    """Make a format of an event: its own format, with what the event does otherwise."""
    event = queries.get_event(event_id)
    form = format_form(_format_of(event))
    if form.is_sent_and_valid():
        with form.catching_refusals():
            made = formats.create_format(**form.facts())
            flash(_("„%(format)s“ ist als Format angelegt.", format=made.name), "good")
            return redirect(url_for("formats.all_formats"), 303)
    return forms.page("programme/team_format.html", form, format=None)


def _format_of(event):
    """Return what a format like this event would be, as the form reads it."""
    begin, end = event.spans[0]
    format = event.format
    seats = event.seats or format_rules.seats_of(format)
    facts = {column.key: getattr(format, column.key) for column in Format.__table__.columns}
    onsite, online = (bool(event.places[kind]) for kind in (ONSITE, ONLINE))
    return SimpleNamespace(
        **{
            **facts,
            "name": event.title if event.title != format.name else f"{format.name} 2",
            "area_id": event.area_id,
            "languages": event.languages,
            "minutes": int((end - begin).total_seconds() // 60),
            "mode": "hybrid" if onsite and online else "digital" if online else "physical",
            "capacity": seats.get(ONSITE, 0),
            "capacity_online": seats.get(ONLINE, 0),
        },
        further_areas=event.further_areas,
    )
