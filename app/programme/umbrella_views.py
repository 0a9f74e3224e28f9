"""Days under which several events stand: for everyone as a timetable, for the team to put together."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app import clock, forms, pages
from app.accounts import access
from app.accounts.models import PROGRAMME
from app.programme import cards, revision, timetables, umbrella_queries, umbrellas
from app.programme.models import CANCELLED
from app.programme.umbrella_forms import CancelUmbrellaForm, ChooseForm, UmbrellaForm

bp = Blueprint("umbrellas", __name__)


@bp.get("/tage")
@access.everyone
@pages.kept(revision.by_minute)
def umbrella_list():
    """List the days of the house."""
    return render_template("programme/umbrellas.html", umbrellas=umbrella_queries.public_umbrellas())


@bp.get("/tage/<slug>")
@access.everyone
@pages.kept(revision.by_minute)
def umbrella(slug):
    """Show a day as a timetable, and as a list by time."""
    now = clock.now()
    found = umbrella_queries.get_public_umbrella(slug)
    events = umbrella_queries.events_under(found.id)
    return render_template(
        "programme/umbrella.html",
        umbrella=found,
        is_coming=found.state != CANCELLED and found.ends_on >= clock.today(now),
        days=timetables.timetables(events, found.starts_on, found.ends_on),
        cards={event.id: cards.card(event, now) for event in events},
    )


@bp.get("/team/tage")
@access.team(PROGRAMME)
def team_umbrellas():
    """List all days, drafts too."""
    return render_template(
        "programme/team_umbrellas.html",
        umbrellas=umbrella_queries.all_umbrellas(), may_change=access.places(PROGRAMME) is None,
    )  # fmt: skip


@bp.route("/team/tage/neu", methods=["GET", "POST"])
# A day reaches over all places.
@access.team(PROGRAMME, at=access.everywhere)
def create_umbrella():
    """Make a day."""
    form = UmbrellaForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            facts = form.facts()
            state = facts.pop("state")
            made = umbrellas.create_umbrella(**facts)
            umbrellas.change_umbrella(made.id, state=state)
            flash(_("„%(title)s“ ist angelegt. Wählen Sie jetzt, was dazugehört.", title=made.title), "good")
            return redirect(url_for(".choose_events", umbrella_id=made.id), 303)
    return forms.page("programme/team_umbrella.html", form, umbrella=None)


@bp.route("/team/tage/<int:umbrella_id>", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def change_umbrella(umbrella_id):
    """Change a day."""
    found = umbrella_queries.get_umbrella(umbrella_id)
    form = UmbrellaForm(found)
    if found.state == CANCELLED:
        del form.state
    if form.is_sent_and_valid():
        with form.catching_refusals():
            umbrellas.change_umbrella(umbrella_id, **form.facts())
            flash(_("Gespeichert."), "good")
            return redirect(url_for(".change_umbrella", umbrella_id=umbrella_id), 303)
        found = umbrella_queries.get_umbrella(umbrella_id)
    now = clock.now()
    events = umbrella_queries.events_under(umbrella_id, also_hidden=True)
    return forms.page(
        "programme/team_umbrella.html", form, umbrella=found,
        events=[(event, cards.when(event), cards.seats_text(event, now)) for event in events],
    )  # fmt: skip


@bp.route("/team/tage/<int:umbrella_id>/veranstaltungen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def choose_events(umbrella_id):
    """Choose the events under a day, out of those that happen then."""
    found = umbrella_queries.get_umbrella(umbrella_id)
    could = umbrella_queries.events_that_could(found)
    form = ChooseForm(data={"events": [event.id for event in could if event.umbrella_id == umbrella_id]})
    form.events.choices = [(event.id, f"{event.title}, {cards.when(event)}") for event in could]
    if form.is_sent_and_valid():
        with form.catching_refusals():
            umbrellas.choose_events(umbrella_id, form.events.data)
            flash(_("Gespeichert."), "good")
            return redirect(url_for(".change_umbrella", umbrella_id=umbrella_id), 303)
    return forms.page("programme/choose_events.html", form, umbrella=umbrella_queries.get_umbrella(umbrella_id))


@bp.route("/team/tage/<int:umbrella_id>/absagen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def cancel_umbrella(umbrella_id):
    """Call a day off with all that is under it."""
    found = umbrella_queries.get_umbrella(umbrella_id)
    form = CancelUmbrellaForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            umbrellas.cancel_umbrella(umbrella_id, form.reason.data)
            flash(_("Alles ist abgesagt, die Räume sind wieder frei."), "good")
            return redirect(url_for(".change_umbrella", umbrella_id=umbrella_id), 303)
        found = umbrella_queries.get_umbrella(umbrella_id)
    events = umbrella_queries.events_under(umbrella_id)
    return forms.page("programme/cancel_umbrella.html", form, umbrella=found, events=events)


@bp.route("/team/tage/<int:umbrella_id>/loeschen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def delete_umbrella(umbrella_id):
    """Delete a day; its events stay."""
    found = umbrella_queries.get_umbrella(umbrella_id)
    form = forms.Form()
    if form.is_sent_and_valid():
        umbrellas.delete_umbrella(umbrella_id)
        flash(_("Der Thementag ist gelöscht. Seine Veranstaltungen sind geblieben."), "good")
        return redirect(url_for(".team_umbrellas"), 303)
    return forms.page("programme/delete_umbrella.html", form, umbrella=found)
