"""What somebody with an account is told of the team's work, as they choose it."""

from flask import Blueprint, flash, redirect
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import RadioField
from wtforms.validators import InputRequired

from app import forms, typed
from app.accounts import access
from app.forms import REQUIRED, Form
from app.notifications import wishes

bp = Blueprint("wishes", __name__)


@bp.route("/team/konto/nachrichten", methods=["GET", "POST"])
@access.staff
def own_notices():
    """Let somebody choose what they are told, and how."""
    groups = wishes.groups_of(current_user)
    row = wishes.of_account(current_user.id)
    form = _form(groups)(data={group.name: wishes.chosen(current_user, group, row) for group in groups})
    if form.is_sent_and_valid():
        wishes.choose(current_user.id, {group.name: form[group.name].data for group in groups})
        flash(_("Gespeichert."), "good")
        return redirect("/team/konto", 303)
    return forms.page("notifications/own_notices.html", form, groups=groups)


def _form(groups):
    fields = {
        group.name: RadioField(
            group.title, choices=typed.choices(group.words.items()), validators=[InputRequired(REQUIRED)],
            description=group.hint,
        )
        for group in groups
    }  # fmt: skip
    return type("WishesForm", (Form,), fields)
