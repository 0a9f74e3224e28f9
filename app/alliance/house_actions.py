"""Setting the house up: what it says of itself, how it looks, how its mail leaves it."""

from urllib.parse import urlsplit

from flask_babel import gettext

from app.accounts import audit
from app.accounts import second_factor as accounts
from app.alliance import house_rules
from app.alliance.houses import House
from app.database import lock, transaction
from app.errors import Refused

# Texts that name people: the trail says that they changed and how long they are, but not what they say.
UNQUOTED = ("imprint", "privacy")


def change_house(**facts):
    """Set columns of the house; None takes what was set back, and config.py holds. Returns the House.

    What is as it was makes no new revision and no line in the audit trail.
    """
    with transaction():
        house = lock(House, 1)
        pairs = {name: (getattr(house, name), value) for name, value in facts.items()}
        changed = {name: (old, new) for name, (old, new) in pairs.items() if old != new}
        if not changed:
            return house
        for name, (_old, new) in changed.items():
            setattr(house, name, new)
        if changed.keys() & {"mail_url", "mail_from", "answers_to"}:
            house.mail_tested_at = None
        house.revision = house.revision + 1
        audit.note("change_house", "house:1", changed={name: _told(name, *pair) for name, pair in changed.items()})
    return house


def change_rules(second_factor, **facts):
    """Set the numbers that the alliance's work goes by, and who signs in with a second factor."""
    with transaction():
        accounts.require(second_factor)
        return change_house(**facts)


def change_colours(colours):
    """Set the house's own colours, {key of house_rules.COLOURS: "#a3341a"}. Raises Refused for a faint one."""
    for key, value in colours.items():
        if found := house_rules.why_not_colour(key, value):
            reason, facts = found
            raise Refused(reason, **facts)
    own = {key: value for key, value in colours.items() if value != house_rules.COLOURS[key].standard}
    return change_house(colours=own)


def _told(name, old, new):
    if name in UNQUOTED:
        return [value and gettext("%(length)s Zeichen", length=len(value)) for value in (old, new)]
    if name == "mail_url":
        return [value and without_user(value) for value in (old, new)]
    return [old, new]


def without_user(mail_url):
    """Return how mail goes out, without the name and password for it."""
    parts = urlsplit(mail_url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
