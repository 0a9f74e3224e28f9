"""The team says which holidays count at a place, and uploads school holidays. Here, because events are named."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask import render_template as render
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock, forms
from app.accounts import access
from app.accounts.models import ROOMS
from app.alliance import queries as alliance
from app.programme import following
from app.rooms import closing, closing_offers, closing_queries, days, queries, school_calendars, scopes
from app.rooms.closing_forms import DecisionsForm, name_of
from app.rooms.place_forms import MARK, SHUT, HolidaysForm, SchoolHolidaysForm
from app.rooms.school_calendars import CalendarRefusal

bp = Blueprint("places_team", __name__)

YEAR = timedelta(days=365)
# The buttons of the two steps.
CHECK, KEEP = "pruefen", "speichern"


@bp.get("/team/orte")
@access.team(ROOMS)
def places():
    """List the places with their holidays, and the regions with their school holidays."""
    today = clock.today(clock.now())
    school = queries.school_holidays(days.REGIONS, today, today + 3 * YEAR)
    return render(
        "rooms/team_places.html",
        rows=[(place, next(iter(days.holidays_at(place, today, today + YEAR).items()), None))
              for place in alliance.all_places(access.places(ROOMS))],
        all_may=access.places(ROOMS) is None,
        regions=days.REGIONS,
        school={region: [row for row in school if row.region == region] for region in days.REGIONS},
    )  # fmt: skip


@bp.route("/team/orte/<key>", methods=["GET", "POST"])
@access.team(ROOMS, at=scopes.of_place)
def holidays(key):
    """Say which holidays count at a place; where they shut it, decide about each booking that is hit."""
    place = alliance.get_place(key)
    form = HolidaysForm(
        data={
            "region": place.holiday_region or "",
            "catholic": place.holidays_catholic,
            "way": SHUT if place.holidays_close else MARK,
        }
    )
    if form.is_sent_and_valid():
        with form.catching_refusals():
            return _keep(place, form)
    today = clock.today(clock.now())
    return forms.page(
        "rooms/team_place.html",
        form,
        place=place,
        coming=days.holidays_at(place, today, today + YEAR),
        has_school=bool(place.holiday_region),
    )


def _keep(place, form):
    """Keep what was chosen, or show whom it hits first."""
    key, place_id, name = place.key, place.id, place.name
    decide, page = _second_step(place_id, form)
    is_decided = not decide.hits or request.form.get("schritt") == KEEP
    if is_decided and decide.validate():
        with decide.catching_refusals():
            closing.keep_holidays(place_id, *form.holidays, decide.decisions)
            flash(_("Die Feiertage für %(place)s sind gespeichert.", place=name), "good")
            return redirect(url_for(".holidays", key=key), 303)
        # Others may be hit by now.
        refusal = decide.refusal
        decide, page = _second_step(place_id, form)
        decide.refusal = refusal
    return forms.page("rooms/team_decide_holidays.html", decide, first=form, place=alliance.get_place(key), **page)


def _second_step(place_id, form):
    """Return the DecisionsForm about the bookings that are hit, and what its page shows besides."""
    now = clock.now()
    shut = closing_queries.shut_rooms(place_id)
    hits = closing_queries.hits(shut, closing.shut_holidays(*form.holidays, now), now, is_new=True)
    events = following.events_of([booking.id for booking in hits])
    decide = DecisionsForm.about(hits, closing_offers.offers(hits, shut, now), events)
    return decide, {"hits": hits, "events": events, "name_of": name_of}


@bp.route("/team/orte/ferien/<region>", methods=["GET", "POST"])
@access.team(ROOMS, at=access.everywhere)
def school_holidays(region):
    """Show the school holidays of a region, and take a file with others."""
    if region not in days.REGIONS:
        abort(404)
    form = SchoolHolidaysForm(request.files)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            number = school_calendars.keep(region, form.content)
            flash(ngettext("Ein Eintrag ist gespeichert.", "%(num)s Einträge sind gespeichert.", number), "good")
            return redirect(url_for(".school_holidays", region=region), 303)
    today = clock.today(clock.now())
    answer = forms.page(
        "rooms/team_school_holidays.html",
        form,
        region=region,
        name=days.REGIONS[region],
        rows=queries.school_holidays([region], today - YEAR, today + 4 * YEAR),
    )
    if form.refusal and form.refusal.reason is CalendarRefusal.TOO_BIG:
        answer.status_code = 413
    elif form.refusal:
        answer.status_code = 422
    return answer


@bp.post("/team/orte/ferien/<region>/loeschen")
@access.team(ROOMS, at=access.everywhere)
def forget_school_holidays(region):
    """Forget the school holidays of a region."""
    if region not in days.REGIONS:
        abort(404)
    school_calendars.forget(region)
    flash(_("Die Schulferien sind gelöscht."), "good")
    return redirect(url_for(".school_holidays", region=region), 303)
