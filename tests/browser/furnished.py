"""The pages on which the team furnishes rooms."""

import sqlalchemy as sa

from app import clock
from app.database import db
from app.rooms import briefing_people
from app.rooms.models import Room
from tests.make import a_person, a_thing


def pages_about_rooms():
    """Every page on which the team furnishes rooms, with a machine and somebody who was briefed."""
    hall, room, digital = (
        db.session.scalar(sa.select(Room.id).where(Room.key == key)) for key in ("zi-saal", "zi-werkbank", "d-saal")
    )
    machine = a_thing(stock=None, kind="fixed", needs_briefing=True)
    today = clock.today(clock.now())
    briefing_people.record_briefing(machine.id, **a_person(), briefed_on=today, ends_on=today)
    sections = ("grunddaten", "bestuhlung", "oeffnungszeiten", "ausstattung", "barrieren", "buchen", "zugang", "teile")
    return {
        "rooms of the team": "/team/raeume",
        "new room": "/team/raeume/neu",
        "room of the team": f"/team/raeume/{room}",
        "digital room of the team": f"/team/raeume/{digital}",
        **{f"room, {section}": f"/team/raeume/{hall}/{section}" for section in (*sections, "foto", "dienst")},
        **{f"digital room, {section}": f"/team/raeume/{digital}/{section}" for section in ("digital", "barrieren")},
        "things": "/team/ausstattung",
        "new thing": "/team/ausstattung/neu",
        "thing": f"/team/ausstattung/{machine.id}",
        "delete a thing": f"/team/ausstattung/{machine.id}/loeschen",
        "briefings": "/team/einweisungen",
        "new briefing": "/team/einweisungen/neu",
    }
