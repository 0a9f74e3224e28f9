"""The public programme: start, list, month, format, event, room, place."""

from calendar import monthcalendar
from datetime import timedelta
from itertools import groupby
from types import SimpleNamespace

from flask import Blueprint, redirect, render_template, request, url_for

from app import clock, pages
from app.accounts import access
from app.alliance import queries as alliance
from app.programme import cards, filters, queries, revision, rules
from app.rooms import queries as rooms

bp = Blueprint("programme", __name__)


def _stamp():
    """Public pages change with the programme, with seats, and with the minute (what is over, what opens)."""
    return (*revision.current(), int(clock.now().timestamp()) // 60)


@bp.get("/")
@access.everyone
@pages.kept(_stamp)
def start():
    """Show what this place is, and what happens today and this week."""
    now = clock.now()
    today = clock.today(now)
    events = queries.public_events(filters.Filter(bis=today + timedelta(days=7)), now)
    days = _days(events, now)
    return render_template(
        "programme/start.html",
        todays=next((day.cards for day in days if day.date == today), []),
        week=[day for day in days if day.date > today],
        areas=alliance.all_areas(),
    )


@bp.get("/programm")
@access.everyone
@pages.kept(_stamp)
def programme():
    """Show the programme by day or as a month table, filtered; the same query subscribes to the feed."""
    now = clock.now()
    wanted = filters.read(request.args)
    is_month = request.args.get("ansicht") == "monat"
    month = events = None
    if is_month:
        first = filters.read_month(request.args.get("monat"), clock.today(now))
        wanted = filters.Filter(**{**vars(wanted), "von": first, "bis": filters.next_month(first) - timedelta(days=1)})
        events = queries.public_events(wanted, now)
        month = _month(first, events, now)
    else:
        events = queries.public_events(wanted, now)
    return render_template(
        "programme/programme.html",
        wanted=wanted,
        is_month=is_month,
        month=month,
        count=len(events),
        days=[] if is_month else _days(events, now, wanted.von),
        choices=_choices(),
        feed_query=filters.Filter(
            **{**vars(wanted), "von": None, "bis": None} if is_month else vars(wanted)
        ).as_query(),
    )


@bp.get("/formate")
@access.everyone
@pages.kept(_stamp)
def formats():
    """List all formats."""
    return render_template("programme/formats.html", formats=queries.all_formats())


@bp.get("/formate/<slug>")
@access.everyone
@pages.kept(_stamp)
def format(slug):
    """Show a format and its next dates."""
    now = clock.now()
    found = queries.get_format(slug)
    events = queries.public_events(filters.Filter(format=slug), now)
    return render_template("programme/format.html", format=found, cards=[cards.card(event, now) for event in events])


@bp.get("/veranstaltungen/<slug>")
@access.everyone
@pages.kept(_stamp)
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
        takes_bookings=rules.takes_bookings(standing),
        ledgers=[(ledger, cards.ledger_text(ledger)) for ledger in found.ledgers],
        others=[cards.card(other, now) for other in others],
        physical=[room for room in found.rooms if not room.is_digital],
        digital=[room for room in found.rooms if room.is_digital],
    )


@bp.get("/raeume")
@access.everyone
@pages.kept(_stamp)
def room_list():
    """List all rooms."""
    return render_template("programme/rooms.html", rooms=rooms.all_rooms())


@bp.get("/raeume/<slug>")
@access.everyone
@pages.kept(_stamp)
def room(slug):
    """Show a room's facts and its week: free or busy, and the titles of public events only."""
    now = clock.now()
    found = rooms.get_room(slug)
    monday = clock.today(now) - timedelta(days=clock.today(now).weekday())
    begin, end = queries.start_of(monday), queries.start_of(monday + timedelta(days=7))
    return render_template(
        "programme/room.html",
        room=found,
        week=_busy_week(monday, rooms.busy_spans(found.id, begin, end)),
        titles=queries.public_titles(found.id, begin, end),
    )


@bp.get("/orte")
@access.everyone
@pages.kept(_stamp)
def places():
    """List the towns of the house."""
    return render_template("programme/places.html", places=alliance.all_places())


@bp.get("/orte/<key>")
@access.everyone
@pages.kept(_stamp)
def place(key):
    """Show a place: how to get there, its rooms, its next events."""
    now = clock.now()
    found = alliance.get_place(key)
    events = queries.public_events(filters.Filter(ort=key), now)
    return render_template(
        "programme/place.html",
        place=found,
        rooms=rooms.rooms_at(found.id),
        cards=[cards.card(event, now) for event in events[:10]],
        more=len(events) > 10,
    )


@bp.get("/veranstaltungen")
@access.everyone
def events():
    """Lead to the programme."""
    return redirect(url_for(".programme"), 301)


def _days(events, now, since=None):
    """Group cards by the local day on which the event (still) takes place, the first one from `since` or today."""
    first = since or clock.today(now)
    ordered = sorted(((_next_day(event, first), event) for event in events), key=lambda pair: pair[0])
    return [
        SimpleNamespace(date=day, cards=[cards.card(event, now) for _day, event in group])
        for day, group in groupby(ordered, key=lambda pair: pair[0])
    ]


def _next_day(event, first):
    days = [clock.today(date.starts_at) for date in event.dates]
    return next((day for day in days if day >= first), days[-1])


def _month(first, events, now):
    """Return the weeks of a month, each day with the cards of its events."""
    by_day = {}
    for event in events:
        for date in event.dates:
            by_day.setdefault(clock.today(date.starts_at), []).append(cards.card(event, now))
    weeks = [
        [SimpleNamespace(date=first.replace(day=day), cards=by_day.get(first.replace(day=day), [])) if day else None for day in week]
        for week in monthcalendar(first.year, first.month)
    ]  # fmt: skip
    return SimpleNamespace(
        first=first,
        weeks=weeks,
        previous=(first - timedelta(days=1)).replace(day=1),
        next=filters.next_month(first),
        today=clock.today(now),
    )


def _busy_week(monday, spans):
    """Return seven days with their busy spans, cut at midnight, in local time."""
    week = []
    for number in range(7):
        day = monday + timedelta(days=number)
        begin, end = queries.start_of(day), queries.end_of(day)
        busy = [(max(start, begin), min(stop, end)) for start, stop in spans if start < end and stop > begin]
        week.append(SimpleNamespace(date=day, busy=_merged(busy)))
    return week


def _merged(spans):
    """Join spans that touch: the page says when the room is busy, not how often it changes hands."""
    merged = []
    for start, stop in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


def _choices():
    """Return what the filter form offers."""
    return SimpleNamespace(
        places=[(place.key, place.name) for place in alliance.all_places()],
        areas=[(area.key, area.title) for area in alliance.all_areas()],
        languages=list(cards.LANGUAGES.items()),
    )
