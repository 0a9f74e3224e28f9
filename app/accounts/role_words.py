"""Roles in people's words."""

from flask_babel import lazy_gettext as _

from app.accounts.models import (
    ADMINISTRATION,
    DOOR,
    INSIGHTS,
    PROGRAMME,
    REPRESENTATIVE,
    ROLES,
    ROOMS,
)  # fmt: skip

NAMES = {
    ADMINISTRATION: _("Verwaltung"),
    PROGRAMME: _("Programm"),
    ROOMS: _("Räume"),
    DOOR: _("Einlass"),
    INSIGHTS: _("Einblicke"),
    REPRESENTATIVE: _("Vertretung"),
}
MEANINGS = {
    ADMINISTRATION: _("darf alles, auch Menschen einladen und das Haus einrichten"),
    PROGRAMME: _("plant Veranstaltungen, kümmert sich um Partner, Gremien und Ideen"),
    ROOMS: _("vergibt Räume und richtet sie ein"),
    DOOR: _("sieht die Veranstaltungen von heute und wer dazu kommt"),
    INSIGHTS: _("sieht Zahlen, keine Namen"),
    REPRESENTATIVE: _("kümmert sich um Seite, Veranstaltungen und Räume der eigenen Organisation"),
}
# Roles that may hold at one place only.
AT_PLACES = (PROGRAMME, ROOMS, DOOR, INSIGHTS)


def in_words(grants, places, organisations):
    """Return each of the grants in words, in the order of the roles; `places` and `organisations`: {id: name}.

    A grant is a RoleGrant or [role, place id, organisation id].
    """
    facts = [as_facts(grant) for grant in grants]
    facts.sort(key=lambda fact: (ROLES.index(fact[0]), places.get(fact[1], ""), organisations.get(fact[2], "")))
    return [one_in_words(fact, places, organisations) for fact in facts]


def one_in_words(grant, places, organisations):
    """Return one grant in words: "Räume in Zittau", "Vertretung: Verein"."""
    role, place_id, organisation_id = as_facts(grant)
    name = NAMES[role]
    if organisation_id:
        whom = organisations.get(organisation_id) or _("(gelöscht)")
        return _("%(role)s: %(organisation)s", role=name, organisation=whom)
    if place_id:
        return _("%(role)s in %(place)s", role=name, place=places.get(place_id) or _("(gelöscht)"))
    return name


def as_facts(grant):
    """Return a grant as (role, place id, organisation id)."""
    return tuple(grant) if isinstance(grant, list | tuple) else (grant.role, grant.place_id, grant.organisation_id)
