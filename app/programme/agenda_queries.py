"""What waits for a body: read from everywhere, by few statements, each thing with a source string of its own.

"room-request:12", "partner-request:3", "idea:7", "resolution:5", "target:9". What is named here is seen by all members
of a body and stays in its minutes, so nothing of it names a person.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import joinedload

from app import clock, display
from app.alliance import target_queries
from app.alliance.area_rules import MEASURE_WORDS, name_of
from app.alliance.bodies import Resolution
from app.alliance.houses import House
from app.alliance.ideas import PUBLIC, Idea
from app.alliance.partners import OPEN as OPEN_REQUEST
from app.alliance.partners import PartnerRequest
from app.database import db
from app.programme import resolution_rules
from app.rooms.bookings import REQUESTED, Booking
from app.rooms.models import Room
from app.rooms.persons import RoomRequest

# Where the team looks at what a source names.
PATHS = {
    "room-request": "/team/anfragen/{}",
    "partner-request": "/team/partneranfragen/{}",
    "idea": "/team/ideen/{}",
    "resolution": "/team/beschluesse/{}",
    "target": "/team/bereiche",
}
LONGEST_TITLE = 300


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a body."""

    source: str
    title: str
    text: str = ""

    @property
    def path(self):
        """Where the team looks at it."""
        return path_of(self.source)


def path_of(source):
    """Return where the team looks at what a source names, or None."""
    kind, _colon, number = (source or "").partition(":")
    return PATHS[kind].format(number) if kind in PATHS else None


def waiting(body_id, now):
    """Return all that waits for a body, in the order of an agenda."""
    today = clock.today(now)
    kinds = (
        overdue_resolutions(body_id, today), room_requests(), partner_requests(), ideas(), targets(today),
    )  # fmt: skip
    return [each for kind in kinds for each in kind]


def room_requests():
    """Yield the confirmed requests for rooms in which two must agree and that nobody decided yet."""
    bookings = db.session.scalars(
        sa.select(Booking)
        .join(RoomRequest, RoomRequest.id == Booking.request_id)
        .join(Room, Room.id == Booking.room_id)
        .where(Booking.state == REQUESTED, RoomRequest.confirmed_at.is_not(None), Room.two_agree)
        .options(joinedload(Booking.request).joinedload(RoomRequest.organisation), joinedload(Booking.room))
        .order_by(Booking.starts_at, Booking.id)
    ).all()
    by_request = {}
    for booking in bookings:
        by_request.setdefault(booking.request, []).append(booking)
    for request, dates in by_request.items():
        when = display.span(dates[0].starts_at, dates[0].ends_at)
        title = _("Raumanfrage: %(room)s, %(when)s", room=dates[0].room.place_line, when=when)
        more = ngettext("Und ein weiterer Termin.", "Und %(num)s weitere Termine.", len(dates) - 1)
        agreed = _("Eine Zustimmung liegt vor, die zweite fehlt.") if request.agreed_by_id else ""
        whose = _("Angefragt für %(who)s.", who=request.organisation.name) if request.organisation else ""
        parts = [_("Hier müssen zwei zustimmen."), agreed, whose, more if len(dates) > 1 else ""]
        yield Waiting(f"room-request:{request.id}", title[:LONGEST_TITLE], " ".join(filter(None, parts)))


def partner_requests():
    """Yield the requests to become a partner that wait for a decision."""
    rows = db.session.scalars(
        sa.select(PartnerRequest)
        .where(PartnerRequest.state == OPEN_REQUEST)
        .order_by(PartnerRequest.requested_at, PartnerRequest.id)
    )
    for request in rows:
        title = _("Partneranfrage: %(name)s", name=request.organisation_name)
        text = _("Gefragt am %(day)s.", day=display.day_and_month(request.requested_at))
        yield Waiting(f"partner-request:{request.id}", title[:LONGEST_TITLE], text)


def ideas():
    """Yield the public ideas without an answer that as many people support as the house asks for."""
    threshold = sa.func.coalesce(sa.select(House.idea_threshold).scalar_subquery(), 10)
    rows = db.session.scalars(
        sa.select(Idea)
        .where(Idea.state == PUBLIC, Idea.answer.is_(None), Idea.supporters >= threshold)
        .order_by(Idea.supporters.desc(), Idea.id)
    )
    for idea in rows:
        text = ngettext("%(num)s Mensch unterstützt sie.", "%(num)s Menschen unterstützen sie.", idea.supporters)
        yield Waiting(f"idea:{idea.id}", _("Idee: %(title)s", title=idea.title)[:LONGEST_TITLE], text)


def overdue_resolutions(body_id, today):
    """Yield the resolutions of this body whose day has passed, and that nobody has carried out or given up."""
    rows = db.session.scalars(
        sa.select(Resolution)
        .where(Resolution.body_id == body_id, resolution_rules.is_overdue_in_sql(today))
        .options(joinedload(Resolution.owner))
        .order_by(Resolution.due_on, Resolution.id)
    )
    for resolution in rows:
        day = display.day_and_month(resolution.due_on)
        whose = _("Zuständig: %(who)s.", who=resolution.owner.name) if resolution.owner else ""
        text = " ".join(filter(None, [_("Fällig war es am %(day)s.", day=day), whose]))
        title = _("Überfällig: %(title)s", title=resolution.title)
        yield Waiting(f"resolution:{resolution.id}", title[:LONGEST_TITLE], text)


def targets(today):
    """Yield the targets whose day of review has come."""
    for target in target_queries.due_for_review(today):
        facts = {"area": name_of(target.area), "what": MEASURE_WORDS[target.measure], "year": target.year}
        title = _("Ziel ansehen: %(what)s %(year)s, %(area)s", **facts)
        text = _("Gesetzt ist %(value)s.", value=target.value)
        yield Waiting(f"target:{target.id}", title[:LONGEST_TITLE], text)
