"""The public pages of organisations. Here, because they tell of events."""

from dataclasses import fields

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext

from app import clock, forms, pages
from app.accounts import access
from app.alliance import organisation_queries as alliance_organisations
from app.alliance import queries as alliance
from app.alliance import words
from app.alliance.models import OFFERED
from app.programme import cards, organisation_queries, revision
from app.programme.organisation_forms import OrganisationFilterForm
from app.programme.organisation_queries import Wanted

bp = Blueprint("organisations", __name__)

# How many events to come a page shows at most.
MOST_CARDS = 10
NO_GROUP = lazy_gettext("Weitere")


@bp.get("/partner")
@access.everyone
@pages.kept(revision.by_minute)
def organisations():
    """List the partners by actor group; the filter is a GET form, so that every answer has an address."""
    wanted = read_wanted(request.args)
    found = organisation_queries.public_organisations(wanted)
    groups = [
        (label, [each for each in found if each.actor_group == group])
        for group, label in [*words.ACTOR_GROUPS.items(), (None, NO_GROUP)]
    ]
    form = OrganisationFilterForm(wanted, alliance.all_areas())
    return render_template(
        "programme/organisations.html", form=form, filtered=form.in_words(), count=len(found),
        groups=[(label, some) for label, some in groups if some], line=_line, kinds=kinds,
    )  # fmt: skip


def read_wanted(args):
    """Return the Wanted of query arguments; unknown ones are overlooked."""
    return Wanted(**{each.name: forms.strip(args.get(each.name) or "")[:100] for each in fields(Wanted)})


def _line(organisation):
    """Say in one line what kind of organisation it is, and where: "Hochschule, Polen"."""
    parts = [organisation.kind, words.country_name(organisation.country)]
    return ", ".join(part for part in parts if part)


def kinds(organisation, direction):
    """Say in one line what kinds of things are offered or sought: "Räume, Wissen"."""
    some = {offer.kind for offer in organisation.offers if offer.direction == direction}
    return ", ".join(str(words.OFFERED[kind]) for kind in OFFERED if kind in some)


@bp.get("/partner/<key>")
@access.everyone
@pages.kept(revision.by_minute)
def organisation(key):
    """Show an organisation, what it offers and seeks, and what it hosts."""
    now = clock.now()
    found = alliance_organisations.get_by_key(key)
    events = organisation_queries.coming_events(found.id, now)
    own = [event for event in events if event.hosts[0].id == found.id]
    joint = [event for event in events if event.hosts[0].id != found.id]
    return render_template(
        "programme/organisation.html",
        organisation=found,
        group=words.ACTOR_GROUPS.get(found.actor_group),
        country=words.country_name(found.country),
        languages=words.languages_text(found.languages),
        offers=offers_by_kind(found),
        own=[cards.card(event, now) for event in own[:MOST_CARDS]],
        joint=[cards.card(event, now) for event in joint[:MOST_CARDS]],
        past=organisation_queries.count_past(found.id, now),
    )


def offers_by_kind(organisation):
    """Return [(direction, heading, [(kind, [texts])])] of what an organisation offers and seeks."""
    found = []
    for direction, heading in words.DIRECTIONS.items():
        texts = {
            kind: [each.text for each in organisation.offers if (each.direction, each.kind) == (direction, kind)]
            for kind in OFFERED
        }
        lines = [(words.OFFERED[kind], some) for kind, some in texts.items() if some]
        if lines:
            found.append((direction, heading, lines))
    return found
