"""The network: who is there, and who has met whom. Four statements, however large it is."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.alliance.models import OFFER, SEEK, InnovationArea, Offer, Organisation, organisation_areas
from app.database import Prepared, db, glance
from app.programme import network_words
from app.programme.models import ProgrammeRevision
from app.programme.network_rules import Actor
from app.programme.networks import KINDS, NetworkCount, NetworkMeeting

_STAMP = Prepared(sa.select(ProgrammeRevision.number, NetworkCount.revision).join(NetworkCount, sa.true()))


@dataclass(frozen=True)
class Network:
    """Everybody by kind, in the order of pages, and {kind: {(key, key): (events, day of the last)}}."""

    organisations: list
    areas: list
    countries: list
    counted: dict
    # What cross-cutting areas are called too: organisations may work in them.
    area_names: dict


def stamp():
    """Return what pages about the network are as old as: the programme, and the meetings that were counted."""
    return tuple(glance(_STAMP)[0])


def network():
    """Return the Network as it is counted now."""
    areas = db.session.execute(
        sa.select(InnovationArea.key, InnovationArea.title, InnovationArea.is_cross_cutting)
        .order_by(InnovationArea.position, InnovationArea.id)
    ).all()  # fmt: skip
    organisations = _organisations()
    countries = {actor.country for actor in organisations}
    counted = {kind: {} for kind in KINDS}
    for kind, one, other, events, last_on in db.session.execute(sa.select(*NetworkMeeting.__table__.c)):
        counted[kind][one, other] = (events, last_on)
    return Network(
        organisations,
        [Actor(key, title, f"/bereiche/{key}") for key, title, is_cross_cutting in areas if not is_cross_cutting],
        sorted((Actor(code, network_words.country(code)) for code in countries), key=lambda actor: actor.name),
        counted,
        {key: title for key, title, _is_cross_cutting in areas},
    )


def _organisations():
    """Return all organisations by name, with their areas and what they offer and seek; two statements."""
    traits = {}
    areas = sa.select(
        organisation_areas.c.organisation_id, sa.literal("area").label("what"), InnovationArea.key.label("which")
    ).join(InnovationArea, InnovationArea.id == organisation_areas.c.area_id)
    offers = sa.select(Offer.organisation_id, Offer.direction, Offer.kind).distinct()
    for ident, what, which in db.session.execute(sa.union_all(areas, offers)):
        traits.setdefault((ident, what), set()).add(which)
    rows = db.session.execute(
        sa.select(
            Organisation.id, Organisation.key, Organisation.name, Organisation.country, Organisation.actor_group
        ).order_by(Organisation.name, Organisation.id)
    )
    empty = frozenset()
    return [
        Actor(
            key, name, f"/partner/{key}", country, actor_group,
            areas=frozenset(traits.get((ident, "area"), empty)),
            offers=frozenset(traits.get((ident, OFFER), empty)),
            seeks=frozenset(traits.get((ident, SEEK), empty)),
        )
        for ident, key, name, country, actor_group in rows
    ]  # fmt: skip
