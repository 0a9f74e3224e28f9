"""Mail servers that behave as none should: they hang, drip, talk nonsense."""

import socket
import threading
import time
from contextlib import contextmanager, suppress


@contextmanager
def odd_server(behave):
    """Listen, and let `behave(connection)` speak with whoever comes, each in a thread; gives MAIL_URL and who came."""
    came = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            with suppress(OSError):
                while True:
                    connection, _address = listening.accept()
                    came.append(connection)
                    threading.Thread(target=_speak, args=(behave, connection), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield f"smtp://127.0.0.1:{listening.getsockname()[1]}", came
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            for connection in came:
                connection.close()


def _speak(behave, connection):
    with suppress(OSError):
        behave(connection)
        connection.close()


def hangs(connection):
    """Take the call and say nothing."""
    connection.recv(1)


def drips(connection):
    """Greet for ever, byte by byte: each comes in time, and there is no end."""
    while True:
        connection.sendall(b"2")
        time.sleep(0.02)


def has_no_end(connection):
    """Greet in lines without end."""
    while True:
        connection.sendall(b"220-and so on\r\n" * 100)


def hangs_after_text(connection):
    """Be polite until a text has come, and then say nothing about it."""
    connection.sendall(b"220 here\r\n")
    for line in connection.makefile("rb"):
        if line == b".\r\n":
            connection.recv(1)
        elif line.upper().startswith(b"DATA"):
            connection.sendall(b"354 go on\r\n")
        elif line[:4].upper() in (b"EHLO", b"MAIL", b"RCPT", b"RSET", b"QUIT"):
            connection.sendall(b"250 OK\r\n")


def talks_nonsense(connection):
    """Answer every command with bytes that are no answer."""
    connection.sendall(b"220 here\r\n")
    for line in connection.makefile("rb"):
        is_hello = line.upper().startswith((b"EHLO", b"HELO"))
        connection.sendall(b"250 OK\r\n" if is_hello else b"\xff\xfe\x00 what?\r\n")
