"""Pages about making places, formats and events."""

import sqlalchemy as sa

from app.database import db
from app.programme.models import Format

NO_PAGES = ()


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    format = db.session.scalar(sa.select(Format).where(Format.slug == "repair-cafe"))
    team = {
        "new place": "/team/orte/neu",
        "change a place": "/team/orte/zittau/angaben",
        "formats": "/team/formate",
        "new format": "/team/formate/neu",
        "change a format": f"/team/formate/{format.id}",
    }
    return {}, team
