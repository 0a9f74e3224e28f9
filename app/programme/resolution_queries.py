"""The register of resolutions: for everybody what is public, for the team all, by the same few statements."""

import math
from dataclasses import dataclass, fields

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import AuditEntry
from app.accounts.rules import Where
from app.alliance import body_queries
from app.alliance.bodies import DONE, DROPPED, OPEN, UNDER_WAY, Body, Meeting, Resolution, ResolutionVote, body_members
from app.alliance.models import Organisation
from app.database import db
from app.forms import strip
from app.programme import resolution_rules
from app.programme.models import Event

ON_A_PAGE = 20
OVERDUE, REJECTED = "ueberfaellig", "abgelehnt"
# Word in the address → follow-up state.
STATES = {"offen": OPEN, "in-arbeit": UNDER_WAY, "erledigt": DONE, "aufgegeben": DROPPED}


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in the register. Empty means: everything."""

    suche: str = ""
    gremium: str = ""
    jahr: str = ""
    stand: str = ""
    seite: int = 1

    def query(self, **other):
        """Return the arguments of an address that looks for this, or for something slightly other."""
        values = {**vars(self), **other}
        return {name: value for name, value in values.items() if value and (name, value) != ("seite", 1)}

    @property
    def is_narrow(self):
        """Whether somebody looks for something at all."""
        return any(getattr(self, each.name) for each in fields(self) if each.name != "seite")


@dataclass(frozen=True)
class Found:
    """One page of the register."""

    rows: list
    total: int
    page: int
    pages: int


def read(args):
    """Return what the arguments of an address look for; what makes no sense is overlooked."""
    text = {name: strip(args.get(name, ""))[:100] for name in ("suche", "gremium", "jahr", "stand", "seite")}
    page = text.pop("seite")
    year = text.pop("jahr")
    is_page, is_year = (each.isascii() and each.isdigit() for each in (page, year))
    return Wanted(
        **text,
        jahr=str(int(year)) if is_year and 1 <= int(year) <= 9999 else "",
        seite=min(max(int(page), 1), 100_000) if is_page and len(page) < 10 else 1,
    )


def register(wanted, today, is_public=False, organisation_ids=None):
    """Return the Found page: the newest first; for the team, what is overdue first.

    `organisation_ids`: only what their bodies resolved, or what they see to. Two statements.
    """
    conditions = [*_conditions(wanted, today)]
    order = [Resolution.decided_on.desc(), Resolution.id.desc()]
    if is_public:
        conditions.append(Resolution.is_public)
    else:
        overdue = resolution_rules.is_overdue_in_sql(today)
        order = [sa.case((overdue, 0), else_=1), sa.case((overdue, Resolution.due_on)), *order]
    if organisation_ids is not None:
        conditions.append(
            sa.or_(Resolution.owner_id.in_(sorted(organisation_ids)), body_queries.of_members(organisation_ids))
        )
    select = sa.select(Resolution).join(Body, Body.id == Resolution.body_id).where(*conditions)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(select.subquery()))
    pages = max(math.ceil(total / ON_A_PAGE), 1)
    page = min(wanted.seite, pages)
    rows = db.session.scalars(
        select.options(joinedload(Resolution.body), joinedload(Resolution.owner))
        .order_by(*order)
        .limit(ON_A_PAGE)
        .offset((page - 1) * ON_A_PAGE)
    ).all()
    return Found(rows, total, page, pages)


def _conditions(wanted, today):
    for word in wanted.suche.split()[:8]:
        # SQLite knows upper and lower case of ASCII letters only.
        spelled = {word, word.lower(), word.upper(), word.capitalize()}
        yield sa.or_(
            *(
                column.icontains(each, autoescape=True)
                for column in (Resolution.title, Resolution.text)
                for each in sorted(spelled)
            )
        )
    if wanted.gremium:
        yield Body.slug == wanted.gremium
    if wanted.jahr:
        year = int(wanted.jahr)
        yield sa.extract("year", Resolution.decided_on) == year
    if wanted.stand == OVERDUE:
        yield resolution_rules.is_overdue_in_sql(today)
    elif wanted.stand == REJECTED:
        yield Resolution.is_adopted.is_(False)
    elif wanted.stand in STATES:
        yield sa.and_(Resolution.is_adopted, Resolution.follow_up == STATES[wanted.stand])


def choices(is_public=False, organisation_ids=None):
    """Return ([(slug, name)] of bodies, [years]) with resolutions to choose from. One statement."""
    rows = sa.select(Body.slug, Body.name, sa.extract("year", Resolution.decided_on).label("year")).distinct()
    rows = rows.join(Resolution, Resolution.body_id == Body.id)
    if is_public:
        rows = rows.where(Resolution.is_public)
    if organisation_ids is not None:
        rows = rows.where(
            sa.or_(Resolution.owner_id.in_(sorted(organisation_ids)), body_queries.of_members(organisation_ids))
        )
    found = db.session.execute(rows).all()
    bodies = sorted({(slug, name) for slug, name, _year in found}, key=lambda each: each[1])
    return bodies, sorted({int(year) for *_body, year in found}, reverse=True)


def get_resolution(resolution_id, is_public=False):
    """Return a resolution with its votes, body and meeting, or abort with 404; `is_public`: internal ones too."""
    select = (
        sa.select(Resolution)
        .where(Resolution.id == resolution_id)
        .options(
            joinedload(Resolution.body),
            joinedload(Resolution.owner),
            joinedload(Resolution.meeting),
            selectinload(Resolution.votes).joinedload(ResolutionVote.organisation),
        )
    )
    if is_public:
        select = select.where(Resolution.is_public)
    return db.session.scalar(select) or abort(404)


def of_meeting(meeting_id):
    """Return what was resolved at a meeting, with votes, in the order of recording."""
    return db.session.scalars(
        sa.select(Resolution)
        .where(Resolution.meeting_id == meeting_id)
        .options(
            joinedload(Resolution.owner), selectinload(Resolution.votes).joinedload(ResolutionVote.organisation)
        )
        .order_by(Resolution.id)
    ).all()


def latest_of(body_id, limit=10):
    """Return what a body resolved last."""
    return db.session.scalars(
        sa.select(Resolution)
        .where(Resolution.body_id == body_id)
        .options(joinedload(Resolution.owner))
        .order_by(Resolution.decided_on.desc(), Resolution.id.desc())
        .limit(limit)
    ).all()


def find_event(resolution):
    """Return the event that was planned from a resolution, or None."""
    if resolution.event_id is None:
        return None
    return db.session.scalar(
        sa.select(Event).where(Event.id == resolution.event_id).options(selectinload(Event.dates))
    )


def where_resolution(resolution_id):
    """The members of the body that resolved it, and who sees to it."""
    rows = db.session.execute(
        sa.select(Resolution.owner_id, body_members.c.organisation_id)
        .outerjoin(body_members, body_members.c.body_id == Resolution.body_id)
        .where(Resolution.id == resolution_id)
    ).all()
    if not rows:
        abort(404)
    return Where(organisations=frozenset(ident for row in rows for ident in row if ident))


def members_of(body_id):
    """Return the members of a body, by name."""
    return db.session.scalars(
        sa.select(Organisation).join(body_members).where(body_members.c.body_id == body_id).order_by(Organisation.name)
    ).all()


def find_meeting(meeting_id):
    """Return a meeting with its body and agenda, or None."""
    return db.session.scalar(
        sa.select(Meeting)
        .where(Meeting.id == meeting_id)
        .options(joinedload(Meeting.body), selectinload(Meeting.agenda))
    )


def follow_ups_of(resolution_id):
    """Return [(moment, from state, to state)] of what became of a resolution, the newest first."""
    entries = db.session.scalars(
        sa.select(AuditEntry)
        .where(AuditEntry.about == f"resolution:{resolution_id}")
        .where(AuditEntry.act.in_(("follow_up", "plan_from_resolution")))
        .order_by(AuditEntry.id.desc())
    )
    states = ((entry.at, entry.details.get("changed", {}).get("follow_up")) for entry in entries)
    return [(at, *both) for at, both in states if both]
