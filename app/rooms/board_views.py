"""The planning board of the team: rooms × time, as a plan or as a table."""

import functools
from datetime import date, timedelta
from types import SimpleNamespace
from urllib.parse import urlencode

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock, display
from app.accounts import access
from app.accounts.models import PROGRAMME, ROOMS
from app.alliance import queries as alliance
from app.rooms import board, board_conflicts, board_queries, days
from app.rooms.board_forms import YEARS
from app.rooms.board_queries import Shut

bp = Blueprint("plan", __name__)

DAY, WEEK, MONTH = "tag", "woche", "monat"
TABLE = "tabelle"


@bp.get("/team/plan")
@access.team(ROOMS, PROGRAMME)
def show():
    """Show rooms × time: a day, a week or a month; all rooms, those of a place, or one; as a plan or as a table."""
    wanted = _wanted()
    now = clock.now()
    held = access.places(ROOMS, PROGRAMME)
    places = alliance.all_places(held)
    every = board_queries.rooms(held)
    chosen = _chosen(every, places, wanted)
    first, last = wanted.days[0], wanted.days[-1]
    starts_at, ends_at = board_queries.bounds(first, last)
    is_timeline = wanted.zeit == DAY or wanted.raum is not None
    if is_timeline:
        board_queries.add_hours(chosen)
    near = {room.id: room for each in chosen for room in (each, *each.kin)}
    entries = board_queries.entries(near.values(), starts_at, ends_at)
    closures = board_queries.closures(starts_at, ends_at)
    there = [place for place in places if place.id in {room.place_id for room in chosen}]
    closures += [Shut(*span, None, place.id) for place in there for span in days.closed_days(place, first, last)]
    marks = days.marks_of(there, first, last)
    ids = {room.id for room in chosen}
    picture = board.Picture(chosen, wanted.days, entries, closures, marks, now, wanted.zu, is_timeline)
    own = [entry for entry in entries if entry.room.id in ids]
    shut_here = [shut for shut in closures if any(board_queries.shuts(shut, room) for room in chosen)]
    return render_template(
        "rooms/plan_table.html" if wanted.ansicht == TABLE else "rooms/plan.html",
        wanted=wanted, link=wanted.link, picture=picture, places=places, rooms=every, is_timeline=is_timeline,
        entries=own, marks=board.day_marks(marks, there, wanted.days), today=clock.today(now),
        heading=_heading(wanted, chosen), conflicts=board_conflicts.find(entries, closures, now, ids), board=board,
        here="/team/plan?" + request.query_string.decode("ascii", "ignore"),
        waiting=board.WAITING, kinds=board_conflicts.KINDS, outside_text=_outside_text(picture, own),
        when=_short_times(), closures=shut_here, shut_where=_Where(every, places), books=_books(),
    )  # fmt: skip


def _books():
    """Return a function that tells whether the signed-in may book a room and move what is booked there."""
    places = access.places(ROOMS) if access.may(ROOMS) else ()
    return lambda room: access.may(ROOMS) and (places is None or room.place_id is None or room.place_id in places)


def _short_times():
    """Return a function that says when a booking is, for the table; a day is put into words once."""
    days_in_words = functools.cache(display.short_day)

    def when(entry):
        return f"{days_in_words(clock.today(entry.starts_at))} {display.time_span(entry.starts_at, entry.ends_at)}"

    return when


def _outside_text(picture, entries):
    """Say which hours the plot shows, and how many bookings lie outside them."""
    hours = {"first": board.FIRST_HOUR, "last": board.LAST_HOUR}
    shown = _("Die Zeitleiste zeigt %(first)s bis %(last)s Uhr.", **hours)
    number = picture.count_outside(entries)
    if not number:
        return shown
    return shown + " " + ngettext("%(num)s Buchung liegt außerhalb.", "%(num)s Buchungen liegen außerhalb.", number)


class _Where(dict):
    """{(room id, place id): what a closure shuts, in words}."""

    def __init__(self, rooms, places):
        super().__init__({(room.id, None): room.place_line for room in rooms})
        self.update({(None, place.id): place.name for place in places})
        self[None, None] = _("das ganze Haus")


class Wanted(SimpleNamespace):
    """What the address asks for, and addresses that differ from it in something."""

    def link(self, **changes):
        """Return the address of the same view with something else."""
        query = {
            "zeit": self.zeit, "tag": self.tag.isoformat(), "ort": self.ort, "raum": self.raum,
            "ansicht": self.ansicht, "zu": self.zu, **changes,
        }  # fmt: skip
        return "/team/plan?" + urlencode({name: value for name, value in query.items() if value}, doseq=True)

    @property
    def before(self):
        """The day that leads to the time before."""
        return self.days[0] - timedelta(days=1) if self.zeit != DAY else self.tag - timedelta(days=1)

    @property
    def after(self):
        """The day that leads to the time after."""
        return self.days[-1] + timedelta(days=1)


def _wanted():
    """Read the address, or abort with 400 and a sentence."""
    query = request.args
    zeit = query.get("zeit", WEEK)
    if zeit not in (DAY, WEEK, MONTH):
        abort(400, _("Der Plan zeigt einen Tag, eine Woche oder einen Monat."))
    try:
        tag = date.fromisoformat(query["tag"]) if query.get("tag") else clock.today(clock.now())
        raum = int(query["raum"]) if query.get("raum") else None
        zu = sorted({int(each) for each in query.getlist("zu")})
    except ValueError:
        abort(400, _("Diesen Tag oder Raum kennen wir nicht. Bitte wählen Sie ihn aus der Liste."))
    if not YEARS[0] <= tag.year <= YEARS[1]:
        abort(400, _("Bitte prüfen Sie das Jahr."))
    return Wanted(
        zeit=zeit, tag=tag, raum=raum, ort=query.get("ort", ""), zu=zu, ansicht=query.get("ansicht", ""),
        days=_days(zeit, tag),
    )  # fmt: skip


def _days(zeit, tag):
    if zeit == DAY:
        return [tag]
    if zeit == WEEK:
        first = tag - timedelta(days=tag.weekday())
        return [first + timedelta(days=number) for number in range(7)]
    first = tag.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return [first + timedelta(days=number) for number in range((following - first).days)]


def _chosen(every, places, wanted):
    """Return the rooms that are asked for, or abort with 404."""
    if wanted.raum is not None:
        return [room for room in every if room.id == wanted.raum] or abort(404)
    if wanted.ort:
        place = next((place for place in places if place.key == wanted.ort), None) or abort(404)
        return [room for room in every if room.place_id == place.id]
    return every


def _heading(wanted, rooms):
    what = rooms[0].name if wanted.raum is not None else _("Raumplan")
    return _("%(what)s: %(when)s", what=what, when=_when(wanted))


def _when(wanted):
    if wanted.zeit == DAY:
        return display.day(wanted.tag)
    if wanted.zeit == MONTH:
        return display.month(wanted.tag)
    first, last = wanted.days[0], wanted.days[-1]
    begin = f"{first.day}." if first.month == last.month else display.day_and_month(first)
    return _("%(first)s bis %(last)s", first=begin, last=display.day_and_month(last))
