"""What pages say of those who have met, who have not yet, and who might."""

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from app.alliance.models import OFFERED


def often(events):
    """ "einmal", "3-mal"."""
    return ngettext("einmal", "%(num)s-mal", events)


def country(code):
    """ "Polen" of "PL"; the code where nobody knows a name."""
    return get_locale().territories.get(code, code)


def met(each):
    """Say of a network_rules.Met who met, and how often."""
    return _("%(one)s und %(other)s: %(often)s", one=each.one.name, other=each.other.name, often=often(each.events))


def never_met(one, other):
    """Say of two that they never met."""
    return _("%(one)s und %(other)s: noch nie", one=one.name, other=other.name)


def reasons(each, area_names):
    """Say why the two of a network_rules.Suggestion might meet; `area_names` are the titles of areas by key."""
    one, other = each.one, each.other
    words = [*_help(one, other, each.one_helps), *_help(other, one, each.other_helps)]
    if each.shared:
        names = ", ".join(title for key, title in area_names.items() if key in each.shared)
        words.append(_("Beide arbeiten an: %(areas)s.", areas=names))
    if one.country != other.country:
        words.append(_("Sie kommen aus %(one)s und %(other)s.", one=country(one.country), other=country(other.country)))
    elif each.of_two_groups:
        words.append(_("Sie gehören zu verschiedenen Gruppen des Bündnisses."))
    return " ".join(words)


def _help(helper, seeker, kinds):
    if kinds:
        words = {"rooms": _("Räume"), "machines": _("Maschinen"), "knowledge": _("Wissen"), "people": _("Menschen")}
        what = ", ".join(words[kind] for kind in OFFERED if kind in kinds)
        yield _("%(helper)s bietet, was %(seeker)s sucht: %(what)s.", helper=helper.name, seeker=seeker.name, what=what)
