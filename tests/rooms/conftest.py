"""A house on a stopped clock, and somebody who opens its pages: as for registrations."""

import pytest

from tests.make import a_member_of_staff
from tests.registrations.conftest import guest, house, new_guest, staff  # noqa: F401


@pytest.fixture
def jana(app):
    """The id of somebody of the team."""
    return a_member_of_staff("jana@example.org", "Jana").id
