"""Ideas in public: the list, one idea, proposing and supporting without an account, and the personal links of both."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock, display, forms, pages
from app.accounts import access
from app.alliance import idea_links, idea_queries, idea_rules, proposing, supporting
from app.alliance import queries as alliance
from app.alliance.idea_forms import IdeaFilterForm, ProposeForm, SupportForm
from app.alliance.ideas import PUBLIC, UNCONFIRMED
from app.errors import Refused
from app.limits import limit_bookings
from app.programme import idea_planning, idea_words, revision, rules
from app.programme.rules import Standing

bp = Blueprint("ideas", __name__)

# How an event stands for which seats are open, or will be.
_COMING = {Standing.NOT_YET_OPEN, Standing.OPEN, Standing.FEW, Standing.FULL}


@bp.get("/ideen")
@access.everyone
@pages.kept(revision.by_minute)
def ideas():
    """List the ideas: most wanted or newest first, filtered, in pages."""
    form = IdeaFilterForm(request.args, alliance.all_areas())
    wanted = {"area": form.bereich.data, "stand": form.stand.data, "kind": form.art.data}
    number = _page_number(request.args.get("seite", ""))
    found, count = idea_queries.public_ideas(**wanted, by_newest=form.nach.data == "neu", page=number)
    return render_template(
        "programme/ideas.html",
        form=form,
        filtered=form.in_words(),
        count=count,
        cards=[idea_words.card(idea, idea_links.idea_path(idea)) for idea in found],
        pages=_pager(form.as_query(), number, count),
    )


def _page_number(text):
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1


def _pager(query, number, count):
    last = max(1, -(-count // idea_queries.PAGE))

    def address(page):
        return url_for(".ideas", **query, **({"seite": page} if page > 1 else {}))

    return {
        "text": _("Seite %(number)s von %(last)s", number=number, last=last),
        "prev": (_("Vorige Seite"), address(min(number - 1, last))) if number > 1 else None,
        "next": (_("Nächste Seite"), address(number + 1)) if number < last else None,
    }


@bp.route("/ideen/neu", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def propose():
    """Propose an idea."""
    form = ProposeForm(alliance.all_areas())
    if form.is_sent_and_valid():
        with form.catching_refusals():
            if reason := form.why_not_sent_by_hand():
                raise Refused(reason)
            proposing.propose(
                form.kind.data, form.title.data, form.text.data, form.area.data, form.name.data, form.email.data,
                form.nonce,
            )  # fmt: skip
            return redirect(url_for(".almost_done"), 303)
    return forms.page("programme/idea_new.html", form)


@bp.get("/ideen/fast-geschafft")
@access.everyone
@pages.kept(revision.by_minute)
def almost_done():
    """Say that a mail is on its way: the same page for everybody."""
    return render_template("programme/idea_almost_done.html", idea=None)


@bp.get("/ideen/geloescht")
@access.everyone
@pages.kept(revision.by_minute)
def erased():
    """Say that the data are gone."""
    return render_template("programme/idea_erased.html")


@bp.get("/ideen/<slug>")
@access.everyone
@pages.kept(revision.by_minute)
def idea(slug):
    """Show an idea, what became of it and who decided that, and the form to support it."""
    return _idea_page(idea_queries.get_public_idea(slug), SupportForm())


def _idea_page(found, form):
    now = clock.now()
    event = idea_planning.event_of(found)
    standing = rules.standing(event, now) if event else None
    # Once everyone may book, there is nothing to wait for any more.
    is_open = idea_rules.takes_support(found.state, found.answer) and standing in (None, Standing.NOT_YET_OPEN)
    return render_template(
        "programme/idea.html",
        form=form,
        idea=found,
        words=idea_words,
        kind=idea_words.KINDS[found.kind],
        event=event,
        event_when=event and display.span(event.starts_at, event.ends_at),
        is_off=standing is Standing.CANCELLED,
        has_seats=standing in _COMING,
        decisions=[idea_words.decision(each) for each in idea_queries.decisions_of(found.id)],
        parts=idea_queries.combined_into(found.id),
        is_open=is_open,
    )


@bp.route("/ideen/<slug>/unterstuetzen", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def support(slug):
    """Support an idea: an address, confirmed by mail."""
    found = idea_queries.get_public_idea(slug)
    if request.method == "GET":
        return redirect(url_for(".idea", slug=slug), 303)
    form = SupportForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            if reason := form.why_not_sent_by_hand():
                raise Refused(reason)
            supporting.support(found.id, form.email.data)
            return redirect(url_for(".support_almost_done", slug=slug), 303)
        found = idea_queries.get_public_idea(slug)
    return _idea_page(found, form), form.status, {"Cache-Control": "no-store"}


@bp.get("/ideen/<slug>/fast-geschafft")
@access.everyone
@pages.kept(revision.by_minute)
def support_almost_done(slug):
    """Say that a mail is on its way: the same page for everybody."""
    return render_template("programme/idea_almost_done.html", idea=idea_queries.get_public_idea(slug))


@bp.route("/ideen/meine/<token>", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def mine(token):
    """Confirm one's idea, or have one's data erased: GET shows the buttons, only POST does it."""
    found = idea_queries.find_proposal(token)
    form = forms.Form()
    if form.is_sent_and_valid():
        if "loeschen" in request.form:
            proposing.erase(found.id)
            return redirect(url_for(".erased"), 303)
        try:
            proposing.confirm(found.id)
        except LookupError:
            # Forgotten just now.
            abort(404)
        return redirect(url_for(".mine", token=token), 303)
    return pages.private(
        forms.page(
            "programme/idea_mine.html", form, idea=found, standing=idea_words.mark(found),
            supporters=idea_words.supporters(found.supporters), kind=idea_words.KINDS[found.kind],
            is_unconfirmed=found.state == UNCONFIRMED, is_public=found.state == PUBLIC,
        )
    )  # fmt: skip


@bp.route("/ideen/dabei/<token>", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def supporter(token):
    """Confirm one's support, or take it back: GET shows the buttons, only POST does it."""
    found = idea_queries.find_support(token)
    form = forms.Form()
    if form.is_sent_and_valid():
        if "zurueck" in request.form:
            supporting.take_back(found.id)
            return redirect(url_for(".erased"), 303)
        with form.catching_refusals():
            try:
                supporting.confirm(found.id)
            except LookupError:
                abort(404)
            return redirect(url_for(".supporter", token=token), 303)
        found = idea_queries.find_support(token)
    event = idea_planning.event_of(found.idea)
    standing = rules.standing(event, clock.now()) if event else None
    may_book = found.told_at is not None and standing in _COMING
    return pages.private(
        forms.page(
            "programme/idea_support.html", form, support=found, idea=found.idea,
            supporters=idea_words.supporters(found.idea.supporters), standing=idea_words.mark(found.idea),
            event=event, is_early=standing is Standing.NOT_YET_OPEN,
            is_over=standing in (Standing.CANCELLED, Standing.RUNNING, Standing.PAST),
            book_path=idea_links.early_booking_path(event.slug, found) if may_book else None,
        )
    )  # fmt: skip
