"""Keeping the words of events as the events are, in the transaction that changes them.

What changes the words of many events (a format, a room, a partner is called otherwise) changes those of events that are
yet to come; past ones keep the words they had.
"""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.alliance.models import InnovationArea, Organisation, Place
from app.database import db, insert_into, transaction
from app.programme import concerning, folding
from app.programme.models import Event, EventDate, Format
from app.programme.searches import EventSearch, SearchWord
from app.programme.translations import EventText, FormatText
from app.rooms.bookings import Booking
from app.rooms.models import Room

MOST_AT_ONCE = 500
LONGEST_TEXT = 20_000
# Whose words events have.
_TOLD = (Event, EventText, Format, FormatText, InnovationArea, Organisation, Room, Place)
_TEXTS = ("summary", "description", "for_whom", "audience", "bring")


def index_missing():
    """A job: write the words of events that have none yet (of a house from before there was a search)."""
    with transaction():
        missing = sa.select(Event.id).outerjoin(EventSearch, EventSearch.event_id == Event.id)
        ids = db.session.scalars(missing.where(EventSearch.event_id.is_(None)).limit(MOST_AT_ONCE)).all()
        write(ids)
    return len(ids)


def write(event_ids):
    """Write the words of some events anew. Part of an act."""
    if not event_ids:
        return
    translated = _translations(event_ids)
    rows, known = [], set()
    for event in _events(event_ids):
        titles, texts = _texts(event, translated)
        title, words = folding.words(titles), folding.words(f"{titles} {texts}"[:LONGEST_TEXT])
        if event.is_public:
            # Words of drafts are nobody's to guess at.
            known.update(words)
        rows.append({"event_id": event.id, "title": " ".join(title), "words": " ".join(words)})
    db.session.execute(sa.delete(EventSearch).where(EventSearch.event_id.in_(event_ids)))
    if rows:
        db.session.execute(sa.insert(EventSearch), rows)
    if known:
        insert = insert_into(SearchWord).on_conflict_do_nothing()
        # In one order for all, so that nobody waits for somebody who waits for them.
        db.session.execute(insert, [{"word": word} for word in sorted(known)])


def _events(ids):
    rooms = joinedload(Event.dates).selectinload(EventDate.bookings).joinedload(Booking.room).joinedload(Room.place)
    return db.session.scalars(
        sa.select(Event).where(Event.id.in_(ids)).options(
            joinedload(Event.format), joinedload(Event.area), joinedload(Event.external_place),
            selectinload(Event.further_areas), selectinload(Event.hosts), rooms,
        )
    ).unique().all()  # fmt: skip


def _translations(event_ids):
    """Return {("event" | "format", id): (titles, texts)} of what is said in other languages."""
    found = {}
    of_formats = sa.select(FormatText).where(
        FormatText.format_id.in_(sa.select(Event.format_id).where(Event.id.in_(event_ids)))
    )
    for text in db.session.scalars(of_formats):
        titles, texts = found.setdefault(("format", text.format_id), ([], []))
        titles.append(text.name)
        texts += [text.summary, text.description]
    for text in db.session.scalars(sa.select(EventText).where(EventText.event_id.in_(event_ids))):
        titles, texts = found.setdefault(("event", text.event_id), ([], []))
        titles.append(text.title)
        texts.append(text.note)
    return found


def _texts(event, translated):
    format, nothing = event.format, ([], [])
    of_event, of_format = translated.get(("event", event.id), nothing), translated.get(("format", format.id), nothing)
    rooms = [booking.room for date in event.dates for booking in date.bookings]
    places = [room.place for room in rooms if room.place] + ([event.external_place] if event.external_place else [])
    titles = [event.title, format.name, *of_event[0], *of_format[0]]
    texts = [
        *(date.title for date in event.dates), *(room.name for room in rooms),
        *(name for place in places for name in (place.name, place.city, *place.names.values())),
        event.external or "", *(host.name for host in event.hosts),
        *(area.title for area in (event.area, *event.further_areas)), event.note,
        *(getattr(format, name) for name in _TEXTS), *of_event[1], *of_format[1],
    ]  # fmt: skip
    return " ".join(titles), " ".join(text for text in texts if text)


def _index(told):
    write(sorted(concerning.event_ids(told, clock.now())))


concerning.follow("search_changes", _TOLD, _index)
