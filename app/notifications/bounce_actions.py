"""What the administration sets about the mailbox to which undeliverable mail comes back."""

from app.accounts import audit
from app.database import db, lock_numbers, transaction
from app.notifications.models import BounceMailbox

# A family of numbers for lock_numbers.
BOUNCES = 91


def set_mailbox(url):
    """Read the mailbox at this address from its beginning, or none (None)."""
    with transaction():
        lock_numbers(BOUNCES, [0])
        box = db.session.get(BounceMailbox, 1, populate_existing=True)
        if (box.url if box else None) == url:
            return
        if box:
            db.session.delete(box)
            db.session.flush()
        if url:
            db.session.add(BounceMailbox(id=1, url=url))
        audit.note("set_bounce_mailbox" if url else "remove_bounce_mailbox", "house:1")
