"""Pages about what the team has to do, and about closing an event."""

from datetime import timedelta

from app import clock
from app.programme import reporting
from tests.make import an_event

NO_PAGES = ("todo.settle",)


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    over = clock.now().replace(microsecond=0) - timedelta(days=4)
    closed, still_open = an_event(title="Schon vorbei", starts_at=over), an_event(title="Vorbei", starts_at=over)
    reporting.close_event(closed.id, 12, 1, "Es war schön.")
    to_come = an_event(title="Kommt noch")
    team = {
        "what there is to do": "/team/aufgaben",
        "close an event": f"/team/veranstaltungen/{still_open.id}/abschluss",
        "correct the closing of an event": f"/team/veranstaltungen/{closed.id}/abschluss",
        "close an event that is to come": f"/team/veranstaltungen/{to_come.id}/abschluss",
    }
    return {"event that is closed": f"/veranstaltungen/{closed.slug}"}, team
