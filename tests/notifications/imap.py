"""A mailbox on a server of this machine: as much of IMAP4rev1 (RFC 3501) as reading one needs."""

import socketserver
import threading
from contextlib import contextmanager

LOGIN = ('"haus"', '"geheim"')


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        self._say(b"* OK ready")
        for line in self.rfile:
            tag, command, *rest = line.decode().strip().split(" ")
            if command == "UID":
                command, *rest = rest
            self._answer(tag, command.upper(), rest)
            if command.upper() == "LOGOUT":
                return

    def _answer(self, tag, command, rest):
        box, answer = self.server.box, "OK done"
        if command == "CAPABILITY":
            self._say(b"* CAPABILITY IMAP4rev1")
        elif command == "LOGIN" and tuple(f'"{word.strip(chr(34))}"' for word in rest) != LOGIN:
            answer = "NO wrong password"
        elif command in ("EXAMINE", "SELECT"):
            self._say(f"* {len(box.mails)} EXISTS".encode())
            self._say(f"* OK [UIDVALIDITY {box.validity}] as it is".encode())
        elif command == "SEARCH":
            first = int(rest[-1].partition(":")[0])
            numbers = [number for number in box.mails if number >= first] or [max(box.mails, default=0)]
            self._say(b"* SEARCH " + " ".join(map(str, numbers)).encode())
        elif command == "FETCH":
            number, raw = int(rest[0]), box.mails[int(rest[0])]
            if "RFC822.SIZE" in rest[1]:
                self._say(f"* 1 FETCH (UID {number} RFC822.SIZE {box.sizes.get(number, len(raw))})".encode())
            else:
                box.fetched.append(number)
                self._say(f"* 1 FETCH (UID {number} BODY[] {{{len(raw)}}}".encode())
                self.wfile.write(raw + b")\r\n")
        elif command == "LOGOUT":
            self._say(b"* BYE")
        self._say(f"{tag} {answer}".encode())

    def _say(self, line):
        self.wfile.write(line + b"\r\n")


class Box:
    """What is in the mailbox: mails by number; `fetched`: which were read; `sizes`: what is said of their size."""

    def __init__(self, port):
        self.url = f"imap://haus:geheim@127.0.0.1:{port}/INBOX"
        self.mails, self.sizes, self.fetched, self.validity = {}, {}, [], 7


@contextmanager
def running():
    """Give the Box of a server that runs meanwhile."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        server.box = Box(server.server_address[1])
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server.box
        finally:
            server.shutdown()
