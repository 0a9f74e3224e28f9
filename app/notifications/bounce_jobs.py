"""Looking by itself whether mail has come back."""

import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.notifications import bounces, mailboxes
from app.notifications.models import BounceMailbox


def read_bounces():
    """A job: read what is new in the mailbox for undeliverable mail. Raises mailboxes.Unreadable."""
    box = db.session.get(BounceMailbox, 1)
    if box is None:
        return
    url, validity, last = box.url, box.validity, box.last
    problem = ""
    # No transaction is open while the network is in use.
    db.session.rollback()
    try:
        for valid, number, raw in mailboxes.new_mails(url, validity, last):
            for bounce in bounces.read(raw):
                bounces.note(bounce)
            validity, last = valid, number
    except mailboxes.Unreadable as failure:
        problem = str(failure)
    _note(url, validity, last, problem)
    if problem:
        raise mailboxes.Unreadable(problem)


def _note(url, validity, last, problem):
    """Keep how far it was read, unless somebody has named another one meanwhile. Twice does no harm."""
    with transaction():
        db.session.execute(
            sa.update(BounceMailbox)
            .where(BounceMailbox.url == url)
            .values(validity=validity, last=last, read_at=clock.now(), problem=problem[:400])
        )
