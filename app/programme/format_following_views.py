"""The page that asks which planned events follow a change of their format."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock, forms, typed
from app.accounts import access
from app.accounts.models import PROGRAMME
from app.programme import cards, format_following, queries

bp = Blueprint("format_following", __name__)


class FollowForm(forms.Form):
    """Which events follow."""

    events = typed.CheckboxesField(_("Welche folgen?"), coerce=int)

    def __init__(self, followings):
        super().__init__(data={"events": [each.event.id for each in followings if each.changes and each.is_usual]})
        # What was ticked may have ceased to differ meanwhile: then there is nothing left to do, and nothing to refuse.
        self.events.validate_choice = False
        self.events.choices = typed.choices((each.event.id, each.event.title) for each in followings if each.changes)


@bp.route("/team/formate/<int:format_id>/folgen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def follow(format_id):
    """Ask which planned events follow, say what would change for each and what cannot; `?aenderung=`: which change."""
    format = queries.get_format_by_id(format_id)
    number = request.args.get("aenderung", default=0, type=int)
    found = _found(format_id, number)
    form = FollowForm(found)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            done = format_following.follow(format_id, number, form.events.data)
            if done:
                flash(_done(done), "good")
            return redirect(url_for("formats.all_formats"), 303)
        found = _found(format_id, number)
    return forms.page(
        "programme/format_follow.html", form, format=queries.get_format_by_id(format_id) if form.refusal else format,
        movable=[(each, cards.when(each.event)) for each in found if each.changes],
        stuck=[(each, cards.when(each.event)) for each in found if not each.changes],
    )  # fmt: skip


def _found(format_id, number):
    changed = format_following.find_change(format_id, min(number, 2**31 - 1))
    return format_following.followings(format_id, changed, clock.now())


def _done(done):
    said = ngettext("%(num)s Veranstaltung ist gefolgt.", "%(num)s Veranstaltungen sind gefolgt.", len(done))
    kept = [f"{each.event.title}: {sentence}" for each in done for sentence in each.cannot]
    return " ".join([said, *kept])
