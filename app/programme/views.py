"""The public programme: start, list, month, format, event, room, place."""

from datetime import timedelta
from itertools import chain

from flask import Blueprint, redirect, render_template, request, url_for

from app import clock, pages
from app.accounts import access
from app.alliance import idea_queries
from app.alliance import queries as alliance
from app.programme import (
    audiences,
    barriers,
    cards,
    day_lists,
    event_series_queries,
    filters,
    idea_planning,
    interpreting_words,
    linked_data,
    queries,
    reporting,
    revision,
    room_weeks,
    rules,
    translation_queries,
    umbrella_queries,
)
from app.programme.translation_words import OWN_NAMES
from app.rooms import days as special_days
from app.rooms import finding, telling
from app.rooms import queries as rooms
from app.rooms.finding_forms import QuickForm

bp = Blueprint("programme", __name__)

# How far ahead the page of a room tells when it is shut, and how many such times at most.
AHEAD, MOST_CLOSINGS = timedelta(days=60), 5


@bp.get("/")
@access.everyone
@pages.kept(revision.by_minute)
def start():
    """Show what this place is, and what happens today and this week."""
    now = clock.now()
    today = clock.today(now)
    events = queries.public_events(filters.Filter(bis=today + timedelta(days=7)), now)
    days = day_lists.days(events, now)
    return render_template(
        "programme/start.html",
        today=today,
        todays=next((day.events for day in days if day.date == today), []),
        week=[day for day in days if day.date > today],
        areas=alliance.all_areas(),
        umbrella=umbrella_queries.next_umbrella(now, AHEAD),
    )


@bp.get("/formate")
@access.everyone
@pages.kept(revision.by_minute)
def formats():
    """List all formats."""
    return render_template("programme/formats.html", formats=queries.all_formats())


@bp.get("/formate/<slug>")
@access.everyone
@pages.kept(revision.by_minute)
def format(slug):
    """Show a format and its next dates."""
    now = clock.now()
    found = queries.get_format(slug)
    events = queries.public_events(filters.Filter(format=slug), now)
    return render_template(
        "programme/format.html",
        format=found,
        languages_text=cards.languages_text(found.languages),
        interpreting_text=cards.languages_text(found.interpreting),
        spoken=(spoken := translation_queries.languages_with_page(found.id)),
        languages=[(code, name) for code, name in OWN_NAMES.items() if code in spoken],
        audiences_text=audiences.audiences_text(found.audiences),
        cards=[cards.card(event, now) for event in events],
    )


@bp.get("/veranstaltungen/<slug>")
@access.everyone
@pages.kept(revision.by_minute)
def event(slug):
    """Show an event in whatever state it is."""
    now = clock.now()
    found = queries.get_public_event(slug)
    standing = rules.standing(found, now)
    others = queries.alternatives(found, now) if standing.value in ("cancelled", "full", "past", "closed") else []
    return render_template(
        "programme/event.html",
        event=found,
        card=cards.card(found, now),
        standing=standing.value,
        interpreting=interpreting_words.for_guests(found),
        attendance_text=cards.attendance_text(found),
        takes_bookings=rules.takes_bookings(standing),
        ledgers=[(ledger, cards.ledger_text(ledger)) for ledger in found.ledgers],
        others=[cards.card(other, now) for other in others],
        # What was called off shows other dates already, those of the series among them.
        of_series=event_series_queries.others_to_come(found, now) if found.series_id and not found.is_cancelled else [],
        rooms=[(room, barriers.barriers(room)) for room in found.rooms],
        idea=idea_queries.idea_of_event(found.id),
        is_open_to_supporters=idea_planning.is_open_to_supporters(found, now),
        linked_data=linked_data.event_data(found, now),
        report=found.report if standing.value == "past" else None,
        is_asked_about=standing.value == "past" and now < found.ends_at + reporting.ASK_FOR,
    )


@bp.get("/raeume")
@access.everyone
@pages.kept(revision.by_minute)
def room_list():
    """List all rooms."""
    found = [(room, barriers.step_free_text(room)) for room in rooms.all_rooms()]
    return render_template(
        "programme/rooms.html",
        ways={room.id: telling.way_in_short(room) for room, _text in found},
        physical=[pair for pair in found if not pair[0].is_digital],
        digital=[(room, "") for room, _text in found if room.is_digital],
    )


@bp.get("/raeume/<slug>")
@access.everyone
@pages.kept(revision.by_minute)
def room(slug):
    """Show a room's facts and its week: free or busy, and the titles of public events only."""
    now = clock.now()
    found = rooms.get_room(slug)
    monday = filters.read_week(request.args.get("woche"), clock.today(now))
    # A row of the table may reach past midnight.
    shown = begin, end = clock.start_of(monday), clock.start_of(monday + timedelta(days=8))
    soon = _soon(now)
    spans, closures = rooms.busy_and_closed(found, shown, soon)
    holidays = (special_days.closed_in(found.place, *span) for span in (shown, soon))
    closed = sorted({*closures, *chain.from_iterable(holidays)})
    titles = queries.public_titles(found.id, begin, end)
    links = finding.FreeLinks(found, spans, closed, now)
    week = room_weeks.week_table(
        found, monday, spans, closed, titles, lambda day: f"/raeume/{slug}?woche={day}#woche", links
    )
    return render_template(
        "programme/room.html",
        room=found,
        pieces=rooms.pieces_of(found.id),
        hours=telling.opening_hours(found.hours),
        how_to_book=telling.how_to_book(found),
        answer_time=telling.answer_time(found),
        entry=telling.entry_text(found),
        box=barriers.barriers(found),
        closings=[each for each in closed if each[1] > soon[0] and each[0] < soon[1]][:MOST_CLOSINGS],
        week=week,
        quick=QuickForm(links.first, now) if finding.asker_of(found) else None,
    )


@bp.get("/orte")
@access.everyone
@pages.kept(revision.by_minute)
def places():
    """List the towns of the house."""
    return render_template("programme/places.html", places=alliance.all_places())


@bp.get("/orte/<key>")
@access.everyone
@pages.kept(revision.by_minute)
def place(key):
    """Show a place: how to get there, its rooms, its next events."""
    now = clock.now()
    found = alliance.get_place(key)
    events = queries.public_events(filters.Filter(ort=key), now)
    soon = _soon(now)
    closings = sorted([*rooms.closures_at(found.id, *soon), *special_days.closed_in(found, *soon)])
    return render_template(
        "programme/place.html",
        place=found,
        closings=closings[:MOST_CLOSINGS],
        rooms=[(room, barriers.step_free_text(room)) for room in rooms.rooms_at(found.id)],
        cards=[cards.card(event, now) for event in events[:10]],
        more=len(events) > 10,
    )


@bp.get("/veranstaltungen")
@access.everyone
def events():
    """Lead to the programme."""
    return redirect(url_for("listing.programme"), 301)


def _soon(now):
    """Return the span of time of which a page tells when something is shut."""
    return now, clock.start_of(clock.today(now) + AHEAD)
