"""What somebody with an account is told, as they choose it; reporting a barrier."""

from app.programme import barrier_reports
from tests.make_notices import a_barrier

NO_PAGES = ("barrier_reports.settle",)


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    still_open, settled = a_barrier(email="gast@example.org"), a_barrier()
    barrier_reports.settle(settled.id)
    team = {
        "own notices": "/team/konto/nachrichten",
        "reported barrier": f"/team/barrieren/{still_open.id}",
        "reported barrier, settled": f"/team/barrieren/{settled.id}",
    }
    return {"barrier reported": "/barriere-melden/gesendet"}, team
