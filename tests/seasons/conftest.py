"""Fixtures of the tests of seasons."""

from tests.seasons.houses import demo_app, houses  # noqa: F401
