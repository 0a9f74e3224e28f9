"""Supporting an idea: an address, confirmed by mail, counts once; taken back by link, forgotten in time."""

from app import clock
from app.accounts import letters
from app.alliance import idea_links, idea_queries, idea_rules
from app.alliance.idea_locks import lock_ideas
from app.alliance.idea_rules import IdeaRefusal
from app.alliance.ideas import Idea, IdeaSupport, IdeaSupportErasure
from app.database import db, transaction
from app.errors import Refused


def support(idea_id, email):
    """Ask an address by mail whether it supports an idea.

    Returns nothing: the answer is the same for every address, also for one that supports it already; at most one mail
    an hour goes to it, however often one asks, and none for further ideas while several wait for its confirmation.
    Raises Refused, alike for everybody.
    """
    with transaction():
        lock_ideas()
        now = clock.now()
        idea = db.session.get(Idea, idea_id)
        if idea is None or not idea_rules.takes_support(idea.state, idea.answer):
            raise Refused(IdeaRefusal.NOT_OPEN)
        mailbox = idea_rules.mailbox(email)
        found = idea_queries.find_support_of(idea_id, mailbox)
        if found is None:
            if idea_queries.count_unconfirmed_supports(mailbox) >= idea_rules.MOST_UNCONFIRMED_SUPPORTS:
                return
            found = IdeaSupport(idea_id=idea_id, email=email, mailbox=mailbox, asked_at=now)
            db.session.add(found)
            db.session.flush()
        template = "idea_support_confirm" if found.confirmed_at is None else "idea_support_already"
        once = f"{found.about}:{idea_links.born(found.asked_at)}:{template}:{now:%Y-%m-%dT%H}"
        letters.queue(found.email, f"alliance/mail/{template}", found.about, now, once=once, support_id=found.id)


def confirm(support_id):
    """Count a supporter. Twice does no harm; LookupError where it is forgotten. Raises Refused."""
    with transaction():
        lock_ideas()
        found = _get(support_id)
        idea = db.session.get(Idea, found.idea_id)
        if idea.combined_into_id is not None:
            # Asked for here, while the same person supported the other idea: there they count.
            found = idea_queries.find_support_of(idea.combined_into_id, found.mailbox) or found
            idea = db.session.get(Idea, found.idea_id)
        if found.confirmed_at is not None:
            return
        if not idea_rules.takes_support(idea.state, idea.answer):
            raise Refused(IdeaRefusal.NOT_OPEN)
        found.confirmed_at = clock.now()
        idea.supporters = idea.supporters + 1


def take_back(support_id):
    """End a support and forget the address at once. Twice does no harm."""
    with transaction():
        lock_ideas()
        found = db.session.get(IdeaSupport, support_id)
        if found is None:
            return
        if found.confirmed_at is not None:
            idea = db.session.get(Idea, found.idea_id)
            idea.supporters = max(0, idea.supporters - 1)
        _note_erasure(found)
        db.session.delete(found)


def forget(support_id):
    """Forget the address of a supporter because it is time, or was erased before; who was counted stays counted."""
    with transaction():
        lock_ideas()
        found = db.session.get(IdeaSupport, support_id)
        if found is None or found.email is None:
            return
        _note_erasure(found)
        if found.confirmed_at is None:
            db.session.delete(found)
        else:
            found.email = found.mailbox = None
            found.version = found.version + 1


def _note_erasure(found):
    db.session.add(IdeaSupportErasure(support_id=found.id, erased_at=clock.now()))
    db.session.flush()
    letters.forget(found.about)


def _get(support_id):
    found = db.session.get(IdeaSupport, support_id)
    if found is None:
        raise LookupError(f"No support {support_id}")
    return found
