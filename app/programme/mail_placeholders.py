"""What the texts of mails about dates, ideas, hosts, questions and minutes may name, and what each of them needs."""

from types import SimpleNamespace

import sqlalchemy as sa
from flask import render_template

from app import display, public_forms
from app.alliance import house_queries
from app.alliance.ideas import PUBLIC, Idea
from app.database import db
from app.notifications import placeholders, previews
from app.notifications.greetings import greeting
from app.notifications.letter_words import say
from app.notifications.placeholders import Placeholder
from app.programme import announcing, asking_hosts, co_hosting, minutes, subscribing_mails
from app.programme.subscribing_words import AT_ONCE

_EXAMPLE, _HOST = "https://wirkstaette.example/beispiel", "https://wirkstaette.example"
_WHEN = "Samstag, 6. Februar, 14 bis 17 Uhr"


def _fact(name):
    return lambda facts: facts[name] or ""


_GREETING = Placeholder("Anrede", _fact("greeting"), "Guten Tag, Jana Novak,")
_HOUSE = Placeholder("Haus", lambda _facts: house_queries.current().name, "WIRkstätte")
_IDEA = Placeholder("Idee", lambda facts: facts["idea"].title, "Ein Chor für alle")
_IDEA_LINK = Placeholder("Link zur Idee", _fact("idea_link"), f"{_HOST}/ideen/ein-chor-fuer-alle")
_ANSWER = Placeholder("Antwort", lambda facts: facts["idea"].answer_text or "", "Wir fangen im März an.")
_OWN_LINK = Placeholder("Persönlicher Link", _fact("proposal_link"), f"{_EXAMPLE}/proposal")
_SUPPORT_LINK = Placeholder("Persönlicher Link", _fact("support_link"), f"{_EXAMPLE}/support")
_EVENT = Placeholder("Veranstaltung", lambda facts: facts["event"].title if facts["event"] else "", "Erste Chorprobe")
_EVENT_LINK = Placeholder("Link zur Veranstaltung", _fact("event_link"), f"{_HOST}/veranstaltungen/chorprobe")


def _when(facts):
    event = facts["event"]
    return "\n".join(display.span(date.starts_at, date.ends_at) for date in event.dates) if event else ""


def _where(facts):
    return facts["event"].place_line or ""


_WHEN_WORDS = Placeholder("Wann", _when, _WHEN)


def register():
    """Let the texts of these mails be changed."""
    _ideas()
    _followers()
    organisation = Placeholder("Organisation", lambda facts: facts["organisation"].name, "Musikverein Zittau")
    words = Placeholder("Worte des Teams", _fact("words"), "Wir würden uns freuen.")
    answer = Placeholder("Link zum Antworten", _fact("answer_link"), f"{_EXAMPLE}/answer")
    team = Placeholder("Link für das Team", _fact("team_link"), f"{_HOST}/team/veranstaltungen/1/mitveranstalter")
    said = Placeholder("Antwort", lambda facts: "zugesagt" if facts["is_yes"] else "abgesagt", "zugesagt")
    where = Placeholder("Wo", _where, "Saal, Zittau")
    about = [_EVENT, _WHEN_WORDS, where, organisation, _HOUSE]
    _add(co_hosting.ASKING, [*about, words, answer], [answer], instead={"words": lambda old: old and words.example})
    _add(co_hosting.ANSWERED, [*about, said, team], [said])
    asked = [
        Placeholder("Name", lambda facts: facts["question"].name or "jemand", "Jana Novak"),
        Placeholder("Frage", lambda facts: facts["question"].question, "Kann ich mein Kind mitbringen?"),
        Placeholder("Adresse", lambda facts: facts["question"].email, "jana@example.org"),
    ]
    example = SimpleNamespace(name=asked[0].example, question=asked[1].example, email=asked[2].example)
    _add(asking_hosts.MAIL, [_EVENT, _WHEN_WORDS, *asked, _EVENT_LINK, _HOUSE], asked[1:],
         instead={"question": lambda _question: example})  # fmt: skip
    link = Placeholder("Link zum Protokoll", _fact("minutes_link"), f"{_HOST}/team/sitzungen/1/protokoll")
    body = Placeholder("Gremium", lambda facts: facts["body"].name, "Beirat")
    day = Placeholder("Tag", lambda facts: display.day(facts["event"].starts_at), "Samstag, 6. Februar")
    _add(minutes.MAIL, [_EVENT, _WHEN_WORDS, day, body, link, _HOUSE], [link])


