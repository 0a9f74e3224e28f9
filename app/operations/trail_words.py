"""The audit trail in words: what each act is called, what each kind of thing is called and where it is found."""

from flask_babel import lazy_gettext as _

from app.accounts import role_words
from app.rooms import trail

# kind of thing: (what one is called, path of its page; None: it has none).
THINGS = {
    "accounts": (_("Konten"), "/team/menschen"),
    "chat": (_("Chat"), "/team/haus/chat"),
    "barrier_report": (_("Gemeldete Barriere"), "/team/barrieren/{}"),
    "bookings": (_("Raumbuchungen"), "/team/raumbuchungen"),
    "briefings": (_("Einweisungen"), "/team/einweisungen"),
    "messages": (_("Nachrichten"), "/team/nachrichten"),
    "requests": (_("Raumanfragen"), "/team/anfragen"),
    "account": (_("Konto"), "/team/menschen/{}"),
    "areas": (_("Bereiche"), "/team/bereiche"),
    "area": (_("Bereich"), "/team/bereiche/{}"),
    "body": (_("Gremium"), "/team/gremien/{}"),
    "booking": (_("Raumbuchung"), "/team/raumbuchungen/{}"),
    "briefing": (_("Einweisung"), None),
    "external_calendar": (_("Kalenderquelle"), "/team/kalender-quellen/{}"),
    "closure": (_("Schließzeit"), "/team/schliesszeiten/{}"),
    "equipment": (_("Ausstattung"), "/team/ausstattung/{}"),
    "event": (_("Veranstaltung"), "/team/veranstaltungen/{}"),
    "format": (_("Format"), "/team/formate/{}"),
    "house": (_("Haus"), "/team/haus"),
    "idea": (_("Idee"), "/team/ideen/{}"),
    "invitation": (_("Einladung"), "/team/menschen"),
    "meeting": (_("Sitzung"), "/team/sitzungen/{}"),
    "message": (_("Nachricht"), "/team/nachrichten/{}"),
    "notice": (_("Nachricht des Hauses"), "/team/haus/nachrichten/{}"),
    "organisation": (_("Organisation"), "/team/organisationen/{}"),
    "partner-request": (_("Partneranfrage"), "/team/partneranfragen/{}"),
    "place": (_("Ort"), "/team/orte"),
    "region": (_("Ferien"), "/team/orte/ferien/{}"),
    "registration": (_("Anmeldung"), "/team/anmeldungen/{}"),
    "resolution": (_("Beschluss"), "/team/beschluesse/{}"),
    "room": (_("Raum"), "/team/raeume/{}"),
    "room_request": (_("Raumanfrage"), "/team/anfragen/{}"),
    "season": (_("Programmdatei"), None),
    "umbrella": (_("Thementag"), "/team/tage/{}"),
    "series": (_("Raumreihe"), "/team/raumreihen/{}"),
    "trail": (_("Protokoll"), "/team/protokoll"),
}

