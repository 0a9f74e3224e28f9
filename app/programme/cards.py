"""Events in words: what a card, a page and a mail say of them."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app import display
from app.alliance.words import languages_text
from app.programme import rules
from app.programme.models import BOOKED_HERE, EXTERNAL, ONLINE, ONSITE, SEAT, SLOT, SOME_DATES
from app.programme.rules import Standing

# How a standing looks on a card: see the components.
LOOKS = {
    Standing.DRAFT: "info",
    Standing.CANCELLED: "cancelled",
    Standing.PAST: "past",
    Standing.RUNNING: "info",
    Standing.INVITATION: "info",
    Standing.DROP_IN: "free",
    Standing.ELSEWHERE: "info",
    Standing.NOT_YET_OPEN: "info",
    Standing.CLOSED: "info",
    Standing.OPEN: "free",
    Standing.FEW: "few",
    Standing.FULL: "full",
}


@dataclass(frozen=True)
class Card:
    """What the list shows of an event; made for the template `components/events.html`."""

    title: str
    href: str
    when: str
    place_line: str
    area_key: str
    area_name: str
    kind_text: str
    languages_text: str
    seats_text: str
    seats_state: str
    is_moved: bool
    badges: tuple


def card(event, now):
    """Return the card of an event."""
    standing = rules.standing(event, now)
    return Card(
        title=event.title,
        href=f"/veranstaltungen/{event.slug}",
        when=when(event),
        place_line=event.place_line,
        area_key=event.area.key,
        area_name=event.area.title,
        kind_text=kind_text(event),
        languages_text=languages_text(event.languages),
        seats_text=seats_text(event, now),
        seats_state=LOOKS[standing],
        is_moved=is_moved(event),
        badges=tuple(_badges(event)),
    )


def when(event):
    """ "Samstag, 6. Februar, 14 bis 17 Uhr"; further days of a longer event follow."""
    return " · ".join(display.span(*span) for span in event.spans)


def session_title(event, date, title=None):
    """What one date of an event is called where it stands alone, as in a calendar: "Holzkurs: Ein Kästchen bauen".

    `title`: what the event is called in another language.
    """
    title = title or event.title
    return f"{title}: {date.title}" if date.title else title


def attendance_text(event):
    """Say of an event with several dates what one registration is for; "" of one that has a single date, or none."""
    if len(event.dates) < 2 or event.format.registration != SEAT:
        return ""
    if event.attendance == SOME_DATES:
        return _("Sie melden sich einmal an, und können zu allen Terminen kommen oder nur zu einzelnen.")
    return _("Sie melden sich einmal an, für alle %(number)s Termine zusammen.", number=len(event.dates))


def is_moved(event):
    """Tell whether guests may still remember another time."""
    return any(date.moved_from_starts_at for date in event.dates) and not event.is_cancelled


def short_mark(event):
    """Return (state, word) for where there is little room, or None for an event that takes place as planned."""
    if event.is_cancelled:
        return "cancelled", _("Abgesagt")
    if is_moved(event):
        return "moved", _("Verlegt")
    return None


def kind_text(event):
    """ "Vor Ort", "Digital" or "Vor Ort und digital"."""
    onsite = bool(event.external) or any(not room.is_digital for room in event.rooms)
    online = any(room.is_digital for room in event.rooms)
    if onsite and online:
        return _("Vor Ort und digital")
    return _("Digital") if online else _("Vor Ort")


def seats_text(event, now):
    """Say in words whether somebody can still come; never a naked number."""
    standing = rules.standing(event, now)
    if standing == Standing.NOT_YET_OPEN:
        return _("Anmeldung ab %(when)s", when=display.day_and_time(event.opens_at))
    if standing in (Standing.FEW, Standing.OPEN):
        return _free_text(event, standing)
    if standing == Standing.FULL:
        return _("Ausgebucht – Warteliste offen") if event.format.has_waiting_list else _("Ausgebucht")
    return {
        Standing.DRAFT: _draft_text(event, now),
        Standing.CANCELLED: _("Abgesagt"),
        Standing.PAST: _("Vorbei"),
        Standing.RUNNING: _("Läuft gerade"),
        Standing.INVITATION: _("Nur mit Einladung"),
        Standing.DROP_IN: _("Einfach vorbeikommen"),
        Standing.ELSEWHERE: _("Anmeldung auf einer anderen Seite"),
        Standing.CLOSED: _("Anmeldung geschlossen"),
    }[standing]


def _draft_text(event, now):
    if event.publish_at is None:
        return _("Entwurf, noch nicht öffentlich")
    if event.publish_at <= now:
        return _("Entwurf, sollte schon öffentlich sein")
    return _("Entwurf, öffentlich ab %(when)s", when=display.day_and_time(event.publish_at))


def taken_text(event):
    """Say how many seats are given away, and of how many; names nobody. What needs no booking is not counted."""
    capacity = sum(ledger.capacity for ledger in event.ledgers)
    taken = sum(ledger.taken for ledger in event.ledgers)
    if not taken and event.format.registration == EXTERNAL:
        return _("Anmeldung auf einer anderen Seite")
    if not taken and event.format.registration not in BOOKED_HERE:
        return _("Ohne Anmeldung")
    return _("%(taken)s von %(all)s Plätzen vergeben", taken=taken or _("Keiner"), all=capacity)


def ledger_text(ledger):
    """Say how many seats of one kind are left."""
    if not ledger.free:
        return _("Ausgebucht")
    if rules.is_few(ledger):
        return ngettext("Noch %(num)s Platz", "Noch %(num)s Plätze", ledger.free)
    return ngettext("%(num)s Platz frei", "%(num)s Plätze frei", ledger.free)


def _free_text(event, standing):
    if event.format.registration == SLOT:
        free = sum(ledger.free for ledger in event.ledgers)
        few = ngettext("Noch %(num)s Zeitfenster frei", "Noch %(num)s Zeitfenster frei", free)
        return few if standing == Standing.FEW else _("Zeitfenster frei")
    if standing == Standing.FEW:
        free = sum(ledger.free for ledger in event.ledgers)
        return ngettext("Noch %(num)s Platz", "Noch %(num)s Plätze", free)
    onsite, online = event.ledger(ONSITE), event.ledger(ONLINE)
    if onsite and online and not onsite.free:
        return _("Vor Ort ausgebucht, digital noch Plätze frei")
    return _("Plätze frei")


def _badges(event):
    if event.sign_language:
        yield _("Gebärdensprache")
    onsite = [room for room in event.rooms if not room.is_digital]
    if onsite and all(room.step_free for room in onsite):
        yield _("Stufenfrei")
