"""Booking a seat and managing it by link. No account, no cookie."""

from contextlib import suppress

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from app import clock, forms, pages
from app.accounts import access
from app.alliance import idea_queries
from app.errors import Refused
from app.limits import limit_bookings
from app.programme import bookables, cards
from app.programme import queries as programme
from app.programme import rules as programme_rules
from app.programme.models import INVITE
from app.programme.rules import Standing
from app.registrations import (
    actions,
    asking,
    finding,
    forgetting,
    invitation_mails,
    limits,
    links,
    personal,
    queries,
    rules,
    waiting,
    words,
)
from app.registrations import ledger as ledger_of
from app.registrations.forms import BookSeatForm, ChangeSeatsForm, MySeatsForm
from app.registrations.models import LIVING, OFFERED

# Fields of a booking that mean nothing at another event.
OF_ONE_EVENT = ("step", "form_key", "website", "would_wait", "slot", "sessions", "idee", "einladung", "back")

bp = Blueprint("registrations", __name__)
bp.record_once(lambda state: state.app.jinja_env.globals.update(guest_words=words))


@bp.route("/veranstaltungen/<slug>/platz", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def book_seat(slug):
    """Book seats in three steps: how many, who, check and send."""
    event = bookables.get_bookable(slug)
    early, invitation = _early(event), _invitation(event)
    standing = programme_rules.standing(
        event, clock.now(), is_early=early is not None, is_invited=invitation is not None
    )
    has_no_list = standing is Standing.FULL and not event.format.has_waiting_list
    if has_no_list or not programme_rules.takes_bookings(standing):
        return _no_seats(slug, standing), 409 if request.method == "POST" else 200
    form = _form(event)
    if early is not None:
        form.idee.data, form.email.data = request.values["idee"], form.email.data or early.email
    if invitation is not None:
        form.einladung.data = request.values["einladung"]
        form.name.data = form.name.data or invitation.name
        form.email.data = form.email.data or invitation.email
    step = form.step.data if form.step.data in form.FIELDS_OF_STEP else "1"
    if request.method == "POST" and "back" in request.form:
        # Going back checks nothing and loses nothing.
        return _show_step(form, str(max(1, int(step) - 1)), early)
    if request.method == "GET" or not form.is_well_typed_up_to(step):
        return _show_step(form, form.first_faulty_step() or step, early)
    with form.catching_refusals():
        if step != "3":
            _refuse_early(form, early)
            return _show_step(form, str(int(step) + 1), early)
        if reason := form.why_not_sent_by_hand():
            raise Refused(reason)
        actions.book_seat(
            event.id, form.kind.data, form.seats.data, form.name.data, form.email.data,
            form_key=form.nonce, would_wait=bool(form.would_wait.data), support_id=early and early.id,
            invitation=invitation and invitation.id, parts=form.chosen_parts, takes_fewer=form.takes_fewer.data,
            **form.facts(),
        )  # fmt: skip
        return redirect(url_for(".almost_done", slug=slug), 303)
    # What is refused early is about the seats.
    return _show_step(form, "3" if step == "3" else "1", early)


def _early(event):
    """Return the support by which the asker may book before everyone else, or None."""
    token = request.values.get("idee")
    if not token or event.opens_at is None or event.opens_at <= clock.now():
        return None
    with suppress(NotFound):
        found = idea_queries.find_support(token)
        if idea_queries.may_book_early(found.id, event.id, found.email):
            return found
    # A link that counts no more is no worse than none.
    return None


def _form(event):
    """Return the form with all that the format asks, and with the sessions or slots of the event."""
    seats = {ledger.kind: ledger for ledger in event.ledgers if ledger.capacity}
    if not seats or not limits.has_limits(event):
        return asking.fields_for(BookSeatForm, event)(event)
    seats = {kind: queries.seats_of(event.id, kind) for kind in seats}
    parts = limits.parts_at(event.id, next(iter(seats.values())))
    left = {}
    for kind, each in seats.items():
        left |= limits.free(event.id, kind, each)
    form = asking.fields_for(BookSeatForm, event, left)(event, parts, left)
    form.show_what_is_left()
    return form


def _invitation(event):
    """Return the invitation by whose link somebody comes, or None."""
    token = request.values.get("einladung")
    found = invitation_mails.find(token) if token and event.format.registration == INVITE else None
    return found if found is not None and found.event_id == event.id else None


@bp.get("/einladung/platz/<token>")
@access.everyone
def invited(token):
    """Lead somebody whom the house has invited to the form."""
    invitation = invitation_mails.find(token) or abort(404)
    slug = programme.get_event(invitation.event_id).slug
    return redirect(url_for(".book_seat", slug=slug, einladung=token), 303)


def _no_seats(slug, standing):
    event, now = programme.get_public_event(slug), clock.now()
    others = [cards.card(other, now) for other in programme.alternatives(event, now)]
    # What was typed goes along to another date, if somebody wants it to.
    typed = [pair for pair in request.form.items(multi=True) if pair[0] not in OF_ONE_EVENT]
    return render_template(
        "registrations/no_seats.html", event=event, standing=standing.value, others=others, typed=typed
    )


def _refuse_early(form, early):
    """Ask for no name where not even waiting would help. Raises Refused; whether seats are left is asked at the end."""
    seats_now = queries.seats_of(form.event.id, form.kind.data)
    is_early = None if early is None else True
    is_invited = bool(form.einladung.data)
    if refusal := rules.why_no_seat(seats_now, form.seats.data, clock.now(), True, is_early, is_invited):
        raise Refused(refusal[0], **refusal[1])


def _show_step(form, step, early=None):
    """Show a step; whoever wants more seats than there are is told on each of them that this is the waiting list."""
    form.step.data = step
    # All that the page shows, as it is now: after a refusal there may be fewer seats than the form was told.
    event = programme.get_public_event(form.event.slug)
    ledger = event.ledger(form.kind.data) if form.kind.data else None
    must_wait = event.format.has_waiting_list and ledger is not None and _is_missing(form, ledger)
    form.would_wait.data = "1" if must_wait and step == "3" else ""
    page = forms.page(
        "registrations/book_seat.html", form, event=event, step=int(step), must_wait=must_wait, ledger=ledger,
        is_early=early is not None,
    )  # fmt: skip
    return page if early is None else pages.private(page)


def _is_missing(form, ledger):
    """Tell whether there is not all that somebody wants, as far as they have said it."""
    if not limits.has_limits(form.event):
        return form.seats_now > ledger.free
    seats_now = queries.seats_of(form.event.id, ledger.kind)
    everything = limits.everything_of(form.event.id, seats_now)
    facts = form.facts()
    wanted = limits.demand(
        ledger.kind, form.seats_now, facts["wheelchairs"], form.chosen_parts, facts["choices"], everything
    )
    missing = limits.why_not(wanted, limits.free(form.event.id, ledger.kind, seats_now))
    return ledger_of.why_missing(missing, form.event.id, seats_now, form.seats_now) is not None


@bp.get("/veranstaltungen/<slug>/platz/fast-geschafft")
@access.everyone
def almost_done(slug):
    """Say that a mail is on its way: the same page for everybody."""
    return render_template("registrations/almost_done.html", event=programme.get_public_event(slug))


@bp.route("/bestaetigen/<token>", methods=["GET", "POST"])
@access.everyone
def confirm(token):
    """Confirm a registration: GET shows the button, only POST does it."""
    registration = personal.registration_of("confirm", token)
    form = forms.Form()
    if form.is_sent_and_valid():
        path = links.manage_path(registration)
        with form.catching_refusals():
            actions.confirm(registration.id)
            return redirect(path, 303)
        registration = personal.registration_of("confirm", token)
    elif registration.confirmed_at is not None and registration.state in LIVING:
        return redirect(links.manage_path(registration), 303)
    return pages.private(forms.page("registrations/confirm.html", form, **personal.facts(registration)))


@bp.get("/b/<token>")
@access.everyone
def manage(token):
    """Show a person their registration."""
    registration = personal.registration_of("manage", token)
    return pages.private(_manage_page(registration, token))


@bp.route("/b/<token>/plaetze", methods=["GET", "POST"])
@access.everyone
def change_seats(token):
    """Take more or fewer seats."""
    registration = personal.registration_of("manage", token)
    if request.method == "GET":
        return redirect(url_for(".manage", token=token), 303)
    form = ChangeSeatsForm(_most_seats(registration))
    if form.is_sent_and_valid():
        with form.catching_refusals():
            actions.change_seats(registration.id, form.seats.data)
            return redirect(url_for(".manage", token=token, gespeichert=1), 303)
        registration = personal.registration_of("manage", token)
    return pages.private(_manage_page(registration, token, form))


@bp.route("/b/<token>/annehmen", methods=["GET", "POST"])
@access.everyone
def accept(token):
    """Accept seats that were offered: one page, one button."""
    registration = personal.registration_of("manage", token)
    form = forms.Form()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            waiting.accept(registration.id)
            return redirect(url_for(".manage", token=token), 303)
        registration = personal.registration_of("manage", token)
    elif registration.state != OFFERED:
        return redirect(url_for(".manage", token=token), 303)
    return pages.private(forms.page("registrations/accept.html", form, token=token, **personal.facts(registration)))


@bp.post("/b/<token>/weniger")
@access.everyone
def take_fewer(token):
    """Say whether a group that waits would take fewer seats."""
    registration = personal.registration_of("manage", token)
    with suppress(Refused):
        waiting.take_fewer(registration.id, request.form.get("weniger") == "1")
    return redirect(url_for(".manage", token=token, gespeichert=1), 303)


@bp.route("/b/<token>/absagen", methods=["GET", "POST"])
@access.everyone
def give_up(token):
    """Give seats back: one page, one button."""
    registration = personal.registration_of("manage", token)
    form = forms.Form()
    if form.is_sent_and_valid():
        actions.give_up(registration.id)
        return redirect(url_for(".manage", token=token), 303)
    return pages.private(forms.page("registrations/give_up.html", form, token=token, **personal.facts(registration)))


@bp.route("/b/<token>/loeschen", methods=["GET", "POST"])
@access.everyone
def erase(token):
    """Give seats back and erase the person: one page, one button."""
    registration = personal.registration_of("manage", token)
    form = forms.Form()
    if form.is_sent_and_valid():
        forgetting.erase(registration.id)
        return redirect(url_for(".erased"), 303)
    return pages.private(forms.page("registrations/erase.html", form, token=token, **personal.facts(registration)))


@bp.route("/meine-plaetze", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def my_seats():
    """Send somebody the links to all their bookings; the same answer for every address."""
    form = MySeatsForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            if reason := form.why_not_sent_by_hand():
                raise Refused(reason)
            finding.send_links(form.email.data)
            return redirect(url_for(".my_seats_sent"), 303)
    return forms.page("registrations/my_seats.html", form)


@bp.get("/meine-plaetze/gesendet")
@access.everyone
def my_seats_sent():
    """Say that a mail is on its way, if there is anything to tell: the same page for everybody."""
    return render_template("registrations/my_seats_sent.html")


@bp.get("/daten-geloescht")
@access.everyone
def erased():
    """Say that the data are gone."""
    return render_template("registrations/erased.html")


def _most_seats(registration):
    return max(registration.event.format.companions_max + 1, registration.seats)


def _manage_page(registration, token, form=None):
    form = form or ChangeSeatsForm(_most_seats(registration), data={"seats": registration.seats})
    return forms.page("registrations/manage.html", form, token=token, **personal.facts(registration))
