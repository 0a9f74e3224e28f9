"""Personal links in mails about ideas. Opening one shows a page with a button; only the button does something."""

from flask import current_app

from app.accounts import tokens


def proposal_path(idea):
    """Return the path of the page on which somebody confirms their idea, or has their data erased."""
    return f"/ideen/meine/{tokens.make('idea', idea.id, born(idea.proposed_at))}"


def proposal_link(idea):
    """Return the address of the page of who had an idea."""
    return whole(proposal_path(idea))


def read_proposal(token):
    """Return (id, born) of a link about a proposal, or abort with 404."""
    return tokens.read("idea", token, 2)


def support_token(support):
    """Return what shows that somebody supports an idea."""
    return tokens.make("idea-support", support.id, support.version, born(support.asked_at))


def support_path(support):
    """Return the path of the page on which somebody confirms their support, or takes it back."""
    return f"/ideen/dabei/{support_token(support)}"


def support_link(support):
    """Return the address of the page of a supporter."""
    return whole(support_path(support))


def read_support(token):
    """Return (id, version, born) of a supporter's link, or abort with 404."""
    return tokens.read("idea-support", token, 3)


def idea_path(idea):
    """Return the path of an idea's page."""
    return f"/ideen/{idea.slug}"


def idea_link(idea):
    """Return the address of an idea's page."""
    return whole(idea_path(idea))


def early_booking_path(event_slug, support):
    """Return the path of the booking form of an event, open to this supporter before everyone else."""
    return f"/veranstaltungen/{event_slug}/platz?idee={support_token(support)}"


def born(moment):
    """Return what tells a row from any other that ever had its id: after a restore, ids come again."""
    return round(moment.timestamp() * 1000)


def whole(path):
    """Return a path as the address that stands in mails."""
    return f"{current_app.config['BASE_URL']}{path}"
