"""What the texts of mails about rooms may name, and what each of them cannot do without."""

from flask import current_app, render_template

from app import public_forms
from app.alliance import house_queries
from app.notifications import letter_words, placeholders, previews
from app.notifications.greetings import greeting
from app.notifications.letter_words import GERMAN
from app.notifications.placeholders import Placeholder
from app.rooms import mail_samples, mail_words
from app.rooms.bookings import PROPOSED, REQUESTED

_EXAMPLE, _ROOM = "https://wirkstaette.example/beispiel", "Saal, Zittau"
_WHEN = "Samstag, 6. Februar, 14 bis 17 Uhr"


def _fact(name):
    return lambda facts: facts[name] or ""


def _greeting(facts):
    return greeting(facts["name"], facts["language"]) if "name" in facts else facts["greeting"]


def _what(facts):
    return facts["what"] if facts["language"] == GERMAN else mail_words.what(facts["bookings"], facts["language"])


def _confirm(facts):
    return facts["confirm_link"] if facts["request"].confirmed_at is None else ""


def _part(name):
    return lambda facts: render_template(f"rooms/mail/{name}.txt", **facts)


def _until(facts):
    request = facts["request"]
    is_open = request.confirmed_at is None or any(each.state == PROPOSED for each in facts["bookings"])
    return is_open and request.held_until and letter_words.moment(request.held_until, facts["language"])


def _answer_by(facts, say=letter_words.day):
    return facts["request"].answer_by and say(facts["request"].answer_by, facts["language"])


def _answer_by_hour(facts):
    return _answer_by(facts, letter_words.moment)


def _answer_to_change(facts):
    return any(each.state == REQUESTED for each in facts["bookings"]) and _answer_by(facts)


def _attached(facts):
    return letter_words.say(mail_words.ATTACHED, facts["language"]) if facts["request"].confirmed_at else ""


def _before(facts):
    if not facts["was"]:
        return ""
    return ", ".join(each for each in (letter_words.span(*facts["was"], facts["language"]), facts["was_place"]) if each)


_GREETING = Placeholder("Anrede", _greeting, "Guten Tag, Jana Novak,")
_HOUSE = Placeholder("Haus", lambda _facts: house_queries.current().name, "WIRkstätte")
_ROOMS = Placeholder("Alle Räume", lambda _facts: f"{current_app.config['BASE_URL']}/raeume",
                     "https://wirkstaette.example/raeume")  # fmt: skip
