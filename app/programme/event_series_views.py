"""The team's page about a series of events: all of them, and changing one with all that follow."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock, display, forms
from app.accounts import access
from app.accounts.models import PROGRAMME
from app.database import rehearsal
from app.programme import (
    cards,
    consequences,
    event_series_changes,
    event_series_queries,
    queries,
    scopes,
)
from app.programme.event_series_change_forms import (
    CANCEL,
    PLACE,
    PUBLISH,
    SPLIT,
    TIME,
    WORDS,
    ChangeEventSeriesForm,
)
from app.programme.models import CANCELLED
from app.programme.planning_views import offer_rooms
from app.rooms import rule_words

bp = Blueprint("event_series", __name__)
DO = "do"


@bp.route("/team/veranstaltungen/<int:event_id>/reihe", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def show_series(event_id):
    """Show all events of the series of an event; change one of them and all that follow, after seeing which."""
    event, events, coming = _load(event_id)
    form = _form(event, coming) if coming else forms.Form()
    touched = None
    if coming and form.is_sent_and_valid():
        with form.catching_refusals():
            if request.form.get("do") == DO:
                flash(_do(form), "good")
                return redirect(url_for(".show_series", event_id=event_id), 303)
            with rehearsal():
                # Refused here as it would be in earnest.
                _do(form)
            event, events, coming = _load(event_id)
            touched = event_series_changes.following(events, form.first.data, clock.now())
        if form.refusal:
            event, events, coming = _load(event_id)
        _offer_rooms(form, event)
    earlier, later = event_series_queries.neighbours(event.series) if event.series else (None, [])
    return forms.page(
        "programme/event_series.html", form, event=event, coming=coming, touched=_touched(touched, form),
        words=rule_words.in_words(event.series.rule) if event.series else "", earlier=earlier, later=later,
        cards=[(each, cards.card(each, clock.now())) for each in events], has_dates=True,
    )  # fmt: skip


def _load(event_id):
    """Return an event, all of its series, and those that can still change and that the signed-in plans."""
    event, now = queries.get_event(event_id), clock.now()
    events = event_series_queries.events_of(event.series_id) if event.series_id else []
    coming = [each for each in events if each.starts_at > now and each.state != CANCELLED]
    may_all = all(access.may_reach(scopes.where_of(each, now), PROGRAMME) for each in coming)
    return event, events, coming if may_all else []


def _form(event, coming):
    form = ChangeEventSeriesForm(event, coming)
    _offer_rooms(form, event)
    return form


def _offer_rooms(form, event):
    """Offer all rooms: whether one is free at all of the dates is seen when the change is looked at."""
    seats = next((ledger.capacity for ledger in event.ledgers if ledger.capacity), 1)
    offer_rooms(form, event.format, (), seats)


def _touched(events, form):
    """Return (when, what becomes of it, seats in words, how many guests it has) of each event that a change reaches."""
    return [
        (cards.when(event), _becomes(event, form), cards.taken_text(event), consequences.guests_of(event.id).told)
        for event in events or ()
    ]


def _becomes(event, form):
    if form.kind.data == TIME:
        span = event_series_changes.at_times(event.dates[0], form.begins.data, form.ends.data)
        return _("dann %(when)s", when=display.time_span(*span))
    return {
        CANCEL: _("fällt aus"), PUBLISH: _("wird öffentlich"), SPLIT: _("gehört zur neuen Reihe"),
        WORDS: form.title.data, PLACE: _place(form),
    }[form.kind.data]  # fmt: skip


def _place(form):
    names = [form.room_choices[ident].name for ident in form.room_ids if ident in form.room_choices]
    return form.external.data or " · ".join(names) or _("noch ohne Ort")


def _do(form):
    """Do what was chosen, and return what to say. Raises Refused."""
    event_id, changes = form.first.data, event_series_changes
    if form.kind.data == TIME:
        events = changes.retime(event_id, form.begins.data, form.ends.data, form.knowingly.data)
        return ngettext("%(num)s Veranstaltung ist verlegt.", "%(num)s Veranstaltungen sind verlegt.", len(events))
    if form.kind.data == PLACE:
        where = changes.Where(form.room_ids, **form.where())
        events = changes.settle(event_id, where, form.knowingly.data, form.has_spoken.data)
    elif form.kind.data == WORDS:
        events = changes.describe(event_id, title=form.title.data, note=form.note.data)
    elif form.kind.data == PUBLISH:
        events = changes.publish(event_id)
        return ngettext(
            "%(num)s Veranstaltung ist öffentlich.", "%(num)s Veranstaltungen sind öffentlich.", len(events)
        )
    elif form.kind.data == CANCEL:
        events = changes.cancel(event_id, form.reason.data)
        return ngettext("%(num)s Veranstaltung fällt aus.", "%(num)s Veranstaltungen fallen aus.", len(events))
    else:
        events = changes.split(event_id)
        return ngettext(
            "%(num)s Veranstaltung ist jetzt eine Reihe für sich.",
            "%(num)s Veranstaltungen sind jetzt eine Reihe für sich.", len(events),
        )  # fmt: skip
    return ngettext("%(num)s Veranstaltung ist geändert.", "%(num)s Veranstaltungen sind geändert.", len(events))
