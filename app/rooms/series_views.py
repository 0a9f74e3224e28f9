"""The team's pages about series of bookings: a list, a new one, one series, one date, a change."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app import clock, forms
from app.accounts import access
from app.accounts.models import ROOMS
from app.errors import Refused
from app.rooms import queries, rule_words, scopes, series_actions, series_changes, series_pages, trail
from app.rooms.bookings import LEFT_OUT, LIVING
from app.rooms.series_actions import Wanted
from app.rooms.series_changes import Change
from app.rooms.series_forms import ChangeDateForm, ChangeSeriesForm, SeriesForm, typed
from app.rooms.series_plan import ALL_FUTURE, SeriesRefusal, date_of, is_frozen

bp = Blueprint("series", __name__)
PREVIEW, BOOK = "preview", "book"


@bp.get("/team/raumreihen")
@access.team(ROOMS)
def index():
    """List the series that go on, by their next date."""
    rows = series_pages.coming(clock.now(), access.places(ROOMS))
    return render_template("rooms/series_list.html", rows=rows, in_words=rule_words.in_words)


@bp.route("/team/raumreihen/neu", methods=["GET", "POST"])
@access.team(ROOMS)
def new_series():
    """Book a series: what was typed, then each date with what stands in its way, then it is booked."""
    rooms = queries.all_rooms(access.places(ROOMS))
    form = SeriesForm(rooms, series_pages.lendable(), room=request.args.get("raum", 0, type=int))
    if request.method == "GET":
        return _form_page(form)
    if not form.validate():
        return _form_page(form)
    wanted, choices = _wanted(form), _known_rooms(form.choices, rooms)
    if request.form.get("do") == BOOK:
        with form.catching_refusals():
            who = {"booked_by_id": current_user.id}
            series = series_actions.book_series(wanted, form.title.data, choices, note=form.note.data, **who)
            flash(_("Die Reihe ist gebucht."), "good")
            return redirect(url_for(".show_series", series_id=series.id), 303)
    lines = None
    try:
        rows = series_actions.preview_series(wanted, clock.now(), choices)
        lines = series_pages.lines_of(rows, choices, rooms, wanted.room_id, wanted.persons)
    except Refused as refused:
        form.refusal = form.refusal or refused
    return _form_page(form, lines, rule_words.in_words(wanted.rule))


def _wanted(form):
    return Wanted(
        form.room.data, form.rule, None if form.is_by_hand else form.wall_start,
        None if form.is_by_hand else form.wall_start + form.length, form.spans, persons=form.persons.data,
        equipment_ids=tuple(form.things.data),
    )  # fmt: skip


def _known_rooms(choices, rooms):
    """Return the choices, or abort where a chosen room is none that can be had."""
    if set(choices.rooms.values()) - {room.id for room in rooms}:
        abort(400, _("Diesen Raum gibt es nicht. Bitte gehen Sie zurück und wählen Sie einen anderen."))
    return choices


def _form_page(form, lines=None, words="", **facts):
    summary = _summary(lines) if lines is not None else None
    template = "rooms/series_form.html" if "series" not in facts else "rooms/series_change.html"
    return forms.page(template, form, lines=lines, words=words, summary=summary, **facts)


def _summary(lines):
    """Say how many dates there are, and how many of them cannot be had."""
    bad = sum(line.mark[0] in ("full", "few") and bool(line.sentences) for line in lines)
    total = ngettext("%(num)s Termin", "%(num)s Termine", len(lines))
    if not bad:
        return _("%(total)s, nichts steht im Weg.", total=total)
    trouble = ngettext("bei einem steht etwas im Weg", "bei %(num)s steht etwas im Weg", bad)
    return _("%(total)s, %(trouble)s.", total=total, trouble=trouble)


@bp.get("/team/raumreihen/<int:series_id>")
@access.team(ROOMS, at=scopes.of_series)
def show_series(series_id):
    """Show a series with all its dates, and what can be done with each."""
    series, bookings = _load(series_id)
    now = clock.now()
    coming, past = series_pages.date_lines(bookings, now)
    earlier, later = series_pages.neighbours(series)
    usual = next((booking for booking in bookings if not is_frozen(booking, now)), bookings[-1])
    return render_template(
        "rooms/series.html", series=series, usual=usual, coming=coming, past=past, earlier=earlier, later=later,
        words=rule_words.in_words(series.rule), can_change=any(not is_frozen(each, now) for each in bookings),
        things=[thing.name for thing in series_pages.lendable() if thing.id in usual.wanted_things],
        trail=[(entry, trail.in_words(entry)) for entry in trail.entries(series.about)],
    )  # fmt: skip


def _load(series_id):
    try:
        series, bookings = series_changes.load(series_id)
    except LookupError:
        abort(404)
    return (series, bookings) if bookings else abort(404)


@bp.route("/team/raumreihen/<int:series_id>/termine/<int:booking_id>", methods=["GET", "POST"])
@access.team(ROOMS, at=scopes.of_series)
def change_date(series_id, booking_id):
    """Change one date of a series by itself, leave it out, or take it up again."""
    series, bookings = _load(series_id)
    booking = next((each for each in bookings if each.id == booking_id), None) or abort(404)
    date = date_of(booking)
    form = ChangeDateForm(
        queries.all_rooms(access.places(ROOMS)), title=booking.title, room=booking.room_id, day=date.wall_start.date(),
        begins=date.wall_start.time(), ends=date.wall_end.time(), note=booking.note, persons=booking.persons,
        over_midnight=date.wall_end.date() > date.wall_start.date(),
    )  # fmt: skip
    if request.method == "POST":
        with form.catching_refusals():
            if said := _do_with_date(form, booking):
                flash(said, "good")
                return redirect(url_for(".show_series", series_id=series_id), 303)
        series, bookings = _load(series_id)
        booking = next(each for each in bookings if each.id == booking_id)
    return forms.page(
        "rooms/series_date.html", form, series=series, booking=booking, words=rule_words.in_words(series.rule),
        when=series_pages.date_lines([booking], clock.now())[0] or series_pages.date_lines([booking], clock.now())[1],
        is_left_out=booking.state == LEFT_OUT, is_living=booking.state in LIVING,
        is_past=booking.starts_at <= clock.now(),
    )  # fmt: skip


def _do_with_date(form, booking):
    """Do what was asked with one date, and return what to say; None where it was typed badly."""
    act = request.form.get("do")
    if act == "leave_out":
        series_actions.leave_out(booking.id)
        return _("Der Termin ist weggelassen, der Raum ist dann frei. Sie können ihn wieder aufnehmen.")
    if act == "take_up":
        if not form.room.validate(form):
            return None
        series_actions.take_up(booking.id, form.room.data, form.knowingly.data)
        return _("Der Termin ist wieder aufgenommen.")
    if not form.validate():
        return None
    date = form.date
    series_actions.change_date(
        booking.id, date.starts_at, date.ends_at, form.room.data, form.knowingly.data,
        title=form.title.data, persons=form.persons.data, note=form.note.data,
    )  # fmt: skip
    return _("Der Termin ist geändert. Änderungen der Reihe lassen ihn von jetzt an, wie er ist.")


@bp.route("/team/raumreihen/<int:series_id>/aendern", methods=["GET", "POST"])
@access.team(ROOMS, at=scopes.of_series)
def change_series(series_id):
    """Change a series from one of its dates on, or all that is to come; each date is shown before."""
    series, bookings = _load(series_id)
    now, rooms = clock.now(), queries.all_rooms(access.places(ROOMS))
    movable = [booking for booking in bookings if not is_frozen(booking, now)]
    if not movable:
        flash(str(SeriesRefusal.NO_FUTURE.value), "warn")
        return redirect(url_for(".show_series", series_id=series_id), 303)
    wanted_id = request.args.get("ab", type=int)
    anchor = next((booking for booking in movable if booking.id == wanted_id), movable[0])
    filled = typed(series, bookings, anchor)
    form = ChangeSeriesForm(rooms, **filled)
    facts = {"series": series, "anchor": anchor, "series_words": rule_words.in_words(series.rule)}
    if request.method == "GET" or not form.validate():
        return _form_page(form, **facts)
    change, choices = _change(form, filled, anchor), _known_rooms(form.choices, rooms)
    if request.form.get("do") == BOOK:
        with form.catching_refusals():
            kept = series_changes.change_series(series_id, form.scope.data, change, anchor.id, choices)
            flash(_("Die Reihe ist geändert."), "good")
            return redirect(url_for(".show_series", series_id=kept.id), 303)
        series, bookings = _load(series_id)
        facts["series"], facts["anchor"] = series, next(each for each in bookings if each.id == anchor.id)
    lines, words = None, ""
    try:
        begin = None if form.scope.data == ALL_FUTURE else facts["anchor"]
        made = series_changes.plan(series, bookings, form.scope.data, begin, change, now, choices)
        lines = series_pages.lines_of_plan(made, choices, rooms, change.facts.get("persons"))
        words = rule_words.in_words(made.rule)
    except Refused as refused:
        form.refusal = form.refusal or refused
    return _form_page(form, lines, words, **facts)


def _change(form, filled, anchor):
    """Return the Change between what the form was filled with and what was typed."""
    facts = {name: form[name].data for name in ("title", "persons", "note") if form[name].data != filled[name]}
    change = {"facts": facts}
    if form.room.data != filled["room"]:
        change["room_id"] = form.room.data
    if form.begins.data != filled["begins"]:
        change["begins"] = form.begins.data
    if form.length != (before := _form_before(filled)).length:
        change["length"] = form.length
    if form.is_by_hand:
        is_same = before.is_by_hand and form.by_hand.data.split() == before.by_hand.data.split()
        return Change(**change) if is_same else Change(**change, spans=form.spans)
    is_other_day = form.first.data != filled["first"]
    if form.rule == before.rule and not is_other_day:
        return Change(**change)
    # All to come, from the first day as it is: whatever date the page was opened from.
    first = None if form.scope.data == ALL_FUTURE and not is_other_day else form.wall_start
    return Change(**change, rule=form.rule, first=first)


def _form_before(filled):
    """Return the form as it was filled in."""
    form = SeriesForm([])
    form.process(None, **filled)
    return form
