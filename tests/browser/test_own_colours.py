"""A house's own colours, as a browser takes them: each in its theme, and nowhere else."""

import pytest

from app.alliance import house_actions, house_rules

pytestmark = pytest.mark.browser


def test_a_colour_for_one_theme_leaves_the_other_and_print_as_they_are(house, open_page):
    with house.app.app_context():
        house_actions.change_colours({"brick": "#1b5a84", "line_dark": "#a0a0a0"})
    read = "getComputedStyle(document.documentElement).getPropertyValue('--{}').trim()"

    seen = {}
    for theme in ("light", "dark"):
        page = open_page(theme=theme)
        page.goto("/")
        seen[theme] = [page.evaluate(read.format(token)) for token in ("brick", "line")]
    page.emulate_media(media="print")
    printed = page.evaluate(read.format("brick"))

    standard = {key: colour.standard for key, colour in house_rules.COLOURS.items()}
    assert seen == {"light": ["#1b5a84", standard["line"]], "dark": [standard["brick_dark"], "#a0a0a0"]}
    assert printed == "#000"
