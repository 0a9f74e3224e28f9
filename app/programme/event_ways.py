"""What the team can do with an event, by how it stands: the buttons on its page. A way shows once its page exists."""

from flask_babel import lazy_gettext as _

from app.accounts import access
from app.programme import rules
from app.programme.models import DRAFT
from app.programme.rules import Standing

# How an event stands for the team.
ITS_DRAFT, COMING, OVER, CALLED_OFF = "draft", "coming", "over", "called off"
_LIVING = (ITS_DRAFT, COMING)
# Only for an event that has a digital room.
ITS_ROOM = "raum"
# (label, page below the event, when, look of the button)
WAYS = (
    (_("Einlass"), "einlass", (COMING,), ""),
    (_("Digitaler Raum"), ITS_ROOM, _LIVING, ""),
    (_("Veröffentlichen"), "veroeffentlichen", (ITS_DRAFT,), ""),
    (_("Absage zurücknehmen"), "ruecknahme", (CALLED_OFF,), ""),
    (_("Abschließen"), "abschluss", (OVER,), ""),
    (_("Rückmeldungen"), "rueckmeldungen", (OVER,), "quiet"),
    (_("Ändern"), "aendern", _LIVING, "quiet"),
    (_("In anderen Sprachen"), "sprachen", _LIVING, "quiet"),
    (_("Verlegen"), "verlegen", _LIVING, "quiet"),
    (_("Ort und Räume"), "ort", _LIVING, "quiet"),
    (_("Vor Ort oder digital"), "digital", _LIVING, "quiet"),
    (_("Termine"), "termine", _LIVING, "quiet"),
    (_("Reihe"), "reihe", _LIVING, "quiet"),
    (_("Dolmetschen"), "dolmetschen", _LIVING, "quiet"),
    (_("Erinnerungen"), "erinnerungen", _LIVING, "quiet"),
    (_("Mitveranstalter fragen"), "mitveranstalter", _LIVING, "quiet"),
    (_("Noch einmal planen"), "verdoppeln", (*_LIVING, OVER, CALLED_OFF), "quiet"),
    (_("Als Format merken"), "vorlage", (*_LIVING, OVER), "quiet"),
    (_("Veranstaltung absagen"), "absagen", _LIVING, "danger"),
)


def ways(event, now):
    """Return (label, address, look) of what the signed-in can do with an event now."""
    standing = _standing(event, now)
    return [
        (label, path, look)
        for label, page, when, look in WAYS
        if standing in when and (page != ITS_ROOM or any(room.is_digital for room in event.rooms))
        and access.may_follow(path := f"/team/veranstaltungen/{event.id}/{page}")
    ]


def _standing(event, now):
    if event.is_cancelled:
        return CALLED_OFF
    if event.state == DRAFT:
        return ITS_DRAFT
    return OVER if rules.standing(event, now) == Standing.PAST else COMING
