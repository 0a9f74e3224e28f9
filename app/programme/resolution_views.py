"""Resolutions: the register that everybody reads, the team's, and what the team writes in it."""

from types import SimpleNamespace

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock, forms, pages
from app.accounts import access
from app.accounts.models import INSIGHTS, PROGRAMME, REPRESENTATIVE
from app.alliance import body_queries, queries
from app.programme import planning, resolution_queries, resolution_rules, resolutions, revision
from app.programme.resolution_forms import FollowUpForm, RegisterForm, VoteForm, resolution_form

bp = Blueprint("resolutions", __name__)


def _stamp():
    """Public resolutions change with what is public, and with the day: what is overdue."""
    return (*revision.current(), clock.today(clock.now()))


@bp.get("/beschluesse")
@access.everyone
@pages.kept(_stamp)
def register():
    """Show what was resolved in public: searched, by body, year and state."""
    return render_template("programme/resolutions.html", **_register(".register", is_public=True))


@bp.get("/beschluesse/<int:resolution_id>")
@access.everyone
@pages.kept(_stamp)
def public_resolution(resolution_id):
    """Show one public resolution."""
    resolution = resolution_queries.get_resolution(resolution_id, is_public=True)
    event = resolution_queries.find_event(resolution)
    return render_template(
        "programme/resolution.html",
        resolution=resolution,
        event=event if event and event.is_public else None,
        **_words(),
    )


@bp.get("/team/beschluesse")
@access.team(PROGRAMME, INSIGHTS, REPRESENTATIVE)
def team_register():
    """Show all resolutions, what is overdue first; who only represents organisations sees those of their bodies."""
    own = None if access.may(PROGRAMME, INSIGHTS) else access.organisations()
    return render_template("programme/team_resolutions.html", **_register(".team_register", organisation_ids=own))


def _register(endpoint, **whose):
    today = clock.today(clock.now())
    wanted = resolution_queries.read(request.args)
    found = resolution_queries.register(wanted, today, **whose)
    bodies, years = resolution_queries.choices(**whose)
    return {
        "form": RegisterForm(wanted, bodies, years),
        "found": found,
        "wanted": wanted,
        "pager": _pager(endpoint, wanted, found),
        **_words(),
    }


def _pager(endpoint, wanted, found):
    if found.pages == 1:
        return None
    page = found.page

    def to(number):
        return url_for(endpoint, **wanted.query(seite=number))

    return SimpleNamespace(
        text=_("Seite %(page)s von %(pages)s", page=page, pages=found.pages),
        prev=(_("Vorige Seite"), to(page - 1)) if page > 1 else None,
        next=(_("Nächste Seite"), to(page + 1)) if page < found.pages else None,
    )


def _words():
    today = clock.today(clock.now())
    return {
        "standing": lambda resolution: resolution_rules.standing(resolution, today),
        "vote_words": resolution_rules.VOTES,
        "states": resolution_rules.FOLLOW_UPS,
    }


@bp.get("/team/beschluesse/<int:resolution_id>")
@access.team(PROGRAMME, INSIGHTS, REPRESENTATIVE, at=resolution_queries.where_resolution)
def team_resolution(resolution_id):
    """Show one resolution, with what became of it."""
    return _page(resolution_id)


def _page(resolution_id, vote_form=None):
    resolution = resolution_queries.get_resolution(resolution_id)
    meeting = resolution.meeting
    may_write = access.may_reach(access.everywhere(), PROGRAMME)
    is_correctable = may_write and (meeting is None or meeting.minutes_sent_at is None)
    return forms.page(
        "programme/team_resolution.html",
        vote_form or forms.Form(),
        resolution=resolution,
        vote_form=vote_form or (VoteForm(_missing(resolution)) if is_correctable else None),
        event=resolution_queries.find_event(resolution),
        may_write=may_write,
        is_correctable=is_correctable,
        history=resolution_queries.follow_ups_of(resolution_id),
        planning_path=_planning_path(resolution) if may_write else None,
        **_words(),
    )


def _missing(resolution):
    voted = {vote.organisation_id for vote in resolution.votes}
    return [member for member in resolution_queries.members_of(resolution.body_id) if member.id not in voted]


def _planning_path(resolution):
    if not resolution.is_adopted or resolution.event_id is not None:
        return None
    return url_for("planning.new_event", **{planning.RESOLUTION: resolution.id})


