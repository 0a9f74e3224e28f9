"""Asking other servers: within limits of time, size, redirects and place, whatever the other side does."""

import http.server
import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager

import pytest

from app import fetching
from app.database import db, transaction
from app.fetching import FetchFailure, Limits, NotFetched

SECONDS = 0.6


@pytest.fixture
def house(make_app):
    """An app that may ask this machine."""
    app = make_app(PRIVATE_HOSTS=frozenset({"127.0.0.1", "localhost"}))
    with app.app_context():
        yield app


@contextmanager
def answering(speak, context=None):
    """Yield the address of a server that does `speak(connection)` with each connection, in raw bytes."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def serve():
        while not stop.is_set():
            try:
                connection, _from = listener.accept()
            except OSError:
                return
            threading.Thread(target=treat, args=(connection,), daemon=True).start()

    def treat(connection):
        try:
            with context.wrap_socket(connection, server_side=True) if context else connection as connection:
                connection.recv(65536)
                speak(connection)
        except OSError:
            pass

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"{'https' if context else 'http'}://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        stop.set()
        listener.close()


def sending(data):
    """Speak these bytes and hang up."""
    return lambda connection: connection.sendall(data)


def why(url, **limits):
    """Why an address could not be fetched, and how many seconds it took to know."""
    begun = time.monotonic()
    with pytest.raises(NotFetched) as failure:
        fetching.get(url, Limits(**{"seconds": SECONDS, **limits}))
    return failure.value.reason, time.monotonic() - begun


def test_what_a_server_says_is_returned_whatever_its_status(house):
    said = b"HTTP/1.1 404 Nicht da\r\nContent-Length: 3\r\nETag: \"a\"\r\n\r\nweg"
    with answering(sending(said)) as url:
        answer = fetching.get(url)

    assert (answer.status, answer.headers["etag"], answer.body, answer.url) == (404, '"a"', b"weg", url)


def test_no_server_is_asked_inside_a_transaction(house):
    with answering(sending(b"HTTP/1.1 200 OK\r\n\r\n")) as url:
        with transaction(), pytest.raises(RuntimeError):
            fetching.get(url)
        db.session.execute(db.text("SELECT 1"))
        with pytest.raises(RuntimeError):
            fetching.get(url)
        db.session.rollback()

        assert fetching.get(url).status == 200


def drip(connection):
    """A byte now and then, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)