_WHAT = Placeholder("Was", _what, _ROOM)
_FACTS = Placeholder("Angaben", _part("_facts"), f"Raum: {_ROOM}\nWann: {_WHEN}")
_MANAGE = Placeholder("Link zum Verwalten", placeholders.with_diary_hint("manage_link"), f"{_EXAMPLE}/manage")
# In every mail about a request.
_ALWAYS = (
    _GREETING, _WHAT, _FACTS, _MANAGE,
    Placeholder("Link zum Raum", _fact("room_link"), "https://wirkstaette.example/raeume/saal"), _ROOMS, _HOUSE,
)  # fmt: skip
_CONFIRM = Placeholder("Link zum Bestätigen", _confirm, f"{_EXAMPLE}/confirm")
_ANSWER = Placeholder("Link zum Antworten", placeholders.with_diary_hint("proposal_link"), f"{_EXAMPLE}/proposal")
_UNTIL = Placeholder("Frist", _until, "Freitag, 5. Februar, 18 Uhr")
_ANSWER_BY = Placeholder("Antwort bis", _answer_by, "Freitag, 5. Februar")
_ANSWER_BY_HOUR = Placeholder("Antwort bis", _answer_by_hour, "Freitag, 5. Februar, 18 Uhr")
_CHANGE_ANSWER_BY = Placeholder("Antwort bis", _answer_to_change, _ANSWER_BY.example)
_ATTACHED = Placeholder("Anhang", _attached, mail_words.ATTACHED)
_WORDS = Placeholder("Worte des Teams", _fact("words"), "Der Saal wird an diesem Tag renoviert.")
_BEFORE = Placeholder("Bisher", _before, f"{_WHEN}, {_ROOM}")
_PROBLEM = Placeholder("Was noch im Weg steht", _fact("problem"), "An diesem Tag ist schon alles vergeben.")
_LINK, _REASON = ("Link zum Verwalten",), ("Worte des Teams",)
# Template → (what it may name besides, what it cannot do without).
_MAILS = {
    "please_confirm": ((_CONFIRM, _UNTIL, _PROBLEM), ("Link zum Bestätigen",)),
    "requested": ((_ANSWER_BY,), _LINK),
    "booked": ((), _LINK),
    "changed": ((_BEFORE, _CHANGE_ANSWER_BY, _CONFIRM, _UNTIL, _ATTACHED), _LINK),
    "withdrawn": ((), ()),
    "accepted": ((), _LINK),
    "declined": ((_WORDS,), _REASON),
    "proposed": ((_ANSWER, _WORDS, _BEFORE, _UNTIL), ("Link zum Antworten",)),
    "proposal_lapsed": ((), ()),
    "booked_by_team": ((), _LINK),
    "moved": ((_WORDS, _BEFORE), _LINK),
    "called_off": ((_WORDS,), _REASON),
    "released": ((), ()),
}
_TEAM_LINK = Placeholder("Link für das Team", _fact("team_link"), "https://wirkstaette.example/team/anfragen/1")
_CLOSED = Placeholder("Was daraus wird", _part("_closed"), f"Das fällt aus:\n* {_WHEN}, {_ROOM}")
_CLOSED_WHY = Placeholder("Grund", _fact("reason"), "Betriebsferien")


def register():
    """Let the texts of these mails be changed, and shown on requests."""
    mail_words.register()
    languages = tuple(public_forms.MAIL_LANGUAGES)
    for name, (more, needs) in _MAILS.items():
        placeholders.register(
            f"rooms/mail/{name}", [*_ALWAYS, *more], needs, languages=languages, instead={"words": _example_words}
        )
        previews.SAMPLES[f"rooms/mail/{name}"] = mail_samples.of_mail(name)
    for name in ("house_new_request", "house_overdue"):
        placeholders.register(
            f"rooms/mail/{name}", [_WHAT, _FACTS, _ANSWER_BY_HOUR, _TEAM_LINK, _HOUSE], ("Link für das Team",)
        )
    placeholders.register(
        "rooms/mail/closed", [_GREETING, _CLOSED_WHY, _CLOSED, _MANAGE, _ROOMS, _HOUSE], ("Was daraus wird",),
        languages=languages,
    )  # fmt: skip
    placeholders.register(
        "rooms/mail/closed_for_team", [_GREETING, _CLOSED_WHY, _CLOSED, _HOUSE], ("Was daraus wird",)
    )
    watched = (
        _GREETING, Placeholder("Raum", lambda facts: facts["room"].place_line, _ROOM),
        Placeholder("Wann", _watched, _WHEN),
        _HOUSE,
    )  # fmt: skip
    confirm = Placeholder("Link zum Bestätigen", _fact("watch_link"), f"{_EXAMPLE}/watch")
    form = Placeholder("Link zum Formular", _fact("form_link"), "https://wirkstaette.example/raeume/saal/buchen")
    placeholders.register("rooms/mail/watch_please_confirm", [*watched, confirm], (confirm.name,),
                          languages=languages)  # fmt: skip
    placeholders.register("rooms/mail/watch_free", [*watched, form], (form.name,), languages=languages)
    for name in (*_MAILS, "house_new_request", "house_overdue", "closed", "closed_for_team",
                 "watch_please_confirm", "watch_free"):  # fmt: skip
        previews.MADE_UP[f"rooms/mail/{name}"] = mail_samples.made_up(name)


def _watched(facts):
    return letter_words.span(facts["watch"].starts_at, facts["watch"].ends_at, facts["language"])


def _example_words(words):
    """What the team wrote to one person is not for others."""
    return words and _WORDS.example
