"""The picture of a format: the team's page about it, and the file that guests load."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _

from app import forms, limits, pictures
from app.accounts import access
from app.accounts.models import PROGRAMME
from app.alliance.house_forms import PictureForm
from app.errors import Refused
from app.pictures import PictureRefusal
from app.programme import format_pictures, queries

bp = Blueprint("format_pictures", __name__)


def _too_large(format_id):
    """Answer a picture that was not even read."""
    found = queries.get_format_by_id(format_id)
    form = PictureForm(found, is_readable=False)
    form.refusal = Refused(PictureRefusal.TOO_HEAVY, most=pictures.MOST_MB)
    answer = forms.page("programme/team_format_picture.html", form, format=found)
    answer.status_code = 413
    return answer


@bp.route("/team/formate/<int:format_id>/bild", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
@limits.takes_uploads(pictures.MOST_BYTES_OF_FORM, _too_large)
def change_picture(format_id):
    """Show another picture with a format, or describe it better."""
    form = PictureForm(queries.get_format_by_id(format_id))
    if form.is_sent_and_valid():
        with form.catching_refusals():
            if form.file is None:
                format_pictures.describe_picture(format_id, form.alt.data)
            else:
                format_pictures.set_picture(format_id, form.file.read(), form.alt.data)
            flash(_("Gespeichert."), "good")
            return redirect(url_for("formats.change_format", format_id=format_id), 303)
    return forms.page("programme/team_format_picture.html", form, format=queries.get_format_by_id(format_id))


@bp.post("/team/formate/<int:format_id>/bild/entfernen")
@access.team(PROGRAMME, at=access.everywhere)
def remove_picture(format_id):
    """Show no picture with a format any more."""
    queries.get_format_by_id(format_id)
    format_pictures.remove_picture(format_id)
    flash(_("Das Bild ist entfernt."), "good")
    return redirect(url_for("formats.change_format", format_id=format_id), 303)


@bp.get("/bilder/formate/<name>")
@access.everyone
def picture(name):
    """Send the picture that a format shows. Another picture has another name, so it may be kept for ever."""
    return pictures.answer(format_pictures.find_file(name) or abort(404))
