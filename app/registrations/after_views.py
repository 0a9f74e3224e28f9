"""After an event: three anonymous questions, and certificates for those who were there."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import RadioField, TextAreaField
from wtforms.validators import Length, Optional

from app import clock, forms, pages, qr_codes, typed
from app.accounts import access
from app.accounts.models import PROGRAMME
from app.errors import Refused
from app.limits import limit_bookings
from app.programme import cards, scopes
from app.programme import queries as programme
from app.public_forms import PublicForm
from app.registrations import after_actions, after_queries, after_rules, links, personal, tickets
from app.registrations.needs import STATISTICS

bp = Blueprint("after", __name__)

MOST_CHARACTERS = 500
LIKED = {
    5: lazy_gettext("5: sehr gut"), 4: lazy_gettext("4: gut"), 3: lazy_gettext("3: mittel"),
    2: lazy_gettext("2: nicht so gut"), 1: lazy_gettext("1: gar nicht gut"),
}  # fmt: skip
COMES_AGAIN = {
    after_rules.YES: lazy_gettext("Ja"), after_rules.MAYBE: lazy_gettext("Vielleicht"),
    after_rules.NO: lazy_gettext("Nein"),
}  # fmt: skip


def _number_or_none(value):
    return int(value) if value not in (None, "", "None") else None


class FeedbackForm(PublicForm):
    """Three questions; whoever answers one of them is welcome."""

    liked = RadioField(
        lazy_gettext("Wie hat es Ihnen gefallen?"), choices=typed.choices(LIKED.items()), coerce=_number_or_none,
        validators=[Optional()],
    )  # fmt: skip
    comes_again = RadioField(
        lazy_gettext("Würden Sie wiederkommen?"), choices=typed.choices(COMES_AGAIN.items()), coerce=_number_or_none,
        validators=[Optional()], render_kw={"class": "is-row"},
    )  # fmt: skip
    words = TextAreaField(
        lazy_gettext("Möchten Sie uns noch etwas sagen?"),
        description=lazy_gettext("Ein Satz genügt. Bitte keine Namen, auch nicht Ihren: So bleibt es anonym."),
        filters=[typed.keep_lines],
        validators=[Optional(), Length(max=MOST_CHARACTERS, message=lazy_gettext("Bitte höchstens 500 Zeichen."))],
        render_kw={"rows": 3},
    )


@bp.route("/veranstaltungen/<slug>/rueckmeldung", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def feedback(slug):
    """Ask how an event was: nobody learns who answers."""
    event, form = programme.get_public_event(slug), FeedbackForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            if reason := form.why_not_sent_by_hand():
                raise Refused(reason)
            after_actions.give_feedback(
                event.id, form.liked.data, form.comes_again.data, form.words.data or "", form.nonce
            )
            return redirect(url_for(".feedback_given", slug=slug), 303)
        event = programme.get_public_event(slug)
    why_not = after_rules.why_no_feedback(event.state, event.starts_at, event.ends_at, clock.now())
    answer = forms.page("registrations/feedback.html", form, event=event, when=cards.when(event), why_not=why_not)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.get("/veranstaltungen/<slug>/rueckmeldung/danke")
@access.everyone
def feedback_given(slug):
    """Say thanks: the same page for everybody."""
    return render_template("registrations/feedback_given.html", event=programme.get_public_event(slug))


@bp.get("/team/veranstaltungen/<int:event_id>/rueckmeldungen")
@access.team(PROGRAMME, at=scopes.of_event)
def all_feedback(event_id):
    """Show what guests said of an event, once there are enough of them."""
    event = programme.get_event(event_id)
    found = after_queries.opinions(event_id)
    shown = found if found.are_enough else None
    return render_template(
        "registrations/team_feedback.html", event=event, when=cards.when(event), opinions=shown, count=found.count,
        least=after_rules.LEAST_ANSWERS, liked=LIKED, comes_again=COMES_AGAIN,
        statistics=[
            (f"zahlen-{question}", *STATISTICS[question], numbers)
            for question, numbers in after_queries.statistics(event_id).items() if question in STATISTICS
        ],
        until=event.ends_at + after_rules.ASK_FOR, link=links.feedback_link(event),
        why_not=after_rules.why_no_feedback(event.state, event.starts_at, event.ends_at, clock.now()),
    )  # fmt: skip


@bp.post("/team/veranstaltungen/<int:event_id>/rueckmeldungen/<int:feedback_id>/satz")
@access.team(PROGRAMME, at=scopes.of_event)
def delete_sentence(event_id, feedback_id):
    """Take out a sentence that names somebody."""
    # Nobody takes out what nobody can read yet; one that is gone already is what was wanted.
    if any(ident == feedback_id for ident, _words in _sentences(event_id)):
        after_actions.delete_sentence(event_id, feedback_id)
    flash(_("Der Satz ist gelöscht. Die Antworten daneben zählen weiter."), "good")
    return redirect(url_for(".all_feedback", event_id=event_id), 303)


def _sentences(event_id):
    found = after_queries.opinions(event_id)
    return found.sentences if found.are_enough else ()


@bp.route("/b/<token>/bescheinigung", methods=["GET", "POST"])
@access.everyone
def certificate(token):
    """Issue the certificate of somebody who was there: GET shows the button, or what was issued, to print."""
    registration = personal.registration_of("manage", token)
    form = forms.Form()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            after_actions.issue_certificate(registration.id)
            return redirect(url_for(".certificate", token=token), 303)
        registration = personal.registration_of("manage", token)
    event = registration.event
    why_not = after_rules.why_no_certificate(registration.state, event.state, event.ends_at, clock.now())
    found = None if why_not else after_queries.certificate_of(registration.id)
    spans = [] if why_not else after_queries.attended_spans(registration)
    return pages.private(
        forms.page(
            "registrations/certificate.html", form, token=token, registration=registration, event=event,
            why_not=why_not, certificate=found, spans=spans, minutes=after_rules.minutes_of(spans),
            link=found and links.verification_link(found.code),
            code=found and qr_codes.draw(links.verification_link(found.code), _("Code zum Prüfen der Bescheinigung")),
        )
    )  # fmt: skip


@bp.get("/bescheinigung")
@access.everyone
def verify():
    """Ask for the code of a certificate."""
    asked = request.args.get("code", "")
    if code := tickets.read(asked):
        return redirect(url_for(".verified", code=code), 303)
    answer = pages.private(render_template("registrations/verify.html", asked=asked[:40]))
    answer.status_code = 422 if asked else 200
    return answer


@bp.get("/bescheinigung/<code>")
@access.everyone
def verified(code):
    """Say that the house issued a certificate: for which event, when, how many hours; and not to whom."""
    right = tickets.read(code)
    if right and right != code:
        return redirect(url_for(".verified", code=right), 303)
    found = after_queries.find_certificate(right) if right else None
    if found is None:
        answer = pages.private(render_template("registrations/verify.html", asked=code[:40], is_unknown=True))
        answer.status_code = 404
        return answer
    issued, event = found
    return pages.private(render_template("registrations/verified.html", certificate=issued, event=event))
