"""The team's page about what guests of one event are told by itself, and when."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext, lazy_gettext, ngettext
from wtforms import RadioField
from wtforms.validators import InputRequired

from app import forms, typed
from app.accounts import access
from app.accounts.models import PROGRAMME
from app.programme import event_noticing, queries, scopes
from app.programme.format_forms import HoursField, check_reminders

bp = Blueprint("event_notices", __name__)

AS_FORMAT, OWN, YES, NO = "format", "own", "yes", "no"
_SAID = {AS_FORMAT: None, YES: True, NO: False}


def _either(label, as_format):
    pairs = [(AS_FORMAT, as_format), (YES, lazy_gettext("Ja")), (NO, lazy_gettext("Nein"))]
    return RadioField(
        label, choices=typed.choices(pairs), render_kw={"class": "is-row"}, validators=[InputRequired(forms.REQUIRED)]
    )


class EventNoticesForm(forms.Form):
    """As the format says, or otherwise."""

    when = RadioField(lazy_gettext("Wann erinnern wir die Gäste?"), validators=[InputRequired(forms.REQUIRED)])
    reminders_h = HoursField(
        lazy_gettext("Stunden vor dem Beginn"), render_kw={"autocomplete": "off"},
        description=lazy_gettext("Zum Beispiel „24, 2“. Leer: gar nicht. Gilt nur bei „Anders“."),
    )  # fmt: skip
    thanks = _either(lazy_gettext("Danken wir am Tag danach, mit drei Fragen?"), lazy_gettext("Wie im Format"))
    door_open = _either(
        lazy_gettext("Schreiben wir, sobald die Tür des digitalen Raums offen ist?"), lazy_gettext("Wie im ganzen Haus")
    )

    def __init__(self, event, row):
        told = {value: name for name, value in _SAID.items()}
        own = row and row.reminders_h
        super().__init__(data={
            "when": AS_FORMAT if own is None else OWN, "reminders_h": event.format.reminders_h if own is None else own,
            "thanks": told[row and row.thanks], "door_open": told[row and row.door_open],
        })  # fmt: skip
        self.when.choices = typed.choices([
            (AS_FORMAT, gettext("Wie im Format: %(when)s", when=_in_words(event.format.reminders_h))),
            (OWN, gettext("Anders")),
        ])  # fmt: skip

    def validate_reminders_h(self, field):
        """As in a format."""
        check_reminders(field)

    @property
    def facts(self):
        """What set_notices takes."""
        return {
            "reminders_h": self.reminders_h.data or [] if self.when.data == OWN else None,
            "thanks": _SAID[self.thanks.data], "door_open": _SAID[self.door_open.data],
        }  # fmt: skip


def _in_words(reminders_h):
    if not reminders_h:
        return gettext("gar nicht")
    hours = sorted(reminders_h, reverse=True)
    return ", ".join(ngettext("%(num)s Stunde vorher", "%(num)s Stunden vorher", each) for each in hours)


@bp.route("/team/veranstaltungen/<int:event_id>/erinnerungen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def change_notices(event_id):
    """Say when guests of this event are reminded, and what else they are told by itself."""
    event = queries.get_event(event_id)
    form = EventNoticesForm(event, event_noticing.find(event_id))
    if form.is_sent_and_valid():
        event_noticing.set_notices(event_id, **form.facts)
        flash(gettext("Gespeichert. Was schon hinausging, bleibt."), "good")
        return redirect(url_for(".change_notices", event_id=event_id), 303)
    return forms.page("programme/event_notices.html", form, event=event)
