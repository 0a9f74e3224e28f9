"""The programme as pages: by day, as a week, as a month; searched and filtered; and what is over."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from app import clock, display, pages
from app.accounts import access
from app.programme import cards, day_lists, filters, listing, months, partner_lists, queries, revision
from app.programme.forms import FilterForm

bp = Blueprint("listing", __name__)

WEEK, MONTH = "woche", "monat"
# So far ahead we tell what partners do.
AHEAD = timedelta(days=92)
# What one can look for among what is over: what a room was like is past.
OF_THE_PAST = ("q", "ort", "bereich", "format", "sprache", "fuer", "partner")


@bp.get("/programm")
@access.everyone
@pages.kept(revision.by_minute)
def programme():
    """Show the programme by day, page by page, or a week or month of it; the same query subscribes to the feed."""
    wanted, way = filters.read(request.args), request.args.get("ansicht")
    if way == WEEK:
        return _week(_lasting(wanted))
    if way == MONTH:
        return _month(_lasting(wanted))
    now = clock.now()
    listed = listing.coming(wanted, now, listing.read_page(request.args.get("seite")))
    others = _of_others(wanted, wanted.von, wanted.bis) if listed.page == 1 else []
    return _page(
        wanted, {}, listed.count, meant=listed.meant, pager_of=_pager(listed, "/programm", wanted),
        # Where words are looked for, what fits best comes first, not what comes first.
        found_events=[cards.card(event, now) for event in listed.events] if wanted.q else [],
        days=[] if wanted.q else day_lists.days(listed.events, now, wanted.von), others=others,
    )  # fmt: skip


def _lasting(wanted):
    """Return what the feed, the day list and another week or month have in common: those are ways to look."""
    return filters.Filter(**{**vars(wanted), "von": None, "bis": None})


def _week(lasting):
    now = clock.now()
    monday = filters.read_week(request.args.get(WEEK), clock.today(now))
    sunday = monday + timedelta(days=6)
    events = queries.public_events(filters.Filter(**{**vars(lasting), "von": monday, "bis": sunday}), now)
    before, after = monday - timedelta(days=7), monday + timedelta(days=7)
    return _page(
        lasting, {"ansicht": WEEK, WEEK: str(monday)}, len(events), days=day_lists.days(events, now, monday),
        others=_of_others(lasting, monday, sunday),
        week={
            "text": f"{display.day(monday)} – {display.day(sunday)}",
            "prev": (_("Woche davor"), _address(lasting, ansicht=WEEK, woche=before)),
            "next": (_("Woche danach"), _address(lasting, ansicht=WEEK, woche=after)),
        },
    )  # fmt: skip


def _month(lasting):
    now = clock.now()
    first = filters.read_month(request.args.get(MONTH), clock.today(now))
    last = filters.next_month(first) - timedelta(days=1)
    events = queries.public_events(filters.Filter(**{**vars(lasting), "von": first, "bis": last}), now)
    table = months.month_table(first, events, now, lambda day: _month_address(lasting, day))
    return _page(
        lasting, {"ansicht": MONTH, MONTH: f"{first:%Y-%m}"}, len(events), month=table,
        printed=day_lists.days(events, now, first), others=_of_others(lasting, first, last),
    )  # fmt: skip


def _of_others(wanted, first, last):
    """Return what partners do on some days; of what they do, we know nothing but when and where."""
    if filters.Filter(von=wanted.von, bis=wanted.bis) != wanted:
        return []
    now = clock.now()
    begin = max(now, clock.start_of(first)) if first else now
    end = clock.start_of(last + timedelta(days=1)) if last else now + AHEAD
    return partner_lists.between(begin, end)


def _page(wanted, hidden, count, **shown):
    form = FilterForm(wanted, listing.choices(wanted, clock.now()), **hidden)
    return render_template(
        "programme/programme.html",
        form=form, count=count, way=hidden.get("ansicht"), filtered=form.in_words(), feed_query=wanted.as_query(),
        chips=[(words, _address(wanted, **{**hidden, name: None})) for name, words in form.chosen()],
        day_href=_address(wanted), week_href=_address(wanted, ansicht=WEEK), month_href=_month_address(wanted, None),
        all_href=_address(filters.Filter(), **hidden), **shown,
    )  # fmt: skip


@bp.get("/archiv")
@access.everyone
@pages.kept(revision.by_minute)
def archive():
    """Show what took place, the newest first."""
    now, wanted = clock.now(), filters.read(request.args)
    wanted = filters.Filter(**{name: value for name, value in vars(wanted).items() if name in OF_THE_PAST})
    listed = listing.past(wanted, now, listing.read_page(request.args.get("seite")))
    form = FilterForm(wanted, listing.choices(wanted, now))
    return render_template(
        "programme/archive.html",
        form=form, fields=OF_THE_PAST, count=listed.count, meant=listed.meant, filtered=form.in_words(),
        chips=[(words, _address(wanted, "/archiv", **{name: None})) for name, words in form.chosen()],
        reports=listed.reports,
        events=[(event, cards.card(event, now)) for event in listed.events], pager_of=_pager(listed, "/archiv", wanted),
    )  # fmt: skip


def _pager(listed, path, wanted):
    """Return what the pager shows, or None where all is on one page."""
    if listed.pages == 1:
        return None
    page = listed.page
    return {
        "text": _("Seite %(page)s von %(all)s", page=page, all=listed.pages),
        "prev": (_("Frühere Seite"), _address(wanted, path, seite=page - 1)) if page > 1 else None,
        "next": (_("Nächste Seite"), _address(wanted, path, seite=page + 1)) if page < listed.pages else None,
    }


def _month_address(wanted, first):
    """Return the address of a month (None: the present one) with the same filters."""
    return _address(wanted, ansicht=MONTH, monat=f"{first:%Y-%m}" if first else None)


def _address(wanted, path="/programm", **changed):
    """Return an address with the same filters, but for what is changed; None takes a part away."""
    pairs = {**dict(parse_qsl(wanted.as_query())), **changed}
    query = urlencode({name: value for name, value in pairs.items() if value is not None})
    return f"{path}?{query}" if query else path
