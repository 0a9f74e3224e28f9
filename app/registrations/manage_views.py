"""Managing a registration by its link: what one said, on site or digital, another date, ticket, copy of all data."""

import io

from flask import Blueprint, abort, current_app, jsonify, redirect, render_template, request, send_file, url_for
from flask_babel import lazy_gettext as _
from wtforms import FileField, RadioField
from wtforms.validators import InputRequired

from app import clock, forms, pages, qr_codes, typed
from app.accounts import access
from app.limits import limit_bookings
from app.programme import asked, cards
from app.programme import queries as programme
from app.programme import rules as programme_rules
from app.registrations import asking, changing, copies, files, limits, personal, queries, tickets
from app.registrations.asking import Asked
from app.registrations.rules import SeatRefusal

bp = Blueprint("manage", __name__)


class AnswersForm(forms.Form, Asked):
    """What somebody said when they booked, to be changed."""

    def __init__(self, registration):
        self.kind_now, self.seats_now = registration.kind, registration.seats
        super().__init__()
        if request.method != "POST":
            asking.fill(self, registration)
        unasked = {field.short_name for field in self} - set(self.asked_names())
        for name in unasked | {name for name in self._fields if name.startswith("statistics_")}:
            if name in self:
                del self[name]

    @property
    def shown_names(self):
        """The names of the fields, in order."""
        return [name for name in self.asked_names() if name in self]

    def is_typed_well(self):
        """Check those fields that concern this guest."""
        faulty = [name for name in self.needed_names() if name in self and not self[name].validate(self)]
        return self.check_asked() and not faulty


class OtherDateForm(forms.Form):
    """Another date of the same format."""

    event = RadioField(_("Welcher Termin passt besser?"), coerce=int, validators=[
        InputRequired(_("Bitte wählen Sie einen Termin."))
    ])  # fmt: skip


class PartsForm(forms.Form):
    """Other sessions, or another slot."""

    parts = typed.CheckboxesField(_("Zu welchen Terminen kommen Sie?"), validate_choice=False)
    slot = RadioField(_("Wann möchten Sie kommen?"), validate_choice=False, choices=[])


class HandInForm(forms.Form):
    """A file as an answer."""

    def __init__(self):
        super().__init__()
        if request.method == "POST":
            self.file.process(request.files)

    file = FileField(_("Datei (PDF, JPEG oder PNG, höchstens 5 MB)"))


@bp.route("/b/<token>/angaben", methods=["GET", "POST"])
@access.everyone
def change_answers(token):
    """Change what one said of oneself, needs and consents among them."""
    registration = personal.registration_of("manage", token)
    facts = personal.facts(registration)
    seats_now = queries.seats_of(registration.event_id, registration.kind)
    left = limits.free(registration.event_id, registration.kind, seats_now)
    form = asking.fields_for(AnswersForm, registration.event, left, registration.language)(registration)
    if not facts["can_change"] or not form.shown_names:
        return redirect(url_for("registrations.manage", token=token), 303)
    form.show_what_is_left()
    if request.method == "POST" and form.is_typed_well():
        with form.catching_refusals():
            changing.change_answers(registration.id, **_changed(form, registration))
            return redirect(url_for("registrations.manage", token=token, gespeichert=1), 303)
        facts = personal.facts(personal.registration_of("manage", token))
    return pages.private(forms.page("registrations/change_answers.html", form, token=token, **facts))


def _changed(form, registration):
    """Return what the form says as columns; what it does not ask stays as it is, files among the answers too."""
    said = form.facts(people_before=registration.people)
    said.pop("statistics")
    kept = [pair for pair in registration.answers if pair[1].startswith(files.MARK)]
    said["answers"] = said["answers"] + kept
    asked_of = {"carers": "carers", "wheelchairs": "wheelchairs", "needs": "needs", "needs_note": "needs",
                "guardian_at": "minors"}  # fmt: skip
    for column, name in asked_of.items():
        if name not in form.asks:
            said.pop(column)
    if registration.guardian_at and said.get("guardian_at"):
        said["guardian_at"] = registration.guardian_at
    return said


@bp.post("/b/<token>/art")
@access.everyone
def change_kind(token):
    """Come on site instead of digital, or the other way round."""
    registration = personal.registration_of("manage", token)
    form = forms.Form()
    kind = request.form.get("kind")
    if kind in dict(personal.facts(registration)["other_kinds"]):
        with form.catching_refusals():
            changing.change_kind(registration.id, kind)
            return redirect(url_for("registrations.manage", token=token, gespeichert=1), 303)
    facts = personal.facts(personal.registration_of("manage", token))
    return pages.private(forms.page("registrations/not_changed.html", form, token=token, **facts))


@bp.route("/b/<token>/termin", methods=["GET", "POST"])
@access.everyone
def move(token):
    """Come to another date of the same format."""
    registration = personal.registration_of("manage", token)
    facts, form = personal.facts(registration), OtherDateForm()
    dates = _other_dates(registration) if facts["can_change"] else []
    form.event.choices = typed.choices((event.id, _date_text(event)) for event in dates)
    if dates and form.is_sent_and_valid():
        with form.catching_refusals():
            changing.move_to(registration.id, form.event.data)
            return redirect(url_for("registrations.manage", token=token, gespeichert=1), 303)
        facts = personal.facts(personal.registration_of("manage", token))
    return pages.private(forms.page("registrations/other_date.html", form, token=token, **facts))