def drip_headers(connection):
    """A header that never ends."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)


def say_nothing(connection):
    """Hold the line."""
    connection.recv(1)


@pytest.mark.parametrize("speak", [drip, drip_headers, say_nothing])
def test_whoever_is_slow_is_left_in_time(house, speak):
    with answering(speak) as url:
        reason, seconds = why(url)

    assert reason is FetchFailure.TOO_SLOW
    assert seconds < SECONDS + 1


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3000, FetchFailure.TOO_LARGE),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n" + b"x" * 3000, FetchFailure.TOO_LARGE),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + b"x" * 30, FetchFailure.NO_ANSWER),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", FetchFailure.NONSENSE),
        (b"SSH-2.0-OpenSSH_9.2\r\n", FetchFailure.NONSENSE),
        (b"", FetchFailure.NO_ANSWER),
        (b"HTTP/1.1 200 OK\r\n" + b"X-Y: z\r\n" * 3000 + b"\r\n", FetchFailure.NONSENSE),
    ],
)
def test_what_is_too_much_cut_or_nonsense_says_so(house, said, reason):
    with answering(sending(said)) as url:
        assert why(url, most_bytes=2000)[0] is reason


def test_a_loop_of_redirects_ends(house):
    calls = []

    def speak(connection):
        calls.append(1)
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /weiter\r\nContent-Length: 0\r\n\r\n")

    with answering(speak) as url:
        reason, _seconds = why(url, redirects=3)

    assert (reason, len(calls)) == (FetchFailure.REDIRECTED, 4)


def test_a_redirect_is_followed_where_that_is_wanted_and_not_otherwise(house):
    with answering(sending(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nda")) as there:
        to_there = b"HTTP/1.1 301 Moved\r\nLocation: " + there.encode() + b"\r\nContent-Length: 0\r\n\r\n"
        with answering(sending(to_there)) as url:
            answer = fetching.get(url, Limits(redirects=1))
            reason, _seconds = why(url)

    assert (answer.body, answer.url, reason) == (b"da", there, FetchFailure.REDIRECTED)


@pytest.mark.parametrize("target", ["http://127.0.0.2/", "http://169.254.169.254/latest", "file:///etc/passwd", "http://[::1]/"])
def test_a_redirect_leads_into_no_private_network(house, target):
    with answering(sending(f"HTTP/1.1 302 Found\r\nLocation: {target}\r\n\r\n".encode())) as url:
        reason, _seconds = why(url, redirects=3)

    assert reason in (FetchFailure.PRIVATE, FetchFailure.BAD_ADDRESS)


PRIVATE = [
    "http://127.0.0.1/", "http://localhost/", "http://10.1.2.3/", "http://192.168.0.1:8080/x", "http://172.16.0.9/",
    "http://169.254.169.254/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[fd00::1]/", "http://[fe80::1]/",
    "http://[64:ff9b::7f00:1]/", "http://0.0.0.0/", "http://127.1/", "http://2130706433/", "http://0x7f000001/",
    "http://drucker/", "http://nas.local/", "http://a.localhost/", "http://db.internal/", "http://224.0.0.1/",
    "http://100.64.0.1/", "http://[2002:7f00:1::]/",
]  # fmt: skip


@pytest.mark.parametrize("url", PRIVATE)
def test_a_private_network_is_not_asked(make_app, url):
    with make_app().app_context():
        assert fetching.why_not(url) is FetchFailure.PRIVATE
        assert why(url)[0] is FetchFailure.PRIVATE


BAD = [
    "", "video.example.org", "ftp://example.org/", "javascript:alert(1)", "https://", "https://user:wort@example.org/",
    "https://example.org:99999/", "http://example.org/\r\nX: y", "http://[::1", "//example.org/",
]  # fmt: skip


@pytest.mark.parametrize("url", BAD)
def test_what_is_no_address_is_not_asked(make_app, url):
    with make_app().app_context():
        assert fetching.why_not(url) is FetchFailure.BAD_ADDRESS


def test_a_public_name_with_a_private_address_is_not_asked(make_app, monkeypatch):
    rows = [(socket.AF_INET, 1, 6, "", ("93.184.216.34", 80)), (socket.AF_INET, 1, 6, "", ("127.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_facts: rows)
    with make_app().app_context():
        assert why("http://video.example.org/")[0] is FetchFailure.PRIVATE


def test_the_address_that_was_judged_is_the_one_that_is_asked(make_app, monkeypatch):
    """A name that says something else the second time (DNS rebinding) is looked up once."""
    asked, connected = [], []

    def look_up(*_args, **_facts):
        asked.append(1)
        return [(socket.AF_INET, 1, 6, "", ("93.184.216.34" if len(asked) == 1 else "127.0.0.1", 80))]

    def connect(address, timeout):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    with make_app().app_context():
        assert why("http://video.example.org/")[0] is FetchFailure.NO_ANSWER

    assert (len(asked), connected) == (1, [("93.184.216.34", 80)])


def test_a_name_that_nobody_can_look_up_in_time_is_left(make_app, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_facts: time.sleep(3) or [])
    with make_app().app_context():
        reason, seconds = why("http://video.example.org/", seconds=0.3)

    assert (reason, seconds < 1.5) == (FetchFailure.TOO_SLOW, True)


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(house, tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: apt-get install openssl")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
        + ["-keyout", "key.pem", "-out", "certificate.pem"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    with answering(sending(b"HTTP/1.1 200 OK\r\n\r\n"), context) as url:
        assert why(url, seconds=5)[0] is FetchFailure.NOT_SECURE


def test_a_body_goes_along_where_one_is_sent(house):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_facts):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.handle_request, daemon=True).start()

    answer = fetching.request("POST", f"http://127.0.0.1:{server.server_port}/", body=b'{"janus": "info"}')
    server.server_close()

    assert answer.body == b'{"janus": "info"}'
