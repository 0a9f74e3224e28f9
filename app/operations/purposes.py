"""What the house knows of people, what for, and how long: one list for the privacy page and for the record of
processing activities (GDPR, article 30). Each column with personal data belongs to exactly one entry, or to none of
people at all (app/operations/inventory.py); a test sees to it.
"""

from dataclasses import dataclass
from functools import partial

from flask_babel import lazy_gettext as _
from flask_babel import ngettext

CONTRACT = _("Vertrag oder Anfrage der Person selbst (Artikel 6 Absatz 1 Buchstabe b DSGVO)")
CONSENT = _("Einwilligung (Artikel 6 Absatz 1 Buchstabe a DSGVO), jederzeit zurückzunehmen")
INTEREST = _("Berechtigtes Interesse an einem sicheren, nachvollziehbaren Haus (Artikel 6 Absatz 1 Buchstabe f DSGVO)")
HEALTH = _("Ausdrückliche Einwilligung (Artikel 9 Absatz 2 Buchstabe a DSGVO), jederzeit zurückzunehmen")


@dataclass(frozen=True)
class Purpose:
    """Data of people: what, why, for how long (text, or a function of the days the house keeps persons)."""

    what: str
    why: str
    kept: object
    columns: tuple = ()
    basis: str = CONTRACT

    def how_long(self, days):
        """Return for how long, in words."""
        return self.kept(days) if callable(self.kept) else self.kept


@dataclass(frozen=True)
class Group:
    """Purposes that belong together, under a heading of the privacy page; `who`: whose data they are."""

    key: str
    heading: str
    who: str
    purposes: tuple
    words: tuple = ()


def _days(one, many, days):
    return ngettext(one, many, days)


_AFTER_EVENT = partial(_days, "bis %(num)s Tag nach der Veranstaltung", "bis %(num)s Tage nach der Veranstaltung")
_AFTER_DATE = partial(_days, "bis %(num)s Tag nach dem letzten Termin", "bis %(num)s Tage nach dem letzten Termin")
_AFTER_ANSWER = partial(_days, "bis %(num)s Tag nach unserer Antwort", "bis %(num)s Tage nach unserer Antwort")
_AFTER_END = partial(_days, "bis %(num)s Tag nach ihrem Ende", "bis %(num)s Tage nach ihrem Ende")
_AFTER_SENDING = partial(_days, "%(num)s Tag nach dem Versand", "%(num)s Tage nach dem Versand")
_AFTER_IDEA = partial(
    _days, "bis %(num)s Tag nach unserer Antwort oder nach der Veranstaltung, die daraus wurde, längstens zwei Jahre",
    "bis %(num)s Tage nach unserer Antwort oder nach der Veranstaltung, die daraus wurde, längstens zwei Jahre",
)  # fmt: skip
_A_WEEK = _("7 Tage nach der Veranstaltung")
_UNTIL_ACCOUNT_GOES = _("bis das Konto gelöscht wird")


def _of(table, names):
    return tuple(f"{table}.{name}" for name in names.split())


