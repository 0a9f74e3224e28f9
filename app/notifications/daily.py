"""What is written once a day, at a time of the house's clock: late by hours still, and after a night once at most."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.database import db, insert_into, transaction
from app.jobs import for_each
from app.notifications import notices
from app.notifications.models import NoticeSetting


class NoticeDay(db.Model):
    """The last local day for which a daily notice was written, and since when this house has the notice."""

    __tablename__ = "notice_days"

    template: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    day: Mapped[date]
    # What ended before is not spoken of, so that a house that is upgraded does not write of weeks gone by. None: it has
    # had the notice for longer than anybody knows.
    since: Mapped[date | None]


def once_a_day(template, items, tell, catches_up=False):
    """Part of a job: at the notice's time of the day, `tell(item, day, now)` each of `items(day, now)`.

    The day is done once all were told; until then, and in another process at the same moment, items come once more:
    `tell` does no harm twice. Switched off, not yet due or done already: one statement. Where it `catches_up`, what was
    not told yesterday comes before today's hour.
    """
    notice, now = notices.BY_TEMPLATE[template], clock.now()
    (setting, done), day = _setting_and_day(notice), clock.today(now)
    if done is None:
        _begin(template, day)
    if now < at(day, setting.amount):
        day -= timedelta(days=1)
        if not catches_up:
            return
    if not setting.is_on or (done is not None and done >= day):
        return
    found = list(items(day, now))
    if for_each(found, lambda item: tell(item, day, now)) == len(found):
        _note(template, day)


def since(template):
    """Return the local day since which this house has a daily notice, or None where that is long ago."""
    return db.session.scalar(sa.select(NoticeDay.since).where(NoticeDay.template == template))


def _setting_and_day(notice):
    wanted = sa.select(sa.literal(notice.template).label("template")).subquery()
    row, day = db.session.execute(
        sa.select(NoticeSetting, NoticeDay.day)
        .select_from(wanted)
        .outerjoin(NoticeSetting, NoticeSetting.template == wanted.c.template)
        .outerjoin(NoticeDay, NoticeDay.template == wanted.c.template)
    ).one()
    return notices.setting_from(notice, row), day


def at(day, minutes):
    """Return the moment at which the clock of the house shows so many minutes after midnight on a day."""
    return clock.from_wall(datetime.combine(day, time(*divmod(minutes, 60))))


def end_of(day):
    """Return the moment at which a local day ends."""
    return clock.start_of(day + timedelta(days=1))


def _begin(template, day):
    # Neither this day nor the one before, which may be caught up, is done.
    insert = insert_into(NoticeDay).values(template=template, day=day - timedelta(days=2), since=day)
    with transaction():
        db.session.execute(insert.on_conflict_do_nothing())


def _note(template, day):
    insert = insert_into(NoticeDay).values(template=template, day=day)
    later = insert.on_conflict_do_update(
        index_elements=["template"], set_={"day": insert.excluded.day}, where=NoticeDay.day < insert.excluded.day
    )
    with transaction():
        db.session.execute(later)
