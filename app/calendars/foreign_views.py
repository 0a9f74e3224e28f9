"""The team and the calendars of others that the house reads."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app import clock, forms
from app.accounts import access
from app.accounts.models import ADMINISTRATION, ROOMS
from app.alliance import queries as alliance
from app.calendars import foreign_actions, foreign_queries
from app.calendars.foreign import HOLIDAYS, OF_PERSON, OF_PLACE, OF_ROOM, PROGRAMME
from app.calendars.foreign_forms import CalendarForm
from app.calendars.importing_words import Skip
from app.rooms import days, desk_queries

bp = Blueprint("foreign", __name__)


@bp.get("/team/kalender-quellen")
@access.team(ROOMS)
def calendars():
    """List the calendars that the signed-in looks after, and how reading them goes."""
    found = foreign_queries.calendars(access.places(ROOMS), access.may(ADMINISTRATION))
    dates = foreign_queries.coming_dates([calendar.id for calendar in found])
    rows = [(calendar, host_of(calendar), aim_in_words(calendar), dates.get(calendar.id, 0)) for calendar in found]
    return forms.page("calendars/foreign.html", forms.Form(), rows=rows, now=clock.now())


def host_of(calendar):
    """Return where a calendar comes from; the whole address may be a secret."""
    return urlsplit(calendar.address).hostname


def aim_in_words(calendar):
    """Say what a calendar does."""
    if calendar.use == OF_ROOM:
        return _("belegt %(room)s", room=calendar.room.place_line)
    if calendar.use == OF_PERSON:
        who = calendar.account.name if calendar.account else _("jemand")
        return _("belegt %(room)s, wenn %(who)s einen Termin hat", room=calendar.room.place_line, who=who)
    if calendar.use == OF_PLACE:
        return _("belegt die Räume in %(place)s", place=calendar.place.name)
    if calendar.use == HOLIDAYS:
        return _("trägt Schulferien ein: %(region)s", region=days.REGIONS.get(calendar.region, calendar.region))
    return _("zeigt das Programm von %(name)s neben unserem", name=calendar.organisation.name)


@bp.route("/team/kalender-quellen/neu", methods=["GET", "POST"])
@access.team(ROOMS)
def add_calendar():
    """Add a calendar."""
    return _edit(None)


@bp.route("/team/kalender-quellen/<int:calendar_id>", methods=["GET", "POST"])
@access.team(ROOMS, at=foreign_queries.of_calendar)
def change_calendar(calendar_id):
    """Show how reading a calendar goes, and which entries were left out; change it."""
    return _edit(_get(calendar_id))


def _get(calendar_id):
    found = foreign_queries.get_calendar(calendar_id)
    if found.use in (HOLIDAYS, PROGRAMME) and not access.may(ADMINISTRATION):
        abort(404)
    return found


def _edit(calendar):
    form = CalendarForm(_offered(), _people(calendar), calendar)
    calendar_id = calendar and calendar.id
    if form.is_sent_and_valid():
        with form.catching_refusals():
            saved = foreign_actions.save(calendar_id, **form.facts())
            flash(_("Gespeichert. In der nächsten Minute sehen wir nach, was darin steht."), "good")
            return redirect(url_for(".change_calendar", calendar_id=saved.id), 303)
        calendar = calendar_id and _get(calendar_id)
    facts = {}
    if calendar:
        facts = {
            "aim": aim_in_words(calendar), "host": host_of(calendar), "skipped": skipped_in_words(calendar),
            "dates": foreign_queries.coming_dates([calendar.id]).get(calendar.id, 0),
        }  # fmt: skip
    return forms.page("calendars/foreign_form.html", form, calendar=calendar, now=clock.now(), **facts)


def _offered():
    """Return {heading: [("room:7", words)]} of what the signed-in may let a calendar do."""
    places = access.places(ROOMS)
    rooms = desk_queries.rooms_to_choose(places)
    offered = {
        _("Belegt einen Raum"): [(f"{OF_ROOM}:{room.id}", room.place_line) for room in rooms],
        _("Belegt die Räume eines Orts"): [
            (f"{OF_PLACE}:{place.id}", place.name)
            for place in alliance.all_places()
            if places is None or place.id in places
        ],
    }
    if access.may(ADMINISTRATION):
        offered[_("Trägt Schulferien ein")] = [(f"{HOLIDAYS}:{key}", name) for key, name in days.REGIONS.items()]
        offered[_("Zeigt das Programm eines Partners neben unserem")] = [
            (f"{PROGRAMME}:{each.id}", each.name) for each in alliance.all_organisations()
        ]
    return offered


def _people(calendar):
    """Return the accounts whose calendar it may be: the administration sees all, others themselves."""
    if access.may(ADMINISTRATION):
        return foreign_queries.accounts()
    known = {current_user.id: current_user._get_current_object()}
    if calendar is not None and calendar.account is not None:
        known[calendar.account_id] = calendar.account
    return list(known.values())


def skipped_in_words(calendar):
    """Return (which entry, why it was left out) of those that are named."""
    found = []
    for title, reason, facts in calendar.skipped:
        sentence = str(Skip[reason].value) if reason in Skip.__members__ else ""
        found.append((title or _("Ohne Namen"), sentence % facts if facts else sentence))
    return found


@bp.post("/team/kalender-quellen/<int:calendar_id>/holen")
@access.team(ROOMS, at=foreign_queries.of_calendar)
def fetch_now(calendar_id):
    """Let the job ask for a calendar at once."""
    _get(calendar_id)
    foreign_actions.fetch_soon(calendar_id)
    flash(_("In der nächsten Minute sehen wir nach. Laden Sie die Seite dann neu."), "good")
    return redirect(url_for(".change_calendar", calendar_id=calendar_id), 303)


@bp.post("/team/kalender-quellen/<int:calendar_id>/entfernen")
@access.team(ROOMS, at=foreign_queries.of_calendar)
def remove_calendar(calendar_id):
    """Forget a calendar; what it blocked is free."""
    name = _get(calendar_id).name
    foreign_actions.remove(calendar_id)
    flash(_("„%(name)s“ ist entfernt, und was daraus übernommen war. Ferien bleiben eingetragen.", name=name), "good")
    return redirect(url_for(".calendars"), 303)
