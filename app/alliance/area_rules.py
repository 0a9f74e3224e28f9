"""What an innovation area and its targets may be, and how they are named."""

from enum import Enum

from flask_babel import lazy_gettext as _

EVENTS, PARTICIPANTS, ORGANISATIONS, COUNTRIES, NEW_PARTNERS = MEASURES = (
    "events", "participants", "organisations", "countries", "new-partners",
)  # fmt: skip
MEASURE_WORDS = {
    EVENTS: _("Veranstaltungen"),
    PARTICIPANTS: _("Teilnahmen"),
    ORGANISATIONS: _("Organisationen, die einladen"),
    COUNTRIES: _("Länder, aus denen eingeladen wird"),
    NEW_PARTNERS: _("Neue Partner"),
}
LARGEST_TARGET = 1_000_000
EARLIEST_YEAR, LATEST_YEAR = 2020, 2100

# The areas of the alliance, and what concerns them all: key, short title, full title, whether it is cross-cutting.
FOUR_AND_ONE = (
    (
        "energie",
        _("Vernetzte Energiesysteme & Speicher"),
        _("Vernetzte Energiesysteme durch Speichertechnologien"),
        False,
    ),
    ("additiv", _("Additive Fertigung"), _("Additive Fertigung für effizientere Produktion"), False),
    ("bildung", _("Non-formale regionale Bildung"), _("Non-formale regionale Bildung"), False),
    ("leben", _("Attraktive Arbeits- & Lebenswelten"), _("Attraktive Arbeits- und Lebenswelten"), False),
    ("quer", _("Bündnis übergreifend"), "", True),
)


class AreaRefusal(Enum):
    """Why an area or a target cannot be made, changed or removed like this."""

    TITLE_TAKEN = _("Einen Bereich „%(title)s“ gibt es schon. Bitte geben Sie diesem einen anderen Titel.")
    IN_USE = _(
        "Zu diesem Bereich gehört noch etwas: %(what)s. Löschen lässt sich nur ein Bereich, zu dem nichts gehört. "
        "Was noch kommt, können Sie einem anderen geben."
    )
    NOT_EMPTY = _("Es gibt schon Bereiche. Bitte legen Sie einzelne an, die noch fehlen.")
    PAST_YEAR = _(
        "Für ein Jahr, das vorbei ist, lässt sich kein Ziel mehr setzen. Bitte wählen Sie dieses oder ein späteres."
    )
    NO_REASON = _("Bitte schreiben Sie, warum sich das Ziel ändert: Alle können es nachlesen.")


def name_of(area):
    """Return what an area is called in full."""
    return area.full_title or area.title


def measures_of(area):
    """Return the measures of an area, one text each."""
    return [line.strip() for line in area.measures.splitlines() if line.strip()]


def why_no_target(year, this_year, reason, value, before):
    """Return why a target cannot be set, or None; `before` is the value that holds now, if there is one."""
    if year < this_year:
        return AreaRefusal.PAST_YEAR
    # Looked at and kept needs no reason.
    if before not in (None, value) and not reason:
        return AreaRefusal.NO_REASON
    return None
