"""The team's pages about rooms: the list, a room with all that is known of it, and a short form for each part of it."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app import clock, display, forms, limits, pictures
from app.accounts import access
from app.accounts.models import ROOMS
from app.alliance import queries as alliance
from app.errors import Refused
from app.pictures import PictureRefusal
from app.rooms import (
    dividing,
    furnishing,
    furnishing_forms,
    furnishing_queries,
    offering_forms,
    photos,
    policies,
    queries,
    scopes,
    telling,
)
from app.rooms.models import CITIZEN

bp = Blueprint("furnishing", __name__)

_A_MONDAY = date(2024, 1, 1)


@bp.get("/team/raeume")
@access.team(ROOMS)
def rooms():
    """List all rooms, also those out of use."""
    rows = [
        (room, policies.policy_of(room, CITIZEN).way) for room in furnishing_queries.rooms_of_team(access.places(ROOMS))
    ]
    return render_template("rooms/team_rooms.html", rows=rows, ways=telling.WAYS)


@bp.route("/team/raeume/neu", methods=["GET", "POST"])
@access.team(ROOMS)
def create_room():
    """Make a room; what else there is to say comes on its page."""
    form = furnishing_forms.NewRoomForm(alliance.all_places(access.places(ROOMS)))
    if form.is_sent_and_valid():
        with form.catching_refusals():
            room = furnishing.create_room(**form.facts())
            flash(_("Der Raum ist angelegt. Ergänzen Sie hier, was man sonst noch wissen muss."), "good")
            return redirect(url_for(".room", room_id=room.id), 303)
    return forms.page("rooms/team_new_room.html", form)


@bp.get("/team/raeume/<int:room_id>")
@access.team(ROOMS, at=scopes.of_room)
def room(room_id):
    """Show all that is known of a room, each part with its form."""
    found = furnishing_queries.get_room(room_id)
    return render_template(
        "rooms/team_room.html",
        room=found,
        hours=telling.opening_hours(found.hours),
        barriers=_barriers_form(found).in_words(),
        booking=[(group, telling.limits_of(policies.policy_of(found, who))) for who, group in telling.GROUPS.items()],
        mine=[] if found.is_digital else dividing.own_parts(found)[0],
        pieces=queries.pieces_of(room_id),
        entries={key: str(text) for key, text in offering_forms.ENTRIES.items()},
        sections=SECTIONS,
        coming=len(furnishing_queries.coming_bookings(room_id, clock.now())),
    )


@dataclass(frozen=True)
class Section:
    """A part of what a room is, and its form."""

    title: str
    form: callable
    save: callable
    digital: bool = True
    physical: bool = True
    template: str = "rooms/team_room_section.html"


def _names_of_days():
    return [display.weekday(_A_MONDAY + timedelta(days=number)) for number in range(7)]


def _parts_form(room):
    mine, _shared = dividing.own_parts(room)
    return furnishing_forms.PartsForm(room, furnishing_queries.parts_at(room.place_id), mine)


def _policies_form(room):
    known = {who: policies.policy_of(room, who) for who in offering_forms.GROUPS}
    return offering_forms.PoliciesForm(room, known)


def _barriers_form(room):
    form = offering_forms.DigitalBarriersForm if room.is_digital else offering_forms.BarriersForm
    return form(obj=room)


def _change(room_id, form):
    furnishing.change_room(room_id, **form.facts())


# In the order of the page; the keys are the last part of the address.
SECTIONS = {
    "grunddaten": Section(
        lazy_gettext("Grunddaten"), lambda room: furnishing_forms.BasicsForm(obj=room), _change
    ),
    "bestuhlung": Section(
        lazy_gettext("Bestuhlung"),
        furnishing_forms.LayoutsForm,
        lambda room_id, form: furnishing.set_layouts(room_id, form.pairs()),
        digital=False, template="rooms/team_layouts.html",
    ),
    "oeffnungszeiten": Section(
        lazy_gettext("Öffnungszeiten"),
        lambda room: furnishing_forms.HoursForm(room, _names_of_days()),
        lambda room_id, form: furnishing.set_hours(room_id, form.spans()),
        template="rooms/team_hours.html",
    ),
    "ausstattung": Section(
        lazy_gettext("Ausstattung"),
        lambda room: furnishing_forms.EquipmentForm(room, furnishing_queries.fixed_things()),
        lambda room_id, form: furnishing.set_equipment(room_id, form.equipment.data),
        digital=False,
    ),
    "barrieren": Section(
        lazy_gettext("Barrieren"),
        lambda room: _barriers_form(room),
        _change,
    ),
    "buchen": Section(
        lazy_gettext("Wer darf buchen"),
        _policies_form,
        lambda room_id, form: furnishing.set_policies(room_id, form.policies(), **form.asking()),
        template="rooms/team_policies.html",
    ),
    "zugang": Section(
        lazy_gettext("Zugang und Tür"), lambda room: offering_forms.DoorForm(obj=room), _change, digital=False
    ),
    "digital": Section(
        lazy_gettext("Der digitale Raum"),
        lambda room: offering_forms.DigitalForm(obj=room),
        lambda room_id, form: dividing.change_digital_room(room_id, **form.facts()),
        physical=False,
    ),
    "teile": Section(
        lazy_gettext("Teile"),
        _parts_form,
        lambda room_id, form: dividing.set_parts(room_id, form.parts.data, own=form.own.data),
        digital=False,
    ),
}  # fmt: skip


@bp.route("/team/raeume/<int:room_id>/<section>", methods=["GET", "POST"])
@access.team(ROOMS, at=scopes.of_room)
def change_room(room_id, section):
    """Change a part of what a room is."""
    found, part = furnishing_queries.get_room(room_id), SECTIONS.get(section) or abort(404)
    if not (part.digital if found.is_digital else part.physical):
        abort(404)
    form = part.form(found)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            part.save(room_id, form)
            flash(_("Gespeichert."), "good")
            return redirect(url_for(".room", room_id=room_id, _anchor=section), 303)
    return forms.page(part.template, form, room=furnishing_queries.get_room(room_id), title=part.title, section=section)


def _photo_too_large(room_id):
    """Answer a photo that was not even read."""
    found = furnishing_queries.get_room(room_id)
    form = offering_forms.PhotoForm(found, is_readable=False)
    form.refusal = Refused(PictureRefusal.TOO_HEAVY, most=pictures.MOST_MB)
    answer = forms.page("rooms/team_photo.html", form, room=found)
    answer.status_code = 413
    return answer


@bp.route("/team/raeume/<int:room_id>/foto", methods=["GET", "POST"])
@access.team(ROOMS, at=scopes.of_room)
@limits.takes_uploads(pictures.MOST_BYTES_OF_FORM, _photo_too_large)
def change_photo(room_id):
    """Show another photo with a room, or describe it better."""
    found = furnishing_queries.get_room(room_id)
    form = offering_forms.PhotoForm(found)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            if form.file is None:
                photos.describe_photo(room_id, form.alt.data)
            else:
                photos.set_photo(room_id, form.file.read(), form.alt.data)
            flash(_("Gespeichert."), "good")
            return redirect(url_for(".room", room_id=room_id, _anchor="foto"), 303)
    return forms.page("rooms/team_photo.html", form, room=furnishing_queries.get_room(room_id))


@bp.post("/team/raeume/<int:room_id>/foto/entfernen")
@access.team(ROOMS, at=scopes.of_room)
def remove_photo(room_id):
    """Show no photo with a room any more."""
    furnishing_queries.get_room(room_id)
    photos.remove_photo(room_id)
    flash(_("Das Foto ist entfernt."), "good")
    return redirect(url_for(".room", room_id=room_id, _anchor="foto"), 303)


@bp.route("/team/raeume/<int:room_id>/dienst", methods=["GET", "POST"])
@access.team(ROOMS, at=scopes.of_room)
def use_room(room_id):
    """Take a room out of use or into use again, or delete it; the page says what happens."""
    found = furnishing_queries.get_room(room_id)
    form = forms.Form()
    acts = {
        "retire": (furnishing.retire_room, _("Der Raum ist außer Dienst.")),
        "revive": (furnishing.revive_room, _("Der Raum ist wieder in Dienst.")),
        "delete": (furnishing.delete_room, _("Der Raum ist gelöscht.")),
    }
    if form.is_sent_and_valid():
        act, done = acts.get(request.form.get("act")) or abort(400)
        with form.catching_refusals():
            act(room_id)
            flash(done, "good")
            is_gone = act is furnishing.delete_room
            return redirect(url_for(".rooms") if is_gone else url_for(".room", room_id=room_id), 303)
        found = furnishing_queries.get_room(room_id)
    return forms.page(
        "rooms/team_room_use.html", form, room=found, can_delete=not furnishing_queries.has_bookings(room_id)
    )


@bp.get("/fotos/<name>")
@access.everyone
def photo(name):
    """Send a photo that a room shows. Another photo has another name, so it may be kept for ever."""
    return pictures.answer(photos.find_file(name) or abort(404))
