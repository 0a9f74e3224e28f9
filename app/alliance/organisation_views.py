"""The team's pages about organisations; a representative opens those of their own."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock, forms, limits, pictures
from app.accounts import access
from app.accounts.models import PROGRAMME, REPRESENTATIVE
from app.alliance import logos, organising, words
from app.alliance import organisation_forms as its_forms
from app.alliance import organisation_queries as queries
from app.alliance import queries as alliance
from app.alliance.organisation_rules import is_role_address
from app.alliance.organisation_scopes import of_organisation
from app.errors import Refused
from app.pictures import PictureRefusal

bp = Blueprint("organising", __name__)

BEGIN, END = "begin", "end"


@bp.get("/team/organisationen")
@access.team(PROGRAMME, at=access.everywhere)
def organisations():
    """List all organisations."""
    return render_template(
        "alliance/team_organisations.html", organisations=queries.organisations_of_team(), **words_of_facts()
    )


def words_of_facts():
    """Return what templates need to say the facts of an organisation in words."""
    return {
        "groups": words.ACTOR_GROUPS, "directions": words.DIRECTIONS, "offered": words.OFFERED,
        "country_name": words.country_name, "languages_text": words.languages_text,
    }  # fmt: skip


@bp.route("/team/organisationen/neu", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def create_organisation():
    """Make an organisation."""
    form = its_forms.NewOrganisationForm(alliance.all_areas())
    if form.is_sent_and_valid():
        with form.catching_refusals():
            organisation = organising.create_organisation(**form.facts())
            flash(_("„%(name)s“ ist eingetragen.", name=organisation.name), "good")
            _warn_of_person(organisation)
            return redirect(url_for(".organisation", organisation_id=organisation.id), 303)
    return forms.page("alliance/team_organisation_facts.html", form, organisation=None)


@bp.get("/team/organisationen/<int:organisation_id>")
@access.team(PROGRAMME, REPRESENTATIVE, at=of_organisation)
def organisation(organisation_id):
    """Show all that is known of an organisation, each part with its form."""
    return render_template(
        "alliance/team_organisation.html", organisation=queries.get_organisation(organisation_id),
        may_decide=access.may_reach(access.everywhere(), PROGRAMME), **words_of_facts(),
    )  # fmt: skip


@bp.route("/team/organisationen/<int:organisation_id>/angaben", methods=["GET", "POST"])
@access.team(PROGRAMME, REPRESENTATIVE, at=of_organisation)
def change_organisation(organisation_id):
    """Change what an organisation says of itself."""
    form = its_forms.OrganisationForm(alliance.all_areas(), queries.get_organisation(organisation_id))
    if form.is_sent_and_valid():
        with form.catching_refusals():
            _warn_of_person(organising.change_organisation(organisation_id, **form.facts()))
            return _saved(organisation_id, "angaben")
    return forms.page(
        "alliance/team_organisation_facts.html", form, organisation=queries.get_organisation(organisation_id)
    )


def _warn_of_person(organisation):
    """Say so where the contact looks like somebody's own address; it is saved all the same."""
    if organisation.contact_email and not is_role_address(organisation.contact_email, organisation.name):
        flash(
            _(
                "Die Adresse %(email)s sieht nach einer einzelnen Person aus. Sie steht öffentlich auf der Seite."
                " Besser ist eine, die mehrere lesen, zum Beispiel kontakt@example.org.",
                email=organisation.contact_email,
            ),
            "warn",
        )


def _saved(organisation_id, anchor):
    flash(_("Gespeichert."), "good")
    return redirect(url_for(".organisation", organisation_id=organisation_id, _anchor=anchor), 303)


@bp.route("/team/organisationen/<int:organisation_id>/angebote", methods=["GET", "POST"])
@access.team(PROGRAMME, REPRESENTATIVE, at=of_organisation)
def change_offers(organisation_id):
    """Say what an organisation offers and seeks."""
    form = its_forms.OffersForm(queries.get_organisation(organisation_id))
    if form.is_sent_and_valid():
        organising.set_offers(organisation_id, form.offers())
        return _saved(organisation_id, "angebote")
    return forms.page(
        "alliance/team_organisation_offers.html", form, organisation=queries.get_organisation(organisation_id),
        directions=words.DIRECTIONS, offered=words.OFFERED,
    )  # fmt: skip


def _logo_too_large(organisation_id):
    """Answer a logo that was not even read."""
    found = queries.get_organisation(organisation_id)
    form = its_forms.LogoForm(found, is_readable=False)
    form.refusal = Refused(PictureRefusal.TOO_HEAVY, most=pictures.MOST_MB)
    answer = forms.page("alliance/team_organisation_logo.html", form, organisation=found)
    answer.status_code = 413
    return answer


@bp.route("/team/organisationen/<int:organisation_id>/logo", methods=["GET", "POST"])
@access.team(PROGRAMME, REPRESENTATIVE, at=of_organisation)
@limits.takes_uploads(pictures.MOST_BYTES_OF_FORM, _logo_too_large)
def change_logo(organisation_id):
    """Show another logo, or describe it better."""
    form = its_forms.LogoForm(queries.get_organisation(organisation_id))
    if form.is_sent_and_valid():
        with form.catching_refusals():
            if form.file is None:
                logos.describe_logo(organisation_id, form.alt.data)
            else:
                logos.set_logo(organisation_id, form.file.read(), form.alt.data)
            return _saved(organisation_id, "logo")
    return forms.page(
        "alliance/team_organisation_logo.html", form, organisation=queries.get_organisation(organisation_id)
    )


@bp.post("/team/organisationen/<int:organisation_id>/logo/entfernen")
@access.team(PROGRAMME, REPRESENTATIVE, at=of_organisation)
def remove_logo(organisation_id):
    """Show no logo any more."""
    logos.remove_logo(organisation_id)
    flash(_("Das Logo ist entfernt."), "good")
    return redirect(url_for(".organisation", organisation_id=organisation_id, _anchor="logo"), 303)


@bp.route("/team/organisationen/<int:organisation_id>/mitgliedschaft", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def membership(organisation_id):
    """Say since when an organisation is a partner, or that it is none any more."""
    found = queries.get_organisation(organisation_id)
    form = its_forms.MembershipForm(data={"since": found.member_since or clock.today(clock.now())})
    if request.method == "POST":
        act = request.form.get("act")
        if act == END:
            organising.end_membership(organisation_id)
            return _saved(organisation_id, "mitgliedschaft")
        if act != BEGIN:
            abort(400)
        if form.validate():
            with form.catching_refusals():
                organising.begin_membership(organisation_id, form.since.data)
                return _saved(organisation_id, "mitgliedschaft")
    return forms.page(
        "alliance/team_organisation_membership.html", form, organisation=queries.get_organisation(organisation_id)
    )


@bp.route("/team/organisationen/<int:organisation_id>/loeschen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def delete_organisation(organisation_id):
    """Delete an organisation; the page says what stands in the way."""
    name = queries.get_organisation(organisation_id).name
    form = forms.Form()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            organising.delete_organisation(organisation_id)
            flash(_("„%(name)s“ ist gelöscht.", name=name), "good")
            return redirect(url_for(".organisations"), 303)
    return forms.page(
        "alliance/team_delete_organisation.html", form, organisation=queries.get_organisation(organisation_id),
        refers=queries.what_refers(organisation_id),
    )  # fmt: skip


@bp.get("/bilder/organisationen/<name>")
@access.everyone
def logo(name):
    """Send a logo that a page shows. Another one has another name, so it may be kept for ever."""
    return pictures.answer(logos.find_file(name) or abort(404))
