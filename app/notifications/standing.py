"""Whether mail goes out, in words: since when it does not, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import display
from app.database import db
from app.jobs import JobTick
from app.notifications import queries
from app.notifications.models import WAITING

# So long a message may wait before anybody is told.
PATIENCE = timedelta(minutes=2)
# The jobs tick every few seconds; after this long without, they stand still.
STILL = timedelta(minutes=5)


@dataclass(frozen=True)
class Standing:
    """How it is with the mail: since when the oldest message waits that should be gone, and why, as far as we know."""

    since: datetime
    why: str

    def in_words(self, now):
        """Return it as one sentence: "Seit 20 Minuten geht keine Mail hinaus: Der Mailserver antwortet nicht"."""
        length = display.duration(max(1, int((now - self.since).total_seconds() // 60)))
        return _("Seit %(length)s geht keine Mail hinaus: %(why)s", length=length, why=self.why)


def find_trouble(now):
    """Return the Standing of mail that does not go out, or None where it does. Two statements at most."""
    since = queries.oldest_due_at(now)
    if since is None or now - since < PATIENCE:
        return None
    ticked_at = db.session.scalar(sa.select(JobTick.ticked_at).where(JobTick.name == "deliver_messages"))
    if ticked_at is None or now - ticked_at > STILL:
        return Standing(since, _("Die Hintergrundarbeiten laufen nicht. Bitte starten Sie sie (flask jobs run)."))
    problem = queries.latest_problem((WAITING,))
    return Standing(since, problem or _("Es sind gerade mehr Nachrichten, als der Mailserver annimmt."))


def failing_jobs():
    """Return [(name, error)] of jobs whose last run failed; one statement."""
    rows = db.session.execute(
        sa.select(JobTick.name, JobTick.error).where(JobTick.error.is_not(None)).order_by(JobTick.name)
    )
    return [tuple(row) for row in rows]


def still_since(now):
    """Return since when no job has run, or None where they run, or never did. One statement."""
    last = db.session.scalar(sa.select(sa.func.max(JobTick.ticked_at)))
    return last if last is not None and now - last > STILL else None
