"""Recording what a body resolved, correcting it until the minutes are sent, and following it up."""

import sqlalchemy as sa

from app import clock
from app.accounts import audit
from app.alliance import body_rules
from app.alliance.bodies import OPEN, UNDER_WAY, AgendaItem, Body, Meeting, Resolution, ResolutionVote
from app.alliance.models import Organisation
from app.database import db, lock, transaction
from app.errors import Refused
from app.programme import meetings, planning, resolution_rules
from app.programme.resolution_rules import ResolutionRefusal


def record_resolution(body_id, title, text, method, decided_on, votes=None, meeting_id=None, **facts):
    """Record what a body resolved, at a meeting or without; `votes` are {organisation id: vote}. Raises Refused.

    `facts`: is_public, owner_id, due_on, agenda_item_id.
    """
    votes = votes or {}
    with transaction():
        # The meeting first, as for all acts at one; then the body, so that its members stay who they are.
        if meeting_id is not None and meetings.lock_unsent(meeting_id).body_id != body_id:
            raise LookupError(f"Meeting {meeting_id} is not of body {body_id}")
        body = lock(Body, body_id)
        now = clock.now()
        if reason := body_rules.why_not_change(body.dissolved_at):
            raise Refused(reason)
        members = {member.id for member in body.members}
        _judge(method, votes, members, decided_on, facts.get("due_on"), now)
        _refuse_foreign_item(facts.get("agenda_item_id"), meeting_id)
        resolution = Resolution(
            body_id=body_id, meeting_id=meeting_id, title=title, text=text, method=method, decided_on=decided_on,
            is_adopted=body_rules.is_adopted(method, votes.values()), recorded_at=now, **facts,
        )  # fmt: skip
        resolution.votes = [ResolutionVote(organisation_id=ident, vote=vote) for ident, vote in sorted(votes.items())]
        db.session.add(resolution)
        db.session.flush()
        audit.note("record_resolution", _about(resolution), body=body_id, votes=_named(votes), **_small(facts))
    return resolution


def correct_resolution(resolution_id, votes, **facts):
    """Correct what was recorded wrongly; once the minutes are sent, nobody can. Raises Refused."""
    with transaction():
        resolution = _lock_correctable(resolution_id)
        was = {vote.organisation_id: vote for vote in resolution.votes}
        # Who has left since then keeps the vote they had.
        members = {member.id for member in resolution.body.members} | set(was)
        method, decided_on = facts["method"], facts["decided_on"]
        _judge(method, votes, members, decided_on, facts.get("due_on"), clock.now())
        _refuse_foreign_item(facts.get("agenda_item_id"), resolution.meeting_id)
        facts["is_adopted"] = body_rules.is_adopted(method, votes.values())
        changed = {
            name: [getattr(resolution, name), new] for name, new in facts.items() if getattr(resolution, name) != new
        }
        for name, (_old, new) in changed.items():
            setattr(resolution, name, new)
        old_votes = {ident: vote.vote for ident, vote in was.items()}
        for ident in sorted(was.keys() | votes.keys()):
            _set_vote(resolution, was.get(ident), ident, votes.get(ident))
        db.session.flush()
        details = {"changed": {name: [_plain(old), _plain(new)] for name, (old, new) in changed.items()}}
        if old_votes != votes:
            details["votes"] = [_named(old_votes), _named(votes)]
        if changed or old_votes != votes:
            audit.note("correct_resolution", _about(resolution), **details)
    return resolution


def cast_vote(resolution_id, organisation_id, vote):
    """Add the vote of one member that is missing yet. Each has one, and it is recorded once. Raises Refused."""
    with transaction():
        resolution = _lock_correctable(resolution_id)
        if organisation_id not in {member.id for member in resolution.body.members}:
            raise Refused(ResolutionRefusal.NOT_A_MEMBER)
        if any(each.organisation_id == organisation_id for each in resolution.votes):
            raise Refused(ResolutionRefusal.VOTED)
        was = resolution.is_adopted
        resolution.votes.append(ResolutionVote(organisation_id=organisation_id, vote=vote))
        resolution.is_adopted = body_rules.is_adopted(resolution.method, [each.vote for each in resolution.votes])
        db.session.flush()
        audit.note(
            "cast_vote", _about(resolution), votes=_named({organisation_id: vote}),
            is_adopted=[was, resolution.is_adopted],
        )  # fmt: skip
    return resolution


