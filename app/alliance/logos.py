"""Logos of organisations; how they are made small and kept: app/pictures.py."""

import sqlalchemy as sa

from app import pictures
from app.accounts import audit
from app.alliance import organisation_queries as queries
from app.alliance.models import Organisation
from app.alliance.organisation_rules import LogoRefusal
from app.alliance.organising import about
from app.database import db, lock, transaction
from app.errors import Refused
from app.pictures import PictureRefusal

FOLDER = "organisationen"


def set_logo(organisation_id, data, alt):
    """Show a logo (the bytes of a JPEG, PNG or WebP); `alt` says what is on it. Raises Refused."""
    _refuse_undescribed(alt)
    queries.get_organisation(organisation_id)
    # Before the transaction: it takes a second, and nobody shall wait for it.
    name = _keep(data)
    with transaction():
        organisation = lock(Organisation, organisation_id)
        was, organisation.logo, organisation.logo_alt = organisation.logo, name, alt.strip()
        audit.note("set_logo", about(organisation_id), changed={"logo": [was, name]})
    return organisation


def describe_logo(organisation_id, alt):
    """Say in other words what is on the logo."""
    _refuse_undescribed(alt)
    with transaction():
        organisation = lock(Organisation, organisation_id)
        was, organisation.logo_alt = organisation.logo_alt, alt.strip()
        audit.note("describe_logo", about(organisation_id), changed={"logo_alt": [was, alt.strip()]})
    return organisation


def remove_logo(organisation_id):
    """Show no logo any more. Twice does no harm."""
    with transaction():
        organisation = lock(Organisation, organisation_id)
        if organisation.logo is not None:
            audit.note("remove_logo", about(organisation_id), changed={"logo": [organisation.logo, None]})
            organisation.logo, organisation.logo_alt = None, ""
    return organisation


def find_file(name):
    """Return the path of a logo that an organisation shows, large or small, or None."""
    path = pictures.find_file(FOLDER, name)
    shown = sa.exists().where(Organisation.logo == pictures.large_of(name))
    return path if path and db.session.scalar(sa.select(shown)) else None


def delete_unused_logos():
    """Delete the files that no organisation has shown for a day."""
    pictures.delete_unused(FOLDER, queries.logos_in_use())


def _keep(data):
    try:
        return pictures.keep(FOLDER, data)
    except Refused as refused:
        if refused.reason is PictureRefusal.NO_PICTURE:
            raise Refused(LogoRefusal.NO_PICTURE) from refused
        raise


def _refuse_undescribed(alt):
    if not alt.strip():
        raise Refused(LogoRefusal.NO_ALT)
