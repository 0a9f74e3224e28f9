"""Signed links: for one row, one purpose, and nobody can make one."""

import pytest
from werkzeug.exceptions import NotFound

from app.accounts import tokens


@pytest.fixture(autouse=True)
def _in_the_house(make_app):
    with make_app().app_context():
        yield


def test_a_token_tells_what_was_put_into_it():
    assert tokens.read("manage", tokens.make("manage", 7, 1, 12345), 3) == [7, 1, 12345]


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "", lambda t: t.replace(".", "")]
)
def test_a_spoiled_token_is_not_found(spoil):
    with pytest.raises(NotFound):
        tokens.read("manage", spoil(tokens.make("manage", 7, 1, 12345)), 3)


def test_a_token_of_another_purpose_is_not_found():
    with pytest.raises(NotFound):
        tokens.read("manage", tokens.make("confirm", 7, 1, 12345), 3)


def test_a_token_of_another_shape_is_not_found():
    with pytest.raises(NotFound):
        tokens.read("manage", tokens.make("manage", 7, 1), 3)
