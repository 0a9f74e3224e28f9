"""Pages on which a planned event moves, and comes back."""

from app.programme import actions
from tests.make import a_registration, a_room, an_event

NO_PAGES = ()


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    room, stream = a_room(step_free=True), a_room(kind="digital")
    event = an_event(title="Zieht um", room_ids=[room.id, stream.id], seats={"onsite": 10, "online": 10})
    a_registration(event, wheelchairs=1)
    an_event(title="Stattdessen", format=event.format)
    gone = an_event(title="Kommt zurück")
    actions.cancel_event(gone.id, "Ein Versehen")
    base = f"/team/veranstaltungen/{event.id}"
    return {}, {
        "plan it once more": f"{base}/verdoppeln",
        "make a format of it": f"{base}/vorlage",
        "on site or digital": f"{base}/digital",
        "call off, with something to offer": f"{base}/absagen",
        "take a cancellation back": f"/team/veranstaltungen/{gone.id}/ruecknahme",
        "nothing to take back": f"{base}/ruecknahme",
    }
