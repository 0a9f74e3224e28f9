"""Pages about making places, formats and events."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa

from app import clock
from app.alliance.models import InnovationArea
from app.database import db
from app.programme import actions, co_hosting, co_hosting_mails
from app.programme.models import DRAFT, Format
from app.rooms.models import Room
from tests.make import an_event, an_organisation
from tests.make_planning import a_question

NO_PAGES = ()
STATES = ("asked", "accepted", "declined", "withdrawn", "of a cancelled event")


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    format = db.session.scalar(sa.select(Format).where(Format.slug == "repair-cafe"))
    team = {
        "new place": "/team/orte/neu",
        "change a place": "/team/orte/zittau/angaben",
        "formats": "/team/formate",
        "new format": "/team/formate/neu",
        "change a format": f"/team/formate/{format.id}",
        **_events(format),
    }
    public, of_team = _questions()
    return public, team | of_team


def _questions():
    """Hosting together: the question in every state, and the team's page about an event."""
    questions = {name: a_question(message="Wir hätten Sie gern dabei.\n\nBis bald!") for name in STATES}
    co_hosting.accept(questions["accepted"].id)
    co_hosting.decline(questions["declined"].id)
    co_hosting.withdraw(questions["withdrawn"].id)
    actions.cancel_event(questions["of a cancelled event"].event_id, "Krank.")
    asked = questions["asked"]
    a_question(asked.event, an_organisation(contact_email="noch-eine@example.org"))
    public = {f"co-hosting, {name}": co_hosting_mails.link_path(found) for name, found in questions.items()}
    team = {
        f"co-hosts, {name}": f"/team/veranstaltungen/{questions[name].event_id}/mitveranstalter"
        for name in ("asked", "declined", "of a cancelled event")
    }
    return public, team


def _events(format):
    """Planning, publishing, changing and moving, of an event in every state."""
    room = db.session.scalar(sa.select(Room).where(Room.key == "gr-salon"))
    start = clock.from_wall(datetime.combine(clock.today(clock.now()) + timedelta(days=170), time(14)))
    area = db.session.scalar(sa.select(InnovationArea).where(InnovationArea.id != format.area_id))
    facts = {"format": format, "further_areas": [area], "state": DRAFT}
    ready = an_event(title="Fertiger Entwurf", starts_at=start, room_ids=[room.id], **facts)
    bare = an_event(title="Entwurf ohne Raum", starts_at=start, **facts)
    gone = an_event(title="Abgesagter Plan", starts_at=start)
    actions.cancel_event(gone.id, "Krank.")
    pages = ("aendern", "verlegen", "ort", "veroeffentlichen")
    return {
        "plan an event": "/team/veranstaltungen/neu",
        "plan an event, format": f"/team/veranstaltungen/neu?format={format.id}",
        **{
            f"{page}, {event.title}": f"/team/veranstaltungen/{event.id}/{page}"
            for event in (ready, bare, gone) for page in pages
        },
        "team page of a draft": f"/team/veranstaltungen/{ready.id}",
    }  # fmt: skip
