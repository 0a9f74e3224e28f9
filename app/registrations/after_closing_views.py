"""The team closes an event: who came, what came of it, and a few sentences for everyone.

Here and not in the programme, because it begins with what was counted at the door.
"""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app import clock, forms, stale, typed
from app.accounts import access
from app.accounts.models import PROGRAMME
from app.alliance import queries as alliance
from app.alliance.words import ACTOR_GROUPS
from app.programme import cards, queries, reporting, scopes
from app.programme.models import ONLINE, ONSITE
from app.registrations import door_queries

bp = Blueprint("reports", __name__)

MOST = 20_000


class ReportForm(forms.Form):
    """How many came, what came of it, and what is told of it; `report_form` adds walk-ins and the format's figures."""

    came_onsite = typed.number(
        lazy_gettext("Wie viele kamen vor Ort?"), 0, MOST, default=0,
        description=lazy_gettext("Alle zusammen, auch wer ohne Anmeldung kam."),
    )  # fmt: skip
    came_online = typed.number(lazy_gettext("Wie viele waren digital dabei?"), 0, MOST, default=0)
    organisations = typed.CheckboxesField(lazy_gettext("Welche Organisationen waren dabei?"), coerce=int)
    result = typed.prose(lazy_gettext("Was ist herausgekommen?"))
    decisions = typed.prose(lazy_gettext("Was wurde entschieden?"))
    next_steps = typed.prose(
        lazy_gettext("Wie geht es weiter?"), description=lazy_gettext("Wer macht was, und bis wann?")
    )
    report = typed.rich(
        lazy_gettext("So war es, in ein paar Sätzen"),
        description=lazy_gettext("Steht auf der Seite der Veranstaltung, für alle. Bitte keine Namen von Gästen."),
    )

    # The figures that the format asks for, in the order of their fields.
    tags = ()

    @property
    def walk_in_fields(self):
        """The fields of who came without a registration, by actor group."""
        return [self[f"walk_ins_{group}"] for group in ACTOR_GROUPS]

    @property
    def tag_fields(self):
        """The fields of the figures of the format."""
        return [self[f"tag_{number}"] for number in range(len(self.tags))]

    def facts(self):
        """Return what was typed, as arguments of the act."""
        return {
            **{name: self[name].data for name in ("came_onsite", "came_online", "report", "result", "decisions")},
            "next_steps": self.next_steps.data,
            "organisation_ids": self.organisations.data,
            "walk_ins": {group: self[f"walk_ins_{group}"].data for group in ACTOR_GROUPS},
            "tags": {name: field.data for name, field in zip(self.tags, self.tag_fields, strict=True)},
        }


def report_form(event, report, counted):
    """Return the form, filled in with what is stored, or with what was `counted` at the door and who invited."""
    tags = reporting.tags_of(event, report)
    optional = {"is_optional": True, "default": None}
    fields = {
        **{f"walk_ins_{group}": typed.number(words, 0, MOST, **optional) for group, words in ACTOR_GROUPS.items()},
        **{f"tag_{number}": typed.number(name, 0, 1_000_000, **optional) for number, name in enumerate(tags)},
        "tags": tags,
    }
    data = reporting.as_shown(report, tags) or {**counted, "organisations": [host.id for host in event.hosts]}
    form = type("ReportForm", (ReportForm,), fields)(data=data)
    # Those first who were there.
    first = set(data["organisations"])
    there = sorted(alliance.all_organisations(), key=lambda each: (each.id not in first, each.name.casefold()))
    form.organisations.choices = typed.choices((each.id, each.name) for each in there)
    return form


@bp.route("/team/veranstaltungen/<int:event_id>/abschluss", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def close_event(event_id):
    """Close an event, or correct what was written down."""
    event = queries.get_event(event_id)
    found = reporting.find_report(event_id)
    heads, walk_ins = door_queries.heads(event_id), door_queries.walk_ins(event_id)
    counted = _prefilled(heads, walk_ins)
    form = report_form(event, found, counted)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            reporting.close_event(event_id, seen=stale.seen(), **form.facts())
            flash(_("Die Veranstaltung ist abgeschlossen."), "good")
            return redirect(url_for("team.event_guests", event_id=event_id), 303)
        event, found = queries.get_event(event_id), reporting.find_report(event_id)
    stored = reporting.as_shown(found, reporting.tags_of(event, found))
    return forms.page(
        "registrations/close_event.html", form, event=event, report=found, when=cards.when(event),
        why_not=reporting.why_not_close(event.state, event.ends_at, clock.now()),
        booked={ledger.kind: ledger.taken for ledger in event.ledgers},
        heads=heads, walk_ins=sum(walk_ins.values()),
        seen=stale.carried(form, stored), differences=stale.differences(form, stored),
    )  # fmt: skip


def _prefilled(heads, walk_ins):
    """Return what the form says first, from what was counted at the door."""
    return {
        "came_onsite": heads.get(ONSITE, 0) + sum(walk_ins.values()),
        "came_online": heads.get(ONLINE, 0),
        **{f"walk_ins_{group}": number for group, number in walk_ins.items()},
    }
