"""What a format asks of its guests beyond a name and an address. Pure.

`Format.asks` switches on what the house knows how to ask (ASKS, with the purpose that guests read); `Format.questions`
are its own. A question is kept as a dict, or as a plain text where anybody may answer it freely.
"""

from dataclasses import dataclass, replace

from flask_babel import lazy_gettext as _

TEXT, CHOICE, NUMBER, YES_NO, FILE = KINDS = "text", "choice", "number", "yes_no", "file"
YES, NO = _("Ja"), _("Nein")

# What a format can ask: (what the team reads, why it is asked as guests read it).
ASKS = {
    "wheelchairs": (
        _("Ob jemand im Rollstuhl kommt"),
        _("Damit wir einen Platz und den Weg dorthin freihalten."),
    ),
    "needs": (
        _("Was jemand braucht, um dabei sein zu können"),
        _("Damit wir uns darauf vorbereiten: Höranlage, Gebärdensprache, einfache Sprache und anderes."),
    ),
    "carers": (
        _("Ob eine Begleitperson für die Pflege oder Hilfe mitkommt"),
        _("Sie ist immer frei und nimmt niemandem einen Platz."),
    ),
    "names": (_("Vornamen der Begleitungen"), _("Damit wir alle begrüßen können. Sie können das leer lassen.")),
    # Other languages are asked everywhere, without being switched on.
    "language": (
        _("Ob wir auf Obersorbisch schreiben sollen, mit eigenen Texten des Hauses"),
        _("Damit unsere E-Mails in Ihrer Sprache kommen."),
    ),
    "minors": (
        _("Ob Kinder und Jugendliche dabei sind, und wie alt ungefähr"),
        _("Damit Angebot und Aufsicht zum Alter passen. Anmelden können nur Sorgeberechtigte."),
    ),
    "photos": (
        _("Wer fotografiert werden darf"),
        _("Damit wir nur zeigen, wer das möchte. Sie können es jederzeit zurücknehmen."),
    ),
    "statistics": (
        _("Freiwillige Angaben für die Statistik"),
        _("Damit das Bündnis sieht, wen es erreicht. Wir zählen nur und speichern das nicht zu Ihrem Namen."),
    ),
}


@dataclass(frozen=True)
class Question:
    """Something a format asks. `options` are (text, how many can choose it; None: all)."""

    key: str
    text: str
    kind: str = TEXT
    options: tuple = ()
    is_required: bool = False
    per_person: bool = False
    # (key of another question, answer): asked only of those who gave it.
    only_if: tuple | None = None
    purpose: str = ""


def questions(stored):
    """Return the Questions of a format as they are stored."""
    return [_question(number, each) for number, each in enumerate(stored or ())]


def plain(stored):
    """Return those questions that are nothing but a text."""
    return [each for each in stored or () if isinstance(each, str)]


def other_than_plain(stored):
    """Return, as they are stored, the questions that are more than a text."""
    return [each for each in stored or () if not isinstance(each, str)]


def _question(number, stored):
    if isinstance(stored, str):
        return Question(key=f"frage{number + 1}", text=stored)
    condition = stored.get("only_if")
    return Question(
        key=stored["key"], text=stored["text"], kind=stored.get("kind", TEXT),
        options=tuple((each["text"], each.get("most")) for each in stored.get("options", ())),
        is_required=bool(stored.get("is_required")), per_person=bool(stored.get("per_person")),
        only_if=(condition["key"], condition["is"]) if condition else None, purpose=stored.get("purpose", ""),
    )  # fmt: skip


def limited(stored):
    """Return (key, option, most) of all answers that only so many can choose."""
    return [
        (question.key, option, most)
        for question in questions(stored) if question.kind == CHOICE
        for option, most in question.options if most is not None
    ]  # fmt: skip


def as_stored(question):
    """Return how a Question is kept: a plain text where nothing but the text is special."""
    plain = question.kind == TEXT and not (
        question.is_required or question.per_person or question.only_if or question.purpose
    )
    if plain:
        return question.text
    kept = {"key": question.key, "text": question.text, "kind": question.kind}
    if question.options:
        kept["options"] = [
            {"text": text} if most is None else {"text": text, "most": most} for text, most in question.options
        ]
    if question.is_required:
        kept["is_required"] = True
    if question.per_person:
        kept["per_person"] = True
    if question.only_if:
        kept["only_if"] = {"key": question.only_if[0], "is": question.only_if[1]}
    if question.purpose:
        kept["purpose"] = question.purpose
    return kept


def with_key(question, key):
    """Return a question under a key."""
    return replace(question, key=key)


def is_asked(question, answers):
    """Tell whether a question concerns somebody who answered so far: {key: answer}."""
    return question.only_if is None or answers.get(question.only_if[0]) == question.only_if[1]
