"""Where mails go: into a folder (maildir:) or to a mail server (smtp:, smtps:)."""

import mailbox
import smtplib
import ssl
from contextlib import contextmanager
from urllib.parse import parse_qs, unquote, urlsplit

SECONDS = 20


class PermanentFailure(Exception):
    """The server will never take this mail; trying again would change nothing."""


@contextmanager
def open_channel(mail_url):
    """Yield a function that sends one mail, over one connection. Raises OSError or SMTPException where there is none.

    `maildir:PATH` · `smtp://user:password@host:port` (add `?tls=starttls` to encrypt) · `smtps://…` (TLS at once).
    """
    url = urlsplit(mail_url)
    if url.scheme == "maildir":
        folder = mailbox.Maildir(url.path or url.netloc, create=True)
        yield folder.add
        return
    connection = _connect(url)
    try:
        yield lambda mail: _send(connection, mail)
    finally:
        try:
            connection.quit()
        except (smtplib.SMTPException, OSError):
            connection.close()


def _connect(url):
    secure = ssl.create_default_context()
    if url.scheme == "smtps":
        connection = smtplib.SMTP_SSL(url.hostname, url.port or 465, timeout=SECONDS, context=secure)
    elif url.scheme == "smtp":
        connection = smtplib.SMTP(url.hostname, url.port or 25, timeout=SECONDS)
        if parse_qs(url.query).get("tls") == ["starttls"]:
            connection.starttls(context=secure)
    else:
        raise ValueError("MAIL_URL begins with maildir:, smtp:// or smtps://")
    if url.username:
        connection.login(unquote(url.username), unquote(url.password or ""))
    return connection


def _send(connection, mail):
    try:
        connection.send_message(mail)
    except smtplib.SMTPRecipientsRefused as refused:
        code, answer = next(iter(refused.recipients.values()))
        raise _failure(code, answer) from refused
    except smtplib.SMTPResponseException as refused:
        raise _failure(refused.smtp_code, refused.smtp_error) from refused


def _failure(code, answer):
    text = f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"
    # RFC 5321: 5yz is a final no, 4yz a "not now".
    return PermanentFailure(text) if 500 <= code <= 599 else smtplib.SMTPException(text)
