"""SMTP with an end to every wait: an answer comes within SECONDS as a whole, or the connection is given up.

The standard library waits so long for each piece of an answer: a server that drips its bytes could hold us for hours.
"""

import re
import smtplib
import time

SECONDS = 20
# More than any server has to say.
MOST_BYTES = 65_536


_LINE_ENDS = re.compile(r"[\r\n]")
_DOTS = re.compile(rb"(?m)^\.")


class _Limited:
    _said, _heard_on = b"", None

    def send_one(self, sender, recipient, written):
        """Send one mail to one address. Raises what smtplib's `sendmail` does.

        Where the server allows it (RFC 2920), the three commands before the text go at once: on the way to a server
        far off, waiting for answers is most of the work.
        """
        self.ehlo_or_helo_if_needed()
        if not self.has_extn("pipelining") or _LINE_ENDS.search(sender + recipient):
            self.sendmail(sender, [recipient], written)
            return
        size = f" SIZE={len(written)}" if self.has_extn("size") else ""
        by, to = smtplib.quoteaddr(sender), smtplib.quoteaddr(recipient)
        self.send(f"MAIL FROM:{by}{size}\r\nRCPT TO:{to}\r\nDATA\r\n")
        self._check(self.getreply(), (250,), lambda code, words: smtplib.SMTPSenderRefused(code, words, sender), left=2)
        self._check(
            self.getreply(), (250, 251), lambda *answer: smtplib.SMTPRecipientsRefused({recipient: answer}), left=1
        )
        self._check(self.getreply(), (354,), smtplib.SMTPDataError)
        if not written.endswith(b"\r\n"):
            written += b"\r\n"
        self.send(_DOTS.sub(b"..", written) + b".\r\n")
        self._check(self.getreply(), (250,), smtplib.SMTPDataError)

    def _check(self, answer, wanted, refused, left=0):
        """Raise what `refused` makes of an answer that is not wanted; `left`: answers to commands that went with it."""
        code, words = answer
        if code in wanted:
            return
        if code == 421:
            self.close()
            raise refused(code, words)
        for number in range(left):
            also, _words = self.getreply()
            if number == left - 1 and also == 354:
                # It would take a text for nobody: an empty one, which it refuses.
                self.send(b".\r\n")
                self.getreply()
        self._rset()
        raise refused(code, words)

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
