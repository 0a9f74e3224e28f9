"""Every page of the team, in both themes and widths: sound for axe, nothing from elsewhere."""

import pytest

from tests.browser.conftest import sign_in
from tests.browser.every_page import TURNS, all_addresses, faults_every_way

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def addresses(house):
    """({name: public path}, {name: path of the team}) of a house in which everything is there once."""
    return all_addresses(house)


@pytest.mark.parametrize("turn", range(TURNS))
def test_team_pages_are_sound(open_page, addresses, turn):
    page = open_page()
    sign_in(page)
    faults = []
    for name, path in list(addresses[1].items())[turn::TURNS]:
        page.goto(path)
        faults += faults_every_way(page, name)

    assert faults == []
    assert page.foreign == []
