"""What the administration sets about notices."""

from app.accounts import audit
from app.database import db, lock_numbers, transaction
from app.notifications import notices
from app.notifications.models import NoticeSetting

# A family of numbers for lock_numbers.
NOTICES = 90


def set_notice(notice, is_on, amount):
    """Switch a notice on or off, where it is not needed, and move it in time; None: as it comes."""
    with transaction():
        lock_numbers(NOTICES, [0])
        was = notices.setting_of(notice)
        row = db.session.get(NoticeSetting, notice.template)
        if row is None:
            row = NoticeSetting(template=notice.template)
            db.session.add(row)
        row.is_on = is_on or notice.is_needed
        row.amount = None if notice.timing is None or amount == notice.timing.standard else amount
        db.session.flush()
        now = notices.setting_of(notice)
        changed = {
            name: [getattr(was, name), getattr(now, name)]
            for name in ("is_on", "amount")
            if getattr(was, name) != getattr(now, name)
        }
        if changed:
            audit.note("set_notice", f"notice:{notice.key}", changed=changed)
