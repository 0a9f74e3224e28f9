"""What somebody has booked, as entries of a diary of their own: the dates, sessions or slots of a registration."""

from app.calendars import entries
from app.programme.models import ONLINE
from app.registrations import limits


def entries_of(registration):
    """Return [(date, VEVENT)] of what a registration is for: all dates, or those of chosen sessions and slots.

    Under the same UIDs as everywhere; it was revised last when the event or the registration was.
    """
    event = registration.event
    own, found = limits.own_parts(registration), []
    for date in event.dates:
        chosen = own.get(date.id)
        if own and not chosen:
            continue
        entry = entries.entry(
            event, date, transp="TRANSPARENT" if event.is_cancelled else "OPAQUE",
            is_online=registration.kind == ONLINE,
        )  # fmt: skip
        if chosen:
            # Slots of one date are one stay.
            _set_span(entry, min(part.starts_at for part in chosen), max(part.ends_at for part in chosen))
        _stamp(entry, registration)
        found.append((date, entry))
    return found


def _set_span(entry, starts_at, ends_at):
    for name, moment in zip(("dtstart", "dtend"), entries.written_span(starts_at, ends_at), strict=True):
        entry.pop(name)
        entry.add(name, moment)


def _stamp(entry, registration):
    """Say when it changed last: of two with one SEQUENCE, the later counts (RFC 5546, 2.1.5)."""
    own = (registration.booked_at, registration.confirmed_at, registration.ended_at)
    latest = max(moment for moment in (registration.event.changed_at, *own) if moment is not None)
    for name in ("dtstamp", "last-modified"):
        entry.pop(name)
        entry.add(name, latest.replace(microsecond=0))