# What somebody did, to stand behind their name; those about bookings are told as at the booking.
ACTS = {
    **trail.ACTS,
    "open_lobby": _("hat den digitalen Raum geöffnet"),
    "close_lobby": _("hat den digitalen Raum geschlossen"),
    "keep_lobby_open": _("hat den digitalen Raum länger offen gelassen"),
    "lead_lobby": _("ist in den digitalen Raum gegangen, um zu leiten"),
    "move_lobby": _("ist mit der Veranstaltung in einen anderen digitalen Raum umgezogen"),
    "change_video": _("hat geändert, womit man sich im digitalen Raum trifft"),
    "add_external_calendar": _("hat eine Kalenderquelle eingetragen"),
    "change_external_calendar": _("hat eine Kalenderquelle geändert"),
    "fetch_external_calendar": _("hat eine Kalenderquelle sofort lesen lassen"),
    "remove_external_calendar": _("hat eine Kalenderquelle entfernt"),
    "renew_calendar_address": _("hat eine geheime Adresse für den eigenen Kalender geholt"),
    "remove_calendar_address": _("hat die geheime Adresse des eigenen Kalenders ungültig gemacht"),
    "add_video_server": _("hat einen Videodienst eingetragen"),
    "change_video_server": _("hat einen Videodienst geändert"),
    "delete_video_server": _("hat einen Videodienst entfernt"),
    "accept_invitation": _("hat die Einladung angenommen"),
    "accept_partner": _("hat die Partneranfrage angenommen"),
    "add_agenda_item": _("hat einen Punkt auf die Tagesordnung gesetzt"),
    "add_interpreting": _("hat Dolmetschen gewünscht"),
    "confirm_interpreting": _("hat festgehalten, wer dolmetscht"),
    "remove_interpreting": _("hat das Dolmetschen gestrichen"),
    "split_event_series": _("hat die Reihe von Veranstaltungen geteilt"),
    "withdraw_interpreting": _("hat festgehalten, dass niemand mehr dolmetscht"),
    "add_member": _("hat ein Mitglied aufgenommen"),
    "accept_co_hosting": _("hat zugesagt, mit einzuladen"),
    "add_session": _("hat der Veranstaltung einen Termin hinzugefügt"),
    "drop_session": _("hat einen Termin der Veranstaltung gestrichen"),
    "title_sessions": _("hat geändert, worum es an den Terminen geht"),
    "add_staff": _("hat das Konto angelegt"),
    "answer_idea": _("hat auf die Idee geantwortet"),
    "translate_event": _("hat die Veranstaltung in einer anderen Sprache beschrieben"),
    "translate_format": _("hat das Format in einer anderen Sprache beschrieben"),
    "begin_membership": _("hat die Organisation zum Partner gemacht"),
    "ask_co_host": _("hat gefragt, wer mit einlädt"),
    "cancel_event": _("hat die Veranstaltung abgesagt"),
    "cast_vote": _("hat eine Stimme nachgetragen"),
    "change_agenda_item": _("hat einen Punkt der Tagesordnung geändert"),
    "change_area": _("hat den Bereich geändert"),
    "change_body": _("hat das Gremium geändert"),
    "change_event": _("hat die Veranstaltung geändert"),
    "set_event_notices": _("hat eingestellt, woran Gäste der Veranstaltung erinnert werden"),
    "change_format": _("hat das Format geändert"),
    "look_at_barrier_report": _("hat eine gemeldete Barriere angesehen"),
    "settle_barrier_report": _("hat eine gemeldete Barriere erledigt"),
    "choose_notices": _("hat eingestellt, welche Nachrichten an das eigene Konto gehen"),
    "add_chat": _("hat einen Chat eingetragen"),
    "try_chat": _("hat eine Probe an einen Chat geschickt"),
    "remove_chat": _("hat einen Chat entfernt"),
    "set_bounce_mailbox": _("hat das Postfach für Rückläufer genannt"),
    "remove_bounce_mailbox": _("hat das Postfach für Rückläufer entfernt"),
    "set_notice": _("hat eine Nachricht des Hauses eingestellt"),
    "write_notice_text": _("hat den Text einer Nachricht des Hauses geschrieben"),
    "take_default_text": _("ist beim Text einer Nachricht des Hauses zur Vorgabe zurückgekehrt"),
    "change_house": _("hat die Angaben zum Haus geändert"),
    "change_organisation": _("hat die Organisation geändert"),
    "restore_event": _("hat eine Absage zurückgenommen"),
    "create_umbrella": _("hat einen Thementag angelegt"),
    "change_umbrella": _("hat einen Thementag geändert"),
    "choose_events": _("hat gewählt, was zu einem Thementag gehört"),
    "cancel_umbrella": _("hat einen Thementag abgesagt"),
    "delete_umbrella": _("hat einen Thementag gelöscht"),
    "change_name": _("hat den eigenen Namen geändert"),
    "change_password": _("hat das eigene Passwort geändert"),
    "ask_for_address": _("möchte sich mit einer anderen Adresse anmelden"),
    "change_address": _("meldet sich mit einer anderen Adresse an"),
    "change_place": _("hat den Ort geändert"),
    "change_room": _("hat den Raum geändert"),
    "change_thing": _("hat die Ausstattung geändert"),
    "close_account": _("hat das Konto geschlossen"),
    "close_event": _("hat die Veranstaltung abgeschlossen"),
    "correct_report": _("hat den Abschluss der Veranstaltung berichtigt"),
    "close_rooms": _("hat geschlossen"),
    "collect_agenda": _("hat auf die Tagesordnung gesetzt, was wartet"),
    "connect_meeting": _("hat die Veranstaltung zur Sitzung gemacht"),
    "correct_resolution": _("hat den Beschluss berichtigt"),
    "create_area": _("hat den Bereich angelegt"),
    "create_format": _("hat das Format angelegt"),
    "create_organisation": _("hat die Organisation angelegt"),
    "create_place": _("hat den Ort angelegt"),
    "create_room": _("hat den Raum angelegt"),
    "create_thing": _("hat die Ausstattung angelegt"),
    "decline_partner": _("hat die Partneranfrage abgelehnt"),
    "delete_area": _("hat den Bereich gelöscht"),
    "delete_organisation": _("hat die Organisation gelöscht"),
    "decline_co_hosting": _("hat abgesagt, mit einzuladen"),
    "delete_room": _("hat den Raum gelöscht"),
    "delete_thing": _("hat die Ausstattung gelöscht"),
    "describe_logo": _("hat das Logo neu beschrieben"),
    "describe_format_picture": _("hat das Bild neu beschrieben"),
    "describe_photo": _("hat das Foto neu beschrieben"),
    "disconnect_meeting": _("hat die Sitzung vom Gremium gelöst"),
    "dissolve_body": _("hat das Gremium aufgelöst"),
    "end_briefing": _("hat die Einweisung beendet"),
    "end_membership": _("hat die Mitgliedschaft beendet"),
    "erase_account": _("hat ein Konto gelöscht"),
    "export_trail": _("hat das Protokoll als Datei geholt"),
    "follow_up": _("hat den Stand des Beschlusses geändert"),
    "forget_school_holidays": _("hat die Ferien entfernt"),
    "found_body": _("hat das Gremium gegründet"),
    "grant_role": _("hat eine Rolle gegeben"),
    "invite": _("hat jemanden eingeladen"),
    "keep_holidays": _("hat die Feiertage des Ortes geändert"),
    "keep_school_holidays": _("hat die Ferien eingetragen"),
    "load_season": _("hat eine Programmdatei geladen"),
    "look_at_booking": _("hat eine Buchung mit Namen angesehen"),
    "look_at_bookings": _("hat Buchungen mit Namen angesehen"),
    "look_at_briefings": _("hat angesehen, wer eingewiesen ist"),
    "look_at_guests": _("hat die Gästeliste angesehen"),
    "look_at_idea": _("hat angesehen, wer die Idee hatte"),
    "look_at_message": _("hat eine Nachricht gelesen"),
    "look_at_messages": _("hat die Liste der Nachrichten angesehen"),
    "look_at_partner_request": _("hat eine Partneranfrage mit Namen angesehen"),
    "look_at_people": _("hat die Liste der Konten angesehen"),
    "look_at_person": _("hat ein Konto angesehen"),
    "look_at_recipients": _("hat angesehen, wer das Protokoll bekommt"),
    "look_at_request": _("hat eine Anfrage mit Namen angesehen"),
    "look_at_requests": _("hat die Liste der Anfragen angesehen"),
    "move_event": _("hat die Veranstaltung verlegt"),
    "room_of_event_has_less": _("hat einem Raum der Veranstaltung etwas genommen, worauf Gäste zählen"),
    "move_rooms_of_event": _("hat Räume der Veranstaltung geändert"),
    "open_account": _("hat das Konto wieder geöffnet"),
    "open_rooms": _("hat wieder geöffnet"),
    "open_rooms_once": _("hat an einem Tag geöffnet"),
    "order_agenda": _("hat die Tagesordnung umgestellt"),
    "plan_event": _("hat die Veranstaltung geplant"),
    "plan_series": _("hat eine Reihe von Veranstaltungen geplant"),
    "plan_from_resolution": _("hat aus dem Beschluss eine Veranstaltung geplant"),
    "publish_idea": _("hat die Idee veröffentlicht"),
    "record_resolution": _("hat den Beschluss festgehalten"),
    "refuse_idea": _("hat die Idee zurückgewiesen"),
    "remove_agenda_item": _("hat einen Punkt von der Tagesordnung genommen"),
    "remove_demo": _("hat die Vorführung entfernt"),
    "remove_logo": _("hat das Logo entfernt"),
    "remove_member": _("hat ein Mitglied entlassen"),
    "remove_format_picture": _("hat das Bild entfernt"),
    "remove_photo": _("hat das Foto entfernt"),
    "renew_recovery_codes": _("hat neue Codes für den Notfall gemacht"),
    "require_second_factor": _("hat geändert, wer einen zweiten Faktor braucht"),
    "rescue_account": _("hat Passwort und zweiten Faktor neu gesetzt"),
    "reset_password": _("hat das eigene Passwort neu gesetzt"),
    "reset_second_factor": _("hat den zweiten Faktor entfernt"),
    "retire_room": _("hat den Raum außer Dienst gestellt"),
    "revive_body": _("hat das Gremium wieder aufgenommen"),
    "revive_room": _("hat den Raum wieder in Dienst gestellt"),
    "revoke_role": _("hat eine Rolle genommen"),
    "send_invitation_again": _("hat die Einladung noch einmal geschickt"),
    "send_minutes": _("hat das Protokoll gesendet"),
    "set_equipment": _("hat die Ausstattung des Raums geändert"),
    "set_hours": _("hat die Öffnungszeiten geändert"),
    "set_layouts": _("hat die Bestuhlung geändert"),
    "set_logo": _("hat ein Logo gezeigt"),
    "set_offers": _("hat geändert, was die Organisation bietet und sucht"),
    "set_parts": _("hat die Teile des Raums geändert"),
    "set_format_picture": _("hat ein Bild gezeigt"),
    "set_photo": _("hat ein Foto gezeigt"),
    "set_policies": _("hat geändert, wer den Raum wie bekommt"),
    "set_sessions": _("hat geändert, wie viele zugleich im Raum sind"),
    "set_target": _("hat ein Ziel gesetzt"),
    "test_mail": _("hat eine Probe-E-Mail geschickt"),
    "set_up_second_factor": _("hat den zweiten Faktor eingerichtet"),
    "sign_out_everywhere": _("hat überall abgemeldet"),
    "turn_off_second_factor": _("hat den zweiten Faktor ausgeschaltet"),
    "use_recovery_code": _("hat einen Code für den Notfall benutzt"),
    "withdraw_invitation": _("hat die Einladung zurückgezogen"),
    "write_minutes": _("hat das Protokoll geschrieben"),
    "settle_event": _("hat Ort und Räume der Veranstaltung geändert"),
    "settle_todo": _("hat eine Aufgabe abgehakt"),
    "put_off_todo": _("hat eine Aufgabe verschoben"),
    "take_up_todo": _("hat eine Aufgabe wieder aufgenommen"),
    "withdraw_co_host": _("hat die Frage zurückgezogen, wer mit einlädt"),
    "remove_registration": _("hat die Anmeldung zurückgenommen"),
    "move_registration": _("hat eine Anmeldung umgebucht"),
    "look_at_ticket": _("hat sich ein Ticket am Einlass angesehen"),
    "load_door_list": _("hat die Gästeliste für den Einlass auf ein Gerät geladen"),
    "check_in": _("hat Gäste eingelassen"),
    "undo_check_in": _("hat einen Einlass zurückgenommen"),
    "move_ahead": _("hat auf der Warteliste nach vorn gesetzt"),
    "invite_guests": _("hat Gäste eingeladen"),
    "make_invitation_links": _("hat Einladungslinks gemacht"),
    "withdraw_seat_invitation": _("hat die Einladung eines Gastes zurückgezogen"),
    "delete_sentence": _("hat einen Satz aus den Rückmeldungen gelöscht"),
    "book_for_guest": _("hat für einen Gast gebucht"),
    "book_for_house": _("hat Plätze für Gäste des Hauses gebucht"),
    "change_guest_note": _("hat die Notiz zu einer Anmeldung geändert"),
    "renew_links": _("hat einem Gast neue Links gegeben"),
    "send_link_again": _("hat einem Gast den Link noch einmal geschickt"),
    "give_up_for_guest": _("hat für einen Gast abgesagt"),
    "change_guest": _("hat eine Anmeldung geändert"),
    "look_at_guest": _("hat eine Anmeldung angesehen"),
    "look_at_invitations": _("hat die Einladungen angesehen"),
    "print_guests": _("hat die Gästeliste zum Drucken geöffnet"),
    "export_guests": _("hat die Gästeliste als Datei geholt"),
    "import_guests": _("hat Gäste aus einer Liste gebucht"),
    "message_guests": _("hat den Gästen geschrieben"),
}

