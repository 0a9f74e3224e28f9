"""Becoming a partner: what the person does who asks, and what the team decides."""

from dataclasses import dataclass, field
from zlib import crc32

import sqlalchemy as sa

from app import clock
from app.accounts import audit, letters
from app.alliance import organising
from app.alliance import partner_queries as queries
from app.alliance import partner_rules as rules
from app.alliance.models import Organisation
from app.alliance.partner_rules import PartnerRefusal
from app.alliance.partners import ACCEPTED, DECLINED, OPEN, UNCONFIRMED, PartnerErasure, PartnerRequest
from app.database import db, insert_into, lock, lock_numbers, transaction
from app.errors import Refused

# A family of numbers for lock_numbers: one address at a time, or two forms would each overlook the other.
ASKING = 24
# What stays of a request once nobody is to be known from it.
_IMPERSONAL = ("kind", "actor_group", "country", "languages", "areas")


@dataclass(frozen=True)
class Wish:
    """What somebody tells of their organisation: columns of Organisation, keys of areas, (direction, kind, text)."""

    name: str
    facts: dict = field(default_factory=dict)
    areas: tuple = ()
    offers: tuple = ()


def ask(wish, name, email, message="", nonce=None):
    """Note that somebody wants their organisation to be a partner, and ask them by mail to confirm.

    Sent twice it is one request. Who has not confirmed several yet gets no further mail; the answer never tells.
    """
    with transaction():
        lock_numbers(ASKING, [crc32(email.encode()) & 0x7FFFFFFF])
        now = clock.now()
        if queries.count_unconfirmed(email) >= rules.MOST_UNCONFIRMED:
            return
        values = {
            "nonce": nonce, "state": UNCONFIRMED, "organisation_name": wish.name, "message": message, "name": name,
            "email": email, "requested_at": now, "reason": "",
            "facts": {**wish.facts, "areas": list(wish.areas), "offers": [list(each) for each in wish.offers]},
        }  # fmt: skip
        table = PartnerRequest.__table__
        insert = insert_into(table).on_conflict_do_nothing(index_elements=["nonce"]).returning(*table.c)
        request = db.session.scalar(sa.select(PartnerRequest).from_statement(insert.values(values)))
        if request is not None:
            tell(request, "partner_please_confirm", now)


def confirm(request_id):
    """Let a request wait for a decision, and tell the house. Twice does no harm. Raises Refused after a day."""
    with transaction():
        request = lock(PartnerRequest, request_id)
        now = clock.now()
        if reason := rules.why_not_confirm(request.state, request.requested_at, now):
            raise Refused(reason)
        if request.state == UNCONFIRMED:
            request.state, request.confirmed_at = OPEN, now
            db.session.flush()
            for follower in REQUEST_FOLLOWERS:
                follower(request, now)


# What must happen in the same transaction when a request begins to wait: function(request, now). Filled in create_app.
REQUEST_FOLLOWERS = []


def accept(request_id, by_id, organisation_id=None):
    """Make the organisation of a request a partner: a new one, or one that is there already. Return it.

    Raises Refused where somebody has decided already, and where a new one would bear the name of another.
    """
    with transaction():
        request, now = _lock_undecided(request_id), clock.now()
        today = clock.today(now)
        is_new = organisation_id is None
        if is_new:
            facts = {name: value for name, value in request.facts.items() if name not in ("areas", "offers")}
            organisation = organising.create_organisation(
                request.organisation_name, [area.id for area in queries.areas_of(request)],
                [tuple(each) for each in request.facts.get("offers", [])], member_since=today, **facts,
            )  # fmt: skip
        else:
            organisation = lock(Organisation, organisation_id)
            if organisation.member_since is None:
                organising.begin_membership(organisation_id, today)
        request.organisation_id = organisation.id
        request.facts = {**request.facts, "is_new": is_new}
        _decide(request, ACCEPTED, by_id, now)
        audit.note("accept_partner", request.about, by_id, organisation=organisation.id)
    return organisation


def decline(request_id, by_id, reason):
    """Say no to a request, and why: the person reads it. Raises Refused where somebody has decided already."""
    with transaction():
        request, now = _lock_undecided(request_id), clock.now()
        if not reason.strip():
            raise Refused(PartnerRefusal.NO_REASON)
        request.reason = reason.strip()
        _decide(request, DECLINED, by_id, now)
        audit.note("decline_partner", request.about, by_id, reason=request.reason)


def check_invitation(request, by_email, is_administration):
    """Raise Refused where somebody may not invite the person of a request to represent its organisation."""
    is_new = request.facts.get("is_new", False)
    if reason := rules.why_not_invite(request.email, by_email, is_new, is_administration):
        raise Refused(reason)


def lapse(request_id):
    """Forget a request that nobody confirmed in time: nothing is left of it."""
    with transaction():
        request = lock(PartnerRequest, request_id)
        if rules.why_not_confirm(request.state, request.requested_at, clock.now()):
            _delete(request)


def erase(request_id):
    """Take the person out of a request because they ask for it, and tell them. Twice does no harm."""
    with transaction():
        request = lock(PartnerRequest, request_id)
        if request.email and request.confirmed_at:
            letters.tell_erased(request.email, "partner_request", request_id, clock.now())
        forget(request_id)


def forget(request_id):
    """Take the person out of a request: at once, and for good. One that nobody has decided about is withdrawn by it."""
    with transaction():
        request = lock(PartnerRequest, request_id)
        if request.email is None and request.name is None:
            return
        db.session.add(PartnerErasure(request_id=request_id, erased_at=clock.now()))
        if request.state in (UNCONFIRMED, OPEN):
            _delete(request)
            return
        request.name = request.email = None
        request.message = ""
        request.facts = {name: request.facts[name] for name in _IMPERSONAL if name in request.facts}
        _forget_mails(request)


def tell(request, template, now):
    """Write a mail to the person of a request. Part of an act."""
    letters.queue(request.email, f"alliance/mail/{template}", request.about, now, request_id=request.id)


def _lock_undecided(request_id):
    request = lock(PartnerRequest, request_id)
    if reason := rules.why_not_decide(request.state):
        raise Refused(reason, state=rules.STATE_TEXTS[request.state])
    return request


def _decide(request, state, by_id, now):
    request.state, request.decided_at, request.decided_by_id = state, now, by_id
    db.session.flush()
    tell(request, {ACCEPTED: "partner_accepted", DECLINED: "partner_declined"}[state], now)


def _delete(request):
    _forget_mails(request)
    db.session.delete(request)


def _forget_mails(request):
    audit.forget(request.about)
    db.session.flush()
    letters.forget(request.about)
