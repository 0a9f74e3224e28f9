"""May a format be so? Pure."""

from enum import Enum
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _

from app.programme.models import EXTERNAL, ONLINE, ONSITE, SEAT, SLOT

# Where the events of a format take place; see Format.mode.
PHYSICAL, HYBRID, DIGITAL = "physical", "hybrid", "digital"


class FormatRefusal(Enum):
    """Why a format cannot be made or changed."""

    SAME_NAME = _("Ein Format mit diesem Namen gibt es schon. Bitte wählen Sie einen anderen Namen.")
    NO_LANGUAGE = _("Bitte wählen Sie mindestens eine Sprache, die gesprochen wird.")
    SAME_LANGUAGE = _(
        "Gesprochen wird nur diese eine Sprache: Dann braucht niemand, der in sie dolmetscht. Bitte prüfen Sie beides."
    )
    NO_SEATS = _("Vor Ort braucht es mindestens einen Platz.")
    NO_SEATS_ONLINE = _("Digital braucht es mindestens einen Platz.")
    ONLY_ONSITE = _("Dieses Format ist nur vor Ort. Digitale Plätze: bitte 0, oder wählen Sie „Vor Ort und digital“.")
    ONLY_ONLINE = _("Dieses Format ist nur digital. Plätze vor Ort: bitte 0, oder wählen Sie „Vor Ort und digital“.")
    NEVER_ENOUGH = _(
        "So kämen nie genug Menschen zusammen: Es gibt weniger Plätze, als mindestens besetzt sein müssen. Bitte "
        "prüfen Sie beide Zahlen."
    )
    COMPANY_TOO_LARGE = _(
        "So viele Begleitungen passen zusammen mit der Person, die anmeldet, nicht auf die Plätze. Bitte prüfen Sie "
        "beide Zahlen."
    )
    NO_SLOT = _("Bitte schreiben Sie, wie viele Minuten ein Zeitfenster dauert.")
    SLOT_TOO_LONG = _("Ein Zeitfenster kann nicht länger dauern als das Format selbst. Bitte prüfen Sie beide Zahlen.")
    NEVER_OPEN = _(
        "So wäre die Anmeldung nie offen: Sie schließt, bevor sie öffnet. Bitte prüfen Sie die Tage und die Stunden."
    )
    NO_ADDRESS = _("Bitte schreiben Sie die Adresse der Seite, auf der man sich anmeldet.")
    UNSAFE_ADDRESS = _(
        "Bitte die ganze Adresse einer Seite im Netz, die mit https:// beginnt, ohne Namen und Passwort darin."
    )
    HAS_GUESTS = _(
        "Für „%(title)s“ sind schon Plätze vergeben. Wie man teilnimmt, lässt sich erst wieder ändern, wenn kommende "
        "Veranstaltungen keine Gäste haben. Legen Sie sonst bitte ein neues Format an."
    )


# The facts that the rules look at together, and what holds where nothing is said.
USUAL = {
    "mode": PHYSICAL, "minutes": 0, "capacity": 0, "capacity_online": 0, "min_participants": 0, "companions_max": 0,
    "registration": SEAT, "slot_minutes": None, "external_url": "", "opens_days": None, "closes_hours": 0,
    "languages": (), "interpreting": (),
}  # fmt: skip


def why_no_format(**facts):
    """Return the first reason why a format cannot be so, or None; `facts` are columns named in USUAL."""
    return next((reason for _name, reason in faults(**facts)), None)


def faults(**facts):
    """Return all reasons why a format cannot be so, as (name of the fact, FormatRefusal)."""
    said = {name: USUAL[name] if facts.get(name) is None else facts[name] for name in USUAL}
    return [*_of_languages(said), *_of_seats(said), *_of_registration(said)]


def seats_of(format):
    """Return the seats of a format as {ONSITE: n, ONLINE: n}: none of a kind that its mode does not have."""
    return {
        ONSITE: 0 if format.mode == DIGITAL else format.capacity,
        ONLINE: 0 if format.mode == PHYSICAL else format.capacity_online,
    }


def find_host(url):
    """Return whose page an address is ("www.hszg.de"), or None where it is none that we lead people to."""
    if not url.isprintable() or any(character in url for character in ' \\<>"'):
        return None
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme == "https" and parts.hostname and "." in parts.hostname.strip(".") and parts.port != 0
    except ValueError:
        return None
    return parts.hostname if is_whole and not parts.username and not parts.password else None


def _of_languages(said):
    spoken = said["languages"]
    if not spoken:
        yield "languages", FormatRefusal.NO_LANGUAGE
    if len(spoken) == 1 and spoken[0] in said["interpreting"]:
        yield "interpreting", FormatRefusal.SAME_LANGUAGE


def _of_seats(said):
    mode, onsite, online = said["mode"], said["capacity"], said["capacity_online"]
    if mode != DIGITAL and not onsite:
        yield "capacity", FormatRefusal.NO_SEATS
    if mode != PHYSICAL and not online:
        yield "capacity_online", FormatRefusal.NO_SEATS_ONLINE
    if mode == DIGITAL and onsite:
        yield "capacity", FormatRefusal.ONLY_ONLINE
    if mode == PHYSICAL and online:
        yield "capacity_online", FormatRefusal.ONLY_ONSITE
    if onsite + online and said["min_participants"] > onsite + online:
        yield "min_participants", FormatRefusal.NEVER_ENOUGH
    if said["registration"] == SEAT and 0 < max(onsite, online) <= said["companions_max"]:
        yield "companions_max", FormatRefusal.COMPANY_TOO_LARGE


def _of_registration(said):
    slot_minutes, opens_days, closes_hours = said["slot_minutes"], said["opens_days"], said["closes_hours"]
    if said["registration"] == SLOT and not slot_minutes:
        yield "slot_minutes", FormatRefusal.NO_SLOT
    if said["registration"] == SLOT and slot_minutes and said["minutes"] and slot_minutes > said["minutes"]:
        yield "slot_minutes", FormatRefusal.SLOT_TOO_LONG
    if opens_days is not None and closes_hours and opens_days * 24 <= closes_hours:
        yield "closes_hours", FormatRefusal.NEVER_OPEN
    if said["registration"] == EXTERNAL:
        if not said["external_url"]:
            yield "external_url", FormatRefusal.NO_ADDRESS
        elif find_host(said["external_url"]) is None:
            yield "external_url", FormatRefusal.UNSAFE_ADDRESS
