"""The team's calendar: all drafts and events of a month, with the holidays around them."""

from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from app import clock
from app.accounts import access
from app.accounts.models import PROGRAMME
from app.alliance import queries as alliance
from app.programme import filters, months, queries, scopes
from app.programme.models import DRAFT
from app.rooms import days as special_days

bp = Blueprint("team_calendar", __name__)


@bp.get("/team/kalender")
@access.team(PROGRAMME)
def month():
    """Show a month: drafts and what is called off are marked, holidays of the places stand at their days."""
    now = clock.now()
    first = filters.read_month(request.args.get("monat"), clock.today(now))
    after = filters.next_month(first)
    events = queries.events_between(clock.start_of(first), clock.start_of(after))
    places = alliance.all_places(access.places(PROGRAMME))
    chosen = next((place for place in places if place.key == request.args.get("ort")), None)
    shown = [event for event in events if _is_shown(event, chosen, now)]
    ways = {"ort": chosen.key} if chosen else {}
    return render_template(
        "programme/team_calendar.html",
        month=months.month_table(
            first, shown, now, lambda day: _address(day, **ways), _entry,
            _holidays([chosen] if chosen else places, first, after - timedelta(days=1)),
        ),
        places=places, chosen=chosen, first=first, count=len(shown), address=_address,
    )  # fmt: skip


def _is_shown(event, chosen, now):
    if not access.may_reach(scopes.where_of(event, now), PROGRAMME):
        return False
    places = {event.external_place, *(booking.room.place for date in event.dates for booking in date.bookings)}
    return chosen is None or chosen in places


def _entry(event, starts_at):
    entry = months.guest_entry(event, starts_at)
    mark = ("info", _("Entwurf")) if event.state == DRAFT else entry.state_mark
    return replace(entry, href=f"/team/veranstaltungen/{event.id}", state_mark=mark)


def _holidays(places, first, last):
    """Return {day: names of its holidays, with the towns} of some places."""
    notes, marks = {}, special_days.marks_of(places, first, last)
    for place in places:
        for day, some in marks[place.id].items():
            for mark in some:
                notes.setdefault(day, {}).setdefault(mark.name, []).append(place.name)
    return {
        day: ", ".join(f"{name} ({', '.join(towns)})" for name, towns in names.items()) for day, names in notes.items()
    }


def _address(first, **ways):
    query = "&".join(f"{name}={value}" for name, value in {**ways, "monat": f"{first:%Y-%m}"}.items())
    return f"/team/kalender?{query}"