# Columns as people call them; others stand as they are.
FIELDS = {
    "is_on": _("an"), "amount": _("Zeit"), "reminders_h": _("Erinnerungen"), "thanks": _("Danke"),
    "door_open": _("Nachricht zur offenen Tür"),
    "calendar": _("Kalenderquelle"), "service": _("Videodienst"), "dial_in": _("Einwahl"), "room": _("Raum"),
    "answer": _("Antwort"), "edited": _("Wortlaut bearbeitet"),
    "area": _("Bereich"), "full_title": _("Ganzer Titel"), "is_cross_cutting": _("Übergreifend"),
    "measure": _("Gezählt wird"), "position": _("Stelle"), "responsible": _("Verantwortlich"),
    "review_on": _("Wieder anzusehen am"), "version": _("Fassung"), "year": _("Jahr"),
    "came_onsite": _("Kamen vor Ort"), "came_online": _("Waren digital dabei"), "report": _("Bericht"),
    "organisations": _("Organisationen"), "tags": _("Zahlen des Formats"), "walk_ins": _("Ohne Anmeldung"),
    "claim": _("Leitsatz"), "colours": _("Farben"), "idea_threshold": _("Stimmen für eine Idee"),
    "idea_head_start_hours": _("Vorsprung in Stunden"), "mail_from": _("Absender"), "mail_url": _("Weg der E-Mails"),
    "answers_to": _("Antworten von Kalenderprogrammen"),
    "picture": _("Bild"), "picture_alt": _("Beschreibung des Bildes"), "privacy": _("Datenschutz"), "texts": _("Texte"),
    "taken": _("Angenommen"),
    "capacity": _("Personen"), "closes_at": _("Anmeldeschluss"), "dates": _("Zeiten"),
    "description": _("Beschreibung"), "email": _("E-Mail"), "equipment": _("Ausstattung"), "goal": _("Ziel"),
    "hosts": _("Veranstalter"), "hours": _("Öffnungszeiten"), "imprint": _("Impressum"), "is_open": _("Geöffnet"),
    "kind": _("Art"), "languages": _("Sprachen"), "layouts": _("Bestuhlung"), "measures": _("Maßnahmen"),
    "members": _("Mitglieder"), "name": _("Name"), "note": _("Hinweis"), "opens_at": _("Anmeldung ab"),
    "place": _("Ort"), "reason": _("Grund"), "results": _("Ergebnisse"), "role": _("Rolle"), "seats": _("Plätze"),
    "addresses": _("Adressen"), "decided_on": _("Beschlossen am"), "due_on": _("Fällig"),
    "event": _("Veranstaltung"), "event_id": _("Veranstaltung"), "follow_up": _("Stand"),
    "follow_up_note": _("Was daraus wurde"), "is_adopted": _("Angenommen"), "is_public": _("Öffentlich"),
    "method": _("Verfahren"), "order": _("Reihenfolge"), "organisation": _("Organisation"),
    "owner_id": _("Zuständig"), "present": _("Anwesend"), "purpose": _("Zweck"), "votes": _("Stimmen"),
    "state": _("Stand"), "stock": _("Stück"), "text": _("Text"), "title": _("Titel"), "value": _("Wert"),
}  # fmt: skip


