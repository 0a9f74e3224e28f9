"""Requests for rooms, told to those of the team who want to know at once, besides the house's mailbox."""

from datetime import timedelta

from app import clock
from app.accounts.models import PROGRAMME, ROOMS
from app.notifications import delivery
from app.rooms import house_mails
from tests.make import a_place, a_room, an_open_request
from tests.make_notices import a_colleague, last_message, told

NEW, OVERDUE = "rooms/mail/house_new_request", "rooms/mail/house_overdue"


def test_who_gives_rooms_there_and_wants_to_know_is_told_of_each_request_and_promise_once(app, at):
    at("2026-05-04 12:00")
    place = a_place()
    a_colleague("raum", (ROOMS, place.id), requests="at_once")
    a_colleague("taeglich", (ROOMS, place.id))
    a_colleague("woanders", (ROOMS, a_place().id), requests="at_once")
    a_colleague("programm", (PROGRAMME, None), requests="at_once")

    request = an_open_request(a_room(place=place), name="Paula Muster")
    delivery.deliver_messages()
    text = last_message(NEW, "raum").text
    clock.stand_still(request.answer_by + timedelta(hours=1))
    for _time in range(2):
        house_mails.tell_overdue()

    assert told(NEW) == {"haus": 1, "raum": 1}
    assert told(OVERDUE) == {"haus": 1, "raum": 1}
    assert f"http://localhost/team/anfragen/{request.id}\n" in text
    assert "/team/konto/nachrichten" in text
    assert "Paula" not in text
