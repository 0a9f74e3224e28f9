"""The team's work with ideas: what waits for a look, and the house's public answers."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import forms
from app.accounts import access, audit
from app.accounts.models import INSIGHTS, PROGRAMME
from app.alliance import idea_deciding, idea_links, idea_queries
from app.alliance import queries as alliance
from app.alliance.idea_forms import AnswerForm, ModerateForm
from app.alliance.ideas import COMBINED, NEW, PUBLIC
from app.programme import idea_planning, idea_words

bp = Blueprint("idea_desk", __name__)


@bp.get("/team/ideen")
@access.team(PROGRAMME, INSIGHTS)
def ideas():
    """List the ideas that wait for a look or an answer. Who reads figures only sees what everyone may, and counts."""
    may_decide = access.may_reach(access.everywhere(), PROGRAMME)
    threshold = idea_queries.threshold()
    return render_template(
        "programme/team_ideas.html",
        may_decide=may_decide,
        threshold=threshold,
        new=[_card(idea) for idea in idea_queries.new_ideas()] if may_decide else [],
        unanswered=[(_card(idea), idea.supporters >= threshold) for idea in idea_queries.unanswered_ideas()],
        answered=[
            _card(idea) for idea in idea_queries.answered_ideas() if may_decide or idea.state == PUBLIC
        ],
        figures=idea_words.figures(idea_queries.figures()),
    )  # fmt: skip


def _card(idea):
    decides = access.may_reach(access.everywhere(), PROGRAMME)
    href = url_for(".idea", idea_id=idea.id) if decides else idea_links.idea_path(idea)
    return idea_words.card(idea, href)


@bp.route("/team/ideen/<int:idea_id>", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def idea(idea_id):
    """Look at an idea: decide whether everyone may see it, then answer it."""
    found = idea_queries.get_idea(idea_id)
    if request.method == "GET" and found.email is not None:
        audit.look("look_at_idea", found.about)
        found = idea_queries.get_idea(idea_id)
    if found.state == NEW:
        return _moderate(found)
    if found.state == PUBLIC and found.answer != COMBINED:
        return _answer(found)
    return _page(found, forms.Form())


def _moderate(found):
    data = {"kind": found.kind, "title": found.title, "text": found.text, "area": found.area_id}
    form = ModerateForm(alliance.all_areas(), data=data)
    if request.method == "POST" and request.form.get("act") == "refuse":
        # Whoever keeps an idea back need not mend its wording first.
        if form.reason.validate(form):
            with form.catching_refusals():
                idea_deciding.refuse(found.id, form.reason.data)
                flash(_("Die Idee bleibt unveröffentlicht. Wer sie hatte, bekommt Ihren Satz per E-Mail."), "good")
                return redirect(url_for(".ideas"), 303)
    elif form.is_sent_and_valid():
        with form.catching_refusals():
            idea_deciding.publish(found.id, **form.facts())
            flash(_("Die Idee ist öffentlich. Wer sie hatte, bekommt eine E-Mail."), "good")
            return redirect(url_for(".idea", idea_id=found.id), 303)
    return _page(idea_queries.get_idea(found.id), form)


def _answer(found):
    seen = idea_queries.count_decisions(found.id)
    form = AnswerForm(
        idea_queries.ideas_to_combine_with(found.id), seen, data={"answer": found.answer, "text": found.answer_text}
    )
    if form.is_sent_and_valid():
        event = idea_planning.event_of(found, drafts=True)
        with form.catching_refusals():
            idea_deciding.answer(
                found.id, form.answer.data, form.text.data, form.seen_number, form.other.data,
                has_event=event is not None and not event.is_cancelled,
            )  # fmt: skip
            flash(_("Die Antwort steht öffentlich auf der Seite der Idee."), "good")
            return redirect(url_for(".idea", idea_id=found.id), 303)
        # What somebody else decided meanwhile stands on the page; whoever sends again has read it.
        form.seen.data = str(idea_queries.count_decisions(found.id))
    return _page(idea_queries.get_idea(found.id), form)


def _page(found, form):
    event = idea_planning.event_of(found, drafts=True)
    return forms.page(
        "programme/team_idea.html", form, idea=found, words=idea_words, kind=idea_words.KINDS[found.kind],
        decisions=[idea_words.decision(each) for each in idea_queries.decisions_of(found.id)],
        event=event, parts=idea_queries.combined_into(found.id),
        may_plan=found.state == PUBLIC and found.answer != COMBINED and (event is None or event.is_cancelled),
        may_answer=found.state == PUBLIC and found.answer != COMBINED,
        plan_path=f"/team/veranstaltungen/neu?idee={found.id}",
    )  # fmt: skip
