"""The picture of the network for everyone: who has met at events, who has not yet, and who might."""

from collections import Counter

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _

from app import pages
from app.accounts import access
from app.programme import network_drawing, network_queries, network_rules, network_words
from app.programme.networks import BY_AREA, BY_COUNTRY, BY_ORGANISATION

bp = Blueprint("network", __name__)
bp.add_app_template_filter(network_words.often)

# So many stand in the picture, and so many rows under it; the pages of their own have all, so many at a time.
DRAWN, SHOWN, PAGE = 24, 15, 100
LISTS = ("getroffen", "noch-nie", "vorschlaege")


@bp.get("/netzwerk")
@access.everyone
@pages.kept(network_queries.stamp)
def network():
    """Draw who has met, with the same as tables."""
    found = network_queries.network()
    met = network_rules.met(found.organisations, found.counted[BY_ORGANISATION])
    possible = _possible(found.organisations)
    suggestions = network_rules.suggestions(found.organisations, found.counted[BY_ORGANISATION])
    return render_template(
        "programme/network.html",
        sections=[
            _small("bereiche", found.areas, found.counted[BY_AREA], [actor.key for actor in found.areas]),
            _small("laender", found.countries, found.counted[BY_COUNTRY], None),
        ],
        organisations=len(found.organisations),
        picture=_large(found, met),
        met=met[:SHOWN],
        met_number=len(met),
        never=network_rules.never_met(found.organisations, found.counted[BY_ORGANISATION], number=SHOWN),
        never_number=possible - len(met),
        suggestions=[(each, network_words.reasons(each, found.area_names)) for each in suggestions[:SHOWN]],
        suggestions_number=len(suggestions),
    )


@bp.get("/netzwerk/<which>")
@access.everyone
@pages.kept(network_queries.stamp)
def whole_list(which):
    """Show one of the tables in full, in parts of a hundred rows."""
    if which not in LISTS:
        abort(404)
    found = network_queries.network()
    counted, actors = found.counted[BY_ORGANISATION], found.organisations
    number = max(1, min(request.args.get("seite", 1, type=int), 1_000_000))
    start = PAGE * (number - 1)
    if which == "noch-nie":
        total = _possible(actors) - len(network_rules.met(actors, counted))
        rows = network_rules.never_met(actors, counted, start, PAGE)
    elif which == "getroffen":
        everything = network_rules.met(actors, counted)
        total, rows = len(everything), everything[start : start + PAGE]
    else:
        everything = network_rules.suggestions(actors, counted)
        total = len(everything)
        rows = [(each, network_words.reasons(each, found.area_names)) for each in everything[start : start + PAGE]]
    if start and not rows:
        abort(404)
    return render_template(
        "programme/network_list.html", which=which, rows=rows, total=total, pager=_pager(number, total)
    )


def _possible(actors):
    return len(actors) * (len(actors) - 1) // 2


def _pager(number, total):
    last = max(1, -(-total // PAGE))
    return {
        "text": _("Seite %(number)s von %(last)s", number=number, last=last),
        "prev": (_("Vorige Seite"), f"?seite={number - 1}") if number > 1 else None,
        "next": (_("Nächste Seite"), f"?seite={number + 1}") if number < last else None,
    }


def _small(name, actors, counted, groups):
    """Return what the template shows of areas or countries: few enough to draw those who never met, too."""
    met = network_rules.met(actors, counted)
    never = network_rules.never_met(actors, counted)
    picture = network_drawing.picture(
        actors, groups or [""] * len(actors),
        [(each.one.key, each.other.key, each.events, network_words.met(each)) for each in met],
        [(one.key, other.key, network_words.never_met(one, other)) for one, other in never],
        None if groups else [actor.key for actor in actors],
    )  # fmt: skip
    return {"name": name, "actors": actors, "met": met, "never": never, "picture": picture}


def _large(found, met):
    """Return (Picture, [(area in words, [(label, Actor)])], whether somebody is left out) of those who met most."""
    counts = network_rules.meetings_of(met)
    present = sorted((actor for actor in found.organisations if actor.key in counts), key=lambda a: -counts[a.key])
    order = list(found.area_names)
    drawn = sorted(present[:DRAWN], key=lambda actor: order.index(_group(actor, order)) if actor.areas else len(order))
    groups = [_group(actor, order) for actor in drawn]
    keys = {actor.key for actor in drawn}
    picture = network_drawing.picture(
        drawn, groups,
        [
            (each.one.key, each.other.key, each.events, network_words.met(each))
            for each in met if each.one.key in keys and each.other.key in keys
        ],
    )  # fmt: skip
    labelled = [(node.area, node.label, actor) for node, actor in zip(picture.nodes, drawn, strict=True)]
    legend = [
        (area, found.area_names.get(area), [(label, actor) for key, label, actor in labelled if key == area])
        for area in Counter(groups)
    ]
    return picture, legend, len(found.organisations) - len(drawn)


def _group(actor, order):
    """Return the first area of an organisation, in the alliance's order, or nothing."""
    return next((key for key in order if key in actor.areas), "")
