"""Pages about courses, series of events and interpreting."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa

from app import clock
from app.database import db
from app.programme import event_series, interpreting, planning, sessions
from app.programme.models import DRAFT, ONSITE, SOME_DATES, Format
from app.rooms.models import Room
from app.rooms.series_actions import Choices
from tests.make import a_thing, an_event

NO_PAGES = ()


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    course, events, lone = _course(), _series(), an_event(title="Steht für sich")
    public = {
        "event, course": f"/veranstaltungen/{course.slug}",
        "event, of a series": f"/veranstaltungen/{events[0].slug}",
    }
    team = {
        "interpreting": f"/team/veranstaltungen/{course.id}/dolmetschen",
        "interpreting, nobody": f"/team/veranstaltungen/{lone.id}/dolmetschen",
        "sessions": f"/team/veranstaltungen/{course.id}/termine",
        "sessions, one": f"/team/veranstaltungen/{lone.id}/termine",
        "series of events": f"/team/veranstaltungen/{events[1].id}/reihe",
        "series of events, none": f"/team/veranstaltungen/{lone.id}/reihe",
        "publish, overdue": f"/team/veranstaltungen/{_overdue().id}/veroeffentlichen",
    }
    return public, team


def _start(days, hour=18):
    return datetime.combine(clock.today(clock.now()) + timedelta(days=days), time(hour))


def _course():
    """Two sessions with titles and a choice, into two languages."""
    spans = [(clock.from_wall(_start(day)), clock.from_wall(_start(day, 20))) for day in (181, 188)]
    event = an_event(title="Holzkurs", spans=spans, attendance=SOME_DATES)
    titles = ("Holz kennenlernen", "Ein Kästchen bauen")
    sessions.title_sessions(event.id, {date.id: title for date, title in zip(event.dates, titles, strict=True)})
    a_thing(name="Team Polnisch", interprets="pl")
    for language in ("pl", "dgs"):
        interpreting.add_interpreting(event.id, language)
    interpreting.confirm_interpreting(event.id, "dgs")
    return event


def _series():
    """Four public evenings."""
    format = db.session.scalar(sa.select(Format).where(Format.slug == "repair-cafe"))
    room = db.session.scalar(sa.select(Room).where(Room.key == "gr-salon"))
    repeat = event_series.Repeat("FREQ=WEEKLY;COUNT=4", _start(185, 19), _start(185, 21))
    facts = {"title": "Abend am Netz", "languages": ["de"]}
    wanted = planning.Plan(format.id, (), (room.id,), {ONSITE: 10}, facts)
    return event_series.plan_series(wanted, repeat, Choices(knowingly=True, only_free=True), is_public=True)


def _overdue():
    """A draft that should be public, and lacks a place."""
    event = an_event(title="Soll schon zu sehen sein", state=DRAFT, starts_at=clock.from_wall(_start(190)))
    event.publish_at = clock.now() - timedelta(hours=1)
    db.session.commit()
    return event
