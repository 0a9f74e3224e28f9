"""The team's pages about guests: one registration and what can be done with it, booking for somebody, invitations."""

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock, forms, typed
from app.accounts import access, audit
from app.accounts.models import DOOR, PROGRAMME
from app.notifications import queries as messages
from app.programme import cards, scopes
from app.programme import queries as programme
from app.registrations import (
    actions,
    changing,
    desk,
    files,
    guest_lists,
    guest_queries,
    invitation_mails,
    inviting,
    limits,
    queries,
    state_words,
    tickets,
    waiting,
)
from app.registrations.desk_forms import BookForForm, InviteForm, NoteForm, ReasonForm, SeatsForm, new_key
from app.registrations.forms import KINDS
from app.registrations.manage_views import OtherDateForm
from app.registrations.models import HOUSE, LIVING, PHONE, WAITING

bp = Blueprint("desk", __name__)


@bp.get("/team/anmeldungen/<int:registration_id>")
@access.team(PROGRAMME, DOOR, at=guest_queries.of_registration)
def registration(registration_id):
    """Show a registration with all that the team may know; who looked is noted."""
    return _page(registration_id, NoteForm())


def _page(registration_id, form):
    audit.look("look_at_guest", f"registration:{registration_id}")
    found = guest_queries.get_registration(registration_id)
    event, now = programme.get_event(found.event_id), clock.now()
    if request.endpoint != "desk.note":
        form.note.data = found.note
    return forms.page(
        "registrations/desk_registration.html", form, registration=found, event=event, standing=state_words.mark(found),
        kind_text=KINDS[found.kind], parts=limits.chosen_words(found, event), needs=guest_lists.needs_of(found),
        place_in_list=queries.place_in_list(found) if found.state == WAITING else None,
        door_code=tickets.door_code(found.id), source=state_words.SOURCES[found.source],
        failed=messages.failed_about(f"registration:{found.id}"),
        files=[(question, answer.removeprefix(files.MARK)) for question, answer in found.answers
               if answer.startswith(files.MARK)],
        may_act=access.may_reach(scopes.of_event(found.event_id), PROGRAMME),
        is_living=found.state in LIVING, is_open=event.starts_at > now and not event.is_cancelled,
        other_kinds=[
            (each.kind, KINDS[each.kind]) for each in event.ledgers if each.kind != found.kind and each.capacity
        ],
    )  # fmt: skip


@bp.get("/team/anmeldungen/<int:registration_id>/datei/<name>")
@access.team(PROGRAMME, DOOR, at=guest_queries.of_registration)
def handed_in(registration_id, name):
    """Give a file that a guest handed in."""
    found = guest_queries.get_registration(registration_id)
    path = files.find(name) if name in files.names_of(found.answers) else None
    if path is None:
        abort(404)
    audit.look("look_at_guest", f"registration:{registration_id}")
    ending = name.rpartition(".")[2]
    answer = send_file(path, files.CONTENT_TYPES[ending], as_attachment=True, download_name=f"abgabe.{ending}")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/team/anmeldungen/<int:registration_id>/notiz")
@access.team(PROGRAMME, at=guest_queries.of_registration)
def note(registration_id):
    """Write down something about a registration."""
    form = NoteForm()
    if form.validate():
        desk.change_note(registration_id, form.note.data or "")
        return _done(registration_id, _("Gespeichert."))
    return _page(registration_id, form)


@bp.post("/team/anmeldungen/<int:registration_id>/link")
@access.team(PROGRAMME, at=guest_queries.of_registration)
def send_link(registration_id):
    """Send the mail with the link once more."""
    form = NoteForm()
    with form.catching_refusals():
        desk.send_link_again(registration_id)
        return _done(registration_id, _("Die E-Mail mit dem Link geht gleich hinaus, höchstens einmal in der Stunde."))
    return _page(registration_id, form)


