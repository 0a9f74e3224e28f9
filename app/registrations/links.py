"""Personal links in mails. Opening one shows a page with a button; only the button does something (law 4)."""

from flask import current_app

from app.accounts import tokens


def confirm_link(registration):
    """Return the address of the page that confirms a registration."""
    return f"{current_app.config['BASE_URL']}{confirm_path(registration)}"


def confirm_path(registration):
    """Return the path of the page that confirms a registration."""
    return f"/bestaetigen/{_token('confirm', registration)}"


def manage_link(registration):
    """Return the address of the personal page of a registration."""
    return f"{current_app.config['BASE_URL']}{manage_path(registration)}"


def manage_path(registration):
    """Return the path of the personal page."""
    return f"/b/{_token('manage', registration)}"


def event_link(event):
    """Return the address of an event's page."""
    return f"{current_app.config['BASE_URL']}/veranstaltungen/{event.slug}"


def _token(purpose, registration):
    return tokens.make(purpose, registration.id, registration.link_version)
