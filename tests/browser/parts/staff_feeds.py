"""The page of the secret address of the team's calendars: whoever is signed in here has one."""

from app.accounts import queries
from app.calendars import staff_addresses

NO_PAGES = ("staff_feeds.mine", "staff_feeds.at_door", "staff_feeds.room")


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    staff_addresses.renew(queries.find_account("team@example.org").id)
    return {}, {"own calendars": "/team/konto/kalender"}
