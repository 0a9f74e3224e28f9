"""The network: who is there, and who has met whom. Four statements, however large it is; one less as a rule."""

import json
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app

from app.alliance.models import OFFER, SEEK, InnovationArea, Offer, Organisation, organisation_areas
from app.database import Prepared, db, glance
from app.programme import network_words
from app.programme.models import ProgrammeRevision
from app.programme.network_rules import Actor, Meetings
from app.programme.networks import KINDS, NetworkCount

_MEETINGS = Prepared(sa.select(NetworkCount.meetings))
_STAMP = Prepared(sa.select(ProgrammeRevision.number, NetworkCount.revision).join(NetworkCount, sa.true()))


@dataclass(frozen=True)
class Network:
    """Everybody by kind, in the order of pages, and {kind: network_rules.Meetings}."""

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
    # With them the number of the count, before what was counted is read; that row is there even where no area is.
    rows = db.session.execute(
        sa.select(NetworkCount.revision, InnovationArea.key, InnovationArea.title, InnovationArea.is_cross_cutting)
        .outerjoin(InnovationArea, sa.true())
        .order_by(InnovationArea.position, InnovationArea.id)
    ).all()
    areas = [row[1:] for row in rows if row.key]
    organisations = _organisations()
    countries = {actor.country for actor in organisations}
    return Network(
        organisations,
        [Actor(key, title, f"/bereiche/{key}") for key, title, is_cross_cutting in areas if not is_cross_cutting],
        sorted((Actor(code, network_words.country(code)) for code in countries), key=lambda actor: actor.name),
        counted(rows[0].revision),
        {key: title for key, title, _is_cross_cutting in areas},
    )


def counted(revision):
    """Return {kind: Meetings}. They change only when the job counts, so each process keeps them until then.

    `revision` was read before: should they change in between, the next one who asks reads them again.
    """
    kept = current_app.extensions.get("meetings")
    if kept is None or kept[0] != revision:
        found = json.loads(glance(_MEETINGS)[0].meetings)
        kept = current_app.extensions["meetings"] = revision, {kind: Meetings(**found.get(kind, {})) for kind in KINDS}
    return kept[1]


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
