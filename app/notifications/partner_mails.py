"""What mails about requests to become a partner need to know, and when they are not sent any more."""

from flask import current_app

from app import clock
from app.alliance import house_queries, joining, partner_links, partner_rules
from app.alliance.partners import ACCEPTED, DECLINED, OPEN, UNCONFIRMED, PartnerRequest
from app.database import db
from app.notifications import outbox
from app.notifications.greetings import greeting
from app.notifications.outbox import Drop

# Template below alliance/mail → the state in which a request must be for it to go out.
MAILS = {"partner_please_confirm": UNCONFIRMED, "partner_accepted": ACCEPTED, "partner_declined": DECLINED}
HOUSE_MAIL = "alliance/mail/house_new_partner"


def register(facts):
    """Enter these mails into the outbox's register, and have the house told of new requests."""
    for name in MAILS:
        facts[f"alliance/mail/{name}"] = _facts_for(name)
    facts[HOUSE_MAIL] = _of_house
    joining.REQUEST_FOLLOWERS[:] = [tell_house]


def tell_house(request, now):
    """Tell the house that somebody wants to become a partner. Part of the act that confirms it. Names nobody."""
    # Not about the request itself: what goes to the house is not forgotten with the person.
    about = f"house:{request.about}"
    outbox.queue(house_queries.current().email, HOUSE_MAIL, about, now, request_id=request.id)


def _facts_for(name):
    def read(facts):
        request = db.session.get(PartnerRequest, facts["request_id"]) if facts else None
        if request is None or request.email is None:
            raise Drop("Die Daten der Person wurden gelöscht.")
        late = partner_rules.why_not_confirm(request.state, request.requested_at, clock.now())
        if request.state != MAILS[name] or late:
            raise Drop("Inzwischen steht es anders um diese Anfrage.")
        organisation = request.organisation
        return {
            "request": request,
            "greeting": greeting(request.name),
            "personal_link": partner_links.link(request),
            "until": request.requested_at + partner_rules.CONFIRM_WITHIN,
            "public_link": organisation and f"{current_app.config['BASE_URL']}/partner/{organisation.key}",
        }

    return read


def _of_house(facts):
    request = db.session.get(PartnerRequest, facts["request_id"]) if facts else None
    if request is None or request.state != OPEN:
        raise Drop("Über die Anfrage ist inzwischen entschieden.")
    return {
        "request": request,
        "team_link": f"{current_app.config['BASE_URL']}/team/partneranfragen/{request.id}",
    }
