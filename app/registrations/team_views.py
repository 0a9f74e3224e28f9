"""What the team sees: today, the guests of an event, calling one off."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, url_for

from app import clock, forms
from app.accounts import access, audit
from app.database import transaction
from app.programme import actions as programme_actions
from app.programme import queries as programme
from app.programme import rules as programme_rules
from app.registrations import queries
from app.registrations.forms import CancelEventForm

bp = Blueprint("team", __name__)


@bp.get("/team/")
@access.staff
def today():
    """Show today's events with the guests expected, and what comes in the next days."""
    now = clock.now()
    begin = programme.start_of(clock.today(now))
    events = programme.events_between(begin, begin + timedelta(days=8))
    return render_template(
        "registrations/team_today.html",
        todays=[event for event in events if _is_on(event, begin)],
        coming=[event for event in events if not _is_on(event, begin)],
        expected=queries.expected([event.id for event in events]),
        now=now,
    )


def _is_on(event, begin):
    return any(date.starts_at < begin + timedelta(days=1) and date.ends_at > begin for date in event.dates)


@bp.get("/team/veranstaltungen")
@access.staff
def events():
    """List all coming events, drafts and cancelled ones too."""
    now = clock.now()
    coming = programme.events_between(now, now + timedelta(days=366))
    expected = queries.expected([event.id for event in coming])
    return render_template("registrations/team_events.html", events=coming, expected=expected, now=now)


@bp.get("/team/veranstaltungen/<int:event_id>")
@access.staff
def event_guests(event_id):
    """Show the guest list of an event; who looked is noted."""
    with transaction():
        audit.note("look_at_guests", f"event:{event_id}")
    event = programme.get_event(event_id)
    guests = queries.guests(event_id)
    return render_template(
        "registrations/team_event.html",
        event=event,
        guests=guests,
        can_cancel=programme_rules.why_not_change(event.state, event.ends_at, clock.now()) is None,
    )


@bp.route("/team/veranstaltungen/<int:event_id>/absagen", methods=["GET", "POST"])
@access.staff
def cancel_event(event_id):
    """Call an event off: the page says who will be told."""
    event = programme.get_event(event_id)
    form = CancelEventForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            programme_actions.cancel_event(event_id, form.reason.data)
            return redirect(url_for(".event_guests", event_id=event_id), 303)
        event = programme.get_event(event_id)
    told = queries.count_told(event_id)
    return forms.page("registrations/team_cancel_event.html", form, event=event, told=told)
