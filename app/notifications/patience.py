"""SMTP with an end to every wait: an answer comes within SECONDS as a whole, or the connection is given up.

The standard library waits so long for each piece of an answer: a server that drips its bytes could hold us for hours.
"""

import smtplib
import time

SECONDS = 20
# More than any server has to say.
MOST_BYTES = 65_536


class _Limited:
    _said, _heard_on = b"", None

    def getreply(self):
        """Return (code, text) of one answer, as smtplib does."""
        code, words, ends = -1, [], time.monotonic() + SECONDS
        size = 0
        while True:
            line = self._line(ends)
            size += len(line)
            if size > MOST_BYTES:
                self._give_up("The answer has no end.")
            words.append(line[4:].strip(b" \t\r\n"))
            try:
                code = int(line[:3])
            except ValueError:
                code = -1
                break
            if line[3:4] != b"-":
                break
        return code, b"\n".join(words)

    def _line(self, ends):
        if self._heard_on is not self.sock:
            # What was said before the encryption does not count after it.
            self._said, self._heard_on = b"", self.sock
        while b"\n" not in self._said:
            left = ends - time.monotonic()
            if left <= 0 or len(self._said) > MOST_BYTES:
                self._give_up("timed out")
            try:
                self.sock.settimeout(left)
                more = self.sock.recv(4096)
                self.sock.settimeout(self.timeout)
            except OSError as failure:
                self._give_up(str(failure))
            if not more:
                self._give_up("Connection unexpectedly closed")
            self._said += more
        line, _newline, self._said = self._said.partition(b"\n")
        return line + b"\n"

    def _give_up(self, why):
        self.close()
        raise smtplib.SMTPServerDisconnected(why)


class Patient(_Limited, smtplib.SMTP):
    """A connection that may be encrypted later on (STARTTLS)."""


class PatientSSL(_Limited, smtplib.SMTP_SSL):
    """A connection that is encrypted from its beginning."""
