"""The programme for other programs: a map of the public pages, and what is new as an Atom feed (RFC 4287)."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, render_template, request

from app import clock, pages
from app.accounts import access
from app.alliance import house_queries
from app.programme import cards, filters, linked_data, queries, revision, site_queries

bp = Blueprint("site", __name__)

# Pages that list others.
LISTS = ("/", "/programm", "/archiv", "/formate", "/orte", "/raeume", "/partner", "/bereiche", "/kalender", "/buendnis")
# How far a feed looks ahead, and how many events it holds at most: the next ones.
AHEAD, MOST_ENTRIES = timedelta(days=548), 300
CACHE = "public, max-age=300"
# What XML 1.0 cannot hold, however it is written.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _stamp():
    """Both change with the programme and, as their window moves, at midnight; not with seats."""
    house, number, changed_at = revision.last_change()
    return house, number, max(changed_at, clock.start_of(clock.today(clock.now())))


@bp.get("/sitemap.xml")
@access.everyone
@pages.kept(_stamp, cache_control=CACHE, with_date=True)
def sitemap():
    """Tell search engines which public pages there are (sitemaps.org)."""
    addresses = [*((path, None) for path in LISTS), *site_queries.public_addresses()]
    return _xml(render_template("programme/sitemap.xml", addresses=addresses), "application/xml")


@bp.get("/programm.atom")
@access.everyone
def atom():
    """Serve the programme as a feed, filtered by the same query as its page."""
    return _free_atom() if filters.read(request.args).frei else _atom()


def _make_atom():
    wanted, now = filters.read(request.args), clock.now()
    # The window moves by whole days, so that two calls of a day are the same to the byte.
    today = clock.start_of(clock.today(now))
    events = queries.public_events(wanted, now if wanted.frei else today, until=today + AHEAD)[:MOST_ENTRIES]
    query = wanted.as_query()
    return _xml(
        render_template(
            "programme/programme_feed.xml",
            entries=[(event, _tag(event), cards.short_mark(event), linked_data.description(event)) for event in events],
            when=cards.when, query=f"?{query}" if query else "",
            updated=max((event.changed_at for event in events), default=revision.last_change()[-1]),
            title=house_queries.current().name,
        ),
        "application/atom+xml",
    )  # fmt: skip


_atom = pages.kept(_stamp, cache_control=CACHE, with_date=True)(_make_atom)
_free_atom = pages.kept(revision.by_minute, cache_control=CACHE)(_make_atom)


def _tag(event):
    """Return the name of an event for all feeds, for ever, whatever becomes of its address (RFC 4151)."""
    host = urlsplit(current_app.config["BASE_URL"]).hostname
    return f"tag:{host},{event.created_at:%Y-%m-%d}:veranstaltung/{event.id}"


def _xml(text, kind):
    return Response(_NO_XML.sub("", text), content_type=f"{kind}; charset=utf-8")
