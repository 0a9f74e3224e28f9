"""A house on a stopped clock, and somebody who opens its pages: as for registrations."""

from tests.registrations.conftest import guest, house, new_guest, staff  # noqa: F401
