"""Innovation areas: what they are for, what they reached, what comes next; and where the team keeps them."""

from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock, forms, pages
from app.accounts import access
from app.accounts.models import INSIGHTS, PROGRAMME
from app.alliance import queries as alliance
from app.alliance import setting_targets, target_queries
from app.alliance.area_forms import AreaForm, TargetForm
from app.alliance.area_rules import EARLIEST_YEAR, LATEST_YEAR, MEASURE_WORDS, measures_of, name_of
from app.programme import area_queries, areas, cards, filters, queries, revision

bp = Blueprint("areas", __name__)

MOST_DATES = 10


@bp.get("/bereiche")
@access.everyone
@pages.kept(revision.by_minute)
def all_areas():
    """List what the alliance works on."""
    return render_template("programme/areas.html", areas=area_queries.all_areas(), name_of=name_of)


@bp.get("/bereiche/<key>")
@access.everyone
@pages.kept(revision.by_minute)
def area(key):
    """Show an area: goal, measures, results, targets, next dates."""
    now = clock.now()
    found = area_queries.get_area(key)
    events = queries.public_events(filters.Filter(bereich=key), now)
    return render_template(
        "programme/area.html",
        area=found,
        name=name_of(found),
        measures=measures_of(found),
        years=_years(found.id, now),
        today=clock.today(now),
        cards=[cards.card(event, now) for event in events[:MOST_DATES]],
        more=len(events) > MOST_DATES,
    )


@bp.get("/team/bereiche")
@access.team(PROGRAMME, INSIGHTS)
def team_areas():
    """List the areas, and the targets that want to be looked at again."""
    today = clock.today(clock.now())
    return render_template(
        "programme/team_areas.html",
        areas=area_queries.all_areas(),
        targets=target_queries.numbers_of_current(today.year),
        this_year=today.year,
        due=[(target, MEASURE_WORDS[target.measure]) for target in target_queries.due_for_review(today)],
        may_change=access.may_reach(access.everywhere(), PROGRAMME),
        form=forms.Form(),
    )


@bp.route("/team/bereiche/neu", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def create_area():
    """Make an area."""
    known = alliance.all_areas()
    form = AreaForm(alliance.all_organisations(), position=max((each.position for each in known), default=-1) + 1)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            made = areas.create_area(**form.facts())
            flash(_("Der Bereich „%(title)s“ ist angelegt.", title=made.title), "good")
            return redirect(url_for(".team_areas"), 303)
    return forms.page("programme/team_area.html", form, area=None)


@bp.post("/team/bereiche/vier")
@access.team(PROGRAMME, at=access.everywhere)
def create_the_four():
    """Make the four areas of the alliance in a house that has none."""
    areas.create_the_four()
    flash(_("Die Bereiche des Bündnisses sind angelegt. Schreiben Sie jetzt Ziel und Maßnahmen dazu."), "good")
    return redirect(url_for(".team_areas"), 303)


@bp.route("/team/bereiche/<int:area_id>", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def change_area(area_id):
    """Change what an area says of itself."""
    found = area_queries.get_area(area_id=area_id)
    form = AreaForm(alliance.all_organisations(), found)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            areas.change_area(area_id, **form.facts())
            flash(_("Gespeichert."), "good")
            return redirect(url_for(".change_area", area_id=area_id), 303)
    return forms.page("programme/team_area.html", form, area=area_queries.get_area(area_id=area_id))


@bp.route("/team/bereiche/<int:area_id>/loeschen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def delete_area(area_id):
    """Remove an area; the page says what belongs to it."""
    found = area_queries.get_area(area_id=area_id)
    form = forms.Form()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            title = found.title
            areas.delete_area(area_id)
            flash(_("Der Bereich „%(title)s“ ist gelöscht.", title=title), "good")
            return redirect(url_for(".team_areas"), 303)
    return forms.page(
        "programme/team_delete_area.html", form, area=area_queries.get_area(area_id=area_id),
        used=area_queries.used_by(area_id), versions=len(target_queries.all_versions(area_id)),
    )  # fmt: skip


@bp.get("/team/bereiche/<int:area_id>/ziele")
@access.team(PROGRAMME, INSIGHTS)
def targets(area_id):
    """Show the targets of an area with all their versions."""
    return render_template(
        "programme/team_targets.html",
        area=area_queries.get_area(area_id=area_id),
        years=_years(area_id, clock.now()),
        today=clock.today(clock.now()),
        may_change=access.may_reach(access.everywhere(), PROGRAMME),
    )


@bp.route("/team/bereiche/<int:area_id>/ziele/neu", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def set_target(area_id):
    """Set a target, or a new version of one (`?jahr=` and `?was=` name it)."""
    found = area_queries.get_area(area_id=area_id)
    this_year = clock.today(clock.now()).year
    year = request.args.get("jahr", type=int) or 0
    is_year = EARLIEST_YEAR <= year <= LATEST_YEAR
    before = target_queries.find_current(area_id, year, request.args.get("was")) if is_year else None
    form = TargetForm(this_year, before)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            setting_targets.set_target(area_id, **form.facts())
            flash(_("Das Ziel ist gesetzt."), "good")
            return redirect(url_for(".targets", area_id=area_id), 303)
    return forms.page("programme/team_target.html", form, area=found, before=before)


def _years(area_id, now):
    """Return [(year, [(measure in words, versions, what was reached)])] of the targets of an area: this year first."""
    versions = target_queries.all_versions(area_id)
    reached = area_queries.progress(area_id, [target.year for target in versions], now)
    years, this_year = {}, clock.today(now).year
    for (year, measure), history in groupby(versions, key=lambda each: (each.year, each.measure)):
        years.setdefault(year, {})[measure] = list(history)
    return [
        (
            year,
            [
                (words, years[year][measure], reached.get((year, measure), 0))
                for measure, words in MEASURE_WORDS.items() if measure in years[year]
            ],
        )
        for year in sorted(years, key=lambda year: (year < this_year, abs(year - this_year)))
    ]  # fmt: skip
