"""The team's pages about things that are lent or stand in rooms, and about who was shown how to use them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app import clock, forms
from app.accounts import access, audit
from app.accounts.models import ROOMS
from app.rooms import briefing_people, equipping, furnishing_queries
from app.rooms.thing_forms import BriefingForm, ThingForm

bp = Blueprint("equipping", __name__)


@bp.get("/team/ausstattung")
@access.team(ROOMS, at=access.everywhere)
def things():
    """List all equipment: how much there is, where it stands, and whether it needs a briefing."""
    return render_template(
        "rooms/team_things.html", things=furnishing_queries.all_things(), places=furnishing_queries.rooms_of_things()
    )


@bp.route("/team/ausstattung/neu", methods=["GET", "POST"])
@access.team(ROOMS, at=access.everywhere)
def create_thing():
    """Make a thing."""
    form = ThingForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            thing = equipping.create_thing(**form.facts())
            flash(_("„%(thing)s“ ist eingetragen.", thing=thing.name), "good")
            return redirect(url_for(".things"), 303)
    return forms.page("rooms/team_thing.html", form, thing=None)


@bp.route("/team/ausstattung/<int:equipment_id>", methods=["GET", "POST"])
@access.team(ROOMS, at=access.everywhere)
def change_thing(equipment_id):
    """Change a thing."""
    thing = furnishing_queries.get_thing(equipment_id)
    form = ThingForm(obj=thing)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            equipping.change_thing(equipment_id, **form.facts())
            flash(_("Gespeichert."), "good")
            return redirect(url_for(".things"), 303)
    return forms.page("rooms/team_thing.html", form, thing=furnishing_queries.get_thing(equipment_id))


@bp.route("/team/ausstattung/<int:equipment_id>/loeschen", methods=["GET", "POST"])
@access.team(ROOMS, at=access.everywhere)
def delete_thing(equipment_id):
    """Delete a thing; the page says what goes with it."""
    thing = furnishing_queries.get_thing(equipment_id)
    form = forms.Form()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            name = thing.name
            equipping.delete_thing(equipment_id)
            flash(_("„%(thing)s“ ist gelöscht.", thing=name), "good")
            return redirect(url_for(".things"), 303)
    return forms.page(
        "rooms/team_delete_thing.html", form, thing=furnishing_queries.get_thing(equipment_id),
        rooms=furnishing_queries.rooms_of_things().get(equipment_id, []),
        briefed=len(furnishing_queries.briefings(equipment_id)),
    )  # fmt: skip


@bp.get("/team/einweisungen")
@access.team(ROOMS, at=access.everywhere)
def briefings():
    """List who was briefed for which machine, those that end first first."""
    audit.look("look_at_briefings", "briefings")
    return render_template(
        "rooms/team_briefings.html", briefings=furnishing_queries.briefings(), today=clock.today(clock.now()),
        machines=furnishing_queries.machines(),
    )  # fmt: skip


@bp.route("/team/einweisungen/neu", methods=["GET", "POST"])
@access.team(ROOMS, at=access.everywhere)
def record_briefing():
    """Write down that somebody was briefed; `?einweisung=` renews a known one."""
    known = request.args.get("einweisung", type=int)
    form = BriefingForm(
        furnishing_queries.machines(), clock.today(clock.now()),
        known=known and furnishing_queries.get_briefing(known),
        equipment_id=request.args.get("maschine", type=int),
    )  # fmt: skip
    if form.is_sent_and_valid():
        with form.catching_refusals():
            briefing_people.record_briefing(**form.data, by_id=current_user.id)
            flash(_("Die Einweisung ist eingetragen."), "good")
            return redirect(url_for(".briefings"), 303)
    return forms.page("rooms/team_briefing.html", form)


@bp.post("/team/einweisungen/<int:briefing_id>/beenden")
@access.team(ROOMS, at=access.everywhere)
def end_briefing(briefing_id):
    """Let a briefing count no more."""
    briefing_people.end_briefing(briefing_id)
    flash(_("Die Einweisung ist beendet. Was schon gebucht ist, bleibt gebucht."), "good")
    return redirect(url_for(".briefings"), 303)
