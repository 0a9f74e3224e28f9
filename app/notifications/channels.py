"""Where mails go: into a folder (maildir:) or to a mail server (smtp:, smtps:)."""

import functools
import mailbox
import os
import smtplib
import ssl
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from app.notifications import mime, patience

# RFC 5321 and 1870: this one mail is too large, though the server names it in answer to our address.
TOO_LARGE = 552


class PermanentFailure(Exception):
    """The server will never take this mail; trying again would change nothing."""


class NotNow(Exception):
    """The server did not take this mail, but may later.

    `is_cut_off`: open another connection for the next one. `is_answer`: it said so, and what it said are the words.
    """

    def __init__(self, words, is_cut_off=False, is_answer=False):
        super().__init__(words)
        self.is_cut_off, self.is_answer = is_cut_off, is_answer


class Unavailable(Exception):
    """No mail at all can be sent at present."""


@contextmanager
def open_channel(mail_url):
    """Yield a function that sends one mail, over one connection. Raises Unavailable where there is none.

    `maildir:PATH` · `smtp://user:password@host:port` (add `?tls=starttls` to encrypt) · `smtps://…` (TLS at once).
    """
    url = urlsplit(mail_url)
    if url.scheme == "maildir":
        yield _open_folder(url.path or url.netloc)
        return
    connection = _connect(url)
    try:
        yield lambda mail: _send(connection, mail)
    finally:
        try:
            connection.quit()
        except (smtplib.SMTPException, OSError):
            connection.close()


def _open_folder(path):
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        folder = mailbox.Maildir(path, create=True)
    except OSError as failure:
        raise Unavailable(f"Der Ordner für Mails fehlt: {failure.strerror}") from failure

    def add(mail):
        try:
            folder.add(mail)
        except OSError as failure:
            raise Unavailable(f"Der Ordner für Mails nimmt nichts an: {failure.strerror}") from failure

    return add


def _connect(url):
    """Return a connection on which mails can be sent. Certificates are verified, and nothing is sent without."""
    if url.scheme not in ("smtp", "smtps"):
        raise ValueError("MAIL_URL begins with maildir:, smtp:// or smtps://")
    secure, connection = _secure(os.environ.get("SSL_CERT_FILE")), None
    try:
        if url.scheme == "smtps":
            connection = patience.PatientSSL(url.hostname, url.port or 465, timeout=patience.SECONDS, context=secure)
        else:
            connection = patience.Patient(url.hostname, url.port or 25, timeout=patience.SECONDS)
            if parse_qs(url.query).get("tls") == ["starttls"]:
                connection.starttls(context=secure)
        if url.username:
            connection.login(unquote(url.username), unquote(url.password or ""))
        # The greeting now, so that a server which greets nobody is no fault of the first mail.
        connection.ehlo_or_helo_if_needed()
    except (OSError, smtplib.SMTPException) as failure:
        if connection is not None:
            connection.close()
        raise Unavailable(f"Der Mailserver antwortet nicht: {_in_words(failure)}") from failure
    return connection


@functools.lru_cache(maxsize=1)
def _secure(_certificates):
    # Reading all certificates of the world takes longer than sending ten mails; new ones come with a new process.
    return ssl.create_default_context()


def _send(connection, mail):
    try:
        _hand_over(connection, mail)
    except smtplib.SMTPSenderRefused as refused:
        if refused.smtp_code == TOO_LARGE:
            raise PermanentFailure(_in_words(refused)) from refused
        # It does not take mails from this house, whomever they are for: no reason to give up any of them.
        raise Unavailable(f"Der Mailserver nimmt von uns nichts an: {_in_words(refused)}") from refused
    except smtplib.SMTPRecipientsRefused as refused:
        code, answer = next(iter(refused.recipients.values()))
        raise _failure(smtplib.SMTPResponseException(code, answer), connection) from refused
    except smtplib.SMTPResponseException as refused:
        raise _failure(refused, connection) from refused
    except smtplib.SMTPNotSupportedError as refused:
        raise PermanentFailure("Der Mailserver kann an diese Adresse nicht senden.") from refused
    except (OSError, smtplib.SMTPException) as failure:
        connection.close()
        raise NotNow(f"Die Verbindung zum Mailserver brach ab: {_in_words(failure)}", is_cut_off=True) from failure


def _hand_over(connection, mail):
    by, to = mail["From"].addresses, mail["To"].addresses
    if len(by) == len(to) == 1 and (by[0].addr_spec + to[0].addr_spec).isascii():
        connection.send_one(by[0].addr_spec, to[0].addr_spec, mime.written(mail))
    else:
        connection.send_message(mail)


def _failure(answer, connection):
    # RFC 5321: 5yz is a final no, 4yz a "not now"; 421 means that the server hangs up.
    if 500 <= answer.smtp_code <= 599:
        return PermanentFailure(_in_words(answer))
    return NotNow(_in_words(answer), is_cut_off=connection.sock is None, is_answer=True)


def _in_words(failure):
    """Return what a server or the network said, on one line."""
    if isinstance(failure, smtplib.SMTPResponseException):
        answer = failure.smtp_error
        return f"{failure.smtp_code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"
    return " ".join(str(failure).split()) or type(failure).__name__