def act(entry):
    """Say what was done; an act without words of its own by its name, so that nothing is kept back."""
    return ACTS.get(entry.act) or entry.act


def who(entry):
    """Say who did it: by name, by the role of somebody whose account was erased, or that it was nobody."""
    if entry.account is not None:
        return entry.account.name
    if entry.by_role is not None:
        return _("Jemand (gelöscht, Rolle: %(role)s)", role=role_words.NAMES.get(entry.by_role) or _("keine"))
    return _("Das System")


def thing(entry):
    """Return (what the thing of an entry is called, path of its page or None)."""
    kind, _colon, number = entry.about.partition(":")
    word, path = THINGS.get(kind, (kind, None))
    label = f"{word} {number}" if number else str(word)
    return label, path and path.format(number)


def details(entry):
    """Return sentences about an entry: first what was changed, from what to what, then what else was noted."""
    changed = entry.details.get("changed") or {}
    lines = [f"{_name(name)}: {_said(old)} → {_said(new)}" for name, (old, new) in sorted(changed.items())]
    others = {name: value for name, value in entry.details.items() if name != "changed" and value not in (None, "", [])}
    return [*lines, *(f"{_name(name)}: {_said(value)}" for name, value in others.items())]


def _name(name):
    return str(FIELDS.get(name, name))


def _said(value):
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, str) and value in role_words.NAMES:
        return str(role_words.NAMES[value])
    if value in (True, False):
        return str(_("ja") if value else _("nein"))
    if isinstance(value, dict):
        return ", ".join(f"{_name(name)} {_said(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(_said(each) for each in value)
    return str(value)
