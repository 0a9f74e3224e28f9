"""Whoever signs in may follow every link of every page they reach, whatever their roles."""

from urllib.parse import urlsplit

import pytest
from lxml import html

from app.accounts import granting
from app.accounts.models import DOOR, INSIGHTS, PROGRAMME, REPRESENTATIVE, ROLES, ROOMS
from tests.make import PASSWORD, a_member_of_staff, a_place, an_organisation
from tests.things_here import things_here

# A file is no page with links.
IS_PAGE = "text/html"


@pytest.fixture
def sign_in(make_app, at):
    """A function that signs in somebody with roles: "rooms", "rooms.here". What there is, is here and elsewhere."""
    at("2026-05-04 12:00")
    app = make_app()
    with app.app_context():
        place, organisation = a_place(), an_organisation()
        things_here(place, organisation)
        things_here(a_place(), an_organisation(), "anderswo")
        facts = {"here": {"place_id": place.id}, "theirs": {"organisation_id": organisation.id}, "": {}}

    def sign_in(*roles):
        with app.app_context():
            account = a_member_of_staff("wer@example.org", "Wer", roles=())
            for role, _dot, where in (each.partition(".") for each in roles):
                granting.grant_role(account.id, role, **facts[where])
        browser = app.test_client()
        browser.post("/team/anmelden", data={"email": "wer@example.org", "password": PASSWORD})
        return browser

    return sign_in


def links_of(answer):
    """The paths of this site that a page leads to."""
    for address in html.document_fromstring(answer.get_data(as_text=True)).xpath("//a/@href"):
        parts = urlsplit(address)
        if not parts.scheme and not parts.netloc and parts.path:
            yield address.partition("#")[0]


def walk(browser):
    """Follow all links from today's page on; return {path: (status, path of the page with the link)}.

    Of an address with several queries one is followed; pages for everyone are opened, but not read on.
    """
    seen, waiting = {}, [("/team/", "")]
    while waiting:
        address, origin = waiting.pop(0)
        path = address.partition("?")[0]
        if path in seen:
            continue
        answer = browser.get(address)
        seen[path] = (answer.status_code, origin)
        if path.startswith("/team/") and answer.status_code == 200 and answer.mimetype == IS_PAGE:
            waiting += [(link, path) for link in links_of(answer)]
    return seen


@pytest.mark.parametrize(
    "roles",
    [
        (), *((role,) for role in ROLES if role != REPRESENTATIVE), (f"{REPRESENTATIVE}.theirs",),
        (f"{ROOMS}.here",), (f"{PROGRAMME}.here",), (f"{DOOR}.here",), (f"{INSIGHTS}.here",),
        (f"{ROOMS}.here", PROGRAMME), (ROOMS, f"{PROGRAMME}.here"), (f"{REPRESENTATIVE}.theirs", f"{ROOMS}.here"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_link_leads_where_somebody_may_not_go(sign_in, roles):
    seen = walk(sign_in(*roles))

    assert {path: told for path, told in seen.items() if told[0] not in (200, 301, 303)} == {}
