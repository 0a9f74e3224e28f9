"""The calendars of the team by HTTP, and the page on which everybody with an account gets their secret address."""

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import BooleanField

from app import clock, forms, pages, qr_codes
from app.accounts import access
from app.accounts.models import PROGRAMME, ROOMS
from app.alliance import house_queries
from app.calendars import answers, entries, staff_addresses, staff_door, staff_events, staff_rooms

bp = Blueprint("staff_feeds", __name__)

# What a person may press: get an address, change what stands in it, end it.
RENEW, CHOOSE, REMOVE = "neu", "auswahl", "weg"
MINE, AT_DOOR = "meine", "einlass"


class StaffFeedForm(forms.Form):
    """What stands in the calendar of one's own events and requests."""

    with_drafts = BooleanField(lazy_gettext("Auch Entwürfe"))
    with_all = BooleanField(lazy_gettext("Auch Veranstaltungen, die andere aus dem Team planen"))
    with_requests = BooleanField(lazy_gettext("Auch Raumanfragen, über die Sie entscheiden können"))

    @property
    def choices(self):
        """What was chosen, by name; what nobody with these roles can have is not in it."""
        return {field.name: field.data for field in self}


@bp.route("/team/konto/kalender", methods=["GET", "POST"])
@access.staff
def own_calendars():
    """Give the signed-in the secret address of their calendars; a new one ends the old one."""
    account_id, act = current_user.id, request.form.get("act", RENEW)
    known, address = staff_addresses.find_of(account_id), None
    form = _form(known)
    if request.method == "POST" and act not in (RENEW, CHOOSE, REMOVE):
        abort(400)
    if request.method == "POST" and act == REMOVE:
        staff_addresses.take_away(account_id)
        flash(_("Die Adresse gilt nicht mehr."), "good")
        return redirect(url_for(".own_calendars"), 303)
    if form.is_sent_and_valid():
        if act == CHOOSE:
            staff_addresses.choose(account_id, **form.choices)
            flash(_("Gespeichert. Beim nächsten Nachsehen steht es in Ihrem Kalender."), "good")
            return redirect(url_for(".own_calendars"), 303)
        secret = staff_addresses.renew(account_id, **form.choices)
        address = f"{current_app.config['BASE_URL']}/kalender/team/{secret}"
        known = staff_addresses.find_of(account_id)
    return forms.page(
        "calendars/staff_calendars.html", form,
        known=known, address=address, calendars=_calendars(address), rooms=staff_rooms.rooms_of(current_user),
        renew=RENEW, choose=CHOOSE, remove=REMOVE,
    )  # fmt: skip


def _form(known):
    usual = {name: getattr(known, name) for name in staff_addresses.CHOICES} if known else {}
    form = StaffFeedForm(data={"with_drafts": True, "with_requests": True, **usual})
    if not access.may(*staff_events.PLANS):
        del form.with_drafts
    if not access.may(PROGRAMME):
        del form.with_all
    if not access.may(ROOMS):
        del form.with_requests
    return form


def _calendars(address):
    """Return [(end, name, what stands in it, code)] of the calendars that the signed-in has a role for.

    `code`: the address for the camera of a telephone, where it is shown at all.
    """
    offered = (
        (
            MINE, _("Meine Veranstaltungen und Anfragen"),
            _("Was Sie geplant haben, was Ihre Organisation ausrichtet und bucht, und was auf Sie wartet."),
            (*staff_events.PLANS, ROOMS),
        ),
        (
            AT_DOOR, _("Einlass"),
            _("Veranstaltungen, deren Einlass Sie öffnen dürfen, und wie viele erwartet werden."), staff_door.ROLES,
        ),
    )  # fmt: skip
    return [(end, name, text, _code(address, end, name)) for end, name, text, roles in offered if access.may(*roles)]


def _code(address, end, name):
    if address is None:
        return None
    return qr_codes.draw(answers.webcal(f"{address}/{end}.ics"), _("Code: %(name)s", name=name))


@bp.get("/kalender/team/<token>/meine.ics")
@access.everyone
def mine(token):
    """Serve what somebody plans and hosts, and what waits for them, to whoever has the secret address."""
    address = _find(token)
    return _calendar(address, MINE, _("Meine Veranstaltungen"), staff_events.bodies(address, clock.now()))


@bp.get("/kalender/team/<token>/einlass.ics")
@access.everyone
def at_door(token):
    """Serve whose doors somebody may open, with how many are expected."""
    address = _find(token)
    return _calendar(address, AT_DOOR, _("Einlass"), staff_door.bodies(address.account, clock.now()))


@bp.get("/kalender/team/<token>/raum-<int:room_id>.ics")
@access.everyone
def room(token, room_id):
    """Serve what a room is taken by, as the planning board shows it."""
    address = _find(token)
    found = staff_rooms.get_room(address.account, room_id)
    return _calendar(address, f"raum-{room_id}", found.name, staff_rooms.bodies(found, clock.now()))


def _find(token):
    """Return the address of a secret, or abort with the 404 of any page: unknown, ended, or of a closed account."""
    return staff_addresses.find(token) or abort(404)


def _calendar(address, name, title, bodies):
    title = _("%(what)s: %(house)s", what=title, house=house_queries.current().name)
    body = entries.feed(bodies, title, staff_addresses.uid(address, name))
    return pages.for_one(lambda: answers.calendar(body))
