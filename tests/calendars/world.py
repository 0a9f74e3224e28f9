"""A house with everything that calendars show, over both changes of the clock, and all that can happen to it.

`KINDS` are the feeds there are: where each is, and what the database says that stands in it.
"""

from datetime import datetime, timedelta
from types import SimpleNamespace

from app import clock
from app.calendars import own_feeds, staff_addresses
from app.database import db, transaction
from app.programme import actions, areas, formats, sessions, translating
from app.programme.models import DRAFT, INVITE, ONLINE, ONSITE, Event, EventDate
from app.programme.translations import EventText, FormatText
from app.registrations import actions as registrations
from app.registrations.models import LIVING, Registration
from app.rooms import actions as rooms
from app.rooms import furnishing, placing
from app.rooms.bookings import BOOKED, REQUESTED, Booking, Occupancy
from tests.calendars.readers import Seen
from tests.make import (
    a_digital_room,
    a_format,
    a_member_of_staff,
    a_place,
    a_registration,
    a_room,
    a_room_request,
    an_area,
    an_event,
    an_organisation,
)
from tests.make_days import an_umbrella

HOUR = timedelta(hours=1)
JANA = {"name": "Jana", "email": "jana@example.org"}


def local(text, fold=0):
    """A moment on the clocks of the house."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.BERLIN, fold=fold)


def spans(*texts):
    """Spans of two hours that begin at these moments."""
    return [(local(text), local(text) + 2 * HOUR) for text in texts]


def before():
    """Build it; at noon of 1 March 2027."""
    it = SimpleNamespace(zittau=a_place(key="zittau", street="Markt 1", latitude=50.8961, longitude=14.8072))
    it.hall = a_room(place=it.zittau, name="Saal", slug="saal", setup_min=30, teardown_min=30)
    it.partner = an_organisation(key="verein")
    studio = a_digital_room(slug="netz")
    it.sewing = a_format(slug="naehen", name="Nähen", area=an_area(key="handwerk"))
    nights = [
        ("2027-03-27T22:00", "2027-03-28T01:30"), ("2027-03-28T01:00", "2027-03-28T03:30"),
        ("2027-03-28T03:00", "2027-03-28T04:00"), ("2027-07-01T18:00", "2027-07-01T20:00"),
        ("2027-10-30T22:00", "2027-10-31T02:30"), ("2027-10-31T01:00", "2027-10-31T03:00"),
        ("2027-10-31T03:00", "2027-10-31T05:00"), ("2027-12-31T22:00", "2028-01-01T02:00"),
    ]  # fmt: skip
    for number, (begin, end) in enumerate(nights):
        an_event(spans=[(local(begin), local(end))], title=f"Lange Nacht {number}")
    three = spans("2027-03-27T10:00", "2027-03-28T10:00", "2027-04-03T10:00")
    it.course = an_event(spans=three, title="Mehrere Tage", room_ids=[it.hall.id])
    it.both = an_event(spans=spans("2027-05-01T10:00"), title="Beides", format=it.sewing, hosts=[it.partner],
                       room_ids=[it.hall.id, studio.id], seats={ONSITE: 3, ONLINE: 9})  # fmt: skip
    an_event(spans=spans("2027-05-02T10:00"), title="Auswärts", external="Zgorzelec, Gastort")
    an_event(spans=spans("2027-05-03T10:00"), title="Sonst bleibt; alles", room_ids=[it.hall.id])
    it.shut = an_event(spans=spans("2027-05-07T10:00"), title="Bald nur Geladene", room_ids=[it.hall.id])
    it.deleted = an_event(spans=spans("2027-05-04T10:00"), format=it.sewing)
    it.off = an_event(spans=spans("2027-10-31T10:00"), title="Fällt aus", format=it.sewing, room_ids=[it.hall.id])
    an_event(spans=spans("2027-04-01T10:00"), title="Entwurf", state=DRAFT, room_ids=[it.hall.id])
    invited = {"registration": INVITE}
    an_event(spans=spans("2027-04-02T10:00"), title="Geladene", format_facts=invited, room_ids=[it.hall.id])
    it.day = an_umbrella(days_ahead=61, days=9, events=[it.both, it.shut])
    translating.translate_event(it.both.id, "pl", title="Jedno i drugie")
    it.rehearsal = rooms.book_room(it.hall.id, *spans("2027-05-05T10:00")[0], "Probe von Jana", knowingly=True)
    a_room_request(it.hall, starts_at=local("2027-05-06T10:00"))
    it.booked = [a_registration(event, **JANA) for event in (it.course, it.both, it.off)]
    a_registration(it.deleted, is_confirmed=False, **JANA)
    it.secret = own_feeds.renew(JANA["email"])
    account = a_member_of_staff(roles=("programme", "rooms"))
    it.team = staff_addresses.renew(account.id, with_all=True, with_drafts=True, with_requests=True)
    return it


def change(it):
    """Move, call off, rename, drop and add."""
    sessions.drop_session(it.course.id, it.course.dates[1].id)
    actions.move_event(it.course.id, spans("2027-03-28T10:00", "2027-03-30T10:00"))
    sessions.add_session(it.course.id, spans("2027-04-10T10:00")[0], "Nachtrag", knowingly=True)
    actions.cancel_event(it.off.id, "Krank, leider; wir suchen")
    formats.change_format(it.shut.format_id, registration=INVITE)
    actions.change_event(it.both.id, title="Beides, neu")
    furnishing.change_room(it.hall.id, name="Großer Saal", step_free=True)
    placing.change_place(it.zittau.id, street="Markt 2")
    areas.change_area(it.sewing.area_id, title="Handwerk, auch Kunst")
    translating.translate_format(it.sewing.id, "pl", summary="Igła i nitka")
    with transaction():
        db.session.delete(db.session.get(Event, it.deleted.id))
    rooms.cancel_booking(it.rehearsal.id)
    it.added = an_event(spans=spans("2027-06-01T10:00"), format=it.sewing, room_ids=[it.hall.id])
    translating.translate_event(it.added.id, "pl", title="Szycie")
    registrations.give_up(it.booked[1].id)
    a_registration(it.added, **JANA)


def dates(keep=lambda it, event: True, language="de"):
    """What a feed of public events holds: of those that are kept."""

    def expected(it):
        events = db.session.query(Event).where(Event.published_at.is_not(None), Event.state != DRAFT).all()
        return [
            seen(date, language)
            for event in events
            if event.format.registration != INVITE and keep(it, event)
            for date in event.dates
        ]

    return expected


def seen(date, language="de"):
    """What readers see of a date."""
    event, text = date.event, db.session.get(EventText, (date.event_id, language))
    title = ": ".join(filter(None, ((text and text.title) or event.title, date.title)))
    # What nobody said in Polish stands in the Polish feed as a whole in German.
    is_said = text or db.session.get(FormatText, (event.format_id, language))
    off = "Odwołane" if is_said else "Abgesagt"
    title = f"{off}: {title}" if event.is_cancelled else title
    return Seen(date.uid, date.starts_at, date.ends_at, title, event.is_cancelled)


def taken(it, name=None):
    """What a feed of the hall holds: each booking with setup and teardown, and the name of what is public."""
    name = name or _name
    held = {}
    for occupancy in db.session.query(Occupancy).where(Occupancy.part_id.in_([part.id for part in it.hall.parts])):
        held.setdefault(occupancy.booking, []).append(occupancy)
    return [
        Seen(booking.uid, min(each.starts_at for each in spans), max(each.ends_at for each in spans),
             name(booking), False)
        for booking, spans in held.items()
    ]  # fmt: skip


def _date_of(booking):
    return db.session.query(EventDate).where(EventDate.bookings.any(id=booking.id)).one_or_none()


def _name(booking):
    date = _date_of(booking)
    is_public = date and date.event.state != DRAFT and date.event.format.registration != INVITE
    return date.event.title if is_public else "Belegt"


def _name_for_the_team(booking):
    date = _date_of(booking)
    if date is None:
        return booking.title if booking.state == BOOKED else f"Anfrage: {booking.title}"
    return f"{'Entwurf: ' if date.event.state == DRAFT else ''}{seen(date).title}"


def planned(_it):
    """What the feed of somebody who plans holds: all events, with drafts, and the requests that wait."""
    dates = db.session.query(EventDate)
    drafts = [seen(date) for date in dates if date.event.state == DRAFT]
    requests = db.session.query(Booking).where(Booking.state == REQUESTED)
    return [
        *(seen(date) for date in dates if date.event.state != DRAFT),
        *(draft._replace(title=f"Entwurf: {draft.title}") for draft in drafts),
        *(Seen(each.uid, each.starts_at, each.ends_at, f"Anfrage: {each.title} ({each.room.name})", False)
          for each in requests),
    ]  # fmt: skip


def doors(_it):
    """What the feed of the doors holds: what takes place somewhere."""
    dates = [seen(date) for date in db.session.query(EventDate) if date.event.state != DRAFT and _has_door(date.event)]
    return [each if each.is_cancelled else each._replace(title=f"Einlass: {each.title}") for each in dates]


def _has_door(event):
    return event.external or any(not room.is_digital for room in event.rooms)


def booked(_it):
    """What the own feed of a guest holds."""
    rows = db.session.query(Registration).where(Registration.email == JANA["email"], Registration.state.in_(LIVING))
    return [seen(date) for row in rows for date in row.event.dates]


def is_in_zittau(it, event):
    """Whether a room of this event is there."""
    return any(booking.room.place_id == it.zittau.id for date in event.dates for booking in date.bookings)


# The address ({}: of what was built), and what the database says.
KINDS = {
    "programme": ("/kalender/programm.ics", dates()),
    "in Polish": ("/kalender/programm.ics?lang=pl", dates(language="pl")),
    "a place": ("/kalender/programm.ics?ort=zittau", dates(is_in_zittau)),
    "an area": ("/kalender/programm.ics?bereich=handwerk", dates(lambda it, event: event.area.key == "handwerk")),
    "a format": ("/kalender/programm.ics?format=naehen", dates(lambda it, event: event.format_id == it.sewing.id)),
    "digital": ("/kalender/programm.ics?art=digital", dates(lambda it, event: event.id == it.both.id)),
    "a partner": ("/kalender/programm.ics?partner=verein", dates(lambda it, event: it.partner in event.hosts)),
    "a day": ("/kalender/programm.ics?tag={it.day.slug}", dates(lambda it, event: event.umbrella_id == it.day.id)),
    "an event": ("/veranstaltungen/{it.course.slug}.ics", dates(lambda it, event: event.id == it.course.id)),
    "a room": ("/raeume/saal.ics", taken),
    "a guest's own": ("/kalender/ich/{it.secret}.ics", booked),
    "the team's": ("/kalender/team/{it.team}/meine.ics", planned),
    "a door": ("/kalender/team/{it.team}/einlass.ics", doors),
    "a room of the team": ("/kalender/team/{it.team}/raum-{it.hall.id}.ics", lambda it: taken(it, _name_for_the_team)),
}  # fmt: skip
