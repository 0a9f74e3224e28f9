"""What guests are told, and people who ask for rooms: one complete list (tests/notifications/test_notices.py)."""

from flask_babel import lazy_gettext as _

from app.notifications.notice_kinds import Notice

_GUEST, _ASKER = _("Gast"), _("Wer den Raum angefragt hat")
_AT_ONCE, _SOON = _("sofort"), _("kurz danach, nicht nachts")
_LATER = _("10 Minuten nach der letzten Änderung, nicht nachts")


def _of_guest(name, title, when, why, **how):
    return Notice(f"registrations/mail/{name}", title, _GUEST, when, why, **how)


def _of_asker(name, title, when, why, **how):
    return Notice(f"rooms/mail/{name}", title, _ASKER, when, why, **how)


GUESTS = (
    _of_guest("please_confirm", _("Bitte bestätigen"), _AT_ONCE, _("Erst damit ist der Platz gebucht."),
              is_asked_for=True),
    _of_guest("please_confirm_waiting", _("Bitte bestätigen: Warteliste"), _AT_ONCE,
              _("Erst damit steht jemand auf der Warteliste."), is_asked_for=True),
    _of_guest("confirmed", _("Sie sind dabei"), _AT_ONCE, _("Die Zusage, mit Kalendereintrag und persönlichem Link."),
              is_asked_for=True),
    _of_guest("waiting", _("Auf der Warteliste"), _AT_ONCE, _("Wo jemand in der Liste steht."), is_asked_for=True),
    _of_guest("already_there", _("Schon dabei"), _AT_ONCE, _("Statt einer zweiten Buchung: der Link zur ersten."),
              is_asked_for=True),
    _of_guest("my_seats", _("Ihre Plätze"), _AT_ONCE, _("Wer seine Links verloren hat, bekommt sie noch einmal."),
              is_asked_for=True),
    _of_guest("new_links", _("Neue Links"), _AT_ONCE, _("Alte Links gelten nicht mehr."), is_asked_for=True),
    _of_guest("changed", _("Geändert"), _AT_ONCE, _("Was der Gast selbst geändert hat."), is_asked_for=True),
    _of_guest("other_date", _("Anderer Termin"), _AT_ONCE, _("Der Gast hat den Termin gewechselt."), is_asked_for=True),
    _of_guest("left_date", _("Alter Termin"), _AT_ONCE,
              _("Wer gewechselt hat: der alte Termin verschwindet aus dem Kalender."), is_asked_for=True),
    _of_guest("given_up", _("Abgemeldet"), _AT_ONCE, _("Der Platz ist frei; der Kalendereintrag verschwindet."),
              is_asked_for=True),
    _of_guest("offered", _("Platz angeboten"), _SOON, _("Wer wartet, kann einen frei gewordenen Platz annehmen.")),
    _of_guest("offer_over", _("Angebot abgelaufen"), _("am Ende der Frist, nicht nachts"),
              _("Der Platz ging an die Nächsten."), is_needed=False),
    _of_guest("promoted", _("Nachgerückt"), _SOON, _("Wer wartete, hat jetzt einen Platz.")),
    _of_guest("declined", _("Nicht angenommen"), _SOON, _("Das Team konnte keinen Platz geben.")),
    _of_guest("removed", _("Zurückgenommen"), _SOON, _("Das Team hat eine Anmeldung zurückgenommen, mit Grund.")),
    _of_guest("invited", _("Einladung"), _SOON, _("Das Team lädt zu einer Veranstaltung ein.")),
    _of_guest("reminder", _("Erinnerung"), _("je Format so viele Stunden vorher, nicht nachts"),
              _("Damit niemand den Termin vergisst und wer nicht kann, den Platz freigibt."), is_needed=False),
    _of_guest("moved", _("Verlegt, anderer Raum"), _LATER,
              _("Zeit oder Ort sind anders als zuletzt mitgeteilt. Zweimal verlegt ist eine Nachricht.")),
    _of_guest("access_changed", _("Zugang geändert"), _LATER,
              _("Etwas fehlt, worauf Gäste zählen: Stufenfreiheit, Höranlage, Gebärdensprache.")),
    _of_guest("door_open", _("Der digitale Raum ist offen"), _("sobald die Tür aufgeht"),
              _("Der Link, der nur für diese Anmeldung gilt, genau dann, wenn man ihn braucht."), is_needed=False),
    _of_guest("cancelled", _("Abgesagt"), _LATER, _("Die Veranstaltung fällt aus, mit Grund und anderen Terminen.")),
    _of_guest("thanks", _("Danke"), _("am Morgen danach"), _("Mit drei Fragen, und der Bescheinigung."),
              is_needed=False),
    _of_guest("certificate", _("Bescheinigung"), _("am Morgen danach, oder sobald jemand als dabei eingetragen ist"),
              _("Für alle, die dabei waren und den Link nicht schon mit dem Dank bekommen haben."), is_needed=False),
    _of_guest("message", _("Nachricht des Teams"), _SOON, _("Was das Team den Gästen einer Veranstaltung schreibt."),
              is_editable=False),
    Notice("registrations/mail/message_test", _("Nachricht des Teams, Probe"), _("Wer sie schreibt"), _AT_ONCE,
           _("Um sie vorher selbst zu lesen."), is_asked_for=True, is_editable=False),
)  # fmt: skip

