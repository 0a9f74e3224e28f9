"""A guest's own calendar by HTTP, and the page on which they get its address."""

from flask import Blueprint, abort, current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, SelectField

from app import clock, forms, pages, qr_codes, typed
from app.accounts import access
from app.alliance import house_queries
from app.calendars import answers, entries, own_feeds
from app.registrations import personal

bp = Blueprint("own_feeds", __name__)

REMINDERS = (
    (0, lazy_gettext("Nein")), (60, lazy_gettext("1 Stunde vorher")), (180, lazy_gettext("3 Stunden vorher")),
    (1440, lazy_gettext("1 Tag vorher")),
)  # fmt: skip


class OwnFeedForm(forms.Form):
    """What stands in one's own calendar."""

    with_waiting = BooleanField(lazy_gettext("Auch, was noch nicht sicher ist (Warteliste, noch nicht bestätigt)"))
    remind_min = SelectField(
        lazy_gettext("Soll Ihr Kalender Sie erinnern?"), coerce=int, choices=typed.choices(REMINDERS)
    )


@bp.route("/b/<token>/kalender", methods=["GET", "POST"])
@access.everyone
def own_calendar(token):
    """Give a guest the secret address of a calendar with all that they have booked; a new one ends the old one."""
    registration = personal.registration_of("manage", token)
    known = own_feeds.find_of(registration.email)
    usual = {"with_waiting": known.with_waiting, "remind_min": known.remind_min} if known else {"with_waiting": True}
    form, address, code, is_removed = OwnFeedForm(data=usual), None, None, False
    if request.method == "POST" and request.form.get("act") == "remove":
        own_feeds.remove(registration.email)
        known, is_removed = None, True
    elif form.is_sent_and_valid():
        secret = own_feeds.renew(registration.email, form.with_waiting.data, form.remind_min.data)
        address = f"{current_app.config['BASE_URL']}/kalender/ich/{secret}.ics"
        code = qr_codes.draw(answers.webcal(address), str(_("Code mit der Adresse Ihres Kalenders")))
    page = forms.page(
        "calendars/own_calendar.html", form, token=token, event=registration.event, known=known, address=address,
        code=code, is_removed=is_removed,
    )  # fmt: skip
    return pages.private(page)


@bp.get("/kalender/ich/<secret>.ics")
@access.everyone
def own_feed(secret):
    """Serve what a guest has booked, to whoever has the secret address; any other is not found, like any page."""
    now = clock.now()
    address, stamp = own_feeds.find(secret, now) or abort(404)
    return pages.for_one(lambda: _calendar(address, now), stamp)


def _calendar(address, now):
    name = _("Meine Termine: %(house)s", house=house_queries.current().name)
    return answers.calendar(entries.feed(own_feeds.bodies(address, now), name, own_feeds.uid(address)))
