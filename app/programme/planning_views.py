"""The team's pages on which an event is planned, published and changed."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock, display, forms, stale
from app.accounts import access
from app.accounts.models import PROGRAMME
from app.alliance import queries as alliance
from app.programme import (
    event_series,
    event_series_pages,
    planning,
    planning_offers,
    planning_queries,
    queries,
    rules,
    scopes,
)
from app.programme.format_forms import PHYSICAL
from app.programme.models import DRAFT, PUBLISHED
from app.programme.planning_forms import ChangeForm, PlanForm
from app.programme.publish_forms import PublishForm

bp = Blueprint("planning", __name__)

# The buttons that only look: at rooms that are free then, at room for more dates.
LOOK, MORE = "look", "more"
# The button that plans a series, once its dates were seen.
BOOK = "book"


@bp.route("/team/veranstaltungen/neu", methods=["GET", "POST"])
@access.team(PROGRAMME)
def new_event():
    """Plan an event: choose a format, and everything is filled in. `?idee=` and `?beschluss=`: where it comes from."""
    came_from, source = _came_from()
    format_id = request.args.get("format", type=int)
    if format_id is None:
        return render_template(
            "programme/plan_choose.html",
            formats=queries.all_formats(), source=source, query={kind: str(number) for kind, number in came_from},
            may_make=access.may_follow(url_for("formats.create_format")),
        )  # fmt: skip
    format = queries.get_format_by_id(format_id)
    form = PlanForm(
        format, alliance.all_areas(), alliance.all_organisations(), planning_queries.lent_things(), source, _like(),
    )  # fmt: skip
    if request.method == "POST" and "take" in request.form:
        form.take(request.form["take"])
    offer_rooms(form, format, form.readable_spans())
    only_looks = LOOK in request.form or MORE in request.form
    if request.method == "GET" and format.mode != PHYSICAL or LOOK in request.form and form.digital.data:
        form.propose_digital()
    if MORE in request.form:
        form.add_rows()
    outlook = None
    if not only_looks and form.is_sent_and_valid() and says_where(form):
        with form.catching_refusals():
            if form.is_series and request.form.get("do") != BOOK:
                outlook = event_series_pages.outlook_of(form, clock.now())
            else:
                return _plan(form, format, came_from)
        format = queries.get_format_by_id(format_id)
        offer_rooms(form, format, form.spans)
        if form.is_series and outlook is None:
            outlook = event_series_pages.outlook_of(form, clock.now())
    return forms.page(
        "programme/plan_event.html", form, format=format, source=source, outlook=outlook,
        offers=planning_offers.offers(form, clock.now()), has_dates=bool(form.readable_spans()), look=LOOK, more=MORE,
    )  # fmt: skip


def _plan(form, format, came_from):
    """Plan what was typed, and lead to it. Raises Refused."""
    is_public = form.state.data == PUBLISHED
    if form.is_series:
        events = event_series.plan_series(_plan_of(form, format), form.repeated, form.choices, is_public, came_from)
        flash(event_series_pages.planned_text(events), "good")
        return redirect(url_for("event_series.show_series", event_id=events[0].id), 303)
    event = planning.plan(_plan_of(form, format), is_public, came_from)
    flash(_planned(event), "good")
    return to_event(event.id)


def _like():
    """Return the event that the new one is to be like (`?wie=`), where the signed-in plans there; or None."""
    event_id = request.args.get("wie", type=int)
    if event_id is None or not 0 < event_id < 2**31 or not access.may_reach(scopes.of_event(event_id), PROGRAMME):
        return None
    return queries.get_event(event_id)


def _came_from():
    """Return [(kind, number)] of what the address names, and the planning.Source to show, or None."""
    came_from, source = [], None
    for kind in planning.KINDS:
        if kind not in request.args:
            continue
        number = request.args.get(kind, type=int)
        if number is None or number > 2**31 - 1:
            abort(404)
        if kind == planning.UMBRELLA and access.places(PROGRAMME) is not None:
            # A day reaches over all places, and so must whoever puts something under it.
            abort(404)
        try:
            source = planning.find_source(kind, number) or source
        except LookupError:
            abort(404)
        came_from.append((kind, number))
    return came_from, source


def offer_rooms(form, format, spans, seats=None, but_not=()):
    """Offer the rooms that are free at some dates, as far as the signed-in plans there."""
    held = access.places(PROGRAMME)
    persons = seats or form.seats_onsite.data or form.seats_online.data or 1
    choices = planning_queries.room_choices(
        spans, persons, format.room_needs, clock.now(), held, but_not, format.layout, format.barrier_need
    )
    form.offer_rooms(choices, alliance.all_places(held))


def says_where(form):
    """Tell whether who plans for some places only says in which one a house elsewhere is."""
    if access.places(PROGRAMME) is None or not form.external.data or form.external_place_id.data:
        return True
    form.external_place_id.errors = [_("Bitte wählen Sie den Ort: Sie planen für bestimmte Orte.")]
    return False


def _plan_of(form, format):
    return planning.Plan(
        format.id, form.spans, form.room_ids, form.seats, form.facts(), host_id=form.host_id.data or None,
        asked_ids=form.asked_ids, equipment_ids=tuple(form.things.data), titles=form.titles,
        interpreting=tuple(form.interpreting.data),
        knowingly=form.knowingly.data,
    )  # fmt: skip


def _planned(event):
    if event.state == PUBLISHED:
        return _published()
    return f"{_kept_as_draft(event)} {_public_from(event)}".rstrip()


def _public_from(event):
    if event.publish_at is None:
        return ""
    return _("Öffentlich wird sie von selbst: %(when)s.", when=display.day_and_time(event.publish_at))


def _published():
    return _("Die Veranstaltung ist öffentlich.")


def _kept_as_draft(event):
    if event.rooms:
        return _("Der Entwurf ist gespeichert, seine Räume sind gebucht. Zu sehen ist er nur für das Team.")
    return _("Der Entwurf ist gespeichert. Zu sehen ist er nur für das Team.")


@bp.route("/team/veranstaltungen/<int:event_id>/veroeffentlichen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def publish_event(event_id):
    """Show a draft to everyone, now or from a moment on: the page says what guests would miss."""
    event = queries.get_event(event_id)
    form = PublishForm(event)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            flash(_publish(event_id, form), "good")
            return to_event(event_id)
        event = queries.get_event(event_id)
    return forms.page(
        "programme/publish_event.html", form,
        event=event, is_draft=event.state == DRAFT, missing=planning.still_missing(event),
        is_overdue=event.publish_at is not None and event.publish_at <= clock.now(),
    )  # fmt: skip


def _publish(event_id, form):
    """Do what was chosen, and return what to say."""
    if form.state.data == PUBLISHED:
        planning.publish_event(event_id)
        return _published()
    event = planning.publish_later(event_id, form.publish_at)
    return _public_from(event) or _("Sie bleibt Entwurf.")


@bp.route("/team/veranstaltungen/<int:event_id>/aendern", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def change_event(event_id):
    """Change title, note, seats, hosts, areas and languages of an event."""
    event = queries.get_event(event_id)
    form = ChangeForm(event, alliance.all_areas())
    if form.is_sent_and_valid():
        with form.catching_refusals():
            planning.change_event(event_id, form.leaving.data, stale.seen(), seats=form.seats, **form.facts())
            flash(_("Gespeichert."), "good")
            return to_event(event_id)
        event = queries.get_event(event_id)
    shown = planning.as_shown(event)
    return forms.page(
        "programme/change_event.html", form, event=event, why_not=why_not(event),
        seen=stale.carried(form, shown), differences=stale.differences(form, shown),
    )  # fmt: skip


def why_not(event):
    """Return why nobody can change an event any more, or None."""
    return rules.why_not_change(event.state, event.ends_at, clock.now())


def to_event(event_id):
    """Lead to the team's page of an event."""
    return redirect(url_for("team.event_guests", event_id=event_id), 303)