@bp.post("/team/anmeldungen/<int:registration_id>/neue-links")
@access.team(PROGRAMME, at=guest_queries.of_registration)
def renew_links(registration_id):
    """Make a guest's links worthless, and send new ones."""
    form = NoteForm()
    with form.catching_refusals():
        desk.renew_links(registration_id)
        return _done(registration_id, _("Die alten Links gelten nicht mehr. Die neuen gehen gleich per E-Mail hinaus."))
    return _page(registration_id, form)


@bp.post("/team/anmeldungen/<int:registration_id>/absagen")
@access.team(PROGRAMME, at=guest_queries.of_registration)
def give_up(registration_id):
    """Give seats back for somebody who said so."""
    given_up = actions.give_up(registration_id, by_house=True)
    if given_up.state in LIVING:
        return _done(registration_id, _("Der Gast war schon da: Es gibt nichts abzusagen."), "info")
    return _done(registration_id, _("Abgesagt. Was frei wurde, bekommen die Nächsten."))


@bp.post("/team/anmeldungen/<int:registration_id>/art")
@access.team(PROGRAMME, at=guest_queries.of_registration)
def change_kind(registration_id):
    """Let somebody come on site instead of digital, or the other way round."""
    form, kind = NoteForm(), request.form.get("kind")
    if kind not in KINDS:
        abort(400)
    with form.catching_refusals():
        changing.change_kind(registration_id, kind, by_house=True)
        return _done(registration_id, _("Gespeichert."))
    return _page(registration_id, form)


@bp.route("/team/anmeldungen/<int:registration_id>/plaetze", methods=["GET", "POST"])
@access.team(PROGRAMME, at=guest_queries.of_registration)
def change_seats(registration_id):
    """Give somebody another number of seats."""
    found = guest_queries.get_registration(registration_id)
    form = SeatsForm(data={"seats": found.seats})
    if form.is_sent_and_valid():
        with form.catching_refusals():
            actions.change_seats(registration_id, form.seats.data, by_house=True)
            return _done(registration_id, _("Gespeichert."))
    return _ask(form, found, _("Zahl der Plätze"), _("Zahl ändern"))


