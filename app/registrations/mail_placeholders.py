"""What the texts of mails to guests may name, and what each of them cannot do without."""

from functools import partial

from flask import current_app, render_template

from app import reading
from app.alliance import house_queries, words
from app.notifications import letter_words, placeholders, previews
from app.notifications.greetings import greeting
from app.notifications.letter_words import GERMAN
from app.notifications.placeholders import Placeholder
from app.programme import translation_queries
from app.registrations import finding, limits, mail_samples, mail_words, mails, offering, queries
from app.registrations.models import ATTENDED, CONFIRMED, LAPSED, OFFERED, WAITING
from app.rooms.mail_words import ATTACHED

_DAY = "Samstag, 6. Februar"
_WHEN, _WHERE = "Samstag, 6. Februar, 14 bis 17 Uhr", "Werkstatt, Zittau"
_EXAMPLE, _REASON = "https://wirkstaette.example/beispiel", "Die Leitung ist krank."


def _title(facts, event=None):
    # A date that somebody left may belong to another event than the one to which they come now.
    event = event or (facts["left"].event if facts.get("left") else facts["event"])
    language = facts["language"]
    if language == GERMAN:
        return event.title
    read = partial(translation_queries.titles, [event], language)
    return reading.once(("title", event.id, language), read)[event.id][0]


def _when(facts):
    event, language = facts["event"], facts["language"]
    return "\n".join(letter_words.span(date.starts_at, date.ends_at, language) for date in event.dates)


def _bring(facts):
    event, language = facts["event"], facts["language"]
    if language == GERMAN:
        return event.format.bring
    read = partial(translation_queries.texts_of_format, event.format_id)
    text = reading.once(("texts of format", event.format_id), read).get(language)
    return (text and text.bring) or event.format.bring


def _until(facts):
    registration = facts["registration"]
    if registration.state in (OFFERED, LAPSED):
        until = registration.offered_until or registration.held_until
    else:
        until = None if registration.confirmed_at else registration.held_until
    return until and letter_words.moment(until, facts["language"])


def _in_list(facts):
    registration = facts["registration"]
    if facts["language"] == GERMAN or registration.state != WAITING or not registration.id:
        return facts["place_in_list"]
    first, last = offering.range_of(queries.place_in_list(registration))
    return f"> {first - 1}" if last is None else f"{first}–{last}"


def _before(facts):
    believed, language = facts["believed"], facts["language"]
    if not believed:
        return ""
    lines = [letter_words.span(*span, language) for span in believed["spans"]]
    return "\n".join(lines + ([believed["place"]] if believed["place"] != facts["place"] else []))


def _others(facts):
    return "\n\n".join(
        f"{_title(facts, other)}, {letter_words.span(other.starts_at, other.dates[0].ends_at, facts['language'])}\n"
        f"{facts['link_to'](other)}"
        for other in facts["alternatives"]
    )


def _all_links(facts):
    unconfirmed = letter_words.say("noch nicht bestätigt", facts["language"])
    return "\n\n".join(
        f"{_title(facts, event)}, {letter_words.span(event.starts_at, event.dates[0].ends_at, facts['language'])}"
        f"{'' if is_confirmed else f' ({unconfirmed})'}\n{link}"
        for event, link, is_confirmed in facts["places"]
    )


def _was(facts):
    was = facts["was"]
    return was and letter_words.span(was.starts_at, was.dates[0].ends_at, facts["language"])


def _lost(facts):
    lost = facts["believed"]["lost"] if facts["believed"] else ()
    return ", ".join(letter_words.say(str(each), facts["language"]) for each in lost)


def _left(facts):
    left = facts["left"]
    return left and letter_words.span(left.starts_at, left.ends_at, facts["language"])


def _details(facts):
    language, event = facts["language"], facts["event"]
    if language != GERMAN and facts["parts"]:
        chosen = [part for part in limits.parts_of_event(event) if part.name in facts["registration"].parts]
        spans = [(letter_words.span(part.starts_at, part.ends_at, language), part.title) for part in chosen]
        facts = {**facts, "parts": [": ".join(filter(None, each)) for each in spans]}
    return render_template("registrations/mail/_details.txt", **facts)


