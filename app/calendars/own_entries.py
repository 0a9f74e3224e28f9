"""What somebody has booked, as entries of a diary of their own: the dates, sessions or slots of a registration.

Under the same UIDs as everywhere; revised last when the event or the registration was.
"""

from app import reading
from app.calendars import entries
from app.calendars.entries import Said
from app.notifications.letter_words import GERMAN
from app.programme import cards, translation_queries
from app.programme.models import ONLINE
from app.registrations import diary, limits


def said_for(registrations):
    """Return what `entries_of` needs to say it in the languages of guests; no statement where all read German."""
    return _said_of({registration.event for registration in registrations if registration.language != GERMAN})


def entries_of(registration, said=None):
    """Return [(date, VEVENT)] of what a registration is for: all dates, or those of chosen sessions and slots.

    `said`: by `said_for`, where there are several.
    """
    own, found, said = limits.own_parts(registration), [], said or said_for([registration])
    for date in diary.dates_of(registration):
        entry = entry_of(registration, date, said)
        if chosen := own.get(date.id):
            # Slots of one date are one stay.
            _set_span(entry, min(part.starts_at for part in chosen), max(part.ends_at for part in chosen))
        found.append((date, entry))
    return found


def entry_of(registration, date, said=None):
    """Return a date as a VEVENT of the diary of a guest, also one that is theirs no more."""
    event = date.event
    entry = entries.entry(
        event, date, _said(date, registration, said), "TRANSPARENT" if event.is_cancelled else "OPAQUE",
        is_online=registration.kind == ONLINE,
    )  # fmt: skip
    _count(entry, event.sequence + registration.sequence)
    _stamp(entry, event, registration)
    return entry


def _said(date, registration, said):
    """Return what a date says in the language of a guest, or None in German."""
    language = registration.language
    if language == GERMAN:
        return None
    # A date that is theirs no more may be one of another event.
    texts = (said or _said_of({date.event}))[date.event_id]
    title, summary = texts.get(language, texts[GERMAN])
    return Said(cards.session_title(date.event, date, title), summary, language=language)


def _said_of(events):
    key = ("said", *sorted(event.id for event in events))
    return reading.once(key, lambda: translation_queries.said_of(events)) if events else {}


def _set_span(entry, starts_at, ends_at):
    for name, moment in zip(("dtstart", "dtend"), entries.written_span(starts_at, ends_at), strict=True):
        entry.pop(name)
        entry.add(name, moment)


def _count(entry, number):
    entry.pop("sequence")
    entry.add("sequence", number)


def _stamp(entry, event, registration):
    """Say when it changed last: of two with one SEQUENCE, the later counts (RFC 5546, 2.1.5)."""
    own = (registration.booked_at, registration.confirmed_at, registration.ended_at, registration.changed_at)
    latest = max(moment for moment in (event.changed_at, *own) if moment is not None)
    for name in ("dtstamp", "last-modified"):
        entry.pop(name)
        entry.add(name, latest.replace(microsecond=0))