@bp.route("/team/anmeldungen/<int:registration_id>/vorziehen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=guest_queries.of_registration)
def move_ahead(registration_id):
    """Put somebody who waits before all others, for a reason."""
    return _with_reason(
        registration_id, waiting.move_ahead, _("Auf der Warteliste nach vorn"), _("Nach vorn setzen"),
        _("Steht jetzt vor allen anderen."),
    )  # fmt: skip


@bp.route("/team/anmeldungen/<int:registration_id>/zuruecknehmen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=guest_queries.of_registration)
def remove(registration_id):
    """Take a registration back, for a reason that the guest reads."""
    return _with_reason(
        registration_id, actions.remove, _("Anmeldung zurücknehmen"), _("Zurücknehmen"),
        _("Zurückgenommen. Wer eine Adresse angegeben hat, liest den Grund."),
    )  # fmt: skip


def _with_reason(registration_id, act, heading, button, done):
    found, form = guest_queries.get_registration(registration_id), ReasonForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            act(registration_id, form.reason.data)
            return _done(registration_id, done)
        found = guest_queries.get_registration(registration_id)
    return _ask(form, found, heading, button)


@bp.route("/team/anmeldungen/<int:registration_id>/termin", methods=["GET", "POST"])
@access.team(PROGRAMME, at=guest_queries.of_registration)
def move(registration_id):
    """Move somebody to another date of the same format."""
    found, form = guest_queries.get_registration(registration_id), OtherDateForm()
    event = programme.get_event(found.event_id)
    others = [each for each in programme.coming_events_of(event.format_id, clock.now()) if each.id != event.id]
    form.event.choices = typed.choices((each.id, f"{cards.when(each)} · {each.place_line}") for each in others)
    if others and form.is_sent_and_valid():
        with form.catching_refusals():
            changing.move_to(registration_id, form.event.data, by_house=True)
            return _done(registration_id, _("Umgebucht. Die alten Plätze sind frei."))
        found = guest_queries.get_registration(registration_id)
    return _ask(form, found, _("Anderer Termin"), _("Umbuchen"))


def _ask(form, found, heading, button):
    audit.look("look_at_guest", found.about)
    return forms.page(
        "registrations/desk_ask.html", form, registration=found, event=programme.get_event(found.event_id),
        heading=heading, button=button,
    )  # fmt: skip


def _done(registration_id, words, tone="good"):
    flash(words, tone)
    return redirect(url_for(".registration", registration_id=registration_id), 303)


@bp.route("/team/veranstaltungen/<int:event_id>/telefon", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def book_for(event_id):
    """Book for somebody who called, or for guests of the house."""
    event = programme.get_event(event_id)
    ledger = next((each for each in event.ledgers if each.capacity), None)
    parts = limits.parts_at(event_id, queries.seats_of(event_id, ledger.kind)) if ledger else []
    form = BookForForm(event, parts, new_key())
    if ledger and form.is_sent_and_valid():
        with form.catching_refusals():
            made = desk.book_for(
                event_id, form.kind.data, form.seats.data, form.name.data, form.email.data or None,
                source=HOUSE if form.is_house.data else PHONE, form_key=f"team:{form.key.data}"[:60],
                would_wait=form.would_wait.data, carers=form.carers.data, wheelchairs=form.wheelchairs.data,
                note=form.note.data or "", parts=[form.slot.data] if form.slot.data else [],
            )  # fmt: skip
            where = _("Steht auf der Warteliste.") if made.state == WAITING else _("Gebucht.")
            flash(where, "good")
            return redirect(url_for(".registration", registration_id=made.id), 303)
        event = programme.get_event(event_id)
    return forms.page("registrations/desk_book.html", form, event=event, has_seats=ledger is not None, parts=parts)


@bp.route("/team/veranstaltungen/<int:event_id>/einladungen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def invitations(event_id):
    """Invite people to an event that is not open to everyone, and see what came of it."""
    event, form = programme.get_event(event_id), InviteForm()
    if form.is_sent_and_valid():
        people = form.read()
        if people is not None:
            invited = inviting.invite(event_id, people, form.is_forwardable.data) if people else 0
            if form.links.data:
                inviting.make_links(event_id, form.links.data)
            flash(ngettext("%(num)s Einladung geht hinaus.", "%(num)s Einladungen gehen hinaus.", invited)
                  if invited else _("Gespeichert."), "good")  # fmt: skip
            return redirect(url_for(".invitations", event_id=event_id), 303)
    audit.look("look_at_invitations", f"event:{event_id}")
    return forms.page(
        "registrations/desk_invitations.html", form, event=event,
        rows=[(each, state, invitation_mails.link(each)) for each, state in inviting.invitations_of(event_id)],
        states=state_words.STATES,
    )  # fmt: skip


@bp.post("/team/veranstaltungen/<int:event_id>/einladungen/zurueckziehen")
@access.team(PROGRAMME, at=scopes.of_event)
def withdraw(event_id):
    """Make an invitation worthless."""
    ident = request.form.get("einladung", type=int)
    if ident not in {each.id for each, _state in inviting.invitations_of(event_id)}:
        abort(400)
    inviting.withdraw(ident)
    flash(_("Die Einladung gilt nicht mehr."), "good")
    return redirect(url_for(".invitations", event_id=event_id), 303)


@bp.get("/team/veranstaltungen/<int:event_id>/gaesteliste")
@access.team(PROGRAMME, DOOR, at=scopes.of_event)
def print_list(event_id):
    """Show the list to print: big letters, boxes to tick."""
    audit.look("print_guests", f"event:{event_id}")
    rows, _number = guest_queries.guests(event_id, guest_queries.Wanted(state="dabei"), limit=None)
    return render_template(
        "registrations/desk_print.html", event=programme.get_event(event_id), guests=rows, door_code=tickets.door_code,
        needs_of=guest_lists.needs_of, kinds=KINDS,
    )  # fmt: skip
