"""What the team and representatives do with organisations."""

import sqlalchemy as sa

from app import clock
from app.accounts import audit
from app.alliance import organisation_queries as queries
from app.alliance.models import InnovationArea, Offer, Organisation
from app.alliance.organisation_rules import OrganisationRefusal
from app.database import db, lock, transaction
from app.errors import Refused
from app.slugs import free_slug, slug


def create_organisation(name, area_ids=(), offers=(), **facts):
    """Make an organisation; `facts` are columns of it. Raises Refused where the name is taken."""
    with transaction():
        _refuse_taken(name)
        _refuse_later(facts.get("member_since"))
        organisation = Organisation(key=free_slug(slug(name)[:70], queries.keys()), name=name, **facts)
        organisation.areas = _areas(area_ids)
        organisation.offers = [_offer(each) for each in offers]
        db.session.add(organisation)
        db.session.flush()
        audit.note("create_organisation", about(organisation.id), name=name)
    return organisation


def change_organisation(organisation_id, name, area_ids, **facts):
    """Change what an organisation says of itself; its address stays. Raises Refused where the name is taken."""
    with transaction():
        organisation = lock(Organisation, organisation_id)
        _refuse_taken(name, but_not=organisation_id)
        areas = _areas(area_ids)
        changed = {}
        for column, value in {"name": name, **facts}.items():
            was = getattr(organisation, column)
            if was != value:
                changed[column] = [was, value]
                setattr(organisation, column, value)
        was, now = ([area.key for area in some] for some in (organisation.areas, areas))
        if was != now:
            changed["areas"] = [was, now]
            organisation.areas = areas
        if changed:
            audit.note("change_organisation", about(organisation_id), changed=changed)
    return organisation


def set_offers(organisation_id, offers):
    """Say what an organisation offers and seeks: [(direction, kind, text)]. What stays as it is, stays the same row."""
    with transaction():
        organisation = lock(Organisation, organisation_id)
        was = [_facts(offer) for offer in organisation.offers]
        wanted = list(dict.fromkeys(offers))
        if sorted(was) == sorted(wanted):
            return organisation
        organisation.offers = [offer for offer in organisation.offers if _facts(offer) in wanted]
        organisation.offers += [_offer(each) for each in wanted if each not in was]
        audit.note("set_offers", about(organisation_id), changed={"offers": [was, wanted]})
    return organisation


def begin_membership(organisation_id, since):
    """Let an organisation be a partner since a day. Raises Refused for a day to come."""
    with transaction():
        _refuse_later(since)
        _set_member_since(lock(Organisation, organisation_id), since, "begin_membership")


def end_membership(organisation_id):
    """Let an organisation be no partner any more; what it hosted stays. Twice does no harm."""
    with transaction():
        _set_member_since(lock(Organisation, organisation_id), None, "end_membership")


def delete_organisation(organisation_id):
    """Delete an organisation that nothing refers to. Raises Refused, which says what still does."""
    with transaction():
        # Unlike `lock`, this holds off whoever is about to refer to it.
        select = sa.select(Organisation).where(Organisation.id == organisation_id).with_for_update()
        organisation = db.session.scalars(select.execution_options(populate_existing=True)).one_or_none()
        if organisation is None:
            raise LookupError(f"No organisation {organisation_id}")
        if what := queries.what_refers(organisation_id):
            raise Refused(OrganisationRefusal.IN_USE, name=organisation.name, what=", ".join(what))
        audit.note("delete_organisation", about(organisation_id), name=organisation.name)
        db.session.delete(organisation)


def about(organisation_id):
    """How the audit trail names an organisation."""
    return f"organisation:{organisation_id}"


def _set_member_since(organisation, since, act):
    was = organisation.member_since
    if was != since:
        organisation.member_since = since
        days = [day and day.isoformat() for day in (was, since)]
        audit.note(act, about(organisation.id), changed={"member_since": days})


def _refuse_taken(name, but_not=None):
    if queries.find_by_name(name, but_not):
        raise Refused(OrganisationRefusal.NAME_TAKEN)


def _refuse_later(since):
    if since is not None and since > clock.today(clock.now()):
        raise Refused(OrganisationRefusal.MEMBER_IN_FUTURE)


def _areas(area_ids):
    select = sa.select(InnovationArea).where(InnovationArea.id.in_(area_ids))
    return db.session.scalars(select.order_by(InnovationArea.position, InnovationArea.id)).all()


def _offer(facts):
    direction, kind, text = facts
    return Offer(direction=direction, kind=kind, text=text)


def _facts(offer):
    return offer.direction, offer.kind, offer.text
