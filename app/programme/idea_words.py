"""Ideas in words: how many want one, what became of it, who decided what and why."""

from types import SimpleNamespace

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.accounts.models import ADMINISTRATION, PROGRAMME
from app.alliance.ideas import COMBINED, DECLINED, FORMAT, NEW, PLANNED, PUBLIC, REFUSED, TOPIC

KINDS = {FORMAT: lazy_gettext("Format"), TOPIC: lazy_gettext("Thema")}
# What became of an idea: (shape, word); see components/bits.html.
MARKS = {
    None: ("info", lazy_gettext("Noch offen")),
    PLANNED: ("free", lazy_gettext("Wird geplant")),
    COMBINED: ("moved", lazy_gettext("Zusammengelegt")),
    DECLINED: ("past", lazy_gettext("Abgelehnt")),
}
_ROLES = {PROGRAMME: lazy_gettext("das Programmteam"), ADMINISTRATION: lazy_gettext("die Leitung des Hauses")}
_DECISIONS = {
    "published": lazy_gettext("Die Idee wird veröffentlicht"),
    "edited": lazy_gettext("Die Idee wird mit bearbeitetem Wortlaut veröffentlicht"),
    "refused": lazy_gettext("Die Idee wird nicht veröffentlicht"),
    PLANNED: lazy_gettext("Die Idee wird umgesetzt"),
    COMBINED: lazy_gettext("Die Idee wird mit einer anderen zusammengelegt"),
    DECLINED: lazy_gettext("Die Idee wird nicht umgesetzt"),
}


def supporters(number):
    """ "12 Menschen wünschen sich das"."""
    if not number:
        return _("Noch wünscht sich das niemand")
    return ngettext("%(num)s Mensch wünscht sich das", "%(num)s Menschen wünschen sich das", number)


def mark(idea):
    """Return (shape, word) of what became of an idea."""
    if idea.state == NEW:
        return "few", _("Wartet auf Prüfung")
    if idea.state == REFUSED:
        return "past", _("Nicht veröffentlicht")
    return MARKS[idea.answer]


def card(idea, href):
    """Return what a list shows of an idea."""
    words = " ".join(idea.text.split())
    return SimpleNamespace(
        title=idea.title,
        href=href,
        area_key=idea.area.key if idea.area else "",
        area_name=idea.area.title if idea.area else "",
        kind=KINDS[idea.kind],
        supporters=supporters(idea.supporters),
        mark=mark(idea),
        teaser=words if len(words) <= 160 else words[:157].rsplit(" ", 1)[0] + " …",
    )


def decision(each):
    """Return who decided what, without a name: role, what, when; `why` may be empty."""
    return SimpleNamespace(
        at=each.decided_at,
        role=_ROLES.get(each.role, _("das Team")),
        what=_DECISIONS.get(each.what, each.what),
        why=each.why,
    )


def figures(counts):
    """Return [(what became of them, ideas, supports)] for the team, of {(state, answer): (ideas, supports)}."""
    rows = [
        (_("Warten auf Prüfung"), (NEW, None)), (_("Noch offen"), (PUBLIC, None)), (_("Geplant"), (PUBLIC, PLANNED)),
        (_("Zusammengelegt"), (PUBLIC, COMBINED)), (_("Abgelehnt"), (PUBLIC, DECLINED)),
        (_("Nicht veröffentlicht"), (REFUSED, None)),
    ]  # fmt: skip
    return [(label, *counts[key]) for label, key in rows if key in counts]
