"""Plain functions that make ideas and their supporters; name only the facts that matter."""

from itertools import count

import sqlalchemy as sa

from app.alliance import idea_deciding, idea_queries, idea_rules, proposing, supporting
from app.alliance.ideas import FORMAT, Idea
from app.database import db, transaction
from app.programme import idea_planning
from app.programme.models import DRAFT
from tests.make import an_event

_number = count(1)


def a_proposal(title=None, text="Wir nähen zusammen.", kind=FORMAT, area=None, name="Jana", email=None, nonce=None):
    """An idea as it comes from the form, not confirmed."""
    number = next(_number)
    nonce = nonce or f"nonce{number}"
    email = email or f"idee{number}@example.org"
    proposing.propose(kind, title or f"Idee {number}", text, area and area.id, name, email, nonce)
    return db.session.scalars(sa.select(Idea).where(Idea.nonce == nonce)).one()


def a_new_idea(**facts):
    """An idea that was confirmed and waits for a look."""
    idea = a_proposal(**facts)
    proposing.confirm(idea.id)
    return idea


def a_public_idea(supporters=(), **facts):
    """An idea that everyone sees, with its author and these addresses as supporters."""
    idea = a_new_idea(**facts)
    idea_deciding.publish(idea.id)
    for email in supporters:
        a_support(idea, email)
    return idea


def a_support(idea, email, is_confirmed=True):
    """Support an idea as people do, and confirm."""
    supporting.support(idea.id, email)
    found = idea_queries.find_support_of(idea.id, idea_rules.mailbox(email))
    if is_confirmed:
        supporting.confirm(found.id)
    return found


def an_answer(idea, answer, text="", other=None):
    """Answer as the team does that has read all decisions so far."""
    seen = idea_queries.count_decisions(idea.id)
    return idea_deciding.answer(idea.id, answer, text, seen, other and other.id)


def an_event_from(idea, **facts):
    """An event as it is planned from an idea: a draft in ten days, unless said otherwise."""
    with transaction():
        event = an_event(**{"state": DRAFT, **facts})
        idea_planning.planned_from("idee", idea.id, event)
    return event
