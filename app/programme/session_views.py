"""The team's page about the sessions of an event."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from app import clock, display, forms, typed
from app.accounts import access
from app.accounts.models import PROGRAMME
from app.programme import consequences, planning_offers, queries, rules, scopes, sessions
from app.programme.session_forms import ATTENDANCES, DatesForm

bp = Blueprint("sessions", __name__)
ADD, DROP, SAVE = "add", "drop", "save"


class AddSessionForm(DatesForm):
    """One more session."""

    knowingly = BooleanField(
        lazy_gettext("Außerhalb der Öffnungszeit: trotzdem planen"),
        description=lazy_gettext("Auch wenn ein Raum dann geschlossen ist. Es wird festgehalten."),
    )

    def __init__(self, event):
        super().__init__()
        begin, end = event.spans[-1]
        self.minutes = int((end - begin).total_seconds() // 60)


def titles_form(event):
    """Return the form for what each session of an event is about."""
    fields = {
        f"title-{date.id}": typed.text(display.span(date.starts_at, date.ends_at), 200) for date in event.dates
    }
    if len(event.dates) > 1:
        fields["attendance"] = RadioField(
            _("Wofür gilt eine Anmeldung?"), choices=typed.choices(ATTENDANCES),
            validators=[InputRequired(forms.REQUIRED)],
        )  # fmt: skip
    form_class = type("TitlesForm", (forms.Form,), fields)
    data = {f"title-{date.id}": date.title for date in event.dates}
    return form_class(data={**data, "attendance": event.attendance})


@bp.route("/team/veranstaltungen/<int:event_id>/termine", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def change_sessions(event_id):
    """Title the sessions of an event, add one, drop one that has not begun."""
    event = queries.get_event(event_id)
    form, more = titles_form(event), AddSessionForm(event)
    act = "take" if "take" in request.form else request.form.get("do")
    if act == "take":
        more.take(request.form["take"])
    sent, shown = more if act in (ADD, "take") else form, None
    with sent.catching_refusals():
        if request.method == "POST" and (wanted := _wanted(act, event_id, form, more)):
            do, said = wanted
            shown = consequences.look_first(event, do, request.form.get(consequences.SEEN)) if act != SAVE else None
            if shown is None:
                do()
                flash(said, "good")
                return redirect(url_for(".change_sessions", event_id=event_id), 303)
    if request.method == "POST":
        event = queries.get_event(event_id)
    now = clock.now()
    return forms.page(
        "programme/sessions.html", sent, event=event, titles=form, more=more, shown=shown,
        dropped=next((date for date in event.dates if act == DROP and date.id == _number()), None),
        why_not=rules.why_not_change(event.state, event.ends_at, now),
        rows=[(date, form[f"title-{date.id}"], date.starts_at > now) for date in event.dates],
        offers=planning_offers.offers_of(more, event.rooms, now),
    )  # fmt: skip


def _wanted(act, event_id, form, more):
    """Return (the act that was asked for, what to say once it is done); None where it was typed badly."""
    if act in (ADD, "take"):
        if not more.validate():
            return None
        span, title, knowingly = more.spans[0], more.titles[0], more.knowingly.data
        said = _("Der Termin kommt dazu, seine Räume sind gebucht.")
        return lambda: sessions.add_session(event_id, span, title, knowingly), said
    if act == DROP:
        said = _("Der Termin ist gestrichen, seine Räume sind frei.")
        return lambda: sessions.drop_session(event_id, _number()), said
    if not form.validate():
        return None
    fields = {name: field.data for name, field in form._fields.items()}
    attendance = fields.pop("attendance", None)
    titles = {int(name.removeprefix("title-")): title or "" for name, title in fields.items()}
    return lambda: sessions.title_sessions(event_id, titles, attendance), _("Gespeichert.")


def _number():
    """Return the number of the session that is to go."""
    return request.form.get("date", 0, type=int)
