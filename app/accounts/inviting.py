"""Inviting people by mail: a signed link, good for seven days and for one account."""

from flask import abort, current_app

from app import clock
from app.accounts import audit, granting, letters, passwords, queries, rules, tokens
from app.accounts.models import Account, Invitation, SignInRules
from app.accounts.rules import InvitationRefusal
from app.database import db, lock, transaction
from app.errors import Refused

MAIL = "accounts/mail/invitation"


def invite(email, name, grants, by_id=None):
    """Ask somebody by mail to sign in, with roles [[role, place id, organisation id], …] that they get by accepting."""
    email, grants = email.strip().lower(), _without_doubles(grants)
    with transaction():
        now = clock.now()
        # One after the other, so that nobody is invited twice at once.
        lock(SignInRules, 1)
        if not grants:
            raise Refused(InvitationRefusal.NO_ROLE)
        if queries.find_open_invitation(email, now - rules.INVITATION_LIVES):
            raise Refused(InvitationRefusal.ALREADY_INVITED)
        if (account := queries.find_account(email)) and not account.is_open:
            raise Refused(InvitationRefusal.CLOSED)
        invitation = Invitation(email=email, name=name, grants=grants, invited_by_id=by_id, invited_at=now, version=1)
        db.session.add(invitation)
        db.session.flush()
        _send(invitation, now)
        audit.note("invite", _about(invitation), by_id=by_id, grants=grants)
    return invitation


def send_again(invitation_id):
    """Send an invitation once more; seven days begin anew, and links sent before do not work any more."""
    with transaction():
        lock(SignInRules, 1)
        invitation = _lock_open(invitation_id)
        now = clock.now()
        other = queries.find_open_invitation(invitation.email, now - rules.INVITATION_LIVES)
        if other is not None and other.id != invitation.id:
            raise Refused(InvitationRefusal.ALREADY_INVITED)
        invitation.version += 1
        invitation.invited_at = now
        _send(invitation, now)
        audit.note("send_invitation_again", _about(invitation))
    return invitation


def withdraw(invitation_id):
    """Take an invitation back."""
    with transaction():
        invitation = _lock_open(invitation_id)
        invitation.withdrawn_at = clock.now()
        audit.note("withdraw_invitation", _about(invitation))
    return invitation


def accept(invitation_id, version, name, password):
    """Make the account of an invitation, with its roles. Raises Refused where the link does not count any more."""
    # Slow on purpose, so it is done before anything is locked.
    password_hash = passwords.hash_password(password)
    with transaction():
        invitation = _lock_acceptable(invitation_id, version)
        if queries.find_account(invitation.email):
            raise Refused(InvitationRefusal.HAS_ACCOUNT)
        account = Account(
            email=invitation.email, name=name, password_hash=password_hash, created_at=clock.now(), grants=[]
        )
        db.session.add(account)
        db.session.flush()
        _give_roles(invitation, account)
    return account


def accept_as(account, invitation_id, version):
    """Give the roles of an invitation to somebody who has an account. Raises Refused for another's invitation."""
    with transaction():
        invitation = _lock_acceptable(invitation_id, version)
        if invitation.email != account.email:
            raise Refused(InvitationRefusal.OTHER_ADDRESS)
        _give_roles(invitation, account)


def link_path(invitation):
    """Return the path of the page on which an invitation is accepted."""
    return f"/einladung/{tokens.make('invitation', invitation.id, invitation.version, _born(invitation))}"


def link(invitation):
    """Return the address of that page."""
    return current_app.config["BASE_URL"] + link_path(invitation)


def read(token):
    """Return (invitation, version) of a link, or abort with 404."""
    ident, version, born = tokens.read("invitation", token, 3)
    invitation = queries.find_invitation(ident)
    # After a restore numbers come again: an old link is not for who has the number now.
    is_other = invitation is None or (invitation.version == version and _born(invitation) != born)
    return abort(404) if is_other else (invitation, version)


def _send(invitation, now):
    letters.queue(
        invitation.email, MAIL, _about(invitation), now, invitation_id=invitation.id, version=invitation.version
    )


def _lock_open(invitation_id):
    if queries.find_invitation(invitation_id) is None:
        abort(404)
    invitation = lock(Invitation, invitation_id)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise Refused(InvitationRefusal.ENDED)
    return invitation


def _lock_acceptable(invitation_id, version):
    # First, as every act does that gives roles: who locks in another order may wait for each other.
    lock(SignInRules, 1)
    invitation = lock(Invitation, invitation_id)
    if reason := rules.why_not_accept(invitation, version, clock.now()):
        raise Refused(reason)
    return invitation


def _give_roles(invitation, account):
    invitation.accepted_at = clock.now()
    audit.note("accept_invitation", f"account:{account.id}", by_id=account.id, invitation=invitation.id)
    for role, place_id, organisation_id in filter(queries.is_there, invitation.grants):
        granting.grant_role(account.id, role, place_id=place_id, organisation_id=organisation_id)


def _without_doubles(grants):
    return [list(grant) for grant in dict.fromkeys(tuple(grant) for grant in grants)]


def _about(invitation):
    return f"invitation:{invitation.id}"


def _born(invitation):
    return round(invitation.invited_at.timestamp() * 1000)
