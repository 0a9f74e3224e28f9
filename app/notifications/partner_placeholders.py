"""What the texts of mails about becoming a partner may name, and what each of them cannot do without."""

from types import SimpleNamespace

from app import display
from app.alliance import house_queries
from app.notifications import placeholders
from app.notifications.placeholders import Placeholder

_EXAMPLE = "https://wirkstaette.example/beispiel"
_REASON = "In diesem Jahr nehmen wir niemanden mehr auf."


def register():
    """Let the texts of these mails be changed."""
    organisation = Placeholder("Organisation", lambda facts: facts["request"].organisation_name, "Musikverein Zittau")
    house = Placeholder("Haus", lambda _facts: house_queries.current().name, "WIRkstätte")
    link = Placeholder("Persönlicher Link", lambda facts: facts["personal_link"], f"{_EXAMPLE}/personal")
    common = [Placeholder("Anrede", lambda facts: facts["greeting"], "Guten Tag, Jana Novak,"), organisation, link]
    page = Placeholder("Öffentliche Seite", lambda facts: facts["public_link"] or "",
                       "https://wirkstaette.example/partner/musikverein")  # fmt: skip
    until = Placeholder("Frist", lambda facts: display.day_and_time(facts["until"]), "Freitag, 5. Februar, 18 Uhr")
    reason = Placeholder("Grund", lambda facts: facts["request"].reason, _REASON)
    team = Placeholder("Link für das Team", lambda facts: facts["team_link"],
                       "https://wirkstaette.example/team/partneranfragen/1")  # fmt: skip
    _add("partner_please_confirm", [*common, until, house], [link])
    _add("partner_accepted", [*common, page, house])
    _add("partner_declined", [*common, reason, house], [reason])
    _add("house_new_partner", [organisation, team, house], [team])


def _add(name, listed, needs=()):
    placeholders.register(
        f"alliance/mail/{name}", listed, [each.name for each in needs], instead={"request": _example_request}
    )


def _example_request(_request):
    """Who asked to become a partner is nobody else's business until the alliance has decided."""
    return SimpleNamespace(organisation_name="Musikverein Zittau", reason=_REASON)
