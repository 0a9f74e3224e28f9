"""Proposing an idea: confirmed by mail, then it waits for a look; and forgetting who had it."""

import sqlalchemy as sa

from app import clock
from app.accounts import audit, letters
from app.accounts.models import AuditEntry
from app.alliance import house_queries, idea_queries, idea_rules, supporting
from app.alliance.idea_locks import lock_ideas
from app.alliance.ideas import NEW, PUBLIC, UNCONFIRMED, Idea, IdeaErasure, IdeaSupport, IdeaSupportErasure
from app.database import db, transaction


def propose(kind, title, text, area_id, name, email, nonce):
    """Keep a proposal and ask its author by mail to confirm it.

    Returns nothing: the answer is the same for every address, and for a form that is sent twice.
    """
    with transaction():
        lock_ideas()
        now = clock.now()
        if db.session.scalar(sa.select(Idea.id).where(Idea.nonce == nonce)):
            return
        if idea_queries.count_unconfirmed(email) >= idea_rules.MOST_UNCONFIRMED:
            return
        idea = Idea(
            nonce=nonce, slug=f"neu-{nonce}", kind=kind, title=title, text=text, area_id=area_id, name=name,
            email=email, proposed_at=now,
        )  # fmt: skip
        db.session.add(idea)
        db.session.flush()
        letters.queue(email, "alliance/mail/idea_please_confirm", idea.about, now, idea_id=idea.id)


def confirm(idea_id):
    """Let an idea wait for the team's look; its author is its first supporter. Twice does no harm."""
    with transaction():
        lock_ideas()
        now = clock.now()
        idea = db.session.get(Idea, idea_id)
        if idea is None:
            raise LookupError(f"No idea {idea_id}")
        if idea.state != UNCONFIRMED:
            return
        idea.state, idea.confirmed_at, idea.supporters = NEW, now, 1
        mailbox = idea_rules.mailbox(idea.email)
        db.session.add(IdeaSupport(idea_id=idea.id, email=idea.email, mailbox=mailbox, asked_at=now, confirmed_at=now))
        # What goes to the house names nobody, and is not forgotten with the person.
        house = house_queries.current().email
        letters.queue(house, "alliance/mail/idea_for_house", f"house:{idea.about}", now, idea_id=idea.id)


def erase(idea_id):
    """Forget who had an idea, also as its supporter; what only the team has seen goes as a whole. Twice is harmless."""
    with transaction():
        lock_ideas()
        idea = db.session.get(Idea, idea_id)
        if idea is not None and idea.email and idea.confirmed_at:
            letters.tell_erased(idea.email, "idea", idea_id, clock.now())
        if idea is None or idea.email is None or idea.state != PUBLIC:
            forget(idea_id)
            return
        # Where ideas were combined, whoever supported both has a row at each.
        of_author = idea_queries.supports_in_chain(idea.combined_into_id or idea.id, idea_rules.mailbox(idea.email))
        _forget(idea)
        for support in of_author:
            supporting.forget(support.id)


def forget(idea_id):
    """Forget who had an idea because it is time, or was erased before; an idea that was never public goes too."""
    with transaction():
        lock_ideas()
        idea = db.session.get(Idea, idea_id)
        if idea is not None:
            _forget(idea) if idea.state == PUBLIC else _delete(idea)


def _forget(idea):
    if idea.email is None and idea.name is None:
        return
    idea.name = idea.email = None
    db.session.add(IdeaErasure(idea_id=idea.id, erased_at=clock.now()))
    db.session.flush()
    letters.forget(idea.about)
    _forget_first_title(idea)


def _forget_first_title(idea):
    """Take the author's own title out of the trail, where the team changed it: perhaps because it named somebody."""
    entries = sa.select(AuditEntry).where(AuditEntry.about == idea.about, AuditEntry.act == "publish_idea")
    for entry in db.session.scalars(entries):
        changed = {name: value for name, value in entry.details.get("changed", {}).items() if name != "title"}
        entry.details = {**entry.details, "changed": changed}


def _delete(idea):
    now = clock.now()
    audit.forget(idea.about)
    letters.forget(idea.about)
    letters.forget(f"house:{idea.about}")
    db.session.add(IdeaErasure(idea_id=idea.id, erased_at=now))
    for support in idea_queries.supports_of(idea.id):
        letters.forget(support.about)
        db.session.add(IdeaSupportErasure(support_id=support.id, erased_at=now))
        db.session.delete(support)
    db.session.flush()
    db.session.delete(idea)