def _ideas():
    own, supported = [_GREETING, _IDEA, _OWN_LINK, _HOUSE], [_GREETING, _IDEA, _IDEA_LINK, _SUPPORT_LINK, _HOUSE]
    team = Placeholder("Link für das Team", _fact("team_link"), f"{_HOST}/team/ideen/1")
    book = Placeholder("Link zum Buchen", _fact("book_link"), f"{_EXAMPLE}/book")
    early = Placeholder("Wann alle buchen können", _opens, "Freitag, 5. Februar, 18 Uhr")
    # Until it is public, anybody may have typed whatever they liked: neither title nor text.
    _idea("idea_please_confirm", [_GREETING, _OWN_LINK, _HOUSE], [_OWN_LINK])
    _idea("idea_published", [*own, _IDEA_LINK], [])
    _idea("idea_refused", [*own, _ANSWER], [_ANSWER])
    _idea("idea_answered", [*own, _IDEA_LINK, _ANSWER, _EVENT, _EVENT_LINK], [_ANSWER])
    _idea("idea_for_house", [_IDEA, team, _HOUSE], [team])
    _idea("idea_support_confirm", supported, [_SUPPORT_LINK])
    _idea("idea_support_already", supported, [_SUPPORT_LINK])
    _idea("idea_seats_open", [*supported, _EVENT, _WHEN_WORDS, Placeholder("Wo", _where, "Saal, Zittau"), early, book],
          [book, _SUPPORT_LINK])  # fmt: skip
    previews.SAMPLES["alliance/mail/idea_published"] = _public_ideas


def _followers():
    greets = Placeholder("Anrede", lambda facts: greeting(None, facts["language"]), "Guten Tag,")
    often = Placeholder("Wie oft", lambda facts: say(facts["how_often"], facts["language"]), AT_ONCE)
    thing = Placeholder("Wovon", lambda facts: facts["thing"].name, "Repair-Café")
    page = Placeholder("Worum es geht", _fact("thing_link"), f"{_HOST}/formate/repair-cafe")
    confirm = Placeholder("Link zum Bestätigen", _fact("confirm_link"), f"{_EXAMPLE}/confirm")
    manage = Placeholder("Link zum Ändern", _fact("manage_link"), f"{_EXAMPLE}/manage")
    stop = Placeholder("Link zum Beenden", _fact("stop_link"), f"{_EXAMPLE}/stop")
    dates = Placeholder("Neue Termine", lambda facts: render_template("programme/mail/_new_events.txt", **facts),
                        f"Repair-Café\n{_WHEN}\n{_HOST}/veranstaltungen/repair-cafe")  # fmt: skip
    things = Placeholder("Wovon", lambda facts: ", ".join(facts["things"]), "Repair-Café")
    how = {"languages": tuple(public_forms.MAIL_LANGUAGES)}
    _add(subscribing_mails.CONFIRM, [greets, thing, often, page, confirm, _HOUSE], [confirm], **how)
    _add(subscribing_mails.ALREADY, [greets, thing, page, manage, _HOUSE], [manage], **how)
    for template in (announcing.MAIL, announcing.DIGEST):
        _add(template, [greets, things, dates, manage, stop, _HOUSE], [dates, stop], **how)


def _opens(facts):
    return display.day_and_time(facts["event"].opens_at) if facts["is_early"] else ""


def _public_ideas():
    newest = sa.select(Idea.id).where(Idea.state == PUBLIC, Idea.email.is_not(None)).order_by(Idea.id.desc()).limit(3)
    return [{"idea_id": number} for number in db.session.scalars(newest)]


def _idea(name, listed, needs):
    _add(f"alliance/mail/{name}", listed, needs)


def _add(template, listed, needs, **how):
    placeholders.register(template, listed, [each.name for each in needs], **how)
