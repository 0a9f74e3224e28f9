"""What templates say of guests: needs, persons, why something is asked. In templates: `guest_words`."""

from flask_babel import gettext as _

from app.alliance import words
from app.programme import asked
from app.registrations.needs import AGES, NEEDS, needs_words

PURPOSES = {name: purpose for name, (_label, purpose) in asked.ASKS.items()}
LANGUAGES = words.LANGUAGES

__all__ = ["AGES", "LANGUAGES", "NEEDS", "PURPOSES", "needs_words", "person_words"]


def person_words(person):
    """Say who one of those is who come: "Mila, 6 bis 9 Jahre, darf fotografiert werden"."""
    said = [person.get("name"), AGES.get(person.get("age"))]
    if person.get("photo"):
        said.append(_("darf fotografiert werden"))
    return ", ".join(str(each) for each in said if each)


def photos_text(registration):
    """Say how many of a registration may be photographed; "" where nobody was asked or nobody may."""
    number = sum(1 for person in registration.people if person.get("photo"))
    if not number:
        return ""
    if number >= registration.seats:
        return _("Fotos: alle einverstanden")
    return _("Fotos: %(some)s von %(all)s einverstanden", some=number, all=registration.seats)
