"""What the mails about a registration need to know, read when they are sent, and when they are not sent any more."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.database import db
from app.notifications.greetings import greeting
from app.notifications.outbox import Drop
from app.programme import promises
from app.programme import queries as programme
from app.programme.models import ONLINE, EventDate
from app.registrations import diary, limits, links, offering, queries, rules
from app.registrations.models import ATTENDED, CONFIRMED, DECLINED, HELD, LAPSED, LIVING, OFFERED, WAITING, Registration

_ENDED = "Die Anmeldung ist inzwischen beendet."
_NOT_THERE = "Die Person gilt inzwischen nicht mehr als dabei gewesen."
_CONFIRMED = "Die Anmeldung ist inzwischen bestätigt."
_AS_BEFORE = "Inzwischen ist alles wieder, wie es der Gast kennt."

PREFIX = "registrations/mail/"
# Template → in which states of the registration the mail still makes sense; None means always.
STATES = {
    "please_confirm": (HELD,),
    "please_confirm_waiting": (WAITING,),
    "confirmed": (CONFIRMED,),
    "waiting": (WAITING,),
    "promoted": (CONFIRMED,),
    "offered": (OFFERED,),
    "offer_over": (LAPSED,),
    "declined": (DECLINED,),
    "removed": None,
    "already_there": LIVING,
    "new_links": LIVING,
    "changed": LIVING,
    "other_date": LIVING,
    "left_date": None,
    "given_up": None,
    "message": None,
    "reminder": (CONFIRMED,),
    "moved": LIVING,
    "access_changed": LIVING,
    "door_open": (CONFIRMED, ATTENDED),
    "cancelled": None,
    "thanks": (CONFIRMED, ATTENDED),
    "certificate": (ATTENDED,),
}


def register(facts):
    """Enter the mails of this feature into the outbox's register."""
    for name, states in STATES.items():
        facts[f"{PREFIX}{name}"] = _facts_for(name, states)


def read_ahead(messages):
    """Return the registrations that messages are about, so that the facts of each find its own in the session."""
    ids = {message.facts.get("registration_id") for message in messages if message.template.startswith(PREFIX)}
    return db.session.scalars(sa.select(Registration).where(Registration.id.in_(ids))).all() if len(ids) > 1 else []


def _facts_for(name, states):
    def read(facts):
        registration = db.session.get(Registration, facts["registration_id"]) if facts else None
        if registration is None or registration.email is None:
            raise Drop("Die Daten der Person wurden gelöscht.")
        if states and registration.state not in states:
            raise Drop(_NOT_THERE if name == "certificate" else _ENDED)
        if name == "please_confirm_waiting" and registration.confirmed_at is not None:
            raise Drop(_CONFIRMED)
        event = programme.get_event(registration.event_id)
        _check_event(name, event)
        believed = otherwise_believed(registration, facts.get("believed"))
        if name in ("moved", "access_changed") and believed is None:
            raise Drop(_AS_BEFORE)
        return {**shown(registration, event, facts), "believed": believed,
                "alternatives": programme.alternatives(event, clock.now()) if name == "cancelled" else []}  # fmt: skip

    return read


def shown(registration, event, facts):
    """Return what every mail about a registration may show; `facts`: what the message says besides."""
    return {
        "registration": registration,
        "name": registration.name,
        "greeting": greeting(registration.name),
        "language": registration.language,
        "event": event,
        "digital": registration.kind == ONLINE,
        "place": event.places[registration.kind],
        "left": _left(registration, facts.get("date")),
        "was": programme.get_event(facts["was"]) if facts.get("was") else None,
        "parts": limits.chosen_words(registration, event),
        "reason": facts.get("reason"),
        "subject": facts.get("subject"),
        "words": facts.get("words"),
        "place_in_list": place_words(registration),
        "accept_link": links.accept_link(registration),
        "confirm_link": links.confirm_link(registration),
        "manage_link": links.manage_link(registration),
        "door_link": links.door_link(registration),
        "event_link": links.event_link(event),
        "link_to": links.event_link,
        "feedback_link": links.feedback_link(event),
        "certificate_link": links.certificate_link(registration),
    }


def _left(registration, date_id):
    """Return the date that is not theirs any more, or None where a mail speaks of none. Raises Drop."""
    date = db.session.get(EventDate, date_id) if date_id else None
    if date is not None and registration.state in LIVING and date in diary.dates_of(registration):
        raise Drop(_AS_BEFORE)
    return date


def _check_event(name, event):
    if event.is_cancelled and name not in ("cancelled", "given_up", "left_date", "declined", "removed", "message"):
        raise Drop("Die Veranstaltung ist abgesagt; darüber geht eine eigene Nachricht hinaus.")
    if name == "reminder" and event.starts_at <= clock.now():
        raise Drop("Die Veranstaltung hat schon begonnen.")


def place_words(registration):
    """Say where somebody stands in the waiting list, as a range: who fits comes first. None for who does not wait."""
    if registration.state != WAITING:
        return None
    first, last = offering.range_of(queries.place_in_list(registration))
    if last is None:
        return _("weiter hinten, hinter den ersten %(num)s", num=first - 1)
    return _("zwischen Platz %(first)s und %(last)s", first=first, last=last)


def otherwise_believed(registration, belief):
    """Return what a guest believes of their event, its moments as moments, or None where it is what is true.

    `lost`: what they count on and can no longer, in words; `is_elsewhere`: whether time or place are other ones.
    """
    truth = queries.truth(registration) if belief else None
    if not belief or not (rules.is_elsewhere(belief, truth) or rules.lost_promises(belief, truth)):
        return None
    lost = [promises.WORDS[name] for name in rules.lost_promises(belief, truth) if name in promises.WORDS]
    spans = [tuple(datetime.fromisoformat(moment) for moment in span) for span in belief["spans"]]
    return {**belief, "spans": spans, "lost": lost, "is_elsewhere": rules.is_elsewhere(belief, truth)}
