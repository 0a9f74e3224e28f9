"""Plain functions that make bodies, meetings and resolutions; name only the facts that matter."""

from datetime import timedelta
from itertools import count

from app import clock
from app.alliance import body_actions
from app.programme import meetings, resolutions
from tests.make import an_event, an_organisation

_number = count(1)


def a_body(*members, name=None, **facts):
    """A body with these organisations as members, or with three new ones."""
    body = body_actions.found_body(name or f"Steuerungsgruppe {next(_number)}", **facts)
    for member in members or [an_organisation() for _each in range(3)]:
        body_actions.add_member(body.id, member.id)
    return body


def a_meeting(body=None, **event_facts):
    """A body meets at an event in ten days, unless said otherwise."""
    body = body or a_body()
    return meetings.connect_meeting(body.id, an_event(**{"title": "Bündnisrunde", **event_facts}).id)


def a_past_meeting(body=None, **event_facts):
    """A meeting that took place yesterday."""
    return a_meeting(body, starts_at=clock.now().replace(microsecond=0) - timedelta(days=1), **event_facts)


def a_resolution(body=None, **facts):
    """Something that a body resolved today by consent, not public."""
    body = body or a_body()
    usual = {
        "title": f"Beschluss {next(_number)}", "text": "Wir machen das so.", "method": "consent",
        "decided_on": clock.today(clock.now()),
    }  # fmt: skip
    return resolutions.record_resolution(body.id, **{**usual, **facts})
