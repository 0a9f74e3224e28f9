"""The administration's pages about the house itself; and the picture and colours that guests load."""

from flask import Blueprint, abort, current_app, flash, redirect, request, send_file, url_for
from flask_babel import gettext as _

from app import forms, limits, pictures
from app.accounts import access
from app.accounts import queries as accounts
from app.accounts.models import ADMINISTRATION
from app.alliance import house_actions, house_forms, house_pictures, house_queries, house_rules
from app.errors import Refused
from app.pictures import PictureRefusal

bp = Blueprint("own_house", __name__)

FOR_EVER = "public, max-age=31536000, immutable"


@bp.route("/team/haus/angaben", methods=["GET", "POST"])
@access.team(ADMINISTRATION)
def facts():
    """Say who the house is, and who answers for it."""
    house = house_queries.current()
    # The imprint of the demo names nobody: whoever sets the house up begins with an empty field.
    imprint = house.imprint if house_queries.has_imprint(house.imprint) else ""
    form = house_forms.FactsForm(data={**vars(house), "imprint": imprint})
    if form.is_sent_and_valid():
        house_actions.change_house(**form.data)
        return _saved("facts")
    return forms.page("house/set_facts.html", form)


@bp.route("/team/haus/texte", methods=["GET", "POST"])
@access.team(ADMINISTRATION)
def texts():
    """Write what stands on the start page and in easy language."""
    form = house_forms.TextsForm(data=house_queries.current().texts)
    if form.is_sent_and_valid():
        house_actions.change_house(texts=form.texts())
        return _saved("texts")
    return forms.page("house/set_texts.html", form)


@bp.route("/team/haus/regeln", methods=["GET", "POST"])
@access.team(ADMINISTRATION)
def rules():
    """Set the numbers that the alliance's work goes by, and how the team signs in."""
    second = accounts.sign_in_rules().second_factor
    form = house_forms.RulesForm(data={**vars(house_queries.current()), "second_factor": second})
    if form.is_sent_and_valid():
        facts = form.data
        house_actions.change_rules(facts.pop("second_factor"), **facts)
        return _saved("rules")
    return forms.page("house/set_rules.html", form)


@bp.route("/team/haus/farben", methods=["GET", "POST"])
@access.team(ADMINISTRATION)
def colours():
    """Choose colours within the limits of what everybody can read."""
    standard = {key: colour.standard for key, colour in house_rules.COLOURS.items()}
    mine = house_queries.current().colours
    form = house_forms.ColoursForm(data={**standard, **mine})
    if form.is_sent_and_valid():
        with form.catching_refusals():
            house_actions.change_colours(form.data)
            return _saved("colours")
    measured = [
        (colour.label, value, *house_rules.weakest(key, value), colour.least)
        for key, colour in house_rules.COLOURS.items()
        for value in [{**standard, **mine}[key]]
    ]
    return forms.page(
        "house/set_colours.html", form, measured=measured, in_words=house_rules.in_words, has_own=bool(mine)
    )


@bp.post("/team/haus/farben/vorgabe")
@access.team(ADMINISTRATION)
def reset_colours():
    """Take the colours that every house has."""
    house_actions.change_house(colours={})
    return _saved("colours")


def _picture_too_large():
    """Answer a picture that was not even read."""
    form = house_forms.PictureForm(house_queries.current(), is_readable=False)
    form.refusal = Refused(PictureRefusal.TOO_HEAVY, most=pictures.MOST_MB)
    answer = forms.page("house/set_picture.html", form)
    answer.status_code = 413
    return answer


@bp.route("/team/haus/bild", methods=["GET", "POST"])
@access.team(ADMINISTRATION)
@limits.takes_uploads(pictures.MOST_BYTES_OF_FORM, _picture_too_large)
def picture():
    """Show another picture on the start page, or describe it better."""
    form = house_forms.PictureForm(house_queries.current())
    if form.is_sent_and_valid():
        with form.catching_refusals():
            if form.file is None:
                house_pictures.describe_picture(form.alt.data)
            else:
                house_pictures.set_picture(form.file.read(), form.alt.data)
            return _saved("picture")
    return forms.page("house/set_picture.html", form)


@bp.post("/team/haus/bild/entfernen")
@access.team(ADMINISTRATION)
def remove_picture():
    """Show the drawing on the start page again."""
    house_pictures.remove_picture()
    return _saved("picture")


@bp.get("/bilder/haus/<name>")
@access.everyone
def shown_picture(name):
    """Send the picture of the start page. Another picture has another name, so it may be kept for ever."""
    path = house_pictures.find_file(name) or abort(404)
    answer = send_file(path, mimetype="image/webp", etag=False, conditional=False, last_modified=None)
    answer.set_etag(path.stem)
    answer.headers["Cache-Control"] = FOR_EVER
    answer.headers.pop("Last-Modified", None)
    return answer.make_conditional(request)


@bp.get("/haus.css")
@access.everyone
def sheet():
    """Send the house's own colours. Pages name it with the revision of the house, so that one may be kept for ever."""
    house = house_queries.current()
    answer = current_app.response_class(house_rules.sheet(house.colours), mimetype="text/css")
    is_this = request.args.get("v") == str(house.revision)
    answer.headers["Cache-Control"] = FOR_EVER if is_this else "no-cache"
    return answer


def _saved(endpoint):
    flash(_("Gespeichert."), "good")
    return redirect(url_for(f".{endpoint}"), 303)
