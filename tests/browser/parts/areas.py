"""Pages about areas, targets and the network."""

from datetime import timedelta

from app import clock
from app.alliance import setting_targets
from app.programme import area_queries
from tests.make import an_area, an_organisation
from tests.make_areas import an_event_that_took_place, count

NO_PAGES = ()


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    today = clock.today(clock.now())
    area, empty = area_queries.get_area(key="energie"), an_area(title="Noch leer")
    for value, reason in ((10, ""), (20, "Es kommen mehr als gedacht.")):
        setting_targets.set_target(area.id, today.year, "events", value, reason, today + timedelta(days=60))
    setting_targets.set_target(area.id, today.year, "countries", 0, review_on=today)
    setting_targets.set_target(area.id, today.year + 1, "participants", 500)
    a_network(area)
    public = {
        "network": "/netzwerk",
        "network, who has met": "/netzwerk/getroffen",
        "network, who never met": "/netzwerk/noch-nie",
        "network, who might meet": "/netzwerk/vorschlaege",
        "areas": "/bereiche",
        "area": "/bereiche/energie",
        "area, cross-cutting": "/bereiche/quer",
        "area without words": f"/bereiche/{empty.key}",
    }
    team = {
        "areas, team": "/team/bereiche",
        "new area": "/team/bereiche/neu",
        "change an area": f"/team/bereiche/{area.id}",
        "delete an area in use": f"/team/bereiche/{area.id}/loeschen",
        "delete an area": f"/team/bereiche/{empty.id}/loeschen",
        "targets": f"/team/bereiche/{area.id}/ziele",
        "no targets": f"/team/bereiche/{empty.id}/ziele",
        "set a target": f"/team/bereiche/{area.id}/ziele/neu",
        "change a target": f"/team/bereiche/{area.id}/ziele/neu?jahr={today.year}&was=events",
    }
    return public, team


def a_network(area):
    """Thirty organisations of three countries, half of which have met."""
    hosts = [
        an_organisation("Partner", country=("DE", "PL", "CZ")[number % 3], areas=[area] if number % 2 else [])
        for number in range(30)
    ]
    for number in range(14):
        an_event_that_took_place(days_ago=number + 1, area=area, hosts=hosts[number : number + 3])
    count()
