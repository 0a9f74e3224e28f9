"""What tests about organisations and partner requests need."""

import io
import secrets

import sqlalchemy as sa
from PIL import Image

from app.accounts import actions as accounts
from app.accounts import granting
from app.accounts.models import REPRESENTATIVE
from app.alliance import joining
from app.alliance.models import Offer
from app.alliance.partners import PartnerRequest
from app.database import db, transaction
from tests.make import PASSWORD, an_organisation


def a_full_organisation(offers=(("offer", "rooms", "Werkstatt"), ("seek", "people", "Dolmetscherin")), **facts):
    """An organisation with offers, and whatever facts are named."""
    organisation = an_organisation(**facts)
    with transaction():
        for direction, kind, text in offers:
            db.session.add(Offer(organisation_id=organisation.id, direction=direction, kind=kind, text=text))
    return organisation


def a_representative(organisation, email="vertretung@example.org", name="Vera Vertreterin"):
    """Somebody who may sign in with PASSWORD and represents an organisation."""
    account = accounts.add_staff(email, name, PASSWORD, ())
    granting.grant_role(account.id, REPRESENTATIVE, organisation_id=organisation.id)
    return account


def a_logo(format="PNG", size=(120, 60)):
    """The bytes of a picture."""
    sink = io.BytesIO()
    Image.new("RGB", size, "navy").save(sink, format)
    return sink.getvalue()


def a_wish(name="Nachbarschaftsgarten", **facts):
    """What somebody tells of their organisation."""
    usual = {"kind": "Initiative ohne Rechtsform", "actor_group": "citizens", "country": "DE", "languages": ["de"]}
    return joining.Wish(name, {**usual, **facts}, offers=(("offer", "people", "Fünf Nachbarn"),))


def a_partner_request(wish=None, is_confirmed=True, name="Nele Nachbarin", email="nele@example.org", **facts):
    """Ask to become a partner as people do, and confirm."""
    joining.ask(wish or a_wish(), name, email, **{"nonce": secrets.token_hex(8), **facts})
    request = db.session.scalars(sa.select(PartnerRequest).order_by(PartnerRequest.id.desc()).limit(1)).one()
    if is_confirmed:
        joining.confirm(request.id)
    return request
