"""What waits on the desks of the team: requests for rooms, partners, ideas, messages that do not arrive."""

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from app import display
from app.accounts.models import ADMINISTRATION, PROGRAMME, ROOMS
from app.accounts.rules import Where
from app.alliance import idea_queries, partner_queries
from app.database import db
from app.notifications import standing
from app.notifications.models import FAILED, Message
from app.programme.todo import Todo
from app.rooms import desk_queries

# How long somebody who asked may wait.
PATIENCE = timedelta(days=7)


def requests_for_rooms(_now):
    """Return the requests for rooms that wait for the team."""
    found = []
    for request in desk_queries.open_requests():
        waiting = [booking for booking in request.bookings if booking.state == desk_queries.REQUESTED]
        if not waiting:
            # An offer of ours waits for the person who asked.
            continue
        places = frozenset(booking.room.place_id for booking in waiting) - {None}
        first = min(waiting, key=lambda booking: booking.starts_at)
        found.append(
            Todo(
                rule="room-request", about=request.about, title=first.room.name,
                when=display.span(first.starts_at, first.ends_at),
                text=ngettext(
                    "Eine Anfrage für einen Termin wartet auf eine Entscheidung.",
                    "Eine Anfrage für %(num)s Termine wartet auf eine Entscheidung.", len(waiting),
                ),
                act=_("Entscheiden"), href=f"/team/anfragen/{request.id}", roles=(ROOMS,),
                where=Where(places=places or None), due_at=request.answer_by,
            )  # fmt: skip
        )
    return found


def partners(_now):
    """Return the requests to become a partner that wait for a decision."""
    return [
        Todo(
            rule="partner-request", about=request.about, title=request.organisation_name,
            text=_("Möchte Partner werden."), act=_("Entscheiden"), href=f"/team/partneranfragen/{request.id}",
            roles=(PROGRAMME,), due_at=request.confirmed_at + PATIENCE,
        )
        for request in partner_queries.open_requests()
    ]  # fmt: skip


def ideas(_now):
    """Return the ideas that nobody has looked at yet."""
    return [
        Todo(
            rule="new-idea", about=idea.about, title=idea.title, text=_("Eine neue Idee wartet auf einen Blick."),
            act=_("Ansehen"), href=f"/team/ideen/{idea.id}", roles=(PROGRAMME,), due_at=idea.confirmed_at + PATIENCE,
        )
        for idea in idea_queries.new_ideas()
    ]  # fmt: skip


def mail(now):
    """Return, as one line, that no mail goes out, since when and why."""
    trouble = standing.find_trouble(now)
    if trouble is None:
        return []
    return [
        Todo(
            rule="mail-stuck", about="messages", title=_("E-Mails"), text=trouble.in_words(now), act=_("Ansehen"),
            href="/team/nachrichten?status=waiting", roles=(PROGRAMME,), due_at=trouble.since,
            marker=trouble.since.isoformat(),
        )
    ]  # fmt: skip


def jobs(now):
    """Return that the background jobs stand still, and which of them fail."""
    found = []
    if since := standing.still_since(now):
        found.append(("still", _("Hintergrundarbeiten"), _(
            "Seit %(when)s läuft keine mehr: Nichts wird verschickt, nichts läuft ab. Bitte starten Sie sie "
            "(flask jobs run).", when=display.moment(since),
        )))  # fmt: skip
    found += [
        (name, name, _("Diese Hintergrundarbeit scheitert: %(error)s", error=error))
        for name, error in standing.failing_jobs()
    ]
    return [
        Todo(
            rule="job-fails", about=f"job:{name}", title=title, text=text, act=_("Haus prüfen"),
            href="/team/einrichten", roles=(ADMINISTRATION,), due_at=now, marker=text[:200],
        )
        for name, title, text in found
    ]  # fmt: skip


def messages(now):
    """Return, as one line, that messages did not arrive; those who failed later show it again."""
    number, latest = db.session.execute(
        sa.select(sa.func.count(Message.id), sa.func.max(Message.id)).where(Message.state == FAILED)
    ).one()
    if not number:
        return []
    return [
        Todo(
            rule="failed-messages", about="messages", title=_("E-Mails"),
            text=ngettext(
                "Eine Nachricht ist nicht angekommen.", "%(num)s Nachrichten sind nicht angekommen.", number
            ),
            act=_("Ansehen"), href="/team/nachrichten?status=failed", roles=(PROGRAMME,), due_at=now,
            marker=str(latest), settle=_("Das ist geklärt"),
        )
    ]  # fmt: skip
