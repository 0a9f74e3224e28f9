"""Pages on which events are looked for."""

from datetime import timedelta

from app import clock
from app.database import db, transaction
from app.programme.afterwards import ClosingReport
from tests.make_areas import an_event_that_took_place

NO_PAGES = ()


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    event = an_event_that_took_place(title="Es war einmal")
    with transaction():
        db.session.add(
            ClosingReport(event_id=event.id, came_onsite=7, report="Es war **schön**.", closed_at=clock.now())
        )
    week = clock.today(clock.now()) + timedelta(days=7)
    return {
        "programme, searched": "/programm?q=repair",
        "programme, mistyped": "/programm?q=zukunftswerkstat&ort=zittau",
        "programme, searched in vain": "/programm?q=quaxi",
        "programme, week": f"/programm?ansicht=woche&woche={week}",
        "archive": "/archiv",
        "archive, searched in vain": "/archiv?q=quaxi",
    }, {}
