"""Where an event came from, for its page among the team's: an idea, a resolution, a body that meets there."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts import access
from app.alliance.bodies import Body, Meeting, Resolution
from app.alliance.ideas import Idea
from app.database import db


def origins(event_id):
    """Return (what it is, title, address) of what an event came from, as far as the signed-in may open it."""
    kinds = {
        "idea": (_("Entstanden aus der Idee"), "/team/ideen/{}"),
        "resolution": (_("Geplant aus dem Beschluss"), "/team/beschluesse/{}"),
        "meeting": (_("Sitzung von"), "/team/sitzungen/{}"),
    }
    rows = db.session.execute(
        sa.union_all(
            _select("idea", Idea, Idea.title).where(Idea.event_id == event_id),
            _select("resolution", Resolution, Resolution.title).where(Resolution.event_id == event_id),
            _select("meeting", Meeting, Body.name).join(Body).where(Meeting.event_id == event_id),
        )
    )
    found = [(kinds[row.kind][0], row.title, kinds[row.kind][1].format(row.id)) for row in rows]
    return [each for each in found if access.may_follow(each[2])]


def _select(kind, model, title):
    return sa.select(sa.literal(kind).label("kind"), model.id.label("id"), title.label("title")).select_from(model)