GROUPS = (
    Group("seats", _("Wenn Sie einen Platz buchen"), _("Gäste"), (
        Purpose(
            _("Ihr Name"), _("Damit wir Sie begrüßen können und wissen, wer kommt."), _AFTER_EVENT,
            _of("registrations", "name note form_key source ticket link_version"),
        ),
        Purpose(
            _("Ihre E-Mail-Adresse, und in welcher Sprache wir schreiben"),
            _("Damit Sie Ihren Platz bestätigen, und damit wir Ihnen sagen können, wenn sich etwas ändert."),
            _AFTER_EVENT, _of("registrations", "email language"),
        ),
        Purpose(
            _("Was Sie freiwillig dazu schreiben, auch Dateien"), _("Damit wir uns vorbereiten können."), _AFTER_EVENT,
            _of("registrations", "answers choices"), CONSENT,
        ),
        Purpose(
            _("Ob jemand von Ihnen im Rollstuhl kommt, und was Sie sonst brauchen"),
            _("Damit ein Platz und der Weg dorthin frei sind, und damit wir Sie fragen, bevor wir in einen Raum mit "
              "Stufen umziehen."),
            _A_WEEK, _of("registrations", "wheelchairs needs needs_note"), HEALTH,
        ),
        Purpose(
            _("Wer noch kommt: Vornamen und Alter ungefähr, wenn Sie das sagen; Begleitpersonen als Zahl"),
            _("Damit wir alle begrüßen, und damit Angebot und Aufsicht zum Alter passen."), _AFTER_EVENT,
            _of("registrations", "people guardian_at carers"), CONSENT,
        ),
        Purpose(
            _("Wer fotografiert werden darf"), _("Damit wir nur zeigen, wer das möchte."), _AFTER_EVENT, (), CONSENT,
        ),
        Purpose(
            _("Wie es um Ihre Buchung steht: Plätze, Warteliste, was Sie zuletzt wussten"),
            _("Damit jeder Platz einmal vergeben wird und die Reihenfolge stimmt."), _AFTER_EVENT,
            _of("registrations", "id event_id kind state seats parts booked_at ahead_at takes_fewer offered_until "
                "held_until confirmed_at ended_at believes certificate_owed_at sequence changed_at")
            + _of("reminders", "registration_id hours_before event_starts_at written_at"),
        ),
        Purpose(
            _("Ob und wann Sie da waren, und zu wie vielen"),
            _("Damit niemand doppelt gezählt wird, und für Ihre Bescheinigung."), _AFTER_EVENT,
            _of("check_ins", "registration_id event_date_id heads came_at account_id")
            + _of("check_in_undos", "registration_id event_date_id undone_at")
            + _of("certificates", "registration_id"),
        ),
        Purpose(
            _("Wie Sie in einem digitalen Raum heißen möchten"),
            _("Damit die anderen Sie ansprechen können. Das schreiben Sie an der Tür; wir geben es an den Videodienst "
              "des Raums weiter und merken es uns nicht."),
            _("solange Sie im Raum sind"),
        ),
        Purpose(
            _("Eine Liste auf den Geräten am Einlass: Name, Plätze, was jemand dort braucht"),
            _("Damit der Einlass auch ohne Netz geht."), _("2 Stunden nach dem Ende der Veranstaltung"),
        ),
        Purpose(
            _("Freiwillige Angaben für die Statistik"),
            _("Damit das Bündnis sieht, wen es erreicht. Wir zählen sie, sobald Sie bestätigen, und vergessen, wer sie "
              "gemacht hat."),
            _("bis Sie bestätigen"), _of("registrations", "statistics"), CONSENT,
        ),
        Purpose(
            _("Ihre Adresse und Ihr Name, wenn wir Sie einladen"), _("Damit die Einladung nur für Sie gilt."),
            _AFTER_EVENT, _of("seat_invitations", "email name registration_id"), INTEREST,
        ),
        Purpose(
            _("Die Adresse Ihres eigenen Kalenders, wenn Sie eine möchten: als Prüfsumme, mit Ihrer E-Mail-Adresse"),
            _("Damit Ihr Kalenderprogramm Ihre Termine holen kann."), _AFTER_EVENT,
            _of("feed_addresses", "id secret_hash email with_waiting remind_min made_at"), CONSENT,
        ),
        Purpose(
            _("Die E-Mails, die wir Ihnen schicken"), _("Damit wir nachsehen können, ob sie angekommen sind."),
            _AFTER_EVENT, _of("messages", "recipient facts subject text problem about once"),
        ),
        Purpose(
            _("Alles zusammen, wenn Sie nicht bestätigen"), _("Damit niemand Sie gegen Ihren Willen anmeldet."),
            _("24 Stunden, nachdem Ihre Vormerkung abgelaufen ist"),
        ),
    ), (
        _("Pflicht sind nur ein Name und eine E-Mail-Adresse. Es darf auch ein Rufname sein. Was danach bleibt, ist "
          "eine Zahl: wie viele Menschen da waren."),
        _("Rechtsgrundlage: Wir brauchen diese Angaben, um Ihre Buchung zu erfüllen (Artikel 6 Absatz 1 Buchstabe b "
          "DSGVO). Freiwillige Angaben verarbeiten wir mit Ihrer Einwilligung (Artikel 6 Absatz 1 Buchstabe a und "
          "Artikel 9 Absatz 2 Buchstabe a DSGVO). Sie können sie jederzeit zurücknehmen, auf Ihrer persönlichen "
          "Seite. Dort sehen Sie auch alles, was wir von Ihnen wissen, nehmen es mit oder löschen es."),
    )),
    Group("rooms", _("Wenn Sie einen Raum anfragen oder buchen"), _("Menschen, die Räume anfragen"), (
        Purpose(
            _("Ihr Name, und für welche Organisation Sie fragen"),
            _("Damit wir Sie ansprechen können und wissen, wer den Raum hat."), _AFTER_DATE,
            _of("room_requests", "name organisation_id who is_verified form_key link_version agreed_by_id"),
        ),
        Purpose(
            _("Ihre E-Mail-Adresse, und in welcher Sprache wir schreiben"),
            _("Damit Sie bestätigen, und damit wir antworten und Änderungen melden können."), _AFTER_DATE,
            _of("room_requests", "email language"),
        ),
        Purpose(
            _("Ihr Vorhaben und Ihre Nachricht"), _("Damit das Team über Ihre Anfrage entscheiden kann."), _AFTER_DATE,
            _of("room_requests", "purpose message answer") + _of("bookings", "title note request_id booked_by_id"),
        ),
        Purpose(
            _("Die E-Mails, die wir Ihnen schicken"), _("Damit wir sehen können, ob sie angekommen sind."), _AFTER_DATE,
        ),
        Purpose(
            _("Alles zusammen, wenn Sie nicht bestätigen"),
            _("Damit niemand gegen Ihren Willen in Ihrem Namen anfragt."),
            _("24 Stunden, nachdem Ihre Anfrage abgelaufen ist"),
        ),
        Purpose(
            _("Ihre E-Mail-Adresse, wenn wir Bescheid geben sollen, sobald ein Raum frei wird"),
            _("Damit wir Ihnen dieses eine Mal schreiben können."),
            _("24 Stunden, nachdem wir geschrieben haben, längstens bis die gewünschte Zeit beginnt"),
            _of("room_watches", "email form_key language"),
        ),
    ), (
        _("Wer einen Raum hat, sieht nur das Team. Öffentlich steht da nur, dass er belegt ist. Was nach dem Löschen "
          "bleibt, ist die Belegung ohne Namen. Ihre Daten können Sie jederzeit selbst löschen, mit dem Link in "
          "unseren E-Mails."),
    )),
    Group("questions", _("Wenn Sie zu einer Veranstaltung etwas fragen"), _("Menschen, die etwas fragen"), (
        Purpose(
            _("Ihre Frage, Ihre E-Mail-Adresse und, wenn Sie mögen, Ihr Name"),
            _("Damit die, die einladen, Ihnen antworten können. Auf keiner Seite steht, wer gefragt hat."),
            _("30 Tage"), _of("host_questions", "name email question form_key"),
        ),
    )),
    Group("barriers", _("Wenn Sie eine Barriere melden"), _("Menschen, die eine Barriere melden"), (
        Purpose(
            _("Wo die Barriere war, was passiert ist, was Sie brauchen"),
            _("Damit wir sie aus dem Weg räumen. Wer Sie sind, müssen Sie nicht sagen, und nichts über Ihre "
              "Gesundheit."),
            _("bis sie erledigt ist, und mindestens 90 Tage"), _of("barrier_reports", "place what needed form_key"),
        ),
        Purpose(
            _("Ihre E-Mail-Adresse, wenn Sie eine Antwort möchten"), _("Damit wir Ihnen antworten können."),
            _("bis sie erledigt ist, höchstens 90 Tage"), _of("barrier_reports", "email"), CONSENT,
        ),
    )),
    Group("briefings", _("Wenn wir Sie in eine Maschine einweisen"), _("Eingewiesene"), (
        Purpose(
            _("Ihr Name, Ihre E-Mail-Adresse, wer Sie wann eingewiesen hat und bis wann das gilt"),
            _("Damit wir wissen, wer die Maschine buchen darf."), _AFTER_END,
            _of("briefings", "name email briefed_on ends_on briefed_by_id"),
        ),
    )),
    Group("bodies", _("Wenn Sie eine Organisation vertreten"), _("Menschen, die Organisationen vertreten"), (
        Purpose(
            _("An welche Adresse ein Protokoll oder eine Frage an Ihre Organisation ging"),
            _("Damit wir nachsehen können, ob es angekommen ist. In Tagesordnungen und Beschlüssen stehen "
              "Organisationen, keine Menschen."),
            _AFTER_SENDING, _of("co_hostings", "message"), INTEREST,
        ),
    )),
    Group("partners", _("Wenn Ihre Organisation Partner werden möchte"), _("Menschen, die für Partner anfragen"), (
        Purpose(
            _("Ihr Name, Ihre E-Mail-Adresse und Ihre Nachricht"),
            _("Damit Sie bestätigen, und damit wir Ihnen antworten können."), _AFTER_ANSWER,
            _of("partner_requests", "name email message reason nonce decided_by_id"),
        ),
        Purpose(
            _("Die E-Mails, die wir Ihnen schicken"), _("Damit wir nachsehen können, ob sie angekommen sind."),
            _AFTER_ANSWER,
        ),
        Purpose(
            _("Alles zusammen, wenn Sie nicht bestätigen"),
            _("Damit niemand gegen Ihren Willen in Ihrem Namen anfragt."), _("24 Stunden"),
        ),
        Purpose(
            _("Was Sie über die Organisation schreiben"),
            _("Damit es auf der Seite der Organisation steht, wenn sie Partner wird."),
            _("solange die Seite da ist; für Kontakt wünschen wir uns eine Adresse, die mehreren gehört"),
            _of("partner_requests", "facts organisation_name") + _of("organisations", "contact_email"),
        ),
    ), (_("Ihre Daten können Sie jederzeit selbst löschen, mit dem Link in unseren E-Mails."),)),
    Group("ideas", _("Wenn Sie eine Idee vorschlagen oder unterstützen"), _("Menschen mit Ideen"), (
        Purpose(
            _("Ihr Name und Ihre E-Mail-Adresse, wenn Sie etwas vorschlagen"),
            _("Damit Sie bestätigen, und damit wir Ihnen antworten können."), _AFTER_IDEA,
            _of("ideas", "name email nonce"), CONSENT,
        ),
        Purpose(
            _("Ihre E-Mail-Adresse, wenn Sie eine Idee unterstützen"),
            _("Damit jeder Mensch einmal zählt, und damit wir Ihnen sagen können, wenn Sie einen Platz buchen können."),
            _AFTER_IDEA, _of("idea_supports", "email mailbox version"), CONSENT,
        ),
        Purpose(
            _("Alles zusammen, wenn Sie nicht bestätigen"), _("Damit niemand in Ihrem Namen stimmt."),
            _("24 Stunden"), (), CONSENT,
        ),
    ), (
        _("Öffentlich steht nur die Idee, und wie viele Menschen sie sich wünschen, nie wer. Mit dem Link in unseren "
          "E-Mails nehmen Sie Ihre Einwilligung jederzeit zurück, und wir löschen Ihre Daten sofort. Was bleibt, ist "
          "eine Zahl."),
    )),
    Group("following", _("Wenn Sie neuen Terminen folgen"), _("Menschen, die neuen Terminen folgen"), (
        Purpose(
            _("Ihre E-Mail-Adresse, welchem Format, Bereich oder Ort Sie folgen, wie oft und in welcher Sprache wir "
              "schreiben"),
            _("Damit wir Ihnen neue Termine schicken können."),
            _("bis Sie es beenden, mit einem Klick, oder drei unserer E-Mails hintereinander nicht ankommen"),
            _of("followers", "email reader format_id area_id place_id cadence language"), CONSENT,
        ),
        Purpose(
            _("Von welchen Veranstaltungen wir Ihnen schon geschrieben haben"),
            _("Damit Sie von jeder einmal hören."), _("bis Sie es beenden, mit einem Klick"),
            _of("follower_news", "follower_id"), CONSENT,
        ),
        Purpose(
            _("Die E-Mails, die wir Ihnen schicken"), _("Damit wir nachsehen können, ob sie angekommen sind."),
            _AFTER_SENDING, (), CONSENT,
        ),
        Purpose(
            _("Alles zusammen, wenn Sie nicht bestätigen"),
            _("Damit Ihnen niemand etwas bestellt, das Sie nicht wollen."),
            _("24 Stunden"), (), CONSENT,
        ),
    ), (
        _("In jeder dieser E-Mails steht ein Link, mit dem Sie alles beenden; auch der Knopf zum Abbestellen in Ihrem "
          "E-Mail-Programm tut das. Dann löschen wir Ihre Adresse sofort, und es bleibt nichts."),
    )),
    Group("afterwards", _("Wenn Sie uns danach sagen, wie es war"), _("Gäste"), (
        Purpose(
            _("Drei Antworten, ohne Namen, ohne Adresse, ohne Uhrzeit"),
            _("Damit wir besser werden. Niemand kann sehen, wer geantwortet hat."), _("auf Dauer"),
            _of("feedbacks", "words"), CONSENT,
        ),
    )),
    Group("accounts", _("Für Menschen mit Konto: Team und Partner"), _("Team und Partner"), (
        Purpose(
            _("Name und E-Mail-Adresse, wenn jemand Sie einlädt"), _("Damit wir Ihnen die Einladung schicken können."),
            _AFTER_END, _of("invitations", "email name grants invited_by_id version"),
        ),
        Purpose(
            _("Name, E-Mail-Adresse und Rollen Ihres Kontos"),
            _("Damit nur Sie sich damit anmelden, und damit klar ist, was Sie dürfen."), _UNTIL_ACCOUNT_GOES,
            _of("accounts", "id email name is_open sign_in_version created_at")
            + _of("role_grants", "account_id role place_id organisation_id"),
        ),
        Purpose(
            _("Wem ein fremder Kalender gehört, aus dem wir lesen, wann ein Raum belegt ist, und was darin steht (von "
              "Kalendern einzelner Menschen nur die Zeiten)"),
            _("Damit niemand einen Raum bucht, der schon vergeben ist."),
            _("bis zum Tag nach dem Termin, längstens bis die Kalenderquelle entfernt wird"),
            _of("external_calendars", "account_id skipped") + _of("external_events", "title location"), INTEREST,
        ),
        Purpose(
            _("Ihr Passwort, unumkehrbar verschlüsselt (argon2)"),
            _("Damit niemand außer Ihnen sich anmeldet. Lesen kann es niemand, auch wir nicht."),
            _("bis Sie es ändern oder das Konto gelöscht wird"), _of("accounts", "password_hash"),
        ),
        Purpose(
            _("Der Schlüssel Ihres zweiten Faktors, wenn Sie einen einrichten"),
            _("Damit ein Passwort allein nicht genügt."), _("bis Sie ihn ausschalten oder das Konto gelöscht wird"),
            _of("accounts", "totp_secret totp_last_step recovery_hashes"),
        ),
        Purpose(
            _("Die geheime Adresse Ihrer Kalender, wenn Sie eine möchten: als Prüfsumme, und was darin stehen soll"),
            _("Damit Ihr Kalenderprogramm Ihre Veranstaltungen und Anfragen holen kann."),
            _("bis Sie sie ungültig machen oder das Konto geschlossen wird"),
            _of("staff_feed_addresses", "id account_id secret_hash with_all with_drafts with_requests made_at"),
            CONSENT,
        ),
        Purpose(
            _("Welche Nachrichten Sie als Team bekommen möchten, und welche Aufgaben wir Ihnen schon genannt haben"),
            _("Damit Sie nur lesen, was Sie angeht, und nichts zweimal."), _UNTIL_ACCOUNT_GOES,
            _of("account_notices", "account_id choices seen"),
        ),
        Purpose(
            _("Vergebliche Anmeldungen, als Kennung ohne Adresse"), _("Damit niemand Passwörter durchprobiert."),
            _("24 Stunden"), _of("sign_in_throttles", "key failures last_failed_at"), INTEREST,
        ),
        Purpose(
            _("Was Sie im Haus ändern, und welche Angaben von Gästen Sie ansehen"),
            _("Damit nachvollziehbar bleibt, wer was entschieden hat."),
            _("mit Ihrem Namen, bis das Konto gelöscht wird; danach nur mit der Rolle"),
            _of("audit_entries", "account_id by_role details at act about") + _of("settled_todos", "settled_by_id"),
            INTEREST,
        ),
        Purpose(
            _("Die E-Mails zu Ihrem Konto"), _("Damit wir nachsehen können, ob sie angekommen sind."),
            partial(_days, "%(num)s Tag", "%(num)s Tage"),
        ),
    ), (
        _("Wer sich anmeldet, bekommt ein einziges Cookie. Es hält die Anmeldung, höchstens 12 Stunden, und dient "
          "sonst zu nichts. Gäste brauchen kein Konto. Die Verwaltung des Hauses kann Ihr Konto jederzeit löschen."),
    )),
)  # fmt: skip
