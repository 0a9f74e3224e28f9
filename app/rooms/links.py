"""Personal links in mails about rooms, and addresses of forms. Opening one shows a page with a button (law 4)."""

from urllib.parse import urlencode

from flask import current_app

from app import clock
from app.accounts import tokens


def confirm_path(request):
    """Return the path of the page that confirms a request."""
    return f"/r/bestaetigen/{_token('room-confirm', request)}"


def confirm_link(request):
    """Return the address of the page that confirms a request."""
    return _whole(confirm_path(request))


def manage_path(request):
    """Return the path of the personal page of a request."""
    return f"/r/{_token('room-manage', request)}"


def manage_link(request):
    """Return the address of the personal page of a request."""
    return _whole(manage_path(request))


def read(purpose, token):
    """Return (id, version, born) of a personal link for "room-confirm" or "room-manage", or abort with 404."""
    return tokens.read(purpose, token, 3)


def born(row):
    """Return what tells a request or watch from any other that ever had its id: after a restore, ids come again."""
    return round(row.asked_at.timestamp() * 1000)


def proposal_path(request, booking):
    """Return the path of the page on which somebody answers what was proposed for one date, and nothing later."""
    facts = (booking.id, booking.sequence, request.link_version, born(request))
    return f"/r/vorschlag/{tokens.make('room-proposal', *facts)}"


def proposal_link(request, booking):
    """Return the address of the page on which somebody answers what was proposed to them."""
    return _whole(proposal_path(request, booking))


def read_proposal(token):
    """Return (booking id, sequence, link version, born) of a link about a proposal, or abort with 404."""
    return tokens.read("room-proposal", token, 4)


def watch_path(watch):
    """Return the path of the page on which somebody confirms or ends a watch."""
    return f"/r/bescheid/{tokens.make('room-watch', watch.id, born(watch))}"


def watch_link(watch):
    """Return the address of the page on which somebody confirms or ends a watch."""
    return _whole(watch_path(watch))


def read_watch(token):
    """Return (id, born) of a link about a watch, or abort with 404."""
    return tokens.read("room-watch", token, 2)


def room_link(room):
    """Return the address of a room's page."""
    return _whole(f"/raeume/{room.slug}")


def form_path(room, starts_at=None, ends_at=None, page="buchen"):
    """Return the path of a form for a room ("buchen", "bescheid"), filled in with a span of aware moments."""
    query = {}
    if starts_at is not None:
        start = clock.local(starts_at)
        query |= {"tag": f"{start:%Y-%m-%d}", "von": f"{start:%H:%M}"}
        if ends_at is not None:
            query["bis"] = f"{clock.local(ends_at):%H:%M}"
    return f"/raeume/{room.slug}/{page}" + (f"?{urlencode(query, safe=':')}" if query else "")


def date_text(room, starts_at, ends_at):
    """Return one of several dates as addresses and forms write it: "2026-05-01T14:00/16:00@saal-nord"."""
    return f"{clock.local(starts_at):%Y-%m-%dT%H:%M}/{clock.local(ends_at):%H:%M}@{room.slug}"


def form_link(room, starts_at=None, ends_at=None):
    """Return the address of the form for a room, filled in with a span."""
    return _whole(form_path(room, starts_at, ends_at))


def _whole(path):
    return f"{current_app.config['BASE_URL']}{path}"


def _token(purpose, request):
    return tokens.make(purpose, request.id, request.link_version, born(request))
