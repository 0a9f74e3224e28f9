"""The team's pages about a series of events."""

from flask import Blueprint, render_template

from app import clock
from app.accounts import access
from app.accounts.models import PROGRAMME
from app.programme import cards, event_series_queries, queries, scopes
from app.rooms import rule_words

bp = Blueprint("event_series", __name__)


@bp.get("/team/veranstaltungen/<int:event_id>/reihe")
@access.team(PROGRAMME, at=scopes.of_event)
def show_series(event_id):
    """Show all events of the series of an event."""
    event, now = queries.get_event(event_id), clock.now()
    events = event_series_queries.events_of(event.series_id) if event.series_id else []
    words = rule_words.in_words(event.series.rule) if event.series else ""
    return render_template(
        "programme/event_series.html", event=event, words=words,
        cards=[(each, cards.card(each, now)) for each in events],
    )  # fmt: skip
