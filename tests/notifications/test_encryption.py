"""A mail server whose certificate nobody vouches for gets nothing: no mail, no password."""

import shutil
import ssl
import subprocess

import pytest

from app.notifications import delivery, queries
from app.notifications.models import WAITING
from tests.notifications.conftest import add_letter
from tests.smtp import MailServer


@pytest.fixture(scope="session")
def self_signed(tmp_path_factory):
    """The TLS settings of a server with a certificate that it made itself."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: apt-get install openssl")
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
        + ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "certificate.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    settings = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    settings.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    settings.certificate = folder / "certificate.pem"
    return settings


@pytest.fixture(params=["tls", "starttls"])
def secure_server(request, self_signed):
    server = MailServer(**{request.param: self_signed})
    server.start()
    yield server
    server.stop()


@pytest.fixture
def app(make_app, letters, secure_server):
    app = make_app(MAIL_URL=secure_server.url)
    add_letter(app)
    with app.app_context():
        yield app


def test_a_certificate_that_nobody_vouches_for_is_refused(app, secure_server, write, states):
    write()

    delivery.deliver_messages()

    assert secure_server.messages == []
    assert states() == {"gast1@example.org": WAITING}
    assert "certificate verify failed" in queries.latest_problem()


def test_with_a_good_certificate_mail_goes_out_encrypted(app, secure_server, write, self_signed, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(self_signed.certificate))
    write()

    delivery.deliver_messages()

    assert secure_server.subjects() == ["Brief 1"]
