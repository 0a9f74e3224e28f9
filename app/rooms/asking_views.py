"""Asking for a room without an account: the form in three steps, and the offer to be told when the room frees up."""

from datetime import date, time

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock, display, forms
from app.accounts import access
from app.alliance import queries as alliance
from app.errors import Refused
from app.limits import limit_bookings
from app.rooms import (
    asking,
    finding,
    links,
    policies,
    queries,
    request_queries,
    request_rules,
    typed_spans,
    watching,
    wish_checks,
)  # fmt: skip
from app.rooms.asking_forms import AskForm, WatchForm
from app.rooms.models import CITIZEN, NO, ORGANISATION
from app.rooms.request_rules import AskRefusal
from app.rooms.rules import RoomRefusal
from app.rooms.typed_spans import Mistyped

bp = Blueprint("rooms", __name__)

# So many refused dates get alternatives of their own.
MOST_HELPED = 3


@bp.route("/raeume/<slug>/buchen", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def ask_for_room(slug):
    """Ask for a room in three steps: when, who, check and send."""
    room = queries.get_room(slug)
    groups = _groups(room)
    if not groups:
        return render_template("rooms/not_for_you.html", room=room), 409 if request.method == "POST" else 200
    form = _form(room, groups)
    step = form.step.data if form.step.data in form.FIELDS_OF_STEP else "1"
    if request.method == "POST" and "back" in request.form:
        # Going back checks nothing and loses nothing.
        return _show_step(form, str(max(1, int(step) - 1)))
    if request.method == "GET" or not form.is_well_typed_up_to(step):
        return _show_step(form, form.first_faulty_step() or step)
    with form.catching_refusals():
        if step != "3":
            _refuse_early(form, step)
            return _show_step(form, str(int(step) + 1))
        if reason := form.why_not_sent_by_hand():
            raise Refused(reason)
        asking.ask_for_room(
            form.wishes, form.asker, persons=form.personen.data, layout_id=form.layout_id,
            equipment_ids=form.things.data, form_key=form.nonce, leave_out=form.leave_out.data,
        )  # fmt: skip
        return redirect(url_for(".almost_done", slug=slug), 303)
    return _show_step(form, step)


def _groups(room):
    """Return (value, label) of those for whom this room may be asked for."""
    ways = {who: policies.policy_of(room, who).way for who in (CITIZEN, ORGANISATION)}
    groups = [("", _("Für mich selbst oder eine private Gruppe"))] if ways[CITIZEN] != NO else []
    if ways[ORGANISATION] != NO:
        groups += [(str(each.id), each.name) for each in alliance.all_organisations()]
    return groups


def _form(room, groups):
    given = {} if request.method == "POST" else _given_by_address()
    texts = given.get("termine") or request.form.get("termine", "").split()
    slugs = {text.partition("@")[2] for text in texts} - {""}
    by_slug = request_queries.rooms_by_slug(slugs | {room.slug}) if slugs else {room.slug: room}
    form = AskForm(room, clock.now(), by_slug, data=given)
    layouts = [] if room.is_digital or slugs - {room.slug} else room.layouts
    form.offer(layouts, request_queries.things_for(room), groups)
    if request.method == "GET" and form.has_dates:
        _check_dates(form)
    return form


def _given_by_address():
    """Return what the address fills in: ?tag=2026-05-01&von=14:00&bis=16:00&personen=8, or several termin=…"""
    args = request.args
    given = {}
    try:
        if args.get("tag"):
            given["tag"] = date.fromisoformat(args["tag"])
        given |= {name: time.fromisoformat(args[name]) for name in ("von", "bis") if args.get(name)}
        given |= {name: int(args[name]) for name in ("personen",) if args.get(name)}
    except ValueError:
        abort(400, _("Bitte schreiben Sie ein Datum wie 2026-11-28 und eine Uhrzeit wie 14:00."))
    if args.get("dauer"):
        given["dauer"] = args["dauer"]
    if dates := [text for text in args.getlist("termin") if text.strip()]:
        given["termine"] = given["termin"] = tuple(dict.fromkeys("".join(text.split()) for text in dates))
    return given


def _check_dates(form):
    """Refuse an address with dates that nobody can read; too many of them are said on the page."""
    if len(form.termine.data) > request_rules.MOST_DATES:
        abort(400, str(AskRefusal.TOO_MANY_DATES.value) % {"most": request_rules.MOST_DATES})
    for text in form.termine.data:
        try:
            form.wish_of(text)
        except Mistyped as mistyped:
            abort(400, str(mistyped))


def _refuse_early(form, step):
    """Say what cannot be had before asking for more. Raises Refused."""
    if len(form.wishes) > request_rules.MOST_DATES:
        raise Refused(AskRefusal.TOO_MANY_DATES, most=request_rules.MOST_DATES)
    refused = _refusals(form, step)
    if refused and len(form.wishes) == 1:
        raise refused[0]
    if refused and (not form.leave_out.data or len(refused) == len(form.wishes)):
        raise asking.DatesRefused(refused, len(form.wishes))


def _refusals(form, step):
    """Return {number of the wish: Refused}; before it is known who asks, as for those who are refused least."""
    rooms = {room.id: room for room in form.rooms_by_slug.values()}
    facts = form.personen.data, form.layout_id, form.things.data or ()
    asked = [form.asker.who] if step != "1" else _offered(form)
    return min((wish_checks.refusals(form.wishes, rooms, who, form.now, *facts) for who in asked), key=len)


def _offered(form):
    values = {value for value, _label in form.for_whom.choices}
    return [CITIZEN] * ("" in values) + [ORGANISATION] * bool(values - {""})


def _show_step(form, step):
    form.step.data = step
    room = form.room
    refused = _refused(form)
    if form.has_dates:
        _label_dates(form, refused)
    who = form.asker.who if form.for_whom.data else _offered(form)[0]
    rooms = {each.id: each for each in form.rooms_by_slug.values()}
    asked = {wish.room_id for wish in form.wishes} or {room.id}
    return forms.page(
        "rooms/ask.html", form, room=room, step=int(step), rooms=rooms, refused=refused,
        must_ask=any(request_rules.somebody_decides(rooms[ident], who) for ident in asked),
        answer_days=max(rooms[ident].answer_days for ident in asked),
        offers=_offers(form, refused), watch_path=_watch_path(form, refused),
        chosen_things=[label for value, label in form.things.choices if value in (form.things.data or ())],
    )  # fmt: skip


def _refused(form):
    """Return {number of the wish: Refused} of what the page has to say."""
    refusal = form.refusal
    if isinstance(refusal, asking.DatesRefused):
        return refusal.refused
    if refusal is not None and len(form.wishes) == 1 and isinstance(refusal.reason, RoomRefusal):
        return {0: refusal}
    if form.leave_out.data and len(form.wishes) > 1:
        return _refusals(form, form.step.data)
    return {}


def _label_dates(form, refused):
    """Give the checkboxes their words: the date, its room where they differ, and why it cannot be had."""
    why = {form.wishes[number]: each.sentence for number, each in refused.items()}
    names = {each.id: each.name for each in form.rooms_by_slug.values()}
    labels = []
    for text in form.termine.data:
        try:
            wish = form.wish_of(text)
        except Mistyped:
            continue
        parts = [display.span(wish.starts_at, wish.ends_at)] + [names[wish.room_id]] * (len(names) > 1)
        label = ", ".join(parts)
        labels.append((text, _("%(when)s: %(why)s", when=label, why=why[wish]) if wish in why else label))
    form.termin.choices = labels


def _offers(form, refused):
    """Return [(when it was wanted, [(text, address)])] for the first few refused wishes."""
    layout = next((each for each in form.room.layouts if each.id == form.layout_id), None)
    rooms = {room.id: room for room in form.rooms_by_slug.values()}
    who = form.asker.who if form.step.data != "1" else _offered(form)[0]
    found = []
    for number in list(refused)[:MOST_HELPED]:
        wish = form.wishes[number]
        offers = finding.alternatives(
            rooms[wish.room_id], wish.starts_at, wish.ends_at, form.now, form.personen.data, layout,
            tuple(form.things.data or ()), who,
        )  # fmt: skip
        addresses = [(each.text, _instead(form, wish, each) if form.has_dates else each.href) for each in offers]
        if addresses:
            found.append((display.span(wish.starts_at, wish.ends_at), addresses))
    return found


def _instead(form, wish, offer):
    """Return the address of this form with one of its dates replaced by what is offered for it."""
    texts = []
    for text in form.termine.data:
        if form.wish_of(text) == wish:
            text = links.date_text(offer.room, offer.starts_at, offer.ends_at)
        texts.append(text)
    return url_for(".ask_for_room", slug=form.room.slug, termin=texts)


def _watch_path(form, refused):
    """Return the address at which one can ask to be told, where the only trouble is that somebody has the room."""
    if form.has_dates or not refused or refused[0].reason is not RoomRefusal.BUSY:
        return None
    wish = form.wishes[0]
    return links.form_path(form.room, wish.starts_at, wish.ends_at, page="bescheid")


@bp.get("/raeume/<slug>/buchen/fast-geschafft")
@access.everyone
def almost_done(slug):
    """Say that a mail is on its way: the same page for everybody."""
    return render_template("rooms/almost_done.html", room=queries.get_room(slug), is_watch=False)


@bp.route("/raeume/<slug>/bescheid", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def watch_room(slug):
    """Ask to be told when a room frees up: an address, confirmed by mail."""
    room = queries.get_room(slug)
    form = WatchForm(data={name: request.args.get(name) for name in ("tag", "von", "bis")})
    starts_at, ends_at = _span_of(form)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            if reason := form.why_not_sent_by_hand():
                raise Refused(reason)
            watching.watch(room.id, starts_at, ends_at, form.email.data, form.nonce, form.language.data)
            return redirect(url_for(".watch_almost_done", slug=slug), 303)
    return forms.page(
        "rooms/watch.html", form, room=room, starts_at=starts_at, ends_at=ends_at,
        form_path=links.form_path(room, starts_at, ends_at),
    )  # fmt: skip


def _span_of(form):
    try:
        day, begins, ends = (
            date.fromisoformat(form.tag.data), time.fromisoformat(form.von.data), time.fromisoformat(form.bis.data)
        )  # fmt: skip
        return typed_spans.span(day, begins, ends, now=clock.now())
    except Mistyped as mistyped:
        abort(400, str(mistyped))
    except (TypeError, ValueError):
        abort(400, _("Bitte wählen Sie die Zeit im Formular des Raums."))


@bp.get("/raeume/<slug>/bescheid/fast-geschafft")
@access.everyone
def watch_almost_done(slug):
    """Say that a mail is on its way: the same page for everybody."""
    return render_template("rooms/almost_done.html", room=queries.get_room(slug), is_watch=True)
