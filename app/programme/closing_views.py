"""The team shuts rooms and opens them again. Here and not among the rooms, because events are named."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask import render_template as render
from flask_babel import gettext as _

from app import clock, forms
from app.accounts import access
from app.accounts.models import ROOMS
from app.alliance import queries as alliance
from app.programme import following
from app.rooms import closing, closing_offers, closing_queries, closure_plans, closure_words, scopes
from app.rooms import queries as rooms
from app.rooms.closing_forms import ClosureForm, DecisionsForm, name_of

bp = Blueprint("closures", __name__)

# So many dates of a closure stand on its page.
MOST_DATES = 60
# The buttons of the two steps.
CHECK, CHANGE, CLOSE = "pruefen", "aendern", "schliessen"


@bp.get("/team/schliesszeiten")
@access.team(ROOMS)
def closures():
    """List all closures that are not over."""
    now = clock.now()
    return render(
        "rooms/team_closures.html",
        rows=[
            (closure, span, closure_words.where(closure), closure_words.how_often(closure.rule, now))
            for closure, span in closing_queries.coming_closures(now, access.places(ROOMS))
        ],
        now=now,
    )


@bp.route("/team/schliesszeiten/neu", methods=["GET", "POST"])
@access.team(ROOMS)
def new_closure():
    """Shut rooms: first what and when, then a decision about each booking that this hits."""
    held = access.places(ROOMS)
    form = ClosureForm(
        alliance.all_places(held), rooms.all_rooms(held), of_house=held is None, data={"where": request.args.get("wo")}
    )
    step = request.form.get("schritt")
    if form.is_sent_and_valid() and step in (CHECK, CLOSE):
        with form.catching_refusals():
            return _decide(form, step)
    return forms.page("rooms/team_new_closure.html", form, steps=_steps(), step=1)


def _steps():
    return [_("Was und wann"), _("Entscheiden")]


def _decide(form, step):
    """Show whom a closure hits, or make it; raise Refused where there can be no such closure."""
    plan = form.plan
    if step == CLOSE:
        decide, page = _second_step(plan)
        if decide.validate():
            with decide.catching_refusals():
                closure = closing.create_closure(plan, decide.decisions)
                flash(_("Die Schließzeit ist eingetragen. Wen sie betrifft, bekommt gleich eine Nachricht."), "good")
                return redirect(url_for(".closure", closure_id=closure.id), 303)
            # Others may be hit by now.
            refusal = decide.refusal
            decide, page = _second_step(plan)
            decide.refusal = refusal
    else:
        decide, page = _second_step(plan)
    return forms.page("rooms/team_decide_closure.html", decide, first=form, steps=_steps(), step=2, **page)


def _second_step(plan):
    """Return the DecisionsForm about a plan, and what its page shows besides. Raises Refused."""
    now = clock.now()
    dates = closure_plans.dates(plan, now)
    shut = closing_queries.shut_rooms(plan.place_id, plan.room_id)
    hits = closing_queries.hits(shut, [(date.starts_at, date.ends_at) for date in dates], now)
    events = following.events_of([booking.id for booking in hits])
    return DecisionsForm.about(hits, closing_offers.offers(hits, shut, now), events), {
        "dates": dates[:MOST_DATES],
        "more": max(0, len(dates) - MOST_DATES),
        "is_endless": closure_plans.is_endless(plan.rule),
        "how_often": closure_words.how_often(plan.rule, now),
        "hits": hits,
        "events": events,
        "name_of": name_of,
    }


@bp.get("/team/schliesszeiten/<int:closure_id>")
@access.team(ROOMS, at=scopes.of_closure)
def closure(closure_id):
    """Show a closure: its dates, and what takes place all the same."""
    now = clock.now()
    found = closing_queries.get_closure(closure_id)
    spans = closing_queries.coming_spans(closure_id, now)
    shut = closing_queries.shut_rooms(found.place_id, found.room_id)
    hits = closing_queries.hits(shut, [(span.starts_at, span.ends_at) for span in spans], now)
    return render(
        "rooms/team_closure.html",
        closure=found,
        can_open=access.may_follow(url_for(".end_closure", closure_id=closure_id), looks=True),
        where=closure_words.where(found),
        how_often=closure_words.how_often(found.rule, now),
        spans=spans[:MOST_DATES],
        more=max(0, len(spans) - MOST_DATES),
        hits=hits,
        events=following.events_of([booking.id for booking in hits]),
    )


@bp.route("/team/schliesszeiten/<int:closure_id>/oeffnen", methods=["GET", "POST"])
@access.team(ROOMS, at=scopes.to_open_again)
def end_closure(closure_id):
    """Open again for good: one button."""
    found = closing_queries.get_closure(closure_id)
    if request.method == "POST":
        closing.end_closure(closure_id)
        flash(_("Wieder geöffnet: Die Schließzeit ist beendet."), "good")
        return redirect(url_for(".closures"), 303)
    spans = closing_queries.coming_spans(closure_id, clock.now())
    return render("rooms/team_end_closure.html", closure=found, where=closure_words.where(found), spans=spans)


@bp.post("/team/schliesszeiten/<int:closure_id>/termin")
@access.team(ROOMS, at=scopes.to_open_again)
def open_on(closure_id):
    """Open again on one date of a closure."""
    span_id = request.form.get("termin", type=int)
    known = {span.id for span in closing_queries.coming_spans(closing_queries.get_closure(closure_id).id, clock.now())}
    if span_id not in known:
        abort(404)
    closing.open_on(span_id)
    flash(_("An diesem Termin ist doch geöffnet."), "good")
    target = url_for(".closures") if len(known) == 1 else url_for(".closure", closure_id=closure_id)
    return redirect(target, 303)
