"""What guests of one event are told, set on a page."""

import pytest

from app.programme import event_noticing
from tests.make import PASSWORD, a_member_of_staff, an_event
from tests.registrations.conftest import Guest


@pytest.fixture
def team(make_app):
    app = make_app()
    with app.app_context():
        a_member_of_staff()
        guest = Guest(app.test_client())
        guest.post("/team/anmelden", email="team@example.org", password=PASSWORD)
        yield guest


def facts(event):
    row = event_noticing.find(event.id)
    return row and (row.reminders_h, row.thanks, row.door_open)


def test_what_is_set_is_kept_and_can_be_as_the_format_says_again(team):
    event = an_event(format_facts={"reminders_h": [24, 2]})
    path = f"/team/veranstaltungen/{event.id}/erinnerungen"
    page = team.get(path)

    team.post(path, **{**page.sent, "when": "own", "reminders_h": "48", "thanks": "no", "door_open": "yes"})
    own = facts(event)
    shown = team.get(path).sent
    team.post(path, **{**page.sent, "when": "format", "thanks": "format", "door_open": "format"})

    assert "Wie im Format: 24 Stunden vorher, 2 Stunden vorher" in page.words
    assert own == ([48], False, True)
    assert (shown["when"], shown["reminders_h"], shown["thanks"]) == ("own", "48", "no")
    assert facts(event) == (None, None, None)


def test_nonsense_comes_back_with_a_sentence(team):
    event = an_event()
    path = f"/team/veranstaltungen/{event.id}/erinnerungen"

    page = team.post(path, **{**team.get(path).sent, "when": "own", "reminders_h": "bald"})

    assert page.status == 422
    assert "Bitte nur Zahlen" in page.words
    assert facts(event) is None
