"""What hosts, the team, partners, people with ideas and people who sign in are told."""

from flask_babel import lazy_gettext as _

from app.notifications.notice_kinds import Notice

_AT_ONCE, _SOON = _("sofort"), _("kurz danach, nicht nachts")
_HOUSE = _("Postfach des Hauses")
_JOINER, _PROPOSER = _("Wer Partner werden möchte"), _("Wer eine Idee hat")

HOSTS = (
    Notice("programme/mail/host_question", _("Frage eines Gastes"), _("Veranstaltende"), _SOON,
           _("Jemand fragt etwas zu einer Veranstaltung.")),
    Notice("programme/mail/co_hosting_asked", _("Laden Sie mit ein?"), _("Organisation"), _SOON,
           _("Eine Organisation soll mit einladen und sagt zu oder ab.")),
    Notice("programme/mail/co_hosting_answered", _("Antwort einer Organisation"), _HOUSE, _SOON,
           _("Ob eine Organisation mit einlädt."), is_needed=False),
    Notice("programme/mail/minutes", _("Protokoll"), _("Mitglieder des Gremiums"), _SOON,
           _("Das Protokoll einer Sitzung, einmal.")),
)  # fmt: skip

TEAM = (
    Notice("rooms/mail/house_new_request", _("Neue Raumanfrage"), _HOUSE, _SOON,
           _("Damit Anfragen in der versprochenen Zeit beantwortet werden."), is_needed=False),
    Notice("rooms/mail/house_overdue", _("Raumanfrage überfällig"), _HOUSE, _("zur versprochenen Zeit, nicht nachts"),
           _("Niemand hat bis zur versprochenen Zeit entschieden."), is_needed=False),
    Notice("rooms/mail/closed_for_team", _("Schließzeit betrifft Buchungen"), _("Wer gebucht hat, im Team"), _SOON,
           _("Was aus Buchungen des Teams wird.")),
    Notice("alliance/mail/house_new_partner", _("Neue Partneranfrage"), _HOUSE, _SOON,
           _("Jemand möchte Partner werden."), is_needed=False),
    Notice("notifications/mail/notice_probe", _("Probe einer Nachricht"), _("Wer sie schreibt"), _AT_ONCE,
           _("Um einen Text vorher selbst zu lesen."), is_asked_for=True, is_editable=False),
    Notice("alliance/mail/idea_for_house", _("Neue Idee"), _HOUSE, _SOON, _("Eine Idee wartet auf einen Blick."),
           is_needed=False),
)  # fmt: skip

PARTNERS = (
    Notice("alliance/mail/partner_please_confirm", _("Bitte bestätigen: Partner werden"), _JOINER,
           _AT_ONCE, _("Erst damit gilt die Anfrage."), is_asked_for=True),
    Notice("alliance/mail/partner_accepted", _("Willkommen im Bündnis"), _JOINER, _SOON,
           _("Das Bündnis hat zugesagt.")),
    Notice("alliance/mail/partner_declined", _("Partneranfrage abgelehnt"), _JOINER, _SOON,
           _("Das Bündnis hat abgesagt, mit Grund.")),
    Notice("alliance/mail/idea_please_confirm", _("Bitte bestätigen: Idee"), _PROPOSER, _AT_ONCE,
           _("Erst damit gilt die Idee."), is_asked_for=True),
    Notice("alliance/mail/idea_published", _("Idee ist öffentlich"), _PROPOSER, _SOON,
           _("Andere können sie jetzt unterstützen.")),
    Notice("alliance/mail/idea_refused", _("Idee nicht veröffentlicht"), _PROPOSER, _SOON,
           _("Warum nicht.")),
    Notice("alliance/mail/idea_answered", _("Antwort auf die Idee"), _PROPOSER, _SOON,
           _("Was das Haus zu einer Idee sagt.")),
    Notice("alliance/mail/idea_support_confirm", _("Bitte bestätigen: Unterstützung"), _("Wer eine Idee unterstützt"),
           _AT_ONCE, _("Erst damit zählt die Stimme."), is_asked_for=True),
    Notice("alliance/mail/idea_support_already", _("Unterstützen Sie schon"), _("Wer eine Idee unterstützt"), _AT_ONCE,
           _("Jede Adresse zählt einmal."), is_asked_for=True),
    Notice("alliance/mail/idea_seats_open", _("Es ist so weit"), _("Wer eine Idee unterstützt"), _SOON,
           _("Aus der Idee wurde eine Veranstaltung; wer sie wollte, bucht vor allen anderen.")),
)  # fmt: skip

ANYBODY = (
    Notice("notifications/mail/data_deleted", _("Daten gelöscht"), _("Wer seine Daten löschen ließ"), _AT_ONCE,
           _("Damit niemand fremde Daten heimlich löscht. Danach vergessen wir auch diese Adresse."),
           is_asked_for=True),
)  # fmt: skip

ACCOUNTS = tuple(
    Notice(f"accounts/mail/{name}", title, _("Wer sich anmeldet"), _AT_ONCE, why, is_asked_for=True, is_editable=False)
    for name, title, why in (
        ("invitation", _("Einladung ins Team"), _("Nur mit diesem Link entsteht ein Konto.")),
        ("new_password", _("Neues Passwort"), _("Wer sein Passwort vergessen hat, setzt ein neues.")),
        ("new_address", _("Neue Adresse"), _("Erst damit gilt eine andere Adresse.")),
        ("sign_in_changed", _("Anmeldung geändert"), _("Damit niemand es heimlich tut.")),
    )
)

GROUPS = (
    (_("An Veranstaltende und Mitglieder"), HOSTS), (_("An das Team"), TEAM),
    (_("An Partner und Ideengeber"), PARTNERS), (_("An alle, die ihre Daten löschen"), ANYBODY),
    (_("An Menschen, die sich anmelden"), ACCOUNTS),
)  # fmt: skip