ASKERS = (
    _of_asker("please_confirm", _("Bitte bestätigen: Raum"), _AT_ONCE, _("Erst damit gilt die Anfrage."),
              is_asked_for=True),
    _of_asker("requested", _("Anfrage ist da"), _AT_ONCE, _("Bis wann das Team antwortet."), is_asked_for=True),
    _of_asker("booked", _("Raum gebucht"), _AT_ONCE, _("Die Zusage, mit Kalendereintrag."), is_asked_for=True),
    _of_asker("changed", _("Buchung geändert"), _AT_ONCE, _("Was die Person selbst geändert hat."), is_asked_for=True),
    _of_asker("withdrawn", _("Buchung zurückgezogen"), _AT_ONCE, _("Der Raum ist wieder frei."), is_asked_for=True),
    _of_asker("accepted", _("Anfrage angenommen"), _SOON, _("Das Team hat zugesagt.")),
    _of_asker("declined", _("Anfrage abgelehnt"), _SOON, _("Das Team hat abgesagt, mit Grund.")),
    _of_asker("proposed", _("Anderer Vorschlag"), _SOON, _("Das Team schlägt Raum oder Zeit vor.")),
    _of_asker("proposal_lapsed", _("Vorschlag abgelaufen"), _SOON, _("Niemand hat den Vorschlag angenommen.")),
    _of_asker("booked_by_team", _("Für Sie gebucht"), _SOON, _("Das Team hat für jemanden gebucht.")),
    _of_asker("moved", _("Buchung verlegt"), _SOON, _("Das Team hat die Buchung verlegt.")),
    _of_asker("called_off", _("Buchung abgesagt"), _SOON, _("Das Team hat die Buchung abgesagt, mit Grund.")),
    _of_asker("released", _("Raum freigegeben"), _SOON, _("Niemand kam; der Raum ist wieder frei."), is_needed=False),
    _of_asker("closed", _("Geschlossen"), _SOON, _("Eine Schließzeit trifft eine Buchung, mit dem, was daraus wird.")),
    Notice("rooms/mail/watch_please_confirm", _("Bescheid geben, wenn frei?"), _("Wer auf einen Raum wartet"), _AT_ONCE,
           _("Damit nur Bescheid bekommt, wer es wollte."), is_asked_for=True),
    Notice("rooms/mail/watch_free", _("Raum ist frei"), _("Wer auf einen Raum wartet"), _SOON,
           _("Der Raum wurde frei; wer zuerst bucht, hat ihn.")),
)  # fmt: skip

_FOLLOWER = _("Wer neuen Terminen folgt")
FOLLOWERS = (
    Notice("programme/mail/follow_please_confirm", _("Bitte bestätigen: neue Termine"), _FOLLOWER, _AT_ONCE,
           _("Damit nur von neuen Terminen hört, wer es wollte."), is_asked_for=True),
    Notice("programme/mail/follow_already", _("Hören schon von neuen Terminen"), _FOLLOWER, _AT_ONCE,
           _("Jede Adresse folgt einmal; der Link, um es zu ändern."), is_asked_for=True),
    Notice("programme/mail/new_dates", _("Neue Termine"), _FOLLOWER,
           _("15 Minuten nach der Veröffentlichung, höchstens eine in der Stunde, nicht nachts"),
           _("Ein Format, ein Bereich oder ein Ort hat neue Termine."), is_needed=False),
    Notice("programme/mail/new_dates_weekly", _("Neue Termine der Woche"), _FOLLOWER, _("donnerstags um 8 Uhr"),
           _("Alles, was seit der letzten Woche neu ist, in einer Nachricht."), is_needed=False),
)  # fmt: skip

GROUPS = ((_("An Gäste"), GUESTS), (_("An alle, die Räume anfragen"), ASKERS),
          (_("An alle, die neuen Terminen folgen"), FOLLOWERS))  # fmt: skip
