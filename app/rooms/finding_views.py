"""Pages for those who look for a room. Everything is asked by GET, so every answer has an address; no cookie."""

from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, make_response, render_template, request

from app import clock, limits
from app.accounts import access
from app.rooms import clubs, counting, finding, links, nearby, queries
from app.rooms.choices import choices
from app.rooms.finding_forms import ClubForm, FreeTimesForm, SearchForm
from app.rooms.models import CITIZEN
from app.rooms.rules import HORIZON

bp = Blueprint("finding", __name__)

# So many rooms are enough to choose from, and so many days to plan with.
MOST_ROOMS, DAYS = 30, 14


@bp.get("/raeume/suche")
@access.everyone
def search():
    """What, when, how many: the rooms that are free, best fit first, or what comes near."""
    now = clock.now()
    form = SearchForm(request.args, choices(), now)
    wish = form.wish if form.is_asked and form.validate() else None
    rooms = finding.find_rooms(wish, now) if wish else []
    near = nearby.near(wish, now) if wish and not rooms else None
    found = [(room, finding.href(room, wish.starts_at, wish.ends_at, CITIZEN, wish.persons)) for room in rooms]
    answer = _answer(
        "rooms/search.html", form, wish=wish, found=found[:MOST_ROOMS], count=len(rooms), near=near,
        watches=[(room, _watch_path(room, wish)) for room in near.rooms] if near else [],
    )  # fmt: skip
    if near is not None:
        _count_miss(wish, now)
    return answer


def _watch_path(room, wish):
    """Return the address at which somebody asks to be told when a room frees up."""
    return links.form_path(room, wish.starts_at, wish.ends_at, page="bescheid")


def _count_miss(wish, now):
    """Count a search in vain: not for each reload, and not for programs that only look whether the page is there."""
    start = clock.local(wish.starts_at)
    question = (wish.place or "", str(counting.size_of(wish.persons or 1)), f"{start:%u %H}")
    if request.method == "GET" and limits.counts("search-miss", *question):
        counting.count_miss(wish, now)


@bp.get("/raeume/<slug>/frei")
@access.everyone
def free_times(slug):
    """This room, when? The next free times, day by day."""
    now = clock.now()
    room = queries.get_room(slug)
    form = FreeTimesForm(request.args, clock.today(now))
    who = finding.asker_of(room)
    days, minutes = [], form.dauer.data
    if form.validate() and who:
        days = [
            (day, [(span, _first(room, span, minutes)) for span in spans])
            for day, spans in finding.next_free(room, minutes, form.ab.data, DAYS, now, who)
        ]
    return _answer(
        "rooms/free_times.html", form, room=room, who=who, days=days, minutes=minutes,
        later=_further(slug, form, DAYS, clock.today(now)), earlier=_further(slug, form, -DAYS, clock.today(now)),
    )  # fmt: skip


def _first(room, span, minutes):
    """Return the address of the form with the first so many minutes of a free span."""
    return finding.href(room, span[0], span[0] + timedelta(minutes=minutes), CITIZEN)


def _further(slug, form, days, today):
    """Return the address of the days after (or before) those shown, or None where nothing can be booked any more."""
    if form.errors:
        return None
    day = min(max(form.ab.data + timedelta(days=days), today), today + HORIZON)
    return None if day == form.ab.data else f"/raeume/{slug}/frei?dauer={form.dauer.data}&ab={day}"


@bp.get("/raeume/regelmaessig")
@access.everyone
def regular():
    """A room every week: which dates are free, and what else there is on the others."""
    now = clock.now()
    form = ClubForm(request.args, choices(), now)
    wish = form.wish if form.is_asked and form.validate() else None
    found = clubs.club_list(wish, now) if wish else None
    facts = _list(found, wish, set(request.args.getlist("ersatz"))) if found else {}
    return _answer("rooms/regular.html", form, wish=wish, found=found, **facts)


def _list(found, wish, taken):
    """Return what the page shows of a ClubList, with the substitutes of some days taken."""
    room, substituted = found.room, {f"{each.day}" for each in found.dates if each.substitute}
    dates = [date for each in found.dates if (date := _date_for_form(each, room, taken))]
    return {
        # The link takes the substitute of a date, or gives it back.
        "rows": [(each, _address(room, taken ^ {f"{each.day}"}) if each.substitute else None) for each in found.dates],
        "taken": taken,
        "number": len(dates),
        "href": _form_with(room, dates, wish) if dates else None,
        "all_href": _address(room, substituted) if substituted - taken else None,
        "others": [(each, free, _address(each)) for each, free in found.others],
    }


def _form_with(room, dates, wish):
    pairs = [*(("termin", date) for date in dates), *([("personen", wish.persons)] if wish.persons else [])]
    return f"/raeume/{room.slug}/buchen?{urlencode(pairs, safe=':/@')}"


def _date_for_form(each, room, taken):
    """Return a date as the form reads it ("2026-05-01T14:00/16:00", with "@slug" for another room), or None."""
    chosen = each if each.is_free else each.substitute if f"{each.day}" in taken else None
    if chosen is None:
        return None
    start, end = clock.local(chosen.starts_at), clock.local(chosen.ends_at)
    elsewhere = "" if chosen.room.id == room.id else f"@{chosen.room.slug}"
    return f"{start:%Y-%m-%dT%H:%M}/{end:%H:%M}{elsewhere}"


def _address(room, taken=()):
    """Return the address of this list in a room, with the substitutes of some days taken."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name not in ("raum", "ersatz")]
    pairs += [("raum", room.slug), *(("ersatz", day) for day in sorted(taken))]
    return f"/raeume/regelmaessig?{urlencode(pairs, safe=':')}#liste"


def _answer(template, form, **facts):
    answer = make_response(render_template(template, form=form, **facts), form.status)
    # What is free may be taken a moment later.
    answer.headers["Cache-Control"] = "no-store"
    return answer
