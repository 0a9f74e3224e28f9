"""What the team is told day by day, as everybody chooses it (wishes.py)."""

from flask_babel import lazy_gettext as _

from app.notifications.notice_kinds import AT, Notice, Timing

_DAILY = _("einmal am Tag, wenn es etwas gibt")

TEAM = (
    Notice("programme/mail/todo_digest", _("Was zu tun ist"), _("Team: Programm und Räume"), _DAILY,
           _("Was neu auf der Aufgabenliste steht und was überfällig ist: auch Nachrichten, die nicht ankommen, und "
             "was doppelt geplant ist."),
           is_needed=False, timing=Timing(AT, 480, 480, 1200)),
)  # fmt: skip

GROUPS = ((_("An das Team und Veranstaltende, Tag für Tag"), TEAM),)
