"""What the page says that asks which planned events follow their format."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app import display
from app.alliance.words import languages_text
from app.programme import interpreting_words
from app.programme.models import ONLINE, ONSITE

TITLE, AREA, FURTHER_AREAS = lazy_gettext("Titel"), lazy_gettext("Bereich"), lazy_gettext("Weitere Bereiche")
LANGUAGES, INTERPRETING = lazy_gettext("Sprachen"), lazy_gettext("Dolmetschen")
OPENS, CLOSES = lazy_gettext("Anmeldung öffnet"), lazy_gettext("Anmeldung schließt")
DECIDES = lazy_gettext("Entscheidung, ob es stattfindet")
SEATS = {ONSITE: lazy_gettext("Plätze vor Ort"), ONLINE: lazy_gettext("Plätze digital")}


def areas(found):
    """ "Leben, Bildung", or "keine"."""
    return ", ".join(area.title for area in found) or _("keine")


def languages(codes):
    """ "Deutsch, Polnisch", or "keine"."""
    return languages_text(codes) or _("keine")


def opens(moment):
    """When registration opens."""
    return display.day_and_time(moment) if moment else _("sobald es öffentlich ist")


def closes(moment):
    """When registration closes."""
    return display.day_and_time(moment) if moment else _("wenn es beginnt")


def decides(moment):
    """When the house decides."""
    return display.day_and_time(moment) if moment else _("ohne Mindestzahl")


def seats(number):
    """ "12 Plätze"."""
    return display.seats(number)


def other_kind(kind, number):
    """Say that seats of a kind do not come or go by themselves: there may be no room, or guests."""
    name = _("Digitale Plätze") if kind == ONLINE else _("Plätze vor Ort")
    if number:
        return _("%(seats)s kommen nicht von selbst dazu: Wählen Sie dafür bei der Veranstaltung den Raum.", seats=name)
    return _("%(seats)s bleiben, bis Sie sie bei der Veranstaltung streichen.", seats=name)


def is_promised(code):
    """Say that somebody has already said yes."""
    return _("Dolmetschen %(into)s bleibt: Es ist schon zugesagt.", into=interpreting_words.into(code))


def keeps_its_length(event):
    """Say that an event lasts as long as it did."""
    when = display.span(*event.spans[0])
    return _("Es bleibt bei %(when)s. Eine andere Länge bekommt es unter „Verlegen“.", when=when)
