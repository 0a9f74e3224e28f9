"""The page of the secret address of the team's calendars."""

NO_PAGES = ("staff_feeds.mine", "staff_feeds.at_door", "staff_feeds.room")


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    return {}, {"own calendars": "/team/konto/kalender"}
