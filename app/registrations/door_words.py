"""What the door says of a guest: who, how many, what they need, whom not to photograph."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.registrations import tickets
from app.registrations.models import WAITING, Registration
from app.registrations.needs import NEEDS

WHEELCHAIR, CARER = "wheelchair", "carer"


@dataclass(frozen=True)
class Guest:
    """One registration as the door sees it; `came`: its CheckIn on the date, or None."""

    registration: Registration
    came: object
    is_for_date: bool

    @property
    def id(self):
        """The number of the registration."""
        return self.registration.id

    @property
    def name(self):
        """What they are called."""
        return self.registration.name or _("(gelöscht)")

    @property
    def heads(self):
        """How many are expected."""
        return self.registration.heads

    @property
    def there(self):
        """How many of them are there."""
        return self.came.heads if self.came else 0

    @property
    def waits(self):
        """Whether they have no seat yet."""
        return self.registration.state == WAITING

    @property
    def door_code(self):
        """Four letters to say."""
        return tickets.door_code(self.registration.id)

    @property
    def needs(self):
        """[(icon, words)] of what they need."""
        return needs_of(self.registration)


def guest(registration, date, came):
    """Return a Guest for a date of an event."""
    return Guest(registration, came, is_for_date(registration, date))


def is_for_date(registration, date):
    """Tell whether somebody booked this date: all of them, where they chose none."""
    names = (f"date:{date.id}", f"slot:{date.id}:")
    return not registration.parts or any(part == names[0] or part.startswith(names[1]) for part in registration.parts)


def needs_of(registration):
    """Return [(icon, words)] of what somebody needs: no diagnoses."""
    found = []
    if number := registration.wheelchairs:
        found.append((WHEELCHAIR, ngettext("%(num)s Rollstuhl", "%(num)s Rollstühle", number)))
    if number := registration.carers:
        found.append((CARER, ngettext("%(num)s Begleitperson", "%(num)s Begleitpersonen", number)))
    return found + [(code, str(words)) for code, words in NEEDS.items() if code in (registration.needs or ())]


def photos_of(registration, asks):
    """Return (whether some may not be photographed, the sentence), or None where the format does not ask."""
    if "photos" not in (asks or ()):
        return None
    people, heads = registration.people, registration.heads
    allowed = sum(1 for person in people if person.get("photo"))
    if allowed >= heads:
        return False, _("Fotos: alle einverstanden")
    named = [person["name"] for person in people if person.get("name") and not person.get("photo")]
    if not allowed:
        return True, _("Bitte nicht fotografieren")
    if len(named) == heads - allowed:
        return True, _("Bitte nicht fotografieren: %(names)s", names=", ".join(named))
    number = heads - allowed
    return True, ngettext(
        "Bitte nicht fotografieren: %(num)s Person, fragen Sie, wen",
        "Bitte nicht fotografieren: %(num)s Personen, fragen Sie, wen",
        number,
    )
