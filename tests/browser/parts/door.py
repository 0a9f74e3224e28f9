"""Pages of the door: the door itself, tickets in every state, what a device shows without a net."""

from datetime import timedelta

from app import clock
from app.registrations import actions, door
from tests.make import a_registration, an_event

NO_PAGES = ("entrance_offline.door_list", "entrance_offline.merge", "entrance_offline.worker")


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    now = clock.now()
    asks = {"companions_max": 4, "asks": ["photos", "needs", "wheelchairs"], "photo_rule": "Nur Werkstücke."}
    event = an_event(title="Einlass heute", capacity=9, starts_at=now + timedelta(minutes=1), format_facts=asks)
    facts = {"needs": ["loop", "dog"], "wheelchairs": 1, "people": [{"name": "Mila"}, {"name": "Jan", "photo": "2026"}]}
    guest, group = a_registration(event, name="Łucja Nowak-Šulcec", **facts), a_registration(event, seats=5)
    gone = a_registration(event)
    actions.give_up(gone.id)
    waits = a_registration(event, seats=4, would_wait=True)
    door.check_in(group.id, event.dates[0].id, 3)
    door.count_walk_ins(event.dates[0].id, "science", 2, "browser-door")
    next_week = a_registration(an_event(title="Einlass später"))
    empty = an_event(title="Einlass ohne Gäste", starts_at=now + timedelta(minutes=1))
    path = f"/team/veranstaltungen/{event.id}/einlass"
    team = {
        "door": path,
        "door, searched": f"{path}?suche=Nowak",
        "door, nobody found": f"{path}?suche=Niemand",
        "door, no guests": f"/team/veranstaltungen/{empty.id}/einlass",
        "ticket": f"/C/{guest.ticket}",
        "ticket, some are there": f"/c/{group.ticket}",
        "ticket, let in just now": f"/c/{group.ticket}?eben=1",
        "ticket, given up": f"/C/{gone.ticket}",
        "ticket, waits": f"/C/{waits.ticket}",
        "ticket, not today": f"/C/{next_week.ticket}",
    }
    return {"door without a net": "/einlass/ohne-netz"}, team
