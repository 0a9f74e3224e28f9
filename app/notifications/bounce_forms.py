"""What the administration types about the mailbox to which undeliverable mail comes back."""

from urllib.parse import parse_qs, quote, unquote, urlsplit

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, SelectField
from wtforms.validators import Length, Optional

from app import typed
from app.forms import Form
from app.notifications.mail_setting_forms import STARTTLS, TLS

USUAL_PORTS = {TLS: 993, STARTTLS: 143}


class BounceForm(Form):
    """A mailbox on a server, read by IMAP."""

    server = typed.text(_("Mailserver"), 200, is_required=True, description=_("Zum Beispiel imap.example.org"))
    encryption = SelectField(
        _("Verschlüsselung"), choices=typed.choices([(TLS, _("TLS von Anfang an")), (STARTTLS, _("STARTTLS"))])
    )
    port = typed.number(
        _("Port"), 1, 65535, is_optional=True, description=_("Leer: der übliche, 993 oder bei STARTTLS 143.")
    )
    user = typed.text(_("Benutzername"), 100, is_required=True, render_kw={"autocomplete": "off"})
    password = PasswordField(
        _("Passwort"), validators=[Optional(), Length(max=100, message=_("Bitte höchstens 100 Zeichen."))],
        description=_("Leer: es bleibt, wie es ist. Wir zeigen es nie an."), render_kw={"autocomplete": "new-password"},
    )  # fmt: skip
    folder = typed.text(_("Ordner"), 100, is_required=True)

    def __init__(self, url):
        """`url`: of the mailbox as it is, or an empty text."""
        self.old = urlsplit(url)
        super().__init__(data=_parts(self.old))

    def validate(self, extra_validators=None):
        """Ask for the password where it is another mailbox: it goes nowhere but where it was typed for."""
        is_well_typed = super().validate(extra_validators)
        if not self.password.data and not self._is_same():
            return typed.complain(self.password, _("Bitte schreiben Sie das Passwort für dieses Postfach."))
        return is_well_typed

    def url(self):
        """Return it as mailboxes.new_mails wants it."""
        password = self.password.data or unquote(self.old.password or "")
        user = f"{quote(self.user.data, safe='')}:{quote(password, safe='')}"
        scheme, tail = ("imaps", "") if self.encryption.data == TLS else ("imap", "?tls=starttls")
        return f"{scheme}://{user}@{self.server.data.lower()}:{self._port()}/{quote(self.folder.data, safe='')}{tail}"

    def _is_same(self):
        known, wanted = _parts(self.old), {**self.data, "server": self.server.data.lower(), "port": self._port()}
        return bool(self.old.password) and all(
            known[name] == wanted[name] for name in ("server", "encryption", "port", "user")
        )

    def _port(self):
        return self.port.data or USUAL_PORTS[self.encryption.data]


def _parts(url):
    is_starttls = parse_qs(url.query).get("tls") == ["starttls"]
    return {
        "server": url.hostname or "", "encryption": STARTTLS if is_starttls else TLS, "port": url.port,
        "user": unquote(url.username or ""), "folder": unquote(url.path.strip("/")) or "INBOX",
    }  # fmt: skip
