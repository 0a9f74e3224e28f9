"""What must happen with seats when nobody clicks."""

from datetime import timedelta

from flask import current_app

from app import clock
from app.jobs import for_each
from app.registrations import forgetting, inviting, queries, rules, telling, waiting


def lapse_holds():
    """Let go of seats that nobody confirmed in time."""
    for_each(queries.lapsing(clock.now()), waiting.lapse)


def send_reminders():
    """Write the reminders that are due."""
    for_each(queries.due_for_reminder(clock.now()), telling.remind)


def tell_changes():
    """Compare what guests believe with what is true, and tell those for whom it differs."""
    for_each(queries.untold(clock.now()), telling.tell_change)


def forget_needs():
    """Forget some days after an event what its guests needed."""
    for_each(queries.needs_to_forget(clock.now() - rules.FORGET_NEEDS), forgetting.forget_needs)


def forget_persons():
    """Forget the persons of lapsed holds after a day, all others some weeks after their event."""
    now = clock.now()
    ended_before = now - timedelta(days=current_app.config["KEEP_PERSONS_DAYS"])
    for_each(queries.to_forget(now - rules.FORGET_LAPSED, ended_before), forgetting.forget)


def forget_invited():
    """Forget some weeks after an event whom it was that the house had invited."""
    ended_before = clock.now() - timedelta(days=current_app.config["KEEP_PERSONS_DAYS"])
    for_each(inviting.to_forget(ended_before), inviting.forget_old)
