"""Where roles hold: the places and organisations that a grant may name."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts import role_words
from app.accounts.models import ADMINISTRATION, REPRESENTATIVE, ROLES
from app.alliance.models import Organisation, Place
from app.database import db


def names():
    """Return ({place id: name}, {organisation id: name})."""
    return tuple(
        dict(db.session.execute(sa.select(model.id, model.name).order_by(model.name)).all())
        for model in (Place, Organisation)
    )


def choices():
    """Return {heading: [("role:place:organisation", label)]} of every role that can be given, and where."""
    places, organisations = names()
    everywhere = [(ADMINISTRATION, None, None), *((role, None, None) for role in role_words.AT_PLACES)]
    groups = {_("Im ganzen Haus"): everywhere}
    for ident, name in places.items():
        groups[_("Nur in %(place)s", place=name)] = [(role, ident, None) for role in role_words.AT_PLACES]
    if organisations:
        groups[_("Für eine Organisation")] = [(REPRESENTATIVE, None, ident) for ident in organisations]
    return {
        str(heading): [(value(grant), str(role_words.one_in_words(grant, places, organisations))) for grant in grants]
        for heading, grants in groups.items()
    }


def value(grant):
    """Return a grant as forms send it."""
    return ":".join(str(part or "") for part in role_words.as_facts(grant))


def read(text):
    """Return [role, place id, organisation id] of what a form sent; raises ValueError where it is none."""
    role, place, organisation = text.split(":")
    if role not in ROLES:
        raise ValueError(text)
    return [role, *(int(part) if part else None for part in (place, organisation))]
