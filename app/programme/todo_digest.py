"""The list of what there is to do as a mail in the morning: what is new since the last one, and what is overdue."""

from flask import current_app

from app import clock
from app.accounts import rules
from app.accounts.models import Account
from app.database import db, transaction
from app.notifications import daily, outbox, team_mails, wishes
from app.notifications.outbox import Drop
from app.programme import todo

MAIL = "programme/mail/todo_digest"
# What of the list has a group of its own among what one can choose; all else is "what there is to do".
GROUP_OF = {
    "room-request": wishes.REQUESTS, "too-few": wishes.EVENTS, "barrier-report": wishes.BARRIERS,
}  # fmt: skip
# Nobody reads more lines of a mail; the page has them all.
MOST = 30


def register(facts):
    """Enter the mail into the outbox's register."""
    facts[MAIL] = _facts


def write_todo_digests():
    """A job: tell everybody once a day what is new to do and what is overdue, where there is anything."""
    lines = {}

    def everybody(_day, now):
        # All rules once for all readers; each reader's own transaction looks at nothing else.
        lines[now] = todo.open_lines(now)
        return [account.id for account, row in wishes.everybody() if _listens(account, row)]

    daily.once_a_day(MAIL, everybody, lambda account_id, day, now: _tell(account_id, lines[now], day, now))


def _listens(account, row):
    return any(wishes.chosen(account, group, row) != wishes.NONE for group in (wishes.TASKS, *GROUP_OF.values()))


def _tell(account_id, lines, day, now):
    with transaction():
        account = db.session.get(Account, account_id)
        if account is None or not account.is_open:
            return
        row = wishes.lock_wishes(account_id)
        mine = _lines_of(account, row, lines)
        seen = set(row.seen)
        new = [_name(each) for each in mine if _is_daily(account, row, each) and _name(each) not in seen]
        row.seen = sorted(_name(each) for each in mine)
        if new or any(_is_overdue(each, now) for each in mine):
            outbox.queue(
                account.email, MAIL, f"{team_mails.ABOUT}account:{account_id}", now,
                once=f"todo_digest:{account_id}:{day}", useful_until=daily.end_of(day),
                account_id=account_id, new=new,
            )  # fmt: skip


def _facts(facts):
    account, now = team_mails.reader_of(facts), clock.now()
    mine = _lines_of(account, wishes.of_account(account.id), todo.open_lines(now))
    new = [each for each in mine if _name(each) in facts["new"]]
    overdue = [each for each in mine if _is_overdue(each, now) and each not in new]
    if not new and not overdue:
        raise Drop("Inzwischen ist es getan.")
    # What is planned twice first: there somebody stands before a closed door.
    new.sort(key=lambda each: not each.is_clash)
    return {
        **team_mails.of_reader(account), "new": new, "overdue": overdue, "most": MOST,
        "base": current_app.config["BASE_URL"],
    }  # fmt: skip


def _lines_of(account, row, lines):
    return [
        each for each in lines
        if rules.may_open(account.grants, each.roles, each.where) and _how(account, row, each) != wishes.NONE
    ]  # fmt: skip


def _how(account, row, line):
    return wishes.chosen(account, GROUP_OF.get(line.rule, wishes.TASKS), row)


def _is_daily(account, row, line):
    return _how(account, row, line) == wishes.DAILY


def _is_overdue(line, now):
    return line.due_at is not None and line.due_at <= now


def _name(line):
    return f"{line.key}|{line.marker}"
