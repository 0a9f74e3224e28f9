"""What the administration types about how mail leaves the house: the parts of MAIL_URL."""

import re
from email.utils import parseaddr
from urllib.parse import parse_qs, quote, unquote, urlsplit

from flask import current_app
from flask_babel import lazy_gettext as _
from wtforms import PasswordField, RadioField, SelectField
from wtforms.validators import InputRequired, Length, Optional

from app import typed
from app.alliance import house_queries, house_rules
from app.alliance.house_forms import address_field
from app.forms import REQUIRED, Form

FOLDER, SERVER = "folder", "server"
TLS, STARTTLS, PLAIN = "tls", "starttls", "plain"
USUAL_PORTS = {TLS: 465, STARTTLS: 587, PLAIN: 25}
LONGEST_URL = 500
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")


class MailForm(Form):
    """Folder or server, with what a server needs; and who the mails come from."""

    way = RadioField(
        _("Wohin gehen die E-Mails?"),
        choices=typed.choices(
            [
                (SERVER, _("Zu einem Mailserver, der sie zustellt")),
                (FOLDER, _("In einen Ordner auf diesem Rechner: zum Ausprobieren, niemand bekommt Post")),
            ]
        ),
        validators=[InputRequired(REQUIRED)],
    )
    server = typed.text(_("Mailserver"), 200, description=_("Zum Beispiel smtp.example.org"))
    encryption = SelectField(
        _("Verschlüsselung"),
        choices=typed.choices(
            [(TLS, _("TLS von Anfang an")), (STARTTLS, _("STARTTLS")), (PLAIN, _("Keine (nur im eigenen Netz)"))]
        ),
    )
    port = typed.number(
        _("Port"), 1, 65535, is_optional=True,
        description=_("Leer: der übliche, 465 bei TLS von Anfang an, 587 bei STARTTLS, sonst 25."),
    )  # fmt: skip
    user = typed.text(_("Benutzername"), 100, render_kw={"autocomplete": "off"})
    password = PasswordField(
        _("Passwort"),
        validators=[Optional(), Length(max=100, message=_("Bitte höchstens 100 Zeichen."))],
        description=_("Leer: es bleibt, wie es ist. Wir zeigen es nie an."),
        render_kw={"autocomplete": "new-password"},
    )
    sender_name = typed.text(_("Absender: Name"), 100, is_required=True)
    sender = address_field(_("Absender: E-Mail-Adresse"), description=_("Eine, für die dieser Server senden darf."))
    answers_to = address_field(
        _("Wohin gehen Antworten von Kalenderprogrammen?"), is_required=False,
        description=_(
            "Leer: an den Absender. Kalenderprogramme antworten dem, der einlädt: E-Mails mit einem Termin kommen "
            "dann von dieser Adresse."
        ),
    )  # fmt: skip

    def __init__(self, house):
        """`house`: the HouseFacts."""
        self.old = urlsplit(house.mail_url)
        name, address = parseaddr(house.mail_from)
        if house_queries.is_example(address):
            # Nobody has said it yet: the house itself is the best guess.
            name, address = house.name, house.email
        sender = {"sender_name": name or house.name, "sender": address, "answers_to": house.answers_to}
        super().__init__(data={**_parts(self.old), **sender})

    def validate(self, extra_validators=None):
        """Ask what only a server needs. A password goes nowhere but where it was typed for, and never in clear."""
        is_well_typed = super().validate(extra_validators)
        if self.way.data != SERVER:
            return is_well_typed
        if not self.server.data:
            return typed.complain(self.server, _("Bitte schreiben Sie, welcher Mailserver es ist."))
        if not _HOST.fullmatch(self.server.data):
            return typed.complain(self.server, _("Bitte schreiben Sie nur den Namen des Servers."))
        if self.user.data and self.encryption.data == PLAIN:
            return typed.complain(self.encryption, _("Bitte verschlüsselt: Sonst liest unterwegs jeder das Passwort."))
        if self.password.data and not self.user.data:
            return typed.complain(self.user, _("Bitte schreiben Sie, für welchen Benutzernamen das Passwort gilt."))
        if self.user.data and not self.password.data and not self._may_keep_password():
            return typed.complain(self.password, _("Bitte schreiben Sie das Passwort für diesen Zugang."))
        if is_well_typed and len(self.mail_url() or "") > LONGEST_URL:
            return typed.complain(self.password, _("Name und Passwort sind zusammen zu lang."))
        return is_well_typed

    def mail_url(self):
        """Return the setting as MAIL_URL; None for the folder that config.py names."""
        if self.way.data == FOLDER:
            is_usual = current_app.config["MAIL_URL"].startswith("maildir:")
            return None if is_usual else f"maildir:{current_app.config['DATA_DIR']}/mail"
        if self._is_usual():
            # What the operator set stays where it is: its password goes into no database and no backup.
            return None
        user = ""
        if self.user.data:
            password = self.password.data or unquote(self.old.password or "")
            user = f"{quote(self.user.data, safe='')}:{quote(password, safe='')}@"
        scheme = "smtps" if self.encryption.data == TLS else "smtp"
        tail = "?tls=starttls" if self.encryption.data == STARTTLS else ""
        return f"{scheme}://{user}{self.server.data.lower()}:{self._port()}{tail}"

    def mail_from(self):
        """Return the sender as config.py writes it: "Name <address>"."""
        return house_rules.mailbox(self.sender_name.data, self.sender.data)

    def _is_usual(self):
        """Whether all is as config.py says, and no other password was typed."""
        usual = urlsplit(current_app.config["MAIL_URL"])
        if self.password.data or self.old != usual:
            return False
        known = _parts(usual)
        known["port"] = known["port"] or USUAL_PORTS[known["encryption"]]
        wanted = {**self.data, "server": self.server.data.lower(), "port": self._port()}
        return all(known[key] == wanted[key] for key in ("way", "server", "port", "user", "encryption"))

    def _may_keep_password(self):
        known = _parts(self.old)
        known["port"] = known["port"] or USUAL_PORTS[known["encryption"]]
        wanted = {**self.data, "server": self.server.data.lower(), "port": self._port()}
        compared = ("server", "port", "user", "encryption")
        return bool(self.old.password) and all(known[key] == wanted[key] for key in compared)

    def _port(self):
        return self.port.data or USUAL_PORTS[self.encryption.data]


def _parts(url):
    """Return the fields of the form as a MAIL_URL has them."""
    if url.scheme not in ("smtp", "smtps"):
        return {"way": FOLDER, "server": "", "encryption": TLS, "port": None, "user": ""}
    encryption = TLS if url.scheme == "smtps" else STARTTLS if parse_qs(url.query).get("tls") == ["starttls"] else PLAIN
    return {
        "way": SERVER, "server": url.hostname or "", "encryption": encryption, "port": url.port,
        "user": unquote(url.username or ""),
    }  # fmt: skip