def _other_dates(registration):
    now = clock.now()
    format = registration.event.format
    events = programme.coming_events_of(format.id, now)
    return [
        event for event in events
        if event.id != registration.event_id and event.is_public
        and programme_rules.standing(event, now) in (programme_rules.Standing.OPEN, programme_rules.Standing.FEW)
        and (ledger := event.ledger(registration.kind)) is not None and ledger.free >= registration.seats
    ]  # fmt: skip


def _date_text(event):
    return " · ".join(each for each in (cards.when(event), event.place_line) if each)


@bp.route("/b/<token>/zeiten", methods=["GET", "POST"])
@access.everyone
def change_parts(token):
    """Come to other sessions, or in another slot."""
    registration = personal.registration_of("manage", token)
    facts, form = personal.facts(registration), PartsForm()
    seats_now = queries.seats_of(registration.event_id, registration.kind)
    parts = limits.parts_at(registration.event_id, seats_now)
    if not parts or not facts["can_change"]:
        return redirect(url_for("registrations.manage", token=token), 303)
    left = limits.free(registration.event_id, registration.kind, seats_now)
    is_slots = not limits.counts_by_session(seats_now)
    field = form.slot if is_slots else form.parts
    field.choices = typed.choices((p.name, limits.part_text(p, registration.kind, left)) for p in parts)
    del form["parts" if is_slots else "slot"]
    everything = [part.name for part in parts]
    if request.method != "POST":
        field.data = (registration.parts or [None])[0] if is_slots else (registration.parts or everything)
    elif form.validate():
        chosen = [name for name in everything if name in ([field.data] if is_slots else field.data or ())]
        if not chosen:
            typed.complain(field, SeatRefusal.NO_PART.value)
        else:
            with form.catching_refusals():
                all_of_it = not is_slots and len(chosen) == len(everything)
                changing.change_parts(registration.id, [] if all_of_it else chosen)
                return redirect(url_for("registrations.manage", token=token, gespeichert=1), 303)
            facts = personal.facts(personal.registration_of("manage", token))
    return pages.private(forms.page("registrations/change_parts.html", form, token=token, **facts))


@bp.get("/b/<token>/eintrittskarte")
@access.everyone
def ticket(token):
    """Show what one shows at the door: on the phone, or printed."""
    registration = personal.registration_of("manage", token)
    if not personal.has_ticket(registration):
        return redirect(url_for("registrations.manage", token=token), 303)
    picture = qr_codes.draw(_ticket_address(registration), str(_("Code für den Einlass")))
    return pages.private(render_template(
        "registrations/ticket.html", token=token, picture=picture, door_code=tickets.door_code(registration.id),
        **personal.facts(registration),
    ))  # fmt: skip


@bp.get("/b/<token>/eintrittskarte.png")
@access.everyone
def ticket_picture(token):
    """Return the code of the ticket as a picture to keep."""
    import segno

    registration = personal.registration_of("manage", token)
    if not personal.has_ticket(registration):
        abort(404)
    drawn = io.BytesIO()
    segno.make(_ticket_address(registration), error="m", micro=False).save(drawn, kind="png", scale=12, border=4)
    drawn.seek(0)
    return pages.private(send_file(drawn, "image/png", download_name="eintrittskarte.png"))


def _ticket_address(registration):
    # Upper case: the smallest symbol (FACE.md).
    return f"{current_app.config['BASE_URL']}/C/{registration.ticket}".upper()


@bp.get("/b/<token>/daten")
@access.everyone
def copy(token):
    """Show all that the house knows of a registration."""
    registration = personal.registration_of("manage", token)
    return pages.private(render_template(
        "registrations/copy.html", token=token, copy=copies.copy_of(registration), **personal.facts(registration)
    ))  # fmt: skip


@bp.get("/b/<token>/daten.json")
@access.everyone
def copy_file(token):
    """Return all that the house knows of a registration, for programs."""
    answer = jsonify(copies.copy_of(personal.registration_of("manage", token)))
    answer.headers["Content-Disposition"] = 'attachment; filename="meine-daten.json"'
    return pages.private(answer)


@bp.route("/b/<token>/datei/<key>", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def hand_in(token, key):
    """Hand in a file as the answer to a question; a new one takes the place of the old."""
    registration = personal.registration_of("manage", token)
    wanted = [each for each in asked.questions(registration.event.format.questions) if each.kind == asked.FILE]
    question = next((each for each in wanted if each.key == key), None) or abort(404)
    facts = personal.facts(registration)
    if not facts["can_change"] or registration.confirmed_at is None:
        return redirect(url_for("registrations.manage", token=token), 303)
    request.max_content_length = files.MOST_BYTES + 100_000
    form = HandInForm()
    if request.method == "POST":
        upload = request.files.get("file")
        data = upload.read() if upload else b""
        if files.kind_of(data) and len(data) <= files.MOST_BYTES:
            old = [pair for pair in registration.answers if pair[0] == question.text]
            name = files.keep(data)
            answers = [pair for pair in registration.answers if pair[0] != question.text]
            changing.change_answers(registration.id, answers=[*answers, [question.text, files.MARK + name]])
            files.delete(files.names_of(old))
            return redirect(url_for("registrations.manage", token=token, gespeichert=1), 303)
        typed.complain(form.file, _("Bitte eine Datei im Format PDF, JPEG oder PNG, höchstens 5 MB groß."))
    return pages.private(forms.page("registrations/hand_in.html", form, token=token, question=question, **facts))
