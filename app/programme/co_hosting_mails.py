"""What mails about hosting together need to know, and the links in them; who got them is forgotten in time."""


from flask import abort, current_app

from app import clock
from app.accounts import tokens
from app.notifications import forgetting
from app.notifications.outbox import Drop
from app.programme import co_hosting, co_hosting_rules
from app.programme.models import CoHosting


def register(facts):
    """Enter the mails into the outbox's register."""
    facts[co_hosting.ASKING] = _of_question
    facts[co_hosting.ANSWERED] = _of_answer


def link_path(found):
    """Return the path of the page on which an organisation answers, with what was asked now and nothing later."""
    return f"/mitveranstalten/{tokens.make('co-hosting', found.id, found.version, _born(found))}"


def read(token):
    """Return the question of a link, or abort with 404: forged, older and forgotten ones look alike."""
    ident, version, born = tokens.read("co-hosting", token, 3)
    found = co_hosting.find(ident)
    if found is None or found.version != version or _born(found) != born:
        abort(404)
    return found


def _born(found):
    # After a restore, numbers come again: the moment tells what was asked from any other question.
    return round(found.asked_at.timestamp() * 1000)


def _of_question(facts):
    found = co_hosting.find(facts["co_hosting_id"]) if facts else None
    if found is None or found.version != facts["version"] or found.state != co_hosting_rules.ASKED:
        raise Drop("Die Frage ist inzwischen beantwortet, zurückgezogen oder neu gestellt.")
    if co_hosting_rules.why_not_now(found.event.state, found.event.ends_at, clock.now()):
        raise Drop("Die Veranstaltung findet nicht mehr statt.")
    return {**_facts(found), "answer_link": f"{current_app.config['BASE_URL']}{link_path(found)}"}


def _of_answer(facts):
    found = co_hosting.find(facts["co_hosting_id"]) if facts else None
    if found is None or (found.version, found.state) != (facts["version"], facts["state"]):
        raise Drop("Die Antwort gilt nicht mehr.")
    team_link = f"{current_app.config['BASE_URL']}/team/veranstaltungen/{found.event_id}/mitveranstalter"
    return {**_facts(found), "is_yes": found.state == co_hosting_rules.ACCEPTED, "team_link": team_link}


def _facts(found):
    return {"event": found.event, "organisation": found.organisation, "words": found.message}


def forget_recipients():
    """A job: take the addresses out of questions that were asked some weeks ago."""
    forgetting.forget_recipients("co_hosting", CoHosting, CoHosting.asked_at)
