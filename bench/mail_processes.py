"""The processes of `bench.notices`: a mail server that takes everything, our delivery, and a bare loop beside it.

`python -m bench.mail_processes sink` says its port. The others say "ready", begin with a line on their input, and say
how many seconds they took: `ours URL FOLDER MAIL_URL`, `bare FACTS PORT`.
"""

import asyncio
import pickle
import smtplib
import sys
import time
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path


def sink():
    """Take every mail. It understands no more of SMTP than smtplib says, so that it is never what limits."""
    asyncio.run(_listen())


async def _listen():
    server = await asyncio.start_server(_take, "127.0.0.1", 0, limit=1 << 24)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


async def _take(reader, writer):
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                # As every usual server does.
                writer.write(b"250-sink\r\n250-SIZE 10000000\r\n250-PIPELINING\r\n250 8BITMIME\r\n")
                continue
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
            writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 OK\r\n")
            if verb == b"QUIT":
                break
    writer.close()


def ours(url, folder, mail_url):
    """Deliver what is due."""
    from app.notifications import delivery
    from bench import house

    with house.app_on(url, Path(folder), MAIL_URL=mail_url):
        _when_told(delivery.deliver_messages)


def bare(facts, port):
    """Build and send with the standard library and nothing else; `facts`: a pickle of what makes each mail."""
    mails = pickle.loads(Path(facts).read_bytes())

    def send_all():
        with smtplib.SMTP("127.0.0.1", int(port)) as connection:
            for headers, text, html in mails:
                mail = EmailMessage()
                for name, value in headers:
                    mail[name] = value
                mail.set_content(text, cte="quoted-printable")
                mail.add_alternative(html, subtype="html", cte="quoted-printable")
                connection.send_message(mail)

    _when_told(send_all)


def _when_told(act):
    print("ready", flush=True)
    sys.stdin.readline()
    begin, used = time.perf_counter(), time.process_time()
    act()
    print(time.perf_counter() - begin, time.process_time() - used, flush=True)


if __name__ == "__main__":
    {"sink": sink, "ours": ours, "bare": bare}[sys.argv[1]](*sys.argv[2:])
