"""Calendars of others: the list, one that goes well, one that fails, one with entries left out."""

from datetime import timedelta

from app import clock
from app.calendars.foreign import ExternalEvent
from app.database import db, transaction
from tests.calendars.sources import a_calendar
from tests.make import a_room, an_organisation

NO_PAGES = ()


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    now, room = clock.now(), a_room(name="Turnhalle")
    fresh = a_calendar("https://nachbarn.example.org/halle.ics", room_id=room.id, name="Belegung der Turnhalle")
    away = a_calendar("https://verein.example.org/k.ics", "place", "Vereinshaus", place_id=room.place_id)
    partner = a_calendar(
        "https://partner.example.org/programm.ics", "programme", "Programm des Kulturhauses",
        organisation_id=an_organisation("Kulturhaus").id, link="https://partner.example.org/",
    )  # fmt: skip
    with transaction():
        away.failing_since, away.failure = now - timedelta(days=2), "Der Server antwortet nicht."
        away.next_at = partner.next_at = now + timedelta(days=1)
        partner.answered_at = partner.read_at = now
        partner.entries, partner.left_out = 12, 2
        partner.skipped = [["Mondfinsternis", "UNKNOWN_ZONE", {"zone": "Mond"}], ["Probe", "TOO_OFTEN", {}]]
        db.session.add_all([away, partner])
        db.session.add_all(
            ExternalEvent(
                calendar_id=partner.id, uid=f"{number}", title=f"Konzert {number}", location="Großer Saal",
                starts_at=now + timedelta(days=number, hours=1), ends_at=now + timedelta(days=number, hours=3),
            )
            for number in range(3)
        )  # fmt: skip
    db.session.rollback()
    public = {"programme with a partner's": "/programm?von=" + f"{clock.today(now)}"}
    team = {
        "calendar sources": "/team/kalender-quellen", "new calendar source": "/team/kalender-quellen/neu",
        "calendar source, fresh": f"/team/kalender-quellen/{fresh.id}",
        "calendar source, away": f"/team/kalender-quellen/{away.id}",
        "calendar source, left out": f"/team/kalender-quellen/{partner.id}",
    }
    return public, team
