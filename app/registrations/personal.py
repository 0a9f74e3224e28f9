"""What every page behind a personal link begins with: whose it is, and what it shows."""

from flask import abort

from app import clock
from app.programme import asked, cards
from app.programme import queries as programme
from app.programme.models import ONSITE
from app.registrations import limits, links, mails, queries
from app.registrations.forms import KINDS
from app.registrations.models import ATTENDED, COMING, HELD, LAPSED, LIVING, OFFERED, WAITING


def registration_of(purpose, token):
    """Return the registration of a personal link, or abort with the 404 of any unknown page."""
    ident, version, born = links.read(purpose, token)
    registration = queries.find_registration(ident, version)
    if registration is None or links.born(registration) != born:
        abort(404)
    return registration


def facts(registration):
    """Return what every personal page shows."""
    event, now = registration.event, clock.now()
    is_open = not event.is_cancelled and event.starts_at > now
    others = programme.alternatives(event, now) if event.is_cancelled or registration.state == LAPSED else []
    can_change = is_open and registration.state in LIVING and registration.state not in (OFFERED, ATTENDED)
    return {
        "registration": registration,
        "event": event,
        "kind_text": KINDS[registration.kind],
        "parts": limits.chosen_words(registration, event),
        "has_begun": event.starts_at <= now,
        "is_over": event.ends_at <= now,
        "can_change": can_change,
        "can_answer": is_open and registration.state == OFFERED,
        "can_confirm": can_confirm(registration, now),
        "has_ticket": has_ticket(registration),
        "other_kinds": [
            (ledger.kind, KINDS[ledger.kind]) for ledger in event.ledgers
            if can_change and ledger.kind != registration.kind and ledger.capacity
        ],
        "hand_ins": [
            (each.key, each.text) for each in asked.questions(event.format.questions)
            if each.kind == asked.FILE and registration.confirmed_at
        ],
        "has_parts": bool(limits.parts_of_event(event)),
        "confirm_path": links.confirm_path(registration),
        "door_path": links.door_path(registration),
        "place_in_list": mails.place_words(registration),
        "believed": mails.otherwise_believed(registration, registration.believes),
        "others": [cards.card(other, now) for other in others],
    }  # fmt: skip


def can_confirm(registration, now):
    """Tell whether somebody can confirm their registration still."""
    event = registration.event
    is_open = not event.is_cancelled and event.starts_at > now
    return is_open and registration.confirmed_at is None and registration.state in (HELD, WAITING, LAPSED)


def has_ticket(registration):
    """Tell whether there is something to show at the door."""
    return (
        registration.state in COMING and registration.kind == ONSITE and registration.ticket is not None
        and not registration.event.is_cancelled
    )  # fmt: skip
