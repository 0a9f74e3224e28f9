"""Days under which several events stand, and the team's calendar."""

from datetime import timedelta

from app import clock
from app.programme import umbrellas
from tests.make import a_place, a_room, an_event
from tests.make_days import an_umbrella

NO_PAGES = ()


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    morning = clock.start_of(clock.today(clock.now()) + timedelta(days=10)) + timedelta(hours=10)
    town = a_place(name="Forumsstadt")
    rooms = [a_room(place=town), a_room(place=town), a_room(kind="digital")]
    events = [
        an_event(title=f"Werkstatt {number}", room_ids=[room.id], starts_at=morning + timedelta(hours=number))
        for number, room in enumerate(rooms)
    ]
    events.append(an_event(title="Im Rathaus", external="Rathaus, Markt 1", starts_at=morning, hours=4))
    full = an_umbrella(events=events, description="Mit **allen**, die wollen.")
    empty = an_umbrella(title="Noch leer", state="draft")
    gone = an_umbrella(title="Fällt aus", days=2)
    umbrellas.cancel_umbrella(gone.id, "Zu wenig Leute")
    return {
        "days of the house": "/tage",
        "a day of the house": f"/tage/{full.slug}",
        "a day that is called off": f"/tage/{gone.slug}",
        "event of a day": f"/veranstaltungen/{events[0].slug}",
    }, {
        "days, team": "/team/tage",
        "new day": "/team/tage/neu",
        "a day, team": f"/team/tage/{full.id}",
        "a day without events": f"/team/tage/{empty.id}",
        "events of a day": f"/team/tage/{full.id}/veranstaltungen",
        "plan for a day": f"/team/veranstaltungen/neu?tag={full.id}",
        "call a day off": f"/team/tage/{full.id}/absagen",
        "nothing to call off": f"/team/tage/{empty.id}/absagen",
        "delete a day": f"/team/tage/{full.id}/loeschen",
        "calendar of the team": "/team/kalender",
    }
