"""What the team has to do about calendars of others."""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from app import display
from app.accounts.models import ROOMS
from app.accounts.rules import Where
from app.calendars import foreign_queries as queries
from app.programme.todo import Todo

# How long a server may be away before somebody is told.
PATIENCE = timedelta(days=1)


def foreign_lines(now):
    """Return our bookings that meet an event of others, calendars that nobody reaches, and entries left out."""
    return [*_clashes(now), *_troubled(now)]


def _clashes(now):
    for booking, room, event, name in queries.clashes(now):
        facts = {"calendar": name, "title": event.title or _("ein Termin"), "room": room.name}
        when = display.span(event.starts_at, event.ends_at)
        yield Todo(
            rule=f"foreign-clash-{event.calendar_id}", about=booking.about, title=booking.title,
            when=display.span(booking.starts_at, booking.ends_at),
            text=_(
                "Im fremden Kalender „%(calendar)s“ steht zur selben Zeit: „%(title)s“ (%(when)s). %(room)s bleibt "
                "erst einmal bei unserer Buchung.", when=when, **facts,
            ),
            act=_("Ansehen"), href=f"/team/raumbuchungen/{booking.id}", roles=(ROOMS,),
            where=Where(places=frozenset({room.place_id}) if room.place_id else None), due_at=booking.starts_at,
            marker=f"{event.starts_at.isoformat()} {event.ends_at.isoformat()} {booking.starts_at.isoformat()}",
            settle=_("Das ist geklärt"), is_clash=True,
        )  # fmt: skip


def _troubled(now):
    for calendar in queries.troubled(now, PATIENCE):
        line = {
            "title": calendar.name, "about": calendar.about, "act": _("Ansehen"), "roles": (ROOMS,),
            "href": f"/team/kalender-quellen/{calendar.id}", "where": queries.where_of(calendar),
        }  # fmt: skip
        if calendar.failing_since and calendar.failing_since < now - PATIENCE:
            text = _(
                "Diese Kalenderquelle antwortet seit %(since)s nicht: %(why)s Bis dahin gilt, was zuletzt da stand.",
                since=display.moment(calendar.failing_since), why=calendar.failure,
            )  # fmt: skip
            yield Todo(rule="foreign-fails", text=text, due_at=calendar.failing_since, **line)
        if calendar.left_out:
            text = ngettext(
                "Ein Eintrag dieser Kalenderquelle ist nicht übernommen.",
                "%(num)s Einträge dieser Kalenderquelle sind nicht übernommen.", calendar.left_out,
            )  # fmt: skip
            marker = "|".join(f"{title} {reason}" for title, reason, _facts in calendar.skipped)[:200]
            yield Todo(rule="foreign-skips", text=text, marker=marker, settle=_("Das ist in Ordnung"), **line)
