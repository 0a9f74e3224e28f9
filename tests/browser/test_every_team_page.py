"""Every page of the team, in both themes and widths: sound for axe, nothing from elsewhere."""

import pytest

from tests.browser.conftest import sign_in
from tests.browser.every_page import WAYS, all_addresses, faults_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def addresses(house):
    """({name: public path}, {name: path of the team}) of a house in which everything is there once."""
    return all_addresses(house)


@pytest.mark.parametrize(("width", "theme"), WAYS)
def test_team_pages_are_sound(open_page, addresses, width, theme):
    page = open_page(width=width, theme=theme)
    sign_in(page)
    faults = []
    for name, path in addresses[1].items():
        page.goto(path)
        faults += faults_of(page, name)

    assert faults == []
    assert page.foreign == []
