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


def door_path(registration):
    """Return the path of the door to the digital room; it opens nothing else, so that companions may have it too."""
    return f"/dabei/{_token('door', registration)}"


def door_link(registration):
    """Return the address of the door to the digital room."""
    return f"{current_app.config['BASE_URL']}{door_path(registration)}"


def accept_link(registration):
    """Return the address of the page on which offered seats are accepted."""
    return f"{manage_link(registration)}/annehmen"


def event_link(event):
    """Return the address of an event's page."""
    return event_address(event.slug)


def event_address(slug):
    """As `event_link`, by the last part of the address."""
    return f"{current_app.config['BASE_URL']}/veranstaltungen/{slug}"


def feedback_link(event):
    """Return the address of the three questions about an event: the same for all, so that no answer tells whose."""
    return f"{event_link(event)}/rueckmeldung"


def certificate_link(registration):
    """Return the address of the certificate of a registration."""
    return f"{manage_link(registration)}/bescheinigung"


def verification_link(code):
    """Return the address at which anybody can see that a certificate was issued by the house."""
    return f"{current_app.config['BASE_URL']}/bescheinigung/{code}"


def read(purpose, token):
    """Return (id, version, born) of a personal link, or abort with 404."""
    return tokens.read(purpose, token, 3)


def born(registration):
    """Return what tells this registration from any other that ever had its id: after a restore, ids come again."""
    return round(registration.booked_at.timestamp() * 1000)


def _token(purpose, registration):
    return tokens.make(purpose, registration.id, registration.link_version, born(registration))