def follow_up(resolution_id, state, note="", due_on=None, owner_id=None):
    """Say how far a resolution is carried out, who sees to it and until when. Raises Refused."""
    with transaction():
        resolution = lock(Resolution, resolution_id)
        if not resolution.is_adopted:
            raise Refused(ResolutionRefusal.NOT_ADOPTED)
        if due_on is not None and due_on < resolution.decided_on:
            raise Refused(ResolutionRefusal.DUE_BEFORE)
        facts = {"follow_up": state, "follow_up_note": note, "due_on": due_on, "owner_id": owner_id}
        changed = {
            name: [_plain(getattr(resolution, name)), _plain(new)]
            for name, new in facts.items() if getattr(resolution, name) != new
        }  # fmt: skip
        for name, new in facts.items():
            setattr(resolution, name, new)
        if changed:
            audit.note("follow_up", _about(resolution), changed=changed)
    return resolution


def find_source(number):
    """Return what planning shows of the resolution that an event is planned from, or None."""
    resolution = db.session.get(Resolution, number)
    return resolution and planning.Source(resolution.title, f"/team/beschluesse/{resolution.id}")


def plan_from_resolution(kind, number, event):
    """Remember which event was planned from a resolution, once; part of the act that plans it. Raises Refused."""
    if kind != planning.RESOLUTION:
        return
    resolution = lock(Resolution, number)
    if resolution.event_id is not None:
        raise Refused(ResolutionRefusal.PLANNED)
    if not resolution.is_adopted:
        raise Refused(ResolutionRefusal.NOT_ADOPTED)
    changed = {"event_id": [None, event.id]}
    resolution.event_id = event.id
    if resolution.follow_up == OPEN:
        resolution.follow_up = UNDER_WAY
        changed["follow_up"] = [OPEN, UNDER_WAY]
    audit.note("plan_from_resolution", _about(resolution), changed=changed)


def _lock_correctable(resolution_id):
    """Lock a resolution, its meeting and its body before it, in the order in which one is recorded."""
    found = db.session.get(Resolution, resolution_id)
    if found is None:
        raise LookupError(f"No Resolution {resolution_id}")
    if found.meeting_id is not None:
        meetings.refuse_sent(lock(Meeting, found.meeting_id))
    lock(Body, found.body_id)
    return lock(Resolution, resolution_id)


def _judge(method, votes, members, decided_on, due_on, now):
    reason = resolution_rules.why_not_record(method, votes, members, decided_on, due_on, clock.today(now))
    if reason:
        raise Refused(reason)


def _refuse_foreign_item(item_id, meeting_id):
    if item_id is not None:
        item = db.session.get(AgendaItem, item_id)
        if item is None or item.meeting_id != meeting_id:
            raise Refused(ResolutionRefusal.OTHER_MEETING)


def _set_vote(resolution, row, organisation_id, vote):
    if vote is None:
        resolution.votes.remove(row)
    elif row is None:
        resolution.votes.append(ResolutionVote(organisation_id=organisation_id, vote=vote))
    else:
        row.vote = vote


def _named(votes):
    """Return {name of an organisation: vote}, for the trail."""
    if not votes:
        return {}
    names = dict(
        db.session.execute(sa.select(Organisation.id, Organisation.name).where(Organisation.id.in_(votes))).all()
    )
    return {names.get(ident, str(ident)): vote for ident, vote in sorted(votes.items())}


def _small(facts):
    return {name: _plain(value) for name, value in facts.items() if value not in (None, "")}


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def _about(resolution):
    return f"resolution:{resolution.id}"
