"""Barriers that people report: told to the team by day, a line of what there is to do until settled, then forgotten.

Whoever reports one need not say who they are. An address is kept until the report is settled, 90 days at most.
"""

from datetime import datetime, timedelta
from enum import Enum

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.accounts import audit
from app.accounts.models import PROGRAMME, ROOMS
from app.alliance import house_queries
from app.database import UtcDateTime, db, insert_into, lock, lock_numbers, transaction
from app.errors import Refused
from app.jobs import for_each
from app.notifications import outbox, team_mails, wishes
from app.notifications.outbox import Drop
from app.programme.todo import Todo

MAIL = "programme/mail/barrier_reported"
# A family of numbers for lock_numbers.
REPORTS = 97
# By then we answer, as the page says; the report is kept so long; and nobody needs to read more of them a day.
ANSWER_WITHIN, KEEP, MOST_A_DAY = timedelta(days=14), timedelta(days=90), 60


class BarrierReport(db.Model):
    """Where a barrier was, what happened, what somebody needs; and their address, if they gave one."""

    __tablename__ = "barrier_reports"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(sa.String(300))
    what: Mapped[str] = mapped_column(sa.Text)
    needed: Mapped[str] = mapped_column(sa.Text)
    email: Mapped[str | None] = mapped_column(sa.String(254))
    # One sent form reports once, however often it is sent.
    form_key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def about(self):
        """How the trail and the list of what there is to do name it."""
        return f"barrier_report:{self.id}"


class BarrierRefusal(Enum):
    """Why a report is not taken, and what to do instead."""

    TOO_MANY = _("Heute haben uns schon sehr viele Meldungen erreicht. Bitte schreiben Sie uns eine E-Mail.")


def report(place, what, needed, email, form_key):
    """Keep a report and tell the team. Sent twice it is one. Raises Refused where a day brought too many."""
    with transaction():
        lock_numbers(REPORTS, [0])
        now = clock.now()
        lately = sa.select(sa.func.count(BarrierReport.id)).where(BarrierReport.reported_at > now - timedelta(days=1))
        if db.session.scalar(lately) >= MOST_A_DAY:
            raise Refused(BarrierRefusal.TOO_MANY)
        insert = insert_into(BarrierReport)
        values = {
            "place": place, "what": what, "needed": needed, "email": email or None, "form_key": form_key,
            "reported_at": now,
        }  # fmt: skip
        number = db.session.scalar(
            insert.values(values).on_conflict_do_nothing(index_elements=["form_key"]).returning(BarrierReport.id)
        )
        if number is not None:
            _tell(number, now)


def _tell(number, now):
    readers = {account.email: account.id for account in wishes.readers(wishes.BARRIERS, None)}
    mailbox = house_queries.current().email
    if mailbox.lower() not in readers:
        readers[mailbox] = None
    for email, account_id in readers.items():
        outbox.queue(
            email, MAIL, f"{team_mails.ABOUT}barrier:{number}", now, once=f"barrier:{number}:{account_id or 'house'}",
            report_id=number, account_id=account_id,
        )  # fmt: skip


def register(facts):
    """Enter the mail into the outbox's register."""
    facts[MAIL] = _facts


def _facts(facts):
    found = db.session.get(BarrierReport, facts["report_id"]) if facts else None
    if found is None or found.settled_at is not None:
        raise Drop("Die Meldung ist inzwischen erledigt.")
    account = team_mails.reader_of(facts) if facts["account_id"] else None
    return {
        **(team_mails.of_reader(account) if account else team_mails.of_mailbox()),
        "report": found,
        "answer_by": found.reported_at + ANSWER_WITHIN,
        "team_link": f"{current_app.config['BASE_URL']}/team/barrieren/{found.id}",
    }


def find_report(report_id):
    """Return a report, or None."""
    return db.session.get(BarrierReport, report_id)


def settle(report_id):
    """Note that a barrier is settled; the address of whoever reported it goes at once. Twice does no harm."""
    with transaction():
        found = lock(BarrierReport, report_id)
        if found.settled_at is None:
            found.settled_at, found.email = clock.now(), None
            audit.note("settle_barrier_report", found.about)


def open_reports(_now):
    """Return the reported barriers that nobody has settled, as lines of what there is to do."""
    reports = db.session.scalars(
        sa.select(BarrierReport).where(BarrierReport.settled_at.is_(None)).order_by(BarrierReport.id)
    )
    return [
        Todo(
            rule="barrier-report", about=each.about, title=gettext("Gemeldete Barriere"),
            text=gettext("Jemand kam nicht hinein: %(place)s", place=each.place), act=gettext("Ansehen"),
            href=f"/team/barrieren/{each.id}", roles=(PROGRAMME, ROOMS), due_at=each.reported_at + ANSWER_WITHIN,
        )
        for each in reports
    ]  # fmt: skip


def forget_barrier_reports():
    """A job: after 90 days delete what is settled; of what is not, forget who reported it."""
    due = db.session.scalars(
        sa.select(BarrierReport.id).where(
            BarrierReport.reported_at < clock.now() - KEEP,
            sa.or_(BarrierReport.settled_at.is_not(None), BarrierReport.email.is_not(None)),
        )
    ).all()
    for_each(due, _forget)


def _forget(report_id):
    with transaction():
        found = lock(BarrierReport, report_id)
        if found.settled_at is None:
            found.email = None
            return
        outbox.forget(f"{team_mails.ABOUT}barrier:{report_id}")
        db.session.delete(found)
