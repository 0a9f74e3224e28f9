"""What a mail is made of."""

from email.utils import parsedate_to_datetime

import pytest

from app.notifications import delivery, texts
from app.notifications.models import FAILED, SENT
from app.notifications.texts import BadAddress
from tests.notifications.conftest import LETTER


def test_a_mail_has_what_mails_need_and_nothing_that_watches_the_reader(app, smtp, write, at):
    now = at("2026-05-01 12:00")
    message = write(7, to="gast@example.org")

    delivery.deliver_messages()

    (mail,) = smtp.messages
    assert smtp.recipients == [["gast@example.org"]]
    assert mail["To"] == "gast@example.org"
    assert mail["From"] == "WIRkstätte <haus@example.org>"
    assert mail["Subject"] == "Brief 7"
    assert mail["Message-ID"] == message.message_id
    assert mail["Message-ID"].endswith("@example.org>")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert parsedate_to_datetime(mail["Date"]) == now
    html = mail.get_body(("html",)).get_content()
    assert "<img" not in html
    assert "<script" not in html
    assert "src=" not in html


def test_text_and_html_carry_the_same_link_whole(app, smtp, write):
    write()

    delivery.deliver_messages()

    link = "http://localhost/b/" + "x" * 120
    (mail,) = smtp.messages
    assert link in mail.get_body(("plain",)).get_content()
    assert f'<a href="{link}">' in mail.get_body(("html",)).get_content()
    assert "Schöne Grüße" in mail.get_body(("plain",)).get_content()


def test_a_mail_is_seven_bits_in_short_lines(app, smtp, write):
    write()

    delivery.deliver_messages()

    raw = smtp.messages[0].as_bytes()
    assert raw.isascii()
    assert max(len(line) for line in raw.splitlines()) <= 998


@pytest.mark.parametrize("sign", ["\r\n", "\r", "\n", "\x0b", "\x85", "\u2028", "\0"])
def test_a_title_cannot_begin_another_header(app, smtp, write, letters, sign):
    letters[1] = {"title": f"Abend{sign}Bcc: evil@example.org"}
    write()

    delivery.deliver_messages()

    (mail,) = smtp.messages
    assert mail["Bcc"] is None
    assert mail["Subject"].startswith("Abend")
    assert smtp.recipients == [["gast1@example.org"]]


@pytest.mark.parametrize(
    "address",
    [
        "gast@example.org, evil@example.org",
        "gast@example.org\r\nBcc: evil@example.org",
        "gast@example.org\nBcc: evil@example.org",
        "<evil@example.org>",
        "all:gast@example.org,evil@example.org;",
        "nobody",
    ],
)
def test_an_address_that_is_more_than_one_gets_nothing(app, smtp, write, states, address):
    write(1, to=address)
    write(2)

    delivery.deliver_messages()

    assert smtp.recipients == [["gast2@example.org"]]
    assert states() == {address: FAILED, "gast2@example.org": SENT}


def test_a_domain_with_umlauts_is_written_in_its_ascii_form(app, smtp, write):
    write(1, to="gast@müller.example")

    delivery.deliver_messages()

    assert smtp.recipients == [["gast@xn--mller-kva.example"]]


def test_a_message_id_is_ascii_also_where_the_house_has_umlauts(app, write):
    app.config["MAIL_FROM"] = "Haus <haus@wirkstätte.example>"

    assert write().message_id.endswith("@xn--wirksttte-02a.example>")


def test_no_recipient_is_no_address(app, write):
    message = write()
    message.recipient = None

    with app.test_request_context(), pytest.raises(BadAddress):
        texts.build(message)


def test_the_text_that_went_is_kept_for_the_team(app, smtp, write):
    message = write()

    delivery.deliver_messages()

    assert message.subject == "Brief 1"
    assert message.text.split("\n")[0] == LETTER.split("\n")[2]