@bp.post("/team/beschluesse/<int:resolution_id>")
@access.team(PROGRAMME, at=access.everywhere)
def cast_vote(resolution_id):
    """Add a vote that is missing yet."""
    resolution = resolution_queries.get_resolution(resolution_id)
    form = VoteForm(_missing(resolution))
    # Who has voted meanwhile is no longer a choice; that is for the act to say, not for the field.
    form.organisation_id.validate_choice = False
    if form.is_sent_and_valid():
        with form.catching_refusals():
            resolutions.cast_vote(resolution_id, form.organisation_id.data, form.vote.data)
            flash(_("Die Stimme ist eingetragen."), "good")
            return redirect(url_for(".team_resolution", resolution_id=resolution_id), 303)
    return _page(resolution_id, form)


@bp.route("/team/gremien/<int:body_id>/beschluesse/neu", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def record_resolution(body_id):
    """Record what a body resolved; `?sitzung=` at a meeting, `?punkt=` about a point of its agenda."""
    body = body_queries.get_body(body_id)
    meeting = _meeting_of(body_id)
    form = resolution_form(
        body.members, queries.all_organisations(), meeting.agenda if meeting else (), **_first_words(body, meeting)
    )
    if form.is_sent_and_valid():
        with form.catching_refusals():
            resolution = resolutions.record_resolution(
                body_id, votes=form.votes, meeting_id=meeting and meeting.id, **form.facts()
            )
            flash(_("Angenommen.") if resolution.is_adopted else _("Festgehalten: nicht angenommen."), "good")
            return redirect(_after(resolution), 303)
    back = url_for("meetings.meeting", meeting_id=meeting.id) if meeting else url_for("meetings.body", body_id=body_id)
    return forms.page(
        "programme/resolution_form.html", form, body=body_queries.get_body(body_id), resolution=None, back=back
    )


def _meeting_of(body_id):
    number = request.args.get("sitzung", type=int)
    if number is None:
        return None
    meeting = resolution_queries.find_meeting(number) if 0 < number < 2**31 else None
    return meeting if meeting and meeting.body_id == body_id else abort(404)


def _first_words(body, meeting):
    """Return what a new form says before anybody typed: the body's way to decide, today, the point's title."""
    first = {"method": body.method, "decided_on": clock.today(clock.now())}
    number = request.args.get("punkt", type=int)
    item = next((each for each in meeting.agenda if each.id == number), None) if meeting else None
    return {**first, "agenda_item_id": item.id, "title": item.title} if item else first


def _after(resolution):
    if resolution.meeting_id:
        return url_for("meetings.meeting", meeting_id=resolution.meeting_id, _anchor="beschluesse")
    return url_for(".team_resolution", resolution_id=resolution.id)


@bp.route("/team/beschluesse/<int:resolution_id>/berichtigen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def correct_resolution(resolution_id):
    """Correct what was recorded wrongly, until the minutes are sent."""
    resolution = resolution_queries.get_resolution(resolution_id)
    form = _filled_form(resolution)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            resolutions.correct_resolution(resolution_id, form.votes, **form.facts())
            flash(_("Berichtigt."), "good")
            return redirect(url_for(".team_resolution", resolution_id=resolution_id), 303)
        resolution = resolution_queries.get_resolution(resolution_id)
    back = url_for(".team_resolution", resolution_id=resolution_id)
    return forms.page(
        "programme/resolution_form.html", form, body=resolution.body, resolution=resolution, back=back
    )


def _filled_form(resolution):
    members = resolution_queries.members_of(resolution.body_id)
    # Who has left since then keeps the vote they had.
    voters = {each.id: each for each in (*members, *(vote.organisation for vote in resolution.votes))}
    meeting = resolution_queries.find_meeting(resolution.meeting_id) if resolution.meeting_id else None
    names = ("title", "text", "method", "decided_on", "owner_id", "due_on", "is_public", "agenda_item_id")
    return resolution_form(
        voters.values(), queries.all_organisations(), meeting.agenda if meeting else (),
        votes={vote.organisation_id: vote.vote for vote in resolution.votes},
        **{name: getattr(resolution, name) for name in names},
    )  # fmt: skip


@bp.route("/team/beschluesse/<int:resolution_id>/stand", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def follow_up(resolution_id):
    """Say how far a resolution is carried out."""
    form = FollowUpForm(resolution_queries.get_resolution(resolution_id), queries.all_organisations())
    if form.is_sent_and_valid():
        with form.catching_refusals():
            resolutions.follow_up(resolution_id, **form.data)
            flash(_("Gespeichert."), "good")
            return redirect(url_for(".team_resolution", resolution_id=resolution_id), 303)
    resolution = resolution_queries.get_resolution(resolution_id)
    return forms.page("programme/follow_up.html", form, resolution=resolution, **_words())