def _standing(facts):
    return letter_words.say(mail_words.STANDING.get(facts["registration"].state, mail_words.BOOKED), facts["language"])


def _place_stays(facts):
    waits = facts["registration"].state == WAITING
    return letter_words.say(mail_words.PLACE_STAYS, facts["language"]) if waits else ""


def _attached(facts):
    return letter_words.say(ATTACHED, facts["language"]) if facts["registration"].state == CONFIRMED else ""


def _confirm(facts):
    return facts["confirm_link"] if facts["registration"].confirmed_at is None else ""


def _certificate(facts):
    return facts["certificate_link"] if facts["registration"].state == ATTENDED else ""


def _part(name):
    return lambda facts: render_template(f"registrations/mail/{name}.txt", **facts)


def _fact(name):
    return lambda facts: facts[name]


_PROGRAMME = Placeholder("Programm", lambda _facts: f"{current_app.config['BASE_URL']}/programm",
                         "https://wirkstaette.example/programm")  # fmt: skip
_HOUSE = Placeholder("Haus", lambda _facts: house_queries.current().name, "WIRkstätte")
_GREETING = Placeholder("Anrede", lambda facts: greeting(facts.get("name"), facts["language"]), "Guten Tag, Jana,")
_EVENT = (
    Placeholder("Veranstaltung", _title, "Repair-Café"),
    Placeholder("Wann", _when, _WHEN),
    Placeholder("Tag", lambda facts: letter_words.day(facts["event"].starts_at, facts["language"]), _DAY),
    Placeholder("Wann und wo", _part("_dates_place"), f"Wann: {_WHEN}\nWo: {_WHERE}"),
)
# In every mail about a registration.
_ALWAYS = (
    _GREETING, *_EVENT,
    Placeholder("Angaben", _details,
                f"Wann: {_WHEN}\nWo: {_WHERE}\nPlätze: 2"),
    Placeholder("Plätze", lambda facts: letter_words.seats(facts["registration"].seats, facts["language"]), "2 Plätze"),
    Placeholder("Weg", _part("_way"), "So kommen Sie hin: vom Bahnhof fünf Minuten zu Fuß"),
    Placeholder("Link zur Veranstaltung", _fact("event_link"),
                "https://wirkstaette.example/veranstaltungen/repair-cafe"),
    Placeholder("Link zum Verwalten", placeholders.with_diary_hint("manage_link"), f"{_EXAMPLE}/manage"),
    _PROGRAMME, _HOUSE,
)  # fmt: skip
# In some; by name in `_MAILS`.
_SOMETIMES = {
    each.name: each
    for each in (
        Placeholder("Link zum Bestätigen", _confirm, f"{_EXAMPLE}/confirm"),
        Placeholder("Link zum Annehmen", _fact("accept_link"), f"{_EXAMPLE}/accept"),
        Placeholder("Frist", _until, "Freitag, 5. Februar, 18 Uhr"),
        Placeholder("Stelle in der Liste", _in_list, "zwischen Platz 1 und 3"),
        Placeholder("Grund", lambda facts: facts["reason"] or facts["event"].cancel_reason, _REASON),
        Placeholder("Mitbringen", _bring, "das kaputte Gerät"),
        Placeholder("Stand", _standing, mail_words.BOOKED),
        Placeholder("Warteliste", _place_stays, mail_words.PLACE_STAYS),
        Placeholder("Bisher", _before, "Freitag, 5. Februar, 14 bis 17 Uhr"),
        Placeholder("Was fehlt", _lost, "Aufzug"),
        Placeholder("Anhang", _attached, ATTACHED),
        Placeholder("Link zur Tür", _fact("door_link"), f"{_EXAMPLE}/door"),
        Placeholder("Frei gewordener Termin", _left, "Freitag, 5. Februar, 14 bis 17 Uhr"),
        Placeholder("Bisheriger Termin", _was, "Freitag, 5. Februar, 14 bis 17 Uhr"),
        Placeholder("Andere Termine", _others, "Repair-Café, Samstag, 6. März, 14 bis 17 Uhr\n"
                    "https://wirkstaette.example/veranstaltungen/repair-cafe-2"),
        Placeholder("Link zu den Fragen", _fact("feedback_link"),
                    "https://wirkstaette.example/veranstaltungen/repair-cafe/rueckmeldung"),
        Placeholder("Link zur Bescheinigung", _certificate, f"{_EXAMPLE}/certificate"),
    )
}  # fmt: skip
_CONFIRM, _MANAGE, _ACCEPT = "Link zum Bestätigen", "Link zum Verwalten", "Link zum Annehmen"
# Template → (what it may name besides, what it cannot do without); of the others: nothing, nothing.
_MAILS = {
    "please_confirm": ((_CONFIRM, "Frist"), (_CONFIRM,)),
    "please_confirm_waiting": ((_CONFIRM, "Frist"), (_CONFIRM,)),
    "confirmed": ((), (_MANAGE,)),
    "waiting": (("Stelle in der Liste",), (_MANAGE,)),
    "already_there": (("Stand",), (_MANAGE,)),
    "new_links": ((), (_MANAGE,)),
    "changed": ((_CONFIRM, "Frist", "Warteliste"), (_MANAGE,)),
    "other_date": (("Bisheriger Termin",), (_MANAGE,)),
    "left_date": (("Frei gewordener Termin",), ("Frei gewordener Termin",)),
    "offered": ((_ACCEPT, "Frist"), (_ACCEPT, "Frist")),
    "offer_over": (("Frist",), ()),
    "promoted": ((), (_MANAGE,)),
    "removed": (("Grund",), ("Grund",)),
    "reminder": (("Mitbringen",), (_MANAGE,)),
    "moved": (("Bisher", "Was fehlt", "Anhang"), (_MANAGE,)),
    "access_changed": (("Was fehlt",), ("Was fehlt",)),
    "door_open": (("Link zur Tür",), ("Link zur Tür",)),
    "cancelled": (("Grund", "Andere Termine"), ("Grund",)),
    "thanks": (("Link zu den Fragen", "Link zur Bescheinigung"), ()),
    "certificate": (("Link zur Bescheinigung",), ("Link zur Bescheinigung",)),
}


