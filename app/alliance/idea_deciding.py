"""What the house decides about ideas: to show or keep back, and its answer. Each decision is on record."""

from flask import has_request_context
from flask_login import current_user

from app import clock
from app.accounts import audit, letters
from app.accounts.models import ADMINISTRATION
from app.alliance import idea_queries, idea_rules
from app.alliance.idea_locks import lock_ideas
from app.alliance.idea_rules import IdeaRefusal
from app.alliance.ideas import COMBINED, NEW, PLANNED, PUBLIC, REFUSED, Idea, IdeaDecision
from app.database import db, transaction
from app.errors import Refused
from app.slugs import free_slug, slug


def publish(idea_id, **facts):
    """Show an idea to everyone; `facts` are its title, text, kind and area as they are to be read. Raises Refused."""
    with transaction():
        idea, now = _lock(idea_id), clock.now()
        if reason := idea_rules.why_not_moderate(idea.state):
            raise Refused(reason)
        # The text itself stays out of the trail: what an author wrote and nobody shall read is not kept there.
        changed = {
            name: [getattr(idea, name), value]
            for name, value in facts.items() if name != "text" and getattr(idea, name) != value
        }  # fmt: skip
        edited = facts.get("text", idea.text) != idea.text
        for name, value in facts.items():
            setattr(idea, name, value)
        wanted = slug(idea.title)
        idea.slug = free_slug(wanted, idea_queries.taken_slugs(wanted) | idea_rules.RESERVED_SLUGS)
        idea.state = PUBLIC
        _decide(idea, "edited" if changed or edited else "published", "", now)
        audit.note("publish_idea", idea.about, changed={"state": [NEW, PUBLIC], **changed}, edited=edited or None)
        _tell(idea, "idea_published", now)
    return idea


def refuse(idea_id, reason):
    """Keep an idea back and tell its author why. Raises Refused."""
    with transaction():
        idea, now = _lock(idea_id), clock.now()
        if why := idea_rules.why_not_moderate(idea.state):
            raise Refused(why)
        if not reason.strip():
            raise Refused(IdeaRefusal.NO_REASON)
        idea.state, idea.answer_text, idea.answered_at = REFUSED, reason.strip(), now
        _decide(idea, "refused", reason.strip(), now)
        audit.note("refuse_idea", idea.about, changed={"state": [NEW, REFUSED]})
        _tell(idea, "idea_refused", now)


def answer(idea_id, answer, text, seen, other_id=None, has_event=False):
    """Answer publicly: planned, combined with another idea, or declined. Raises Refused.

    `seen` is how many decisions whoever answers has read; `has_event`: whether an event made of it will take place.
    """
    with transaction():
        idea, now = _lock(idea_id), clock.now()
        text = text.strip()
        decisions = idea_queries.count_decisions(idea_id)
        if reason := idea_rules.why_not_answer(idea.state, idea.answer, seen, decisions, answer, text, has_event):
            raise Refused(reason)
        if answer == COMBINED:
            other = db.session.get(Idea, other_id) if other_id else None
            if reason := idea_rules.why_not_combine(idea_id, other):
                raise Refused(reason)
            _combine(idea, other)
        _answer(idea, answer, text, now)
    return idea


def plan(idea_id, event_id, is_free):
    """Note that an event was made of an idea. Part of the act that plans it; raises Refused.

    `is_free(event_id)` tells whether the event it led to before will not take place.
    """
    with transaction():
        idea, now = _lock(idea_id), clock.now()
        if idea.state != PUBLIC:
            raise Refused(IdeaRefusal.NOT_PUBLIC)
        if idea.answer == COMBINED:
            raise Refused(IdeaRefusal.COMBINED_STAYS)
        if idea.event_id is not None and not is_free(idea.event_id):
            raise Refused(IdeaRefusal.HAS_EVENT)
        # Whoever was told of an earlier event, which was called off, is told of this one.
        for each in idea_queries.supports_of(idea.id):
            each.told_at = None
        idea.event_id, idea.open_to_all_at = event_id, None
        text = idea.answer_text if idea.answer == PLANNED else ""
        _answer(idea, PLANNED, text, now, event=event_id)
    return idea


def _answer(idea, answer, text, now, **details):
    old = idea.answer
    idea.answer, idea.answer_text, idea.answered_at = answer, text, now
    _decide(idea, answer, text, now)
    audit.note("answer_idea", idea.about, changed={"answer": [old, answer]}, **details)
    _tell(idea, "idea_answered", now)


def _combine(idea, other):
    """Let the supporters of one idea be those of another. Who supports both counts once, there.

    What was combined into the one before, is from now on part of the other.
    """
    theirs = {each.mailbox: each for each in idea_queries.supports_of(other.id) if each.mailbox}
    for each in idea_queries.supports_of(idea.id):
        same = theirs.get(each.mailbox)
        if same is None:
            each.idea_id = other.id
            other.supporters = other.supporters + bool(each.confirmed_at)
        elif each.confirmed_at and not same.confirmed_at:
            same.confirmed_at = each.confirmed_at
            other.supporters = other.supporters + 1
    for earlier in idea_queries.combined_into(idea.id):
        earlier.combined_into_id = other.id
    idea.combined_into_id = other.id


def _lock(idea_id):
    lock_ideas()
    idea = db.session.get(Idea, idea_id)
    if idea is None:
        raise LookupError(f"No idea {idea_id}")
    return idea


def _decide(idea, what, why, now):
    db.session.add(IdeaDecision(idea_id=idea.id, decided_at=now, role=_role(), what=what, why=why))
    db.session.flush()


def _role():
    if has_request_context() and current_user.is_authenticated:
        return idea_rules.deciding_role(current_user.grants)
    return ADMINISTRATION


def _tell(idea, template, now):
    if idea.email is not None:
        letters.queue(idea.email, f"alliance/mail/{template}", idea.about, now, idea_id=idea.id)
