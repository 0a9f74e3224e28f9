"""A real mail server in the test process, which answers what a test wants it to answer."""

import email
import email.policy
import socket
import ssl
import threading
from collections import deque

import pytest
from aiosmtpd.controller import Controller


class MailServer:
    """An SMTP server on a free port of this machine.

    `messages` holds what it took. Tests programme it by `answers`: the next answers to RCPT ("rcpt"), DATA ("data")
    or MAIL FROM ("mail"), one each, then "250 OK" again; `refuses` answers to RCPT by address, as often as it is asked.
    The answer DROP takes the mail and then drops the connection without a word.
    """

    DROP = "drop the connection"

    def __init__(self, tls=None, starttls=None, pipelining=True):
        self._pipelining = pipelining
        self.messages = []
        # Of each connection, in order.
        self.sessions = []
        self.recipients = []
        self.tried = []
        self.answers = {"rcpt": deque(), "data": deque(), "mail": deque()}
        self.refuses = {}
        self.port = _free_port()
        self._tls, self._starttls = tls, starttls
        self._turn = threading.Lock()
        self._controller = None

    @property
    def url(self):
        """What MAIL_URL says to use it."""
        return f"{'smtps' if self._tls else 'smtp'}://127.0.0.1:{self.port}{'?tls=starttls' if self._starttls else ''}"

    def start(self):
        self._controller = _Controller(
            self, hostname="127.0.0.1", port=self.port, ssl_context=self._tls, tls_context=self._starttls
        )
        self._controller.start()

    def stop(self):
        """Stop listening; calling it twice does no harm."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def subjects(self):
        return [message["Subject"] for message in self.messages]

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.sessions.append(session)
        return [responses[0], *(["250-PIPELINING"] if self._pipelining else []), *responses[1:]]

    async def handle_MAIL(self, server, session, envelope, address, options):
        answer = self._next("mail")
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.refuses.get(address) or self._next("rcpt")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        answer = self._next("data")
        with self._turn:
            self.tried.append(message)
            if answer == self.DROP:
                server.transport.abort()
            elif answer.startswith("250"):
                self.messages.append(message)
                self.recipients.append(list(envelope.rcpt_tos))
        return answer

    def _next(self, command):
        with self._turn:
            return self.answers[command].popleft() if self.answers[command] else "250 OK"


class _Controller(Controller):
    def _trigger_server(self):
        """Connect once without TLS: the usual way verifies our own certificate, which nobody vouches for."""
        if self.ssl_context is None:
            return super()._trigger_server()
        with socket.create_connection((self.hostname, self.port), 2) as connection:
            unverified = ssl._create_unverified_context()
            with unverified.wrap_socket(connection) as secure:
                secure.recv(100)
        return None


@pytest.fixture
def smtp():
    """A mail server that takes everything, unless told otherwise."""
    server = MailServer()
    server.start()
    yield server
    server.stop()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
