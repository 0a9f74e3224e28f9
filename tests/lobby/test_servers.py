"""Video services in the browser: which the house has, which a room uses, and whether they answer."""

import pytest
import sqlalchemy as sa

from app.accounts.models import AuditEntry
from app.database import db
from app.lobby.models import RoomVideo, VideoServer
from tests.lobby import bbb
from tests.lobby.test_team import send
from tests.make import a_digital_room, a_room, a_video_server

LIST, NEW = "/team/haus/video", "/team/haus/video/neu"


def add(staff, **fields):
    """Send the form of a new service."""
    usual = {"kind": "bigbluebutton", "name": "Video der Hochschule", "secret": bbb.SECRET, "app_id": ""}
    return send(staff, NEW, staff.get(NEW), **{**usual, **fields})


def stored():
    """All services."""
    db.session.rollback()
    return db.session.scalars(sa.select(VideoServer).execution_options(populate_existing=True)).all()


def test_a_service_is_added_and_checked_at_once(house, staff, service):
    page = add(staff, address=service.address)
    listed = staff.get(LIST)

    assert page.location == LIST
    assert [(row.name, row.address, row.secret) for row in stored()] == [
        ("Video der Hochschule", service.address, bbb.SECRET)
    ]
    assert "Der Videodienst antwortet." in listed.words
    assert service.names() == ["isMeetingRunning"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"address": "http://192.168.0.1/bigbluebutton/"}, "liegt in einem privaten Netz"),
        ({"address": "http://localhost/"}, "liegt in einem privaten Netz"),
        ({"address": "video.example.org"}, "keine Adresse, die mit https:// beginnt"),
        ({"address": "javascript:alert(1)"}, "keine Adresse, die mit https:// beginnt"),
        ({"address": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"name": " "}, "Bitte füllen Sie dieses Feld aus."),
        ({"kind": "zoom"}, "Not a valid choice"),
        ({"secret": ""}, "Bitte schreiben Sie das Geheimnis"),
        ({"secret": "kürzer"}, "zu kurz für ein Geheimnis"),
        ({"kind": "jitsi", "secret": "x" * 32}, "unter welcher Kennung Jitsi uns kennt"),
        ({"secret": "x" * 201}, "höchstens 200 Zeichen"),
    ],
)
def test_what_is_typed_badly_is_asked_for_again_and_nothing_is_kept(house, staff, fields, words):
    page = add(staff, **{"address": "https://video.example.org/bigbluebutton/", **fields})

    assert page.status == 422
    if "valid choice" not in words:
        assert words in page.words
    assert stored() == []
    assert (fields.get("secret") or bbb.SECRET).encode() not in page.body


def test_two_services_have_two_names(house, staff, service):
    add(staff, address=service.address)

    page = add(staff, address=service.address)

    assert (page.status, "mit diesem Namen gibt es schon" in page.words) == (409, True)


def test_a_service_that_does_not_answer_is_kept_and_told(house, staff, service):
    service.instead = lambda handler: bbb.send(handler, b"Wartung", 503)

    add(staff, address=service.address)

    assert "antwortet nicht, wie er soll: Der Server antwortet mit dem Fehler 503." in staff.get(LIST).words
    assert len(stored()) == 1


def test_the_secret_is_never_shown_and_stays_where_none_is_typed(house, staff, service):
    add(staff, address=service.address)
    path = f"{LIST}/{stored()[0].id}"

    page = staff.get(path)
    send(staff, path, page, kind="bigbluebutton", name="Anders", address=service.address, secret="", app_id="")

    assert bbb.SECRET.encode() not in page.body + staff.get(LIST).body
    assert [(row.name, row.secret) for row in stored()] == [("Anders", bbb.SECRET)]


def test_a_secret_goes_to_no_other_address_than_it_was_typed_for(house, staff, service):
    add(staff, address=service.address)
    path = f"{LIST}/{stored()[0].id}"
    fields = {"kind": "bigbluebutton", "name": "Anders", "address": "https://anderswo.example.org/", "secret": ""}

    page = send(staff, path, staff.get(path), **fields, app_id="")

    assert (page.status, stored()[0].address) == (422, service.address)


def test_no_secret_stands_in_the_trail(house, staff, service):
    add(staff, address=service.address)

    entries = db.session.scalars(sa.select(AuditEntry)).all()

    assert "add_video_server" in {entry.act for entry in entries}
    assert all(bbb.SECRET not in str(entry.details) for entry in entries)


def test_a_service_in_use_is_not_removed_and_another_is(house, staff):
    used, unused = a_video_server(name="Benutzt"), a_video_server(name="Unbenutzt")
    room = a_digital_room(used, name="Digitaler Saal")

    refused = send(staff, f"{LIST}/{used.id}/entfernen", staff.get(LIST))
    send(staff, f"{LIST}/{unused.id}/entfernen", staff.get(LIST))

    assert (refused.status, f"nutzen noch Räume: {room.name}" in refused.words) == (409, True)
    assert [row.name for row in stored()] == ["Benutzt"]


def test_a_room_gets_a_service_and_its_own_address_again(house, staff, service):
    server, room = a_video_server(address=service.address, secret=bbb.SECRET), a_digital_room()
    path = f"/team/raeume/{room.id}/video"

    send(staff, path, staff.get(path), server=str(server.id), dial_in="+49 3583 5550")
    db.session.rollback()
    first = db.session.get(RoomVideo, room.id, populate_existing=True)
    known = (first.server_id, first.dial_in)
    send(staff, path, staff.get(path), server="0", dial_in="")
    db.session.rollback()
    second = db.session.get(RoomVideo, room.id, populate_existing=True)

    assert known == (server.id, "+49 3583 5550")
    assert (second.server_id, second.dial_in) == (None, "")


def test_a_room_for_several_meetings_needs_a_service(house, staff):
    server = a_video_server()
    room = a_digital_room(server, sessions=2, join_url="https://video.example.org/fest")
    path = f"/team/raeume/{room.id}/video"

    page = send(staff, path, staff.get(path), server="0", dial_in="")

    assert (page.status, "Ein fester Link führt alle in denselben Raum" in page.words) == (409, True)
    assert db.session.get(RoomVideo, room.id, populate_existing=True).server_id == server.id


def test_a_rehearsal_is_a_meeting_of_its_own(house, staff, service):
    room = a_digital_room(a_video_server(address=service.address, secret=bbb.SECRET))
    path = f"/team/raeume/{room.id}"

    pages = [send(staff, f"{path}/probe", staff.get(f"{path}/video")) for _ in range(2)]

    assert all(page.location.startswith(f"{service.address}api/join") for page in pages)
    assert all("role=MODERATOR" in page.location for page in pages)
    assert len(service.meetings) == 2


def test_a_rehearsal_that_does_not_work_says_why(house, staff, service):
    room = a_digital_room(a_video_server(address=service.address, secret="ein falsches Geheimnis"))

    page = send(staff, f"/team/raeume/{room.id}/probe", staff.get(f"/team/raeume/{room.id}/video"))

    assert (page.status, "kennt das Geheimnis nicht" in page.words) == (503, True)


def test_a_room_in_the_house_has_no_such_page(house, staff):
    assert staff.get(f"/team/raeume/{a_room().id}/video").status == 404


def test_the_check_asks_the_service(house, staff, service):
    server = a_video_server(address=service.address, secret="ein falsches Geheimnis")

    send(staff, f"{LIST}/{server.id}/pruefen", staff.get(LIST))

    assert "kennt das Geheimnis nicht" in staff.get(LIST).words
