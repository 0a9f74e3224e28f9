"""The pages of each part of the house, for every_page: every page in every state, by name."""

from tests.browser.parts import (
    after,
    areas,
    bodies,
    cockpit,
    days,
    door,
    event_series,
    following,
    formats,
    guests,
    ideas,
    imports,
    lobby,
    moving,
    organisations,
    own_house,
    own_notices,
    own_room,
    people,
    planning,
    searching,
    staff_feeds,
    telling,
    trail,
)

ALL = (
    people, own_house, planning, organisations, areas, bodies, ideas, trail, formats, event_series, moving, searching,
    days, cockpit, telling, door, after, guests, lobby, own_room, imports,
    staff_feeds, following, own_notices,
)  # fmt: skip


def pages():
    """Return ({name: public path}, {name: path of the team}) of all parts, made in a house with the season."""
    public, team = {}, {}
    for part in ALL:
        of_guests, of_team = part.pages()
        public |= of_guests
        team |= of_team
    return public, team


def no_pages():
    """Return the endpoints that answer programs, or only lead on."""
    return {endpoint for part in ALL for endpoint in part.NO_PAGES}
