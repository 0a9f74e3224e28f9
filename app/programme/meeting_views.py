"""The team's pages about a body and its meetings: which there are, and what stands on their agenda."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock, forms
from app.accounts import access
from app.accounts.models import PROGRAMME, REPRESENTATIVE
from app.alliance import body_queries, body_rules
from app.programme import agenda, agenda_queries, meeting_queries, meetings, resolution_queries, resolution_rules
from app.programme.meeting_forms import ConnectForm, ItemForm

bp = Blueprint("meetings", __name__)


@bp.get("/team/gremien/<int:body_id>")
@access.team(PROGRAMME, REPRESENTATIVE, at=body_queries.where_body)
def body(body_id):
    """Show a body: its members, meetings, and what it resolved last."""
    now = clock.now()
    found = meeting_queries.meetings_of(body_id)
    return render_template(
        "programme/body.html",
        body=body_queries.get_body(body_id),
        methods=body_rules.METHODS,
        coming=[each for each in reversed(found) if each[1].ends_at > now],
        past=[each for each in found if each[1].ends_at <= now],
        resolutions=resolution_queries.latest_of(body_id),
        standing=lambda resolution: resolution_rules.standing(resolution, clock.today(now)),
    )


@bp.route("/team/gremien/<int:body_id>/sitzungen/neu", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def connect_meeting(body_id):
    """Let a body meet at an event that is planned, or lead to planning one."""
    body_queries.get_body(body_id)
    form = ConnectForm(meeting_queries.events_to_choose(clock.now()))
    if form.is_sent_and_valid():
        with form.catching_refusals():
            meeting = meetings.connect_meeting(body_id, form.event_id.data)
            flash(_("Das ist jetzt eine Sitzung. Was soll auf die Tagesordnung?"), "good")
            return redirect(url_for(".meeting", meeting_id=meeting.id), 303)
    return forms.page("programme/connect_meeting.html", form, body=body_queries.get_body(body_id))


@bp.get("/team/sitzungen/<int:meeting_id>")
@access.team(PROGRAMME, REPRESENTATIVE, at=meeting_queries.where_meeting)
def meeting(meeting_id):
    """Show a meeting: its agenda, what waits, what was resolved."""
    return _page(meeting_id, ItemForm())


@bp.post("/team/sitzungen/<int:meeting_id>")
@access.team(PROGRAMME, at=access.everywhere)
def add_item(meeting_id):
    """Write a point on the agenda."""
    meeting_queries.get_meeting(meeting_id)
    form = ItemForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            agenda.add_item(meeting_id, form.title.data, form.text.data)
            flash(_("Der Punkt steht auf der Tagesordnung."), "good")
            return redirect(url_for(".meeting", meeting_id=meeting_id), 303)
    return _page(meeting_id, form)


def _page(meeting_id, form):
    found = meeting_queries.get_meeting(meeting_id)
    now = clock.now()
    known = {item.source for item in found.meeting.agenda}
    is_open = found.meeting.minutes_sent_at is None
    may_write = access.may_reach(access.everywhere(), PROGRAMME) and is_open
    waiting = agenda_queries.waiting(found.body.id, now) if may_write else []
    return forms.page(
        "programme/meeting.html",
        form,
        meeting=found.meeting,
        event=found.event,
        body=found.body,
        may_write=may_write,
        waiting=[each for each in waiting if each.source not in known],
        path_of=_path_of,
        resolutions=resolution_queries.of_meeting(meeting_id),
        standing=lambda resolution: resolution_rules.standing(resolution, clock.today(now)),
        has_begun=found.event.starts_at <= now,
    )


def _path_of(source):
    path = agenda_queries.path_of(source)
    return path if path and access.may_follow(path) else None


@bp.post("/team/sitzungen/<int:meeting_id>/sammeln")
@access.team(PROGRAMME, at=access.everywhere)
def collect_waiting(meeting_id):
    """Put all that waits on the agenda."""
    meeting_queries.get_meeting(meeting_id)
    number = agenda.collect_waiting(meeting_id)
    text = ngettext("%(num)s Punkt ist dazugekommen.", "%(num)s Punkte sind dazugekommen.", number)
    flash(text if number else _("Es ist nichts Neues dazugekommen."), "good" if number else "info")
    return redirect(url_for(".meeting", meeting_id=meeting_id), 303)


@bp.post("/team/sitzungen/<int:meeting_id>/reihenfolge")
@access.team(PROGRAMME, at=access.everywhere)
def order_agenda(meeting_id):
    """Put the points in the order of the numbers typed beside them."""
    found = meeting_queries.get_meeting(meeting_id)
    numbers = {item.id: request.form.get(f"number_{item.id}", type=int) for item in found.meeting.agenda}
    agenda.order_agenda(meeting_id, {ident: number for ident, number in numbers.items() if number is not None})
    flash(_("Die Reihenfolge ist gespeichert."), "good")
    return redirect(url_for(".meeting", meeting_id=meeting_id), 303)


@bp.post("/team/sitzungen/<int:meeting_id>/punkte/<int:item_id>/<way>")
@access.team(PROGRAMME, at=access.everywhere)
def move_item(meeting_id, item_id, way):
    """Move a point one place up or down, or take it off the agenda."""
    acts = {
        "hoch": lambda: agenda.move_item(item_id, agenda.UP),
        "runter": lambda: agenda.move_item(item_id, agenda.DOWN),
        "entfernen": lambda: agenda.remove_item(item_id),
    }
    _item(meeting_id, item_id)
    acts.get(way, lambda: abort(404))()
    return redirect(url_for(".meeting", meeting_id=meeting_id, _anchor="tagesordnung"), 303)


@bp.route("/team/sitzungen/<int:meeting_id>/punkte/<int:item_id>", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def change_item(meeting_id, item_id):
    """Say otherwise what a point is about."""
    item = _item(meeting_id, item_id)
    form = ItemForm(obj=item)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            agenda.change_item(item_id, **form.data)
            flash(_("Gespeichert."), "good")
            return redirect(url_for(".meeting", meeting_id=meeting_id), 303)
    found = meeting_queries.get_meeting(meeting_id)
    return forms.page("programme/agenda_item.html", form, meeting=found.meeting, event=found.event)


def _item(meeting_id, item_id):
    found = meeting_queries.get_meeting(meeting_id)
    return next((each for each in found.meeting.agenda if each.id == item_id), None) or abort(404)


@bp.route("/team/sitzungen/<int:meeting_id>/loesen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def disconnect_meeting(meeting_id):
    """Let the event be no meeting any more; the page says what goes."""
    found = meeting_queries.get_meeting(meeting_id)
    body_id = found.body.id
    form = forms.Form()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            meetings.disconnect_meeting(meeting_id)
            flash(_("Die Veranstaltung ist keine Sitzung mehr."), "good")
            return redirect(url_for(".body", body_id=body_id), 303)
        found = meeting_queries.get_meeting(meeting_id)
    return forms.page("programme/disconnect_meeting.html", form, **vars(found))
