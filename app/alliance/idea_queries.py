"""Looking at ideas, their supporters and what was decided about them."""

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from app.alliance import house_queries, idea_links, idea_rules
from app.alliance.ideas import (
    COMBINED,
    DECLINED,
    NEW,
    PLANNED,
    PUBLIC,
    REFUSED,
    UNCONFIRMED,
    Idea,
    IdeaDecision,
    IdeaSupport,
)
from app.alliance.models import InnovationArea
from app.database import db

PAGE = 20
# What a visitor may filter by: the words of the address → the stored answer.
STANDS = {"offen": None, "geplant": PLANNED, "zusammengelegt": COMBINED, "abgelehnt": DECLINED}


def public_ideas(area="", stand="", kind="", by_newest=False, page=1):
    """Return (ideas of a page, number of all that fit): public ones, most wanted or newest first."""
    conditions = [Idea.state == PUBLIC]
    if area:
        conditions.append(Idea.area.has(InnovationArea.key == area))
    if stand in STANDS:
        answer = STANDS[stand]
        conditions.append(Idea.answer.is_(None) if answer is None else Idea.answer == answer)
    if kind:
        conditions.append(Idea.kind == kind)
    order = [Idea.confirmed_at.desc()] if by_newest else [Idea.supporters.desc(), Idea.confirmed_at.desc()]
    rows = db.session.scalars(
        sa.select(Idea)
        .where(*conditions)
        .options(joinedload(Idea.area))
        .order_by(*order, Idea.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return rows, db.session.scalar(sa.select(sa.func.count(Idea.id)).where(*conditions))


def get_public_idea(slug):
    """Return a public idea with its area and the one it became part of, or abort with 404."""
    return db.session.scalar(
        sa.select(Idea)
        .where(Idea.slug == slug, Idea.state == PUBLIC)
        .options(joinedload(Idea.area), joinedload(Idea.combined_into))
    ) or abort(404)


def get_idea(idea_id):
    """Return an idea that was confirmed, whatever became of it, or abort with 404."""
    return db.session.scalar(
        sa.select(Idea)
        .where(Idea.id == idea_id, Idea.state != UNCONFIRMED)
        .options(joinedload(Idea.area), joinedload(Idea.combined_into))
    ) or abort(404)


def decisions_of(idea_id):
    """Return what was decided about an idea, in order."""
    return db.session.scalars(
        sa.select(IdeaDecision).where(IdeaDecision.idea_id == idea_id).order_by(IdeaDecision.id)
    ).all()


def count_decisions(idea_id):
    """Return how many decisions about an idea are on record."""
    return db.session.scalar(sa.select(sa.func.count()).where(IdeaDecision.idea_id == idea_id))


def combined_into(idea_id):
    """Return the ideas that became part of another, by their title."""
    return db.session.scalars(sa.select(Idea).where(Idea.combined_into_id == idea_id).order_by(Idea.title)).all()


def ideas_to_combine_with(idea_id):
    """Return (id, title) of the ideas that another can become part of."""
    return db.session.execute(
        sa.select(Idea.id, Idea.title)
        .where(Idea.state == PUBLIC, Idea.id != idea_id)
        .where(sa.or_(Idea.answer.is_(None), Idea.answer == PLANNED))
        .order_by(Idea.title, Idea.id)
    ).all()


def taken_slugs(wanted):
    """Return the addresses of ideas that begin like the wanted one."""
    return set(db.session.scalars(sa.select(Idea.slug).where(Idea.slug.startswith(wanted, autoescape=True))))


def count_unconfirmed(email):
    """Return how many proposals wait for the confirmation of somebody with this mailbox."""
    local, _at, domain = idea_rules.mailbox(email).rpartition("@")
    same_mailbox = sa.or_(
        Idea.email == f"{local}@{domain}",
        sa.and_(
            Idea.email.startswith(f"{local}+", autoescape=True), Idea.email.endswith(f"@{domain}", autoescape=True)
        ),
    )
    return db.session.scalar(sa.select(sa.func.count(Idea.id)).where(Idea.state == UNCONFIRMED, same_mailbox))


def count_unconfirmed_supports(mailbox):
    """Return how many supports wait for the confirmation of somebody with this mailbox."""
    return db.session.scalar(
        sa.select(sa.func.count(IdeaSupport.id)).where(
            IdeaSupport.mailbox == mailbox, IdeaSupport.confirmed_at.is_(None)
        )
    )


def supports_in_chain(idea_id, mailbox):
    """Return the supports of a mailbox for an idea and for all that was combined into it."""
    parts = sa.select(Idea.id).where(sa.or_(Idea.id == idea_id, Idea.combined_into_id == idea_id))
    select = sa.select(IdeaSupport).where(IdeaSupport.idea_id.in_(parts), IdeaSupport.mailbox == mailbox)
    return db.session.scalars(select.order_by(IdeaSupport.id)).all()


def find_proposal(token):
    """Return the idea of its author's personal link, or abort with 404."""
    ident, born = idea_links.read_proposal(token)
    idea = db.session.get(Idea, ident, options=[joinedload(Idea.area)])
    if idea is None or idea.email is None or idea_links.born(idea.proposed_at) != born:
        abort(404)
    return idea


def find_support(token):
    """Return the support of a supporter's personal link, with its idea, or abort with 404."""
    ident, version, born = idea_links.read_support(token)
    found = db.session.get(IdeaSupport, ident, options=[joinedload(IdeaSupport.idea)])
    if found is None or found.version != version or idea_links.born(found.asked_at) != born:
        abort(404)
    return found


def find_support_of(idea_id, mailbox):
    """Return the support of a mailbox for an idea, or None."""
    return db.session.scalar(
        sa.select(IdeaSupport).where(IdeaSupport.idea_id == idea_id, IdeaSupport.mailbox == mailbox)
    )


def supports_of(idea_id):
    """Return all supports of an idea, also those that nobody confirmed yet."""
    return db.session.scalars(
        sa.select(IdeaSupport).where(IdeaSupport.idea_id == idea_id).order_by(IdeaSupport.id)
    ).all()


def may_book_early(support_id, event_id, email):
    """Tell whether an address may book at an event before everyone else: it was told that seats are open to it."""
    return db.session.scalar(
        sa.select(
            sa.exists().where(
                IdeaSupport.id == support_id,
                IdeaSupport.idea_id == Idea.id,
                IdeaSupport.email == email,
                IdeaSupport.told_at.is_not(None),
                Idea.event_id == event_id,
            )
        )
    )


def idea_of_event(event_id):
    """Return the public idea that an event was made of, or None."""
    return db.session.scalars(
        sa.select(Idea).where(Idea.event_id == event_id, Idea.state == PUBLIC).order_by(Idea.id).limit(1)
    ).first()


def has_supporters_to_tell(idea_id):
    """Tell whether an idea has supporters whose address is known."""
    return db.session.scalar(
        sa.select(
            sa.exists().where(
                IdeaSupport.idea_id == idea_id,
                IdeaSupport.confirmed_at.is_not(None),
                IdeaSupport.email.is_not(None),
            )
        )
    )


def head_start_hours():
    """Return how many hours before everyone else supporters may book."""
    return house_queries.current().idea_head_start_hours


def threshold():
    """Return how many supporters an idea needs before a body hears of it."""
    return house_queries.current().idea_threshold


def new_ideas():
    """Return the ideas that wait for a look, oldest first."""
    return db.session.scalars(
        sa.select(Idea).where(Idea.state == NEW).options(joinedload(Idea.area)).order_by(Idea.confirmed_at, Idea.id)
    ).all()


def unanswered_ideas():
    """Return the public ideas without an answer, most wanted first."""
    return db.session.scalars(
        sa.select(Idea)
        .where(Idea.state == PUBLIC, Idea.answer.is_(None))
        .options(joinedload(Idea.area))
        .order_by(Idea.supporters.desc(), Idea.confirmed_at, Idea.id)
    ).all()


def answered_ideas(limit=50):
    """Return the ideas that were last answered or kept back, newest answer first."""
    return db.session.scalars(
        sa.select(Idea)
        .where(sa.or_(Idea.answer.is_not(None), Idea.state == REFUSED))
        .options(joinedload(Idea.area))
        .order_by(Idea.answered_at.desc(), Idea.id.desc())
        .limit(limit)
    ).all()


def figures():
    """Return {(state, answer): (ideas, supports)} of all confirmed ideas."""
    rows = db.session.execute(
        sa.select(Idea.state, Idea.answer, sa.func.count(), sa.func.sum(Idea.supporters))
        .where(Idea.state != UNCONFIRMED)
        .group_by(Idea.state, Idea.answer)
    )
    return {(state, answer): (count, supports or 0) for state, answer, count, supports in rows}
