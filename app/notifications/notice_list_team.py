"""What the team is told day by day, as everybody chooses it (wishes.py)."""

from flask_babel import lazy_gettext as _

from app.notifications.notice_kinds import AT, Notice, Timing

_DAILY = _("einmal am Tag, wenn es etwas gibt")

TEAM = (
    Notice("programme/mail/todo_digest", _("Was zu tun ist"), _("Team: Programm und Räume; Chats, die es wollen"),
           _DAILY,
           _("Was neu auf der Aufgabenliste steht und was überfällig ist: auch Nachrichten, die nicht ankommen, und "
             "was doppelt geplant ist."),
           is_needed=False, timing=Timing(AT, 480, 480, 1200)),
    Notice("programme/mail/barrier_reported", _("Gemeldete Barriere"), _("Postfach des Hauses, und Team"),
           _("kurz danach, nicht nachts"), _("Jemand kam nicht hinein und wartet auf Antwort.")),
)  # fmt: skip

_HOSTS, _BOTH = _("Veranstaltende"), _("Veranstaltende und Team: Programm")

HOSTS = (
    Notice("registrations/mail/host_registrations", _("Neue Anmeldungen"), _HOSTS, _DAILY,
           _("Wie viele dazugekommen sind und wie viele Plätze frei sind. Ohne Namen."),
           is_needed=False, timing=Timing(AT, 1080, 480, 1200)),
    Notice("registrations/mail/too_few", _("Zu wenige Anmeldungen"), _BOTH,
           _("wenn zu entscheiden ist, ob sie stattfindet; nicht nachts"),
           _("Damit rechtzeitig jemand entscheidet."), is_needed=False),
    Notice("registrations/mail/door_list", _("Liste für den Einlass"), _("Team: Einlass, und Veranstaltende"),
           _("am Abend vorher"), _("Wie viele kommen und was sie brauchen. Namen stehen nur auf der Seite."),
           is_needed=False, timing=Timing(AT, 1080, 480, 1200)),
    Notice("programme/mail/close_event", _("Bitte abschließen"), _HOSTS,
           _("am Tag nach dem Ende, und noch einmal sieben Tage später"),
           _("Solange niemand schreibt, wie viele da waren, fehlt die Veranstaltung im Bericht."),
           is_needed=False, timing=Timing(AT, 540, 480, 1200)),
)  # fmt: skip

GROUPS = ((_("An das Team und Veranstaltende, Tag für Tag"), (*TEAM, *HOSTS)),)
