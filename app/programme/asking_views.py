"""The team's pages about what a format asks of its guests."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField, SelectField, ValidationError

from app import forms, typed
from app.accounts import access
from app.accounts.models import PROGRAMME
from app.programme import asked, asking_formats, queries
from app.programme.asked import Question

bp = Blueprint("asking", __name__)

KINDS = {
    asked.TEXT: lazy_gettext("Text"), asked.CHOICE: lazy_gettext("Auswahl"), asked.NUMBER: lazy_gettext("Zahl"),
    asked.YES_NO: lazy_gettext("Ja oder Nein"), asked.FILE: lazy_gettext("Datei"),
}  # fmt: skip
# Between the words of an answer and how many can choose it.
BAR = "|"


class AsksForm(forms.Form):
    """What is asked, and how freed seats go out."""

    asks = typed.CheckboxesField(
        lazy_gettext("Was fragen wir außer Name und E-Mail-Adresse?"),
        choices=typed.choices((name, label) for name, (label, _why) in asked.ASKS.items()),
        description=lazy_gettext("So wenig wie möglich. Wozu wir etwas fragen, lesen die Gäste daneben."),
    )
    wheelchair_places = typed.number(
        lazy_gettext("Für wie viele Rollstühle ist Platz?"), 0, 500, is_optional=True,
        description=lazy_gettext("Leer: so viele, wie es Plätze gibt. Gilt auch für geplante Veranstaltungen."),
    )  # fmt: skip
    offers_seats = RadioField(
        lazy_gettext("Wird ein Platz frei, was geschieht mit der Warteliste?"),
        choices=typed.choices([
            ("0", lazy_gettext("Die Nächsten rücken sofort nach")),
            ("1", lazy_gettext("Die Nächsten bekommen ein Angebot und nehmen es an (24 Stunden, kurz vorher weniger)")),
        ]),
        default="0",
    )  # fmt: skip
    thanks = BooleanField(lazy_gettext("Danach danken wir den Gästen und fragen ohne Namen, wie es war"))


class QuestionForm(forms.Form):
    """One question."""

    text = typed.text(lazy_gettext("Frage"), 200, is_required=True)
    kind = RadioField(lazy_gettext("Wie wird geantwortet?"), choices=typed.choices(KINDS.items()), default=asked.TEXT)
    options = typed.lines(
        lazy_gettext("Antworten zum Auswählen"), 30, 120,
        description=lazy_gettext(
            "Nur bei „Auswahl“. Eine Antwort in jeder Zeile; können sie nur wenige wählen, mit Grenze: Holzwerkbank | 2"
        ),
    )  # fmt: skip
    purpose = typed.text(
        lazy_gettext("Wozu fragen wir das?"), 200, description=lazy_gettext("Steht unter der Frage, für die Gäste.")
    )
    is_required = BooleanField(lazy_gettext("Ohne Antwort geht es nicht"))
    per_person = BooleanField(lazy_gettext("Jede Person wird gefragt, nicht nur wer anmeldet"))
    only_if = SelectField(lazy_gettext("Wer wird gefragt?"), default="")

    def __init__(self, format, question=None):
        self.conditions = asking_formats.conditions(format, question.key if question else None)
        super().__init__(data=None if question is None else _as_typed(question, self.conditions))
        pairs = [("", lazy_gettext("Alle")), *((str(n), words) for n, (_k, _a, words) in enumerate(self.conditions))]
        self.only_if.choices = typed.choices(pairs)

    def validate_options(self, field):
        """Limits are numbers."""
        for line in field.data or ():
            _text, bar, most = line.rpartition(BAR)
            if bar and not (most.strip().isdecimal() and len(most.strip()) < 6):
                raise ValidationError(_("Hinter dem Strich bitte nur eine Zahl: %(line)s", line=line))

    def question(self):
        """Return what was typed."""
        is_choice = self.kind.data == asked.CHOICE
        condition = self.conditions[int(self.only_if.data)][:2] if self.only_if.data else None
        return Question(
            key="", text=self.text.data, kind=self.kind.data,
            options=tuple(_option(line) for line in self.options.data or ()) if is_choice else (),
            is_required=self.is_required.data and self.kind.data != asked.FILE,
            per_person=self.per_person.data and self.kind.data != asked.FILE,
            only_if=condition, purpose=self.purpose.data or "",
        )  # fmt: skip


def _option(line):
    text, bar, most = line.rpartition(BAR)
    return (text.strip(), int(most)) if bar else (line.strip(), None)


def _as_typed(question, conditions):
    known = [condition[:2] for condition in conditions]
    return {
        "text": question.text, "kind": question.kind, "is_required": question.is_required,
        "per_person": question.per_person, "purpose": question.purpose,
        "options": [text if most is None else f"{text} {BAR} {most}" for text, most in question.options],
        "only_if": str(known.index(question.only_if)) if question.only_if in known else "",
    }  # fmt: skip


@bp.route("/team/formate/<int:format_id>/anmeldung", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def asks(format_id):
    """Say what is asked of guests, and how freed seats go out; list the questions."""
    format = queries.get_format_by_id(format_id)
    form = AsksForm(data={
        "asks": format.asks, "wheelchair_places": format.wheelchair_places, "thanks": format.thanks,
        "offers_seats": "1" if format.offers_seats else "0",
    })  # fmt: skip
    if form.is_sent_and_valid():
        asking_formats.set_asks(
            format_id, form.asks.data or (), form.offers_seats.data == "1", form.wheelchair_places.data,
            form.thanks.data,
        )  # fmt: skip
        flash(_("Gespeichert."), "good")
        return redirect(url_for(".asks", format_id=format_id), 303)
    return forms.page(
        "programme/format_asks.html", form, format=format, questions=asked.questions(format.questions), kinds=KINDS,
        purposes=[(label, why) for label, why in asked.ASKS.values()],
    )  # fmt: skip


@bp.route("/team/formate/<int:format_id>/anmeldung/frage", methods=["GET", "POST"])
@bp.route("/team/formate/<int:format_id>/anmeldung/frage/<key>", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def question(format_id, key=None):
    """Ask something, or ask it otherwise."""
    format = queries.get_format_by_id(format_id)
    found = next((each for each in asked.questions(format.questions) if each.key == key), None)
    if key is not None and found is None:
        abort(404)
    form = QuestionForm(format, found)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            asking_formats.save_question(format_id, form.question(), key)
            flash(_("Gespeichert."), "good")
            return redirect(url_for(".asks", format_id=format_id), 303)
    return forms.page("programme/format_question.html", form, format=format, question=found)


@bp.route("/team/formate/<int:format_id>/anmeldung/frage/<key>/streichen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def remove_question(format_id, key):
    """Ask something no more: one page, one button."""
    format = queries.get_format_by_id(format_id)
    found = next((each for each in asked.questions(format.questions) if each.key == key), None) or abort(404)
    form = forms.Form()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            asking_formats.remove_question(format_id, key)
            flash(_("Die Frage ist gestrichen."), "good")
            return redirect(url_for(".asks", format_id=format_id), 303)
    return forms.page("programme/format_question_removed.html", form, format=format, question=found)
