"""The list of what there is to do as a mail in the morning: what is new since the last one, and what is overdue.

Chats that want it get how much that is, with the first titles.
"""

from flask import current_app
from flask_babel import gettext as _

from app import clock
from app.accounts import rules
from app.accounts.models import Account
from app.database import db, lock, transaction
from app.notifications import chats, daily, outbox, queries, team_mails, wishes
from app.notifications.models import ChatChannel
from app.notifications.outbox import Drop
from app.programme import todo

MAIL = "programme/mail/todo_digest"
# What of the list has a group of its own among what one can choose; all else is "what there is to do".
GROUP_OF = {
    "room-request": wishes.REQUESTS, "too-few": wishes.EVENTS, "barrier-report": wishes.BARRIERS,
}  # fmt: skip
# Nobody reads more lines of a mail; the page has them all.
MOST = 30
# A chat names so many, and only what the team has named itself: strangers may write a name into all else.
MOST_IN_CHAT = 3
_NAMED_BY_TEAM = ("event:", "room:")


def register(facts):
    """Enter the mail into the outbox's register."""
    facts[MAIL] = _facts


def write_todo_digests():
    """A job: tell everybody once a day what is new to do and what is overdue, where there is anything."""
    lines = {}

    def everybody(_day, now):
        # All rules once for all readers; each reader's own transaction looks at nothing else.
        lines[now] = todo.open_lines(now)
        accounts = [(_tell, account.id) for account, row in wishes.everybody() if _listens(account, row)]
        return accounts + [(_tell_chat, chat_id) for chat_id in chats.wanting_tasks()]

    daily.once_a_day(MAIL, everybody, lambda reader, day, now: reader[0](reader[1], lines[now], day, now))


def _listens(account, row):
    return any(wishes.chosen(account, group, row) != wishes.NONE for group in (wishes.TASKS, *GROUP_OF.values()))


def _tell(account_id, lines, day, now):
    with transaction():
        account = db.session.get(Account, account_id)
        if account is None or not account.is_open:
            return
        row = wishes.lock_wishes(account_id)
        once = f"todo_digest:{account_id}:{day}"
        if _is_told(once):
            return
        mine = _lines_of(account, row, lines)
        seen = set(row.seen)
        new = [_name(each) for each in mine if _is_daily(account, row, each) and _name(each) not in seen]
        row.seen = sorted(_name(each) for each in mine)
        if new or any(_is_overdue(each, now) for each in mine):
            outbox.queue(
                account.email, MAIL, f"{team_mails.ABOUT}account:{account_id}", now,
                once=once, useful_until=daily.end_of(day),
                account_id=account_id, new=new,
            )  # fmt: skip


def _tell_chat(chat_id, lines, day, now):
    with transaction():
        try:
            chat = lock(ChatChannel, chat_id)
        except LookupError:
            return
        once = f"todo_digest:{chat.about}:{day}"
        if _is_told(once):
            return
        names = [_name(each) for each in lines]
        new = [name for name in names if name not in set(chat.seen)]
        chat.seen = sorted(names)
        if new or any(_is_overdue(each, now) for each in lines):
            outbox.queue_for_chat(
                chat_id, MAIL, f"{team_mails.ABOUT}{chat.about}", now, once=once,
                useful_until=daily.end_of(day), is_chat=True, new=new,
            )  # fmt: skip


def _is_told(once):
    # The job comes once more where a process died, or one reader failed: what is new by then is for the next morning.
    return bool(queries.written([once]))


def _facts(facts):
    if facts and facts.get("is_chat"):
        return _facts_of_chat(facts, clock.now())
    account, now = team_mails.reader_of(facts), clock.now()
    mine = _lines_of(account, wishes.of_account(account.id), todo.open_lines(now))
    return {**team_mails.of_reader(account), **_what_to_say(mine, facts["new"], now)}


def _facts_of_chat(facts, now):
    found = _what_to_say(todo.open_lines(now), facts["new"], now)
    said = []
    if titles := _first_titles(found["new"]):
        said.append(_("Neu: %(titles)s", titles=titles))
    if titles := _first_titles(found["overdue"]):
        said.append(_("Überfällig: %(titles)s", titles=titles))
    link = f"{found['base']}/team/aufgaben"
    return {**team_mails.of_mailbox(), **found, "chat_lines": said, "team_link": link}


def _first_titles(lines):
    named = dict.fromkeys(
        each.title for each in lines if each.about.startswith(_NAMED_BY_TEAM) or each.rule == "room-request"
    )
    first = list(named)[:MOST_IN_CHAT]
    return " · ".join(first + (["…"] if len(lines) > len(first) else [])) if first else ""


def _what_to_say(lines, names_of_new, now):
    """Return what of these lines is new and what is overdue. Raises Drop where nothing is left."""
    new = [each for each in lines if _name(each) in names_of_new]
    overdue = [each for each in lines if _is_overdue(each, now) and each not in new]
    if not new and not overdue:
        raise Drop("Inzwischen ist es getan.")
    # What is planned twice first: there somebody stands before a closed door.
    new.sort(key=lambda each: not each.is_clash)
    return {"new": new, "overdue": overdue, "most": MOST, "base": current_app.config["BASE_URL"]}


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
