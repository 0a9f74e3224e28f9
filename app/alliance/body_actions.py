"""What the team does with bodies: found, change, dissolve them, take members in and let them go."""

import zlib

from app import clock
from app.accounts import audit
from app.alliance import body_queries, body_rules
from app.alliance.bodies import Body
from app.alliance.models import Organisation
from app.database import db, lock, lock_numbers, transaction
from app.errors import Refused
from app.slugs import free_slug, slug

# A family of numbers for lock_numbers.
BODY_ADDRESSES = 41


def found_body(name, purpose="", method="consent"):
    """Make a body without members."""
    with transaction():
        wanted = slug(name)
        # Of two of one name founded at once, the second sees the address of the first.
        lock_numbers(BODY_ADDRESSES, [zlib.crc32(wanted.encode()) >> 1])
        body = Body(
            slug=free_slug(wanted, body_queries.taken_slugs(wanted)), name=name, purpose=purpose, method=method
        )
        db.session.add(body)
        db.session.flush()
        audit.note("found_body", f"body:{body.id}", name=name)
    return body


def change_body(body_id, **facts):
    """Change what a body is called, what it is for, and how it usually decides."""
    with transaction():
        body = _lock_living(body_id)
        changed = {name: [getattr(body, name), new] for name, new in facts.items() if getattr(body, name) != new}
        for name, (_old, new) in changed.items():
            setattr(body, name, new)
        if changed:
            audit.note("change_body", f"body:{body_id}", changed=changed)
    return body


def add_member(body_id, organisation_id):
    """Take an organisation in. Twice does no harm."""
    with transaction():
        body = _lock_living(body_id)
        organisation = db.session.get_one(Organisation, organisation_id)
        if organisation in body.members:
            return body
        body.members.append(organisation)
        audit.note("add_member", f"body:{body_id}", organisation=organisation.name)
    return body


def remove_member(body_id, organisation_id):
    """Let an organisation go; how it voted stays. Twice does no harm."""
    with transaction():
        body = _lock_living(body_id)
        organisation = next((each for each in body.members if each.id == organisation_id), None)
        if organisation is None:
            return body
        body.members.remove(organisation)
        audit.note("remove_member", f"body:{body_id}", organisation=organisation.name)
    return body


def dissolve_body(body_id):
    """Let a body meet and decide no more; what it resolved stays. Twice does no harm."""
    with transaction():
        body = lock(Body, body_id)
        if body.dissolved_at is None:
            body.dissolved_at = clock.now()
            audit.note("dissolve_body", f"body:{body_id}")
    return body


def revive_body(body_id):
    """Take a dissolved body up again, with the members it had."""
    with transaction():
        body = lock(Body, body_id)
        if body.dissolved_at is not None:
            body.dissolved_at = None
            audit.note("revive_body", f"body:{body_id}")
    return body


def _lock_living(body_id):
    body = lock(Body, body_id)
    if reason := body_rules.why_not_change(body.dissolved_at):
        raise Refused(reason)
    return body
