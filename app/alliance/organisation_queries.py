"""Looking up organisations with what they offer, and what still refers to one."""

import sqlalchemy as sa
from flask import abort
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Invitation
from app.alliance.models import Organisation
from app.database import db

# Addresses below /partner that no organisation may have.
RESERVED = {"werden"}
# What is a piece of the organisation itself, or merely remembers it: it goes along, or forgets it.
PIECES = {"offers", "organisation_areas", "partner_requests"}


def organisations_of_team():
    """Return all organisations by name, with what the team's list says of them."""
    return db.session.scalars(
        sa.select(Organisation).options(selectinload(Organisation.areas)).order_by(Organisation.name)
    ).all()


def some_organisations(ids):
    """Return those of the organisations, by name."""
    return db.session.scalars(sa.select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.name)).all()


def get_organisation(organisation_id):
    """Return an organisation with its areas and offers, or abort with 404."""
    return _get(Organisation.id == organisation_id)


def get_by_key(key):
    """Return an organisation with its areas and offers by its address, or abort with 404."""
    return _get(Organisation.key == key)


def _get(condition):
    # One statement: few areas times few offers.
    select = sa.select(Organisation).where(condition)
    select = select.options(joinedload(Organisation.areas), joinedload(Organisation.offers))
    return db.session.scalars(select).unique().one_or_none() or abort(404)


def find_by_name(name, but_not=None):
    """Return another organisation of that name, however it is capitalised, or None."""
    select = sa.select(Organisation).where(sa.func.lower(Organisation.name) == name.lower())
    return db.session.scalars(select.where(Organisation.id != (but_not or 0)).limit(1)).first()


def keys():
    """Return the addresses that are taken."""
    return set(db.session.scalars(sa.select(Organisation.key))) | RESERVED


def logos_in_use():
    """Return the names of all files that a page shows as a logo."""
    return set(db.session.scalars(sa.select(Organisation.logo).where(Organisation.logo.is_not(None))))


def what_refers(organisation_id):
    """Return in words what needs an organisation, whatever table it stands in: ["3 Veranstaltungen", …]."""
    target, counts = Organisation.__table__, {}
    for table in db.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is target and table.name not in PIECES:
                count = sa.select(sa.func.count()).select_from(table).where(key.parent == organisation_id)
                counts[table.name] = counts.get(table.name, 0) + db.session.scalar(count)
    counts["invitations"] = _invited(organisation_id)
    return [_in_words(name, number) for name, number in counts.items() if number]


def _invited(organisation_id):
    """Count open invitations to represent an organisation; they keep its number without a foreign key."""
    grants = db.session.scalars(
        sa.select(Invitation.grants).where(Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    )
    return sum(any(organisation_id == grant[2] for grant in each) for each in grants)


def _in_words(table, number):
    words = {
        "event_hosts": lambda: ngettext("%(num)s Veranstaltung", "%(num)s Veranstaltungen", number),
        "co_hostings": lambda: ngettext(
            "%(num)s Frage nach gemeinsamer Veranstaltung", "%(num)s Fragen nach gemeinsamen Veranstaltungen", number
        ),
        "room_requests": lambda: ngettext("%(num)s Raumanfrage", "%(num)s Raumanfragen", number),
        "role_grants": lambda: ngettext("%(num)s Mensch vertritt sie", "%(num)s Menschen vertreten sie", number),
        "invitations": lambda: ngettext("%(num)s offene Einladung", "%(num)s offene Einladungen", number),
        "area_responsibles": lambda: ngettext("%(num)s Bereich", "%(num)s Bereiche", number),
        "body_members": lambda: ngettext("%(num)s Gremium", "%(num)s Gremien", number),
        "meeting_attendances": lambda: ngettext("%(num)s Sitzung", "%(num)s Sitzungen", number),
        "resolutions": lambda: ngettext("%(num)s Beschluss", "%(num)s Beschlüsse", number),
        "closing_organisations": lambda: ngettext(
            "%(num)s abgeschlossene Veranstaltung", "%(num)s abgeschlossene Veranstaltungen", number
        ),
    }
    return words[table]() if table in words else _("%(num)s weitere Einträge", num=number)
