"""A mail server in the test process that remembers what it took, and can hold its answer back."""

import asyncio

from aiosmtpd.controller import Controller

from tests.kills.ports import free_port


class Sink:
    """`taken` are (connection, Message-ID), in order; `seconds`: how long it thinks about each."""

    def __init__(self, seconds=0):
        self.taken = []
        self.seconds = seconds
        self.is_holding = False
        self._until_hold = None
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *_exc_info):
        self.let_go()
        self._controller.stop()

    @property
    def url(self):
        """What MAIL_URL says."""
        return f"smtp://127.0.0.1:{self._controller.port}"

    def hold(self, number):
        """Of the mails to come, take the one of this number (from 1), but keep the answer back until `let_go`."""
        self._until_hold = number

    def let_go(self):
        """Answer again."""
        self._until_hold, self.is_holding = None, False

    async def handle_DATA(self, _server, session, envelope):
        """Take a mail (aiosmtpd calls this)."""
        headers = envelope.content.decode("utf-8", "replace").partition("\r\n\r\n")[0].splitlines()
        message_id = next(line for line in headers if line.startswith("Message-ID:")).removeprefix("Message-ID:")
        await asyncio.sleep(self.seconds)
        # The session itself: the port of its peer may come again with another connection.
        self.taken.append((session, message_id.strip()))
        if self._until_hold is not None:
            self._until_hold -= 1
            self.is_holding = self._until_hold == 0
        while self.is_holding:
            await asyncio.sleep(0.002)
        return "250 OK"
