"""Feeds by HTTP: the programme with its filters, and single events."""

from flask import Blueprint, abort, current_app, render_template, request
from flask_babel import gettext as _

from app import clock, pages, qr_codes
from app.accounts import access
from app.alliance import house_queries
from app.calendars import answers, entries, feeds, room_entries, room_feed
from app.programme import filters, listing, queries, revision
from app.programme.forms import FilterForm
from app.rooms import queries as room_queries
from app.rooms import request_links, request_queries

bp = Blueprint("calendars", __name__)

CACHE = "public, max-age=300"
MOST_IN_CODE = 300


def _stamp():
    """Feeds change with the programme and, as their window moves, at midnight; not with seats."""
    house, number, changed_at = revision.last_change()
    return house, number, max(changed_at, clock.start_of(clock.today(clock.now())))


@bp.get("/kalender")
@access.everyone
@pages.kept(_stamp)
def subscribe():
    """Explain how to subscribe, program by program."""
    wanted = filters.read(request.args)
    form = FilterForm(wanted, listing.choices(wanted, clock.now()))
    address = f"{current_app.config['BASE_URL']}/kalender/programm.ics"
    language = feeds.read_language(request.args)
    query = feeds.as_query(wanted, language)
    feed_url = f"{address}?{query}" if query else address
    webcal_url = answers.webcal(feed_url)
    label = _("Code mit der Adresse des Kalenders")
    return render_template(
        "calendars/subscribe.html",
        wanted=wanted,
        filtered=form.in_words(),
        languages=[
            (name, feeds.as_query(wanted, code), code == language) for code, name in feeds.LANGUAGES.items()
        ],
        query=query,
        feed_url=feed_url,
        webcal_url=webcal_url,
        # Telephones understand this address. A code of more is too fine for their cameras.
        code=qr_codes.draw(webcal_url, label) if len(webcal_url) <= MOST_IN_CODE else None,
    )


@bp.get("/kalender/programm.ics")
@access.everyone
def programme_feed():
    """Serve the programme, filtered by the same query as its page."""
    return _free_feed() if filters.read(request.args).frei else _feed()


def _make_feed():
    wanted, now, language = filters.read(request.args), clock.now(), feeds.read_language(request.args)
    # The same calendar, in whatever order its address was written.
    query = feeds.as_query(wanted, language)
    uid, source = entries.feed_uid(f"programm?{query}"), f"/kalender/programm.ics{'?' if query else ''}{query}"
    bodies = feeds.of_programme(wanted, now, language)
    return answers.calendar(entries.feed(bodies, _name(wanted, now), uid, source))


def _name(wanted, now):
    """Say whose programme it is, and which part: who subscribes to two shall tell them apart."""
    house = house_queries.current().name
    if wanted == filters.Filter():
        return house
    return f"{house}: {' · '.join(FilterForm(wanted, listing.choices(wanted, now)).values_in_words())}"


_feed = pages.kept(_stamp, cache_control=CACHE, with_date=True)(_make_feed)
_free_feed = pages.kept(revision.by_minute, cache_control=CACHE)(_make_feed)


@bp.get("/veranstaltungen/<slug>.ics")
@access.everyone
@pages.kept(_stamp, cache_control=CACHE, with_date=True)
def event_file(slug):
    """Serve one event."""
    event = queries.get_public_event(slug)
    bodies, source = feeds.of_event(event.id) or abort(404), f"/veranstaltungen/{slug}.ics"
    return answers.calendar(entries.feed(bodies, event.title, entries.feed_uid(f"veranstaltungen/{slug}"), source))


@bp.get("/raeume/<slug>.ics")
@access.everyone
@pages.kept(_stamp, cache_control=CACHE, with_date=True)
def room_file(slug):
    """Serve when a room is taken."""
    room = room_queries.get_room(slug)
    name = _("%(room)s: belegt", room=room.name)
    bodies, uid = room_feed.bodies(room, clock.now()), entries.feed_uid(f"raeume/{slug}")
    return answers.calendar(entries.feed(bodies, name, uid, f"/raeume/{slug}.ics"))


@bp.get("/r/<token>/termine.ics")
@access.everyone
def request_file(token):
    """Serve the dates of a request for rooms to the person who has its link."""
    found = request_links.get_request(token)
    dates = request_queries.bookings_of(found.id)
    return pages.private(answers.calendar(room_entries.published(dates, found.language)))
