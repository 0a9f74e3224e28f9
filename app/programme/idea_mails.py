"""What the mails about ideas need to know, read when they are sent, and when they are not sent any more."""

from flask import current_app

from app import clock
from app.alliance import idea_links
from app.alliance.ideas import NEW, PUBLIC, REFUSED, UNCONFIRMED, Idea, IdeaSupport
from app.database import db
from app.notifications.greetings import greeting
from app.notifications.outbox import Drop
from app.programme import idea_planning
from app.programme.models import BOOKED_HERE, PUBLISHED, Event

_FORGOTTEN = "Die Daten der Person wurden gelöscht."
# Template → the states of the idea in which the mail still makes sense.
STATES = {
    "idea_please_confirm": (UNCONFIRMED,),
    "idea_published": (PUBLIC,),
    "idea_refused": (REFUSED,),
    "idea_answered": (PUBLIC,),
}


def register(facts):
    """Enter the mails about ideas into the outbox's register."""
    for name, states in STATES.items():
        facts[f"alliance/mail/{name}"] = _facts_for_author(states)
    facts["alliance/mail/idea_for_house"] = _facts_for_house
    facts["alliance/mail/idea_support_confirm"] = _facts_for_supporter(is_confirmed=False)
    facts["alliance/mail/idea_support_already"] = _facts_for_supporter(is_confirmed=True)
    facts["alliance/mail/idea_seats_open"] = _facts_of_open_seats


def _facts_for_author(states):
    def read(facts):
        idea = db.session.get(Idea, facts["idea_id"]) if facts else None
        if idea is None or idea.email is None:
            raise Drop(_FORGOTTEN)
        if idea.state not in states:
            raise Drop("Inzwischen ist mit der Idee etwas anderes geschehen.")
        event = idea_planning.event_of(idea)
        return {
            "idea": idea,
            "event": event,
            "event_link": event and idea_links.whole(f"/veranstaltungen/{event.slug}"),
            "greeting": greeting(idea.name),
            "proposal_link": idea_links.proposal_link(idea),
            "idea_link": idea_links.idea_link(idea),
            "other_link": idea.combined_into and idea_links.idea_link(idea.combined_into),
        }

    return read


def _facts_for_house(facts):
    idea = db.session.get(Idea, facts["idea_id"]) if facts else None
    if idea is None or idea.state != NEW:
        raise Drop("Die Idee ist inzwischen geprüft.")
    return {"idea": idea, "team_link": f"{current_app.config['BASE_URL']}/team/ideen/{idea.id}"}


def _facts_for_supporter(is_confirmed):
    def read(facts):
        support = _get_support(facts)
        if (support.confirmed_at is not None) != is_confirmed:
            raise Drop("Die Unterstützung ist inzwischen bestätigt.")
        return _about(support)

    return read


def _facts_of_open_seats(facts):
    support = _get_support(facts)
    event = db.session.get(Event, facts["event_id"])
    if event is None or event.state != PUBLISHED or support.idea.event_id != event.id:
        raise Drop("Die Veranstaltung fällt aus.")
    now = clock.now()
    if event.starts_at <= now:
        raise Drop("Die Veranstaltung hat schon begonnen.")
    is_early = event.opens_at is not None and event.opens_at > now
    has_seats = event.format.registration in BOOKED_HERE
    path = idea_links.early_booking_path(event.slug, support) if has_seats else f"/veranstaltungen/{event.slug}"
    facts = {"event": event, "is_early": is_early, "has_seats": has_seats, "book_link": idea_links.whole(path)}
    return {**_about(support), **facts}


def _about(support):
    return {
        "idea": support.idea,
        "greeting": greeting(None),
        "idea_link": idea_links.idea_link(support.idea),
        "support_link": idea_links.support_link(support),
    }


def _get_support(facts):
    support = db.session.get(IdeaSupport, facts["support_id"]) if facts else None
    if support is None or support.email is None:
        raise Drop(_FORGOTTEN)
    return support