def register():
    """Let the texts of these mails be changed, and shown on registrations."""
    mail_words.register()
    for name in mails.STATES:
        if name == "message":
            continue
        more, needs = _MAILS.get(name, ((), ()))
        template = f"registrations/mail/{name}"
        # What the team wrote to one guest is not for others.
        instead = {"reason": lambda _reason: _REASON} if name == "removed" else {}
        placeholders.register(
            template, [*_ALWAYS, *(_SOMETIMES[each] for each in more)], needs, languages=tuple(words.LANGUAGES),
            instead=instead,
        )  # fmt: skip
        previews.SAMPLES[template] = mail_samples.of_mail(name)
        previews.MADE_UP[template] = mail_samples.made_up(name)
    placeholders.register(
        finding.TEMPLATE,
        [_GREETING, Placeholder("Alle Links", _all_links, f"Repair-Café, Samstag, 6. Februar\n{_EXAMPLE}/manage"),
         _PROGRAMME, _HOUSE],
        ("Alle Links",), languages=tuple(words.LANGUAGES),
        instead={"places": lambda places: [(event, f"{_EXAMPLE}/manage", known) for event, _link, known in places]},
    )  # fmt: skip
    placeholders.register(
        "registrations/mail/invited",
        [_GREETING, *_EVENT, Placeholder("Link zur Einladung", _fact("invitation_link"), f"{_EXAMPLE}/invitation"),
         Placeholder("Wer darf", _who_may, mail_words.ONLY_YOU), _PROGRAMME, _HOUSE],
        ("Link zur Einladung",), languages=tuple(words.LANGUAGES),
    )  # fmt: skip


def _who_may(facts):
    words_of_it = mail_words.PASS_ON if facts["is_forwardable"] else mail_words.ONLY_YOU
    return letter_words.say(words_of_it, facts["language"])
