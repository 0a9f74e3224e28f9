"""The barriers of a room in words. What nobody has checked says so; silence is not a yes."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.programme import cards
from app.programme.models import ANY, WHEELCHAIR

YES, PARTLY, NO, UNKNOWN = "yes", "partly", "no", "unknown"
# Clear width of a door that a wheelchair passes well (DIN 18040-1), and the least that many still pass, in cm.
WIDE_DOOR, NARROW_DOOR = 90, 80


@dataclass(frozen=True)
class Barriers:
    """What the box of a room shows; made for the template `components/events.html`."""

    barriers: tuple
    barriers_note: str = ""
    barriers_checked_text: str = ""


def barriers(room):
    """Return the barriers of a room as (term, text, state), the same terms for every room of a kind."""
    return _digital(room) if room.is_digital else _physical(room)


def _digital(room):
    languages = cards.languages_text(room.interpreting_channels or ())
    return Barriers(
        (
            (_("Untertitel während des Gesprächs"), "", _plain(room.live_captions)),
            (_("Einwahl mit dem Telefon"), "", _plain(room.phone_dial_in)),
            (_("Dolmetschen"), languages, _plain(room.interpreting_channels)),
        )
    )


def _physical(room):
    parking = room.reserved_parking
    return Barriers(
        (
            (_("Stufenfrei erreichbar"), "", _plain(room.step_free)),
            (_("Aufzug"), "", _plain(room.lift)),
            (_("Breite Türen"), _("%(width)s cm", width=room.door_cm) if room.door_cm else "", _door(room.door_cm)),
            (_("WC für Menschen im Rollstuhl"), "", _plain(room.accessible_wc)),
            (_("Plätze für Rollstühle"), _places(room.wheelchair_places), _plain(room.wheelchair_places)),
            (_("Parkplätze für Menschen mit Behinderung"), _places(parking), _plain(parking)),
            (_("Höranlage"), *_hearing_loop(room.hearing_loop)),
            (_("Raum zum Ausruhen"), "", _plain(room.quiet_room)),
            (_("Assistenzhunde"), "", _plain(room.assistance_dogs)),
        ),
        room.access_note,
    )


def step_free_text(room):
    """Say in a few words whether one gets into a room without steps; for lists."""
    if room.step_free is None:
        return _("Stufenfrei: noch nicht geprüft")
    return _("Stufenfrei") if room.step_free else _("Nicht stufenfrei")


def why_not_fit(room, need):
    """Say in a few words what keeps a room from being as barrier-free as a format asks for, or return ""."""
    if room.is_digital or need == ANY:
        return ""
    if not room.step_free:
        return _("nicht stufenfrei") if room.step_free is not None else _("Stufenfrei: noch nicht geprüft")
    if need == WHEELCHAIR and not room.accessible_wc:
        return _("ohne Rollstuhl-WC") if room.accessible_wc is not None else _("Rollstuhl-WC: noch nicht geprüft")
    return ""


def _plain(fact):
    return UNKNOWN if fact is None else YES if fact else NO


def _door(width):
    if width is None:
        return UNKNOWN
    return YES if width >= WIDE_DOOR else PARTLY if width >= NARROW_DOOR else NO


def _places(number):
    return ngettext("%(num)s Platz", "%(num)s Plätze", number) if number else ""


def _hearing_loop(kind):
    return {
        "fest": (_("fest eingebaut"), YES),
        "mobil": (_("mobil, bitte vorher anfragen"), PARTLY),
        "nein": ("", NO),
    }.get(kind, ("", UNKNOWN))
