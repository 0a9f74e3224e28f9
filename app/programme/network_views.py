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

# So many stand in the picture, with so many lines, and so many rows under it; pages of their own have all, in parts.
DRAWN, LINES, SHOWN, PAGE = 24, 60, 15, 100
LISTS = ("getroffen", "noch-nie", "vorschlaege")


@bp.get("/netzwerk")
@access.everyone
@pages.kept(network_queries.stamp)
def network():
    """Draw who has met, with the same as tables."""
    found = network_queries.network()
    actors, counted = found.organisations, found.counted[BY_ORGANISATION]
    met_number, never_number = network_rules.numbers(actors, counted)
    suggestions_number, suggestions = network_rules.suggestions(actors, counted, number=SHOWN)
    return render_template(
        "programme/network.html",
        sections=[
            _small("bereiche", found.areas, found.counted[BY_AREA], [actor.key for actor in found.areas]),
            _small("laender", found.countries, found.counted[BY_COUNTRY], None),
        ],
        picture=_large(found, counted),
        met=network_rules.met(actors, counted, number=SHOWN),
        met_number=met_number,
        never=network_rules.never_met(actors, counted, number=SHOWN),
        never_number=never_number,
        suggestions=_with_reasons(suggestions, found),
        suggestions_number=suggestions_number,
    )


@bp.get("/netzwerk/<which>")
@access.everyone
@pages.kept(network_queries.stamp)
def whole_list(which):
    """Show one of the tables in full, in parts of a hundred rows."""
    if which not in LISTS:
        abort(404)
    found = network_queries.network()
    actors, counted = found.organisations, found.counted[BY_ORGANISATION]
    page = max(1, min(request.args.get("seite", 1, type=int), 1_000_000))
    start = PAGE * (page - 1)
    met_number, never_number = network_rules.numbers(actors, counted)
    if which == "noch-nie":
        total, rows = never_number, network_rules.never_met(actors, counted, start, PAGE)
    elif which == "getroffen":
        total, rows = met_number, network_rules.met(actors, counted, start, PAGE)
    else:
        total, rows = network_rules.suggestions(actors, counted, start, PAGE)
        rows = _with_reasons(rows, found)
    if start and not rows:
        abort(404)
    return render_template(
        "programme/network_list.html", which=which, rows=rows, total=total, pager=_pager(page, total)
    )  # fmt: skip


def _with_reasons(suggestions, found):
    return [(each, network_words.reasons(each, found.area_names)) for each in suggestions]


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


def _large(found, counted):
    """Return (Picture, [(area, its name, [(label, Actor)])], how many are left out) of those who met most."""
    counts = counted.totals
    present = sorted((actor for actor in found.organisations if actor.key in counts), key=lambda a: -counts[a.key])
    order = [*found.area_names, ""]
    drawn = sorted(present[:DRAWN], key=lambda actor: order.index(_group(actor, order)))
    groups = [_group(actor, order) for actor in drawn]
    met = network_rules.met(drawn, counted, number=LINES)
    picture = network_drawing.picture(
        drawn, groups, [(each.one.key, each.other.key, each.events, network_words.met(each)) for each in met]
    )
    labelled = [(node.area, node.label, actor) for node, actor in zip(picture.nodes, drawn, strict=True)]
    legend = [
        (area, found.area_names.get(area), [(label, actor) for key, label, actor in labelled if key == area])
        for area in Counter(groups)
    ]
    return picture, legend, len(found.organisations) - len(drawn)


def _group(actor, order):
    """Return the first area of an organisation, in the alliance's order, or nothing."""
    return next((key for key in order if key in actor.areas), "")
