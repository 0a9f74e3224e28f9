"""Jitsi lets in who carries a token that its server accepts: checked here by that server's own rules."""

import json
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import jwt
import pytest

from app import clock
from app.lobby import jitsi, providers
from app.lobby.meeting import Meeting, Person, Server

SECRET = "ein langes Geheimnis von 32 Zeichen"


@pytest.fixture
def meeting(house):
    """A meeting that is open until 20:50."""
    return Meeting(
        key=providers.key("meeting", "1:uid"), title="Sprechstunde", opens_at=clock.now(),
        closes_at=clock.now() + timedelta(hours=2), back_link="http://localhost/",
        server=Server(1, "jitsi", "https://meet.example.org", "wirkstaette", SECRET),
    )  # fmt: skip


def accept(address, now, app_id="wirkstaette", secret=SECRET, domain="meet.example.org"):
    """As prosody's token module: return (room, claims) of an address, or raise where it would not let in."""
    parts = urlsplit(address)
    room = unquote(parts.path.rpartition("/")[2])
    token = parse_qs(parts.query, strict_parsing=True)["jwt"][0]
    assert json.loads(urlsafe_b64decode(token.split(".")[0] + "=="))["alg"] == "HS256"
    claims = jwt.decode(
        token, secret, algorithms=["HS256"], audience="jitsi", issuer=app_id,
        options={"require": ["exp", "nbf", "iss", "aud", "sub", "room"], "verify_exp": False, "verify_nbf": False},
    )  # fmt: skip
    assert claims["nbf"] <= now.timestamp() < claims["exp"], "token is not valid now"
    assert claims["sub"] == domain, "wrong domain or tenant"
    # A star would open every room.
    assert claims["room"] == room != "*"
    assert room == room.lower()
    for value in claims["context"]["user"].values():
        assert isinstance(value, str)
    return room, claims


@pytest.mark.parametrize(("is_moderator", "said"), [(True, "true"), (False, "false")])
def test_the_server_lets_in_with_name_and_role(meeting, is_moderator, said):
    room, claims = accept(jitsi.address(meeting, Person("Łucja 🦊", is_moderator)), clock.now())

    assert claims["context"]["user"] == {"name": "Łucja 🦊", "moderator": said}
    assert room == meeting.key


def test_a_token_holds_from_now_until_a_little_after_the_door_closes(meeting, at):
    address, closes = jitsi.address(meeting, Person("Jana")), meeting.closes_at

    accept(address, clock.now() - timedelta(minutes=1))
    accept(address, closes + timedelta(minutes=29))
    for moment in (clock.now() - timedelta(minutes=3), closes + timedelta(minutes=30)):
        with pytest.raises(AssertionError, match="not valid now"):
            accept(address, moment)


def test_a_token_of_another_house_is_refused(meeting):
    address = jitsi.address(meeting, Person("Jana"))

    for facts in ({"app_id": "andere"}, {"secret": "ein anderes Geheimnis mit 32 Zeichen!"}):
        with pytest.raises(jwt.InvalidTokenError):
            accept(address, clock.now(), **facts)


def test_a_server_with_tenants_is_told_which(meeting):
    tenant = replace(meeting, server=replace(meeting.server, address="https://meet.example.org/Lausitz/"))

    accept(jitsi.address(tenant, Person("Jana")), clock.now(), domain="lausitz")


def test_names_of_rooms_are_long_differ_and_follow_from_nothing_public(house, make_app):
    names = {providers.key("meeting", f"1:{number}") for number in range(500)}
    with make_app(SECRET_KEY="ein anderes Haus mit einem langen Schlüssel").app_context():
        elsewhere = providers.key("meeting", "1:0")

    assert len(names) == 500
    assert all(len(name) == 44 and name.isascii() for name in names)
    assert elsewhere not in names


def test_there_is_nothing_to_make_and_nothing_to_end(meeting):
    assert (jitsi.make(meeting), jitsi.find_running(meeting).is_there, jitsi.end(meeting)) == ({}, True, None)
