"""What is written once a day, at a time of the house's clock: late by hours still, on the next day not any more."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.database import db, is_postgresql, transaction
from app.jobs import for_each
from app.notifications import notices


class NoticeDay(db.Model):
    """The last local day for which a daily notice was written."""

    __tablename__ = "notice_days"

    template: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    day: Mapped[date]


def once_a_day(template, items, tell):
    """Part of a job: at the notice's time of the day, `tell(item, day, now)` each of `items(day, now)`.

    The day is done once all were told; until then, and in another process at the same moment, items come once more:
    `tell` does no harm twice. Switched off, or done already: two statements.
    """
    notice, now = notices.BY_TEMPLATE[template], clock.now()
    setting, day = notices.setting_of(notice), clock.today(now)
    if not setting.is_on or now < at(day, setting.amount):
        return
    done = db.session.scalar(sa.select(NoticeDay.day).where(NoticeDay.template == template))
    if done is not None and done >= day:
        return
    found = list(items(day, now))
    if for_each(found, lambda item: tell(item, day, now)) == len(found):
        _note(template, day)


def at(day, minutes):
    """Return the moment at which the clock of the house shows so many minutes after midnight on a day."""
    return clock.from_wall(datetime.combine(day, time(*divmod(minutes, 60))))


def end_of(day):
    """Return the moment at which a local day ends."""
    return clock.start_of(day + timedelta(days=1))


def _note(template, day):
    insert = (postgresql if is_postgresql() else sqlite).insert(NoticeDay).values(template=template, day=day)
    later = insert.on_conflict_do_update(
        index_elements=["template"], set_={"day": insert.excluded.day}, where=NoticeDay.day < insert.excluded.day
    )
    with transaction():
        db.session.execute(later)
