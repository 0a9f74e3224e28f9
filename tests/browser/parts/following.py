"""Pages of who follows a format, an area or a place."""

from app.alliance import queries
from app.programme import queries as programme
from app.programme import subscribing_links
from app.programme.models import INVITE
from tests.make_followers import a_follower

NO_PAGES = ()


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    formats = [each for each in programme.all_formats() if each.registration != INVITE]
    place, area = queries.all_places()[0], queries.all_areas()[0]
    format = formats[0]
    first = a_follower(format)
    for followed in (area, place):
        a_follower(followed, cadence="weekly")
    asked = a_follower(formats[1], "halb@example.com", is_confirmed=False)
    return {
        "follow a format": f"/folgen/format/{format.slug}",
        "follow an area": f"/folgen/bereich/{area.key}",
        "follow a place": f"/folgen/ort/{place.key}",
        "following, almost done": f"/folgen/format/{format.slug}/fast-geschafft",
        "following, unconfirmed": subscribing_links.confirm_path(asked),
        "following, confirmed": subscribing_links.confirm_path(first),
        "all that I follow": subscribing_links.manage_path(first.reader),
        "nothing that I follow": subscribing_links.manage_path("niemand"),
        "stop following": subscribing_links.stop_path(first.reader),
        "stopped following": subscribing_links.stop_path("niemand"),
    }, {}
