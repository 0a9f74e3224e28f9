"""Makers for what the team and hosts are told."""

import threading

import sqlalchemy as sa

from app import clock, public_forms
from app.accounts import granting
from app.database import db
from app.notifications import outbox, wishes
from app.notifications.models import DROPPED, Message
from app.programme import barrier_reports
from app.programme.barrier_reports import BarrierReport
from tests.make import a_member_of_staff


def a_colleague(name, *grants, **wanted):
    """Somebody with roles (role, place id[, organisation id]), who wants to be told so."""
    account = a_member_of_staff(f"{name}@example.org", name, roles=())
    for grant in grants:
        granting.grant_role(account.id, *grant)
    if wanted:
        wishes.choose(account.id, wanted)
    return account


def a_barrier(place="Eingang", email=None):
    """A barrier that somebody reported."""
    barrier_reports.report(place, "Eine Stufe.", "Eine Rampe.", email, public_forms.new_number())
    return db.session.scalars(sa.select(BarrierReport).order_by(BarrierReport.id.desc())).first()


def told(template):
    """Return {who, before the @: how many mails of a kind} of what was not dropped."""
    db.session.rollback()
    rows = db.session.execute(
        sa.select(Message.recipient, sa.func.count())
        .where(Message.template == template, Message.state != DROPPED)
        .group_by(Message.recipient)
    )
    return {recipient.partition("@")[0]: number for recipient, number in rows}


def last_message(template, to=None):
    """Return the newest mail of a kind, to somebody."""
    db.session.rollback()
    wanted = sa.select(Message).where(Message.template == template).order_by(Message.id.desc())
    return db.session.scalars(wanted if to is None else wanted.where(Message.recipient == f"{to}@example.org")).first()


def facts_of_last(template, to=None):
    """Return what the newest mail of a kind would say."""
    return outbox.FACTS[template](last_message(template, to).facts)


def at_once(app, job, processes=3):
    """Run a job in several threads at the same moment, each with a database session of its own."""
    start = threading.Barrier(processes)

    def work():
        with app.app_context():
            start.wait()
            job()

    threads = [threading.Thread(target=work) for _number in range(processes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def each_half_hour(first, last, job, template):
    """Run a job every half hour between two moments; return when (local) something was told first, and how much."""
    moment, found = first, None
    while moment <= last:
        clock.stand_still(moment)
        job()
        if found is None and told(template):
            found = f"{clock.local(moment):%Y-%m-%d %H:%M}"
        moment += 30 * clock.MINUTE
    return found, sum(told(template).values())
