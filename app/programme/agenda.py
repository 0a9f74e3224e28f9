"""What the team does with an agenda: write points, collect what waits, put them in order."""

import sqlalchemy as sa

from app import clock
from app.accounts import audit
from app.alliance.bodies import AgendaItem
from app.database import db, transaction
from app.programme import agenda_queries, meetings

UP, DOWN = "up", "down"


def add_item(meeting_id, title, text=""):
    """Write a point at the end of an agenda."""
    with transaction():
        meeting = meetings.lock_unsent(meeting_id)
        item = _append(meeting, title=title, text=text)
        db.session.flush()
        audit.note("add_agenda_item", f"meeting:{meeting_id}", title=title)
    return item


def collect_waiting(meeting_id):
    """Put all that waits on the agenda, each thing once. Return how many points are new."""
    with transaction():
        meeting = meetings.lock_unsent(meeting_id)
        known = {item.source for item in meeting.agenda}
        new = [each for each in agenda_queries.waiting(meeting.body_id, clock.now()) if each.source not in known]
        for each in new:
            _append(meeting, title=each.title, text=each.text, source=each.source)
        if new:
            audit.note("collect_agenda", f"meeting:{meeting_id}", sources=[each.source for each in new])
    return len(new)


def change_item(item_id, title, text):
    """Say otherwise what a point is about."""
    with transaction():
        item, _meeting = _lock_item(item_id)
        changed = {
            name: [getattr(item, name), new]
            for name, new in (("title", title), ("text", text)) if getattr(item, name) != new
        }  # fmt: skip
        item.title, item.text = title, text
        if changed:
            audit.note("change_agenda_item", f"meeting:{item.meeting_id}", changed=changed)
    return item


def remove_item(item_id):
    """Take a point off an agenda; what was resolved about it stays."""
    with transaction():
        item, meeting = _lock_item(item_id)
        audit.note("remove_agenda_item", f"meeting:{meeting.id}", title=item.title, source=item.source)
        meeting.agenda.remove(item)
        db.session.flush()
        _number(meeting.agenda)


def move_item(item_id, way):
    """Move a point one place UP or DOWN; at the end of the agenda it stays where it is."""
    with transaction():
        item, meeting = _lock_item(item_id)
        items = list(meeting.agenda)
        place = items.index(item)
        other = place - 1 if way == UP else place + 1
        if 0 <= other < len(items):
            items[place], items[other] = items[other], items[place]
            _reorder(meeting, items)


def order_agenda(meeting_id, numbers):
    """Put the points in the order of {item id: number}; those of one number keep their order, others stand last."""
    with transaction():
        meeting = meetings.lock_unsent(meeting_id)
        last = max(numbers.values(), default=0) + 1
        _reorder(meeting, sorted(meeting.agenda, key=lambda item: (numbers.get(item.id, last), item.position)))


def _append(meeting, **facts):
    position = max((item.position for item in meeting.agenda), default=0) + 1
    item = AgendaItem(position=position, **facts)
    meeting.agenda.append(item)
    return item


def _lock_item(item_id):
    """Lock the meeting of a point; return the point and the meeting. Raises LookupError."""
    meeting_id = db.session.scalar(sa.select(AgendaItem.meeting_id).where(AgendaItem.id == item_id))
    if meeting_id is None:
        raise LookupError(f"No AgendaItem {item_id}")
    meeting = meetings.lock_unsent(meeting_id)
    item = next((each for each in meeting.agenda if each.id == item_id), None)
    if item is None:
        raise LookupError(f"No AgendaItem {item_id}")
    return item, meeting


def _reorder(meeting, items):
    was = [item.id for item in meeting.agenda]
    _number(items)
    if was != [item.id for item in items]:
        audit.note("order_agenda", f"meeting:{meeting.id}", order=[was, [item.id for item in items]])


def _number(items):
    for number, item in enumerate(items, start=1):
        item.position = number
