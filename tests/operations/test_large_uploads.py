"""The real server takes what is too large for Flask as far as its page, so that people read a sentence."""

import http.client
import re
import threading

import pytest

from app.operations import serving
from tests.make import PASSWORD, a_member_of_staff, a_room


@pytest.fixture
def served(make_app):
    """An app with one room, served by waitress as in real life; its port."""
    app = make_app(HOST="127.0.0.1", PORT=0, WEB_THREADS=2)
    with app.app_context():
        a_member_of_staff()
        room = a_room()
        server = serving.make_server(app)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield server.effective_port, room.id
        # First those who may still have an answer in hand: else they find the server's pipe closed.
        server.task_dispatcher.shutdown()
        server.close()
        thread.join(5)


def ask(port, method, path, body=None, cookie="", kind="application/x-www-form-urlencoded"):
    """Return (status, cookie, text) of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, {"Cookie": cookie, "Content-Type": kind})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, (answer.getheader("Set-Cookie") or "").partition(";")[0], text


def test_40_megabytes_get_a_sentence(served):
    port, room_id = served
    sign_in = f"email=team@example.org&password={PASSWORD.replace(' ', '+')}"
    cookie = ask(port, "POST", "/team/anmelden", sign_in)[1]
    path = f"/team/raeume/{room_id}/foto"
    token = re.search('name="csrf_token" value="([^"]+)"', ask(port, "GET", path, cookie=cookie)[2]).group(1)
    head = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n--x\r\nContent-Disposition: '
    head += 'form-data; name="photo"; filename="a.jpg"\r\n\r\n'
    body = head.encode() + bytes(40_000_000) + b"\r\n--x--\r\n"

    status, _cookie, text = ask(port, "POST", path, body, cookie, "multipart/form-data; boundary=x")

    assert status == 413
    assert "Das Foto ist größer als 10 MB." in text


def test_who_has_not_signed_in_is_not_listened_to(served):
    port, room_id = served

    status, _cookie, text = ask(port, "POST", f"/team/raeume/{room_id}/foto", bytes(3_000_000))

    assert (status, "Das ist hier nicht erlaubt" in text) == (403, True)
