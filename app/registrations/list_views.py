"""The team's pages about all guests of an event at once: files to take along, lists to bring in, messages."""

from base64 import b64decode, b64encode

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app import forms, typed
from app.accounts import access, audit
from app.accounts.models import PROGRAMME
from app.errors import Refused
from app.programme import queries as programme
from app.programme import scopes
from app.registrations import guest_import, guest_lists, guest_queries, messaging
from app.registrations.desk_forms import ListForm, MessageForm, new_key
from app.registrations.messaging import TO

bp = Blueprint("guest_lists", __name__)

KINDS_OF_FILE = {
    "csv": (guest_lists.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (guest_lists.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@bp.get("/team/veranstaltungen/<int:event_id>/gaeste.<kind>")
@access.team(PROGRAMME, at=scopes.of_event)
def export(event_id, kind):
    """Give the guest list as a file: needs and addresses only where they are asked for."""
    if kind not in KINDS_OF_FILE:
        abort(404)
    event = programme.get_event(event_id)
    extra = request.args.getlist("mit")
    audit.look("export_guests", f"event:{event_id}")
    guests, _number = guest_queries.guests(event_id, guest_queries.Wanted(), limit=None)
    make, content_type = KINDS_OF_FILE[kind]
    body = make(guest_lists.rows_of(guests, with_needs="bedarf" in extra, with_email="email" in extra))
    return Response(body, content_type=content_type, headers={
        "Content-Disposition": f'attachment; filename="gaeste-{event.slug}.{kind}"',
        "Cache-Control": "private, no-store",
    })  # fmt: skip


@bp.route("/team/veranstaltungen/<int:event_id>/gaeste-einlesen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def bring_in(event_id):
    """Bring in a list of guests: show how its rows are read, then book them and say of each what became of it."""
    event = programme.get_event(event_id)
    form, preview, outcomes = ListForm(event), None, None
    if form.is_sent_and_valid():
        is_sure = "buchen" in request.form
        data = _seen(form.seen.data) if is_sure else _uploaded()
        form.seen.data = ""
        try:
            rows = guest_import.read(data)
        except Refused as refused:
            typed.complain(form.file, refused.sentence)
        else:
            if is_sure:
                outcomes = guest_import.book(event_id, form.kind.data, rows)
            else:
                preview, form.seen.data = rows, b64encode(data).decode()
    return forms.page("registrations/desk_import.html", form, event=event, preview=preview, outcomes=outcomes)


def _uploaded():
    upload = request.files.get("file")
    return upload.read(guest_import.MOST_BYTES + 1) if upload else b""


def _seen(carried):
    """Return the file that the page of the preview carried along; nothing where it is none any more."""
    try:
        return b64decode(carried or "", validate=True)
    except ValueError:
        return b""


@bp.route("/team/veranstaltungen/<int:event_id>/nachricht", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def message(event_id):
    """Write to the guests: first look at it, or try it on oneself, then send."""
    event, form = programme.get_event(event_id), MessageForm(new_key())
    preview, number = None, {to: messaging.recipients(event_id, to) for to in TO}
    if form.is_sent_and_valid():
        what = form.to.data, form.subject.data, form.text.data
        if "senden" in request.form:
            sent = messaging.send(event_id, *what, key=form.key.data[:40])
            flash(ngettext("Die Nachricht geht an %(num)s Gast.", "Die Nachricht geht an %(num)s Gäste.", sent)
                  if sent else _("Da ist niemand, dem wir schreiben könnten."), "good")  # fmt: skip
            return redirect(url_for("team.event_guests", event_id=event_id), 303)
        if "probe" in request.form:
            messaging.send_test(event_id, current_user.email, current_user.name, *what[1:])
            flash(_("Die Probe geht an %(email)s.", email=current_user.email), "good")
        # It greets a real guest.
        audit.look("look_at_guests", f"event:{event_id}")
        preview = messaging.preview(event_id, *what)
    return forms.page("registrations/desk_message.html", form, event=event, preview=preview, number=number)
