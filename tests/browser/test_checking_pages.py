"""The check of every page finds what is broken, in the way in which it is broken; and may look at less in the dark."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.every_page import COLOUR_RULES, faults_every_way

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
DARK = "@media (prefers-color-scheme: dark)"
PAGE = """<!doctype html><html lang="de"><head><title>Seite</title>
<meta name="viewport" content="width=device-width"><style>
body {{ color: #221c16; background-color: #fffbf5 }} a {{ color: #0b3d91 }}
@media (prefers-color-scheme: dark) {{ body {{ color: #f5ede3; background-color: #17130f }} a {{ color: #8cc8f2 }} }}
{style}</style></head><body><main><h1>Seite</h1>{body}</main></body></html>"""


@pytest.fixture
def page(chromium):
    context = chromium.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("style", "body", "expected"),
    [
        ("", "<p>Gut.</p>", []),
        ("", "<input type=text>", ["390, light: label", "1280, light: label"]),
        ("p { color: #ccc }", "<p>Blass.</p>", ["390, light: color-contrast", "1280, light: color-contrast"]),
        (DARK + "{ p { color: #333 } }", "<p>Dunkel.</p>", ["390, dark: color-contrast", "1280, dark: color-contrast"]),
        (
            DARK + " { a { color: #ded6cb; text-decoration: none } }", "<p>Ein <a href='#x'>Link</a> im Text.</p>",
            ["390, dark: link-in-text-block", "1280, dark: link-in-text-block"],
        ),
        (
            "@media (max-width: 500px) { p { color: #888 } } " + DARK + " { p { color: #f5ede3 !important } }",
            "<p>Schmal.</p>", ["390, light: color-contrast"],
        ),
        (
            "img { width: 9px; height: 9px } @media (max-width: 500px) { img { display: none } }",
            "<img src='data:,'>", ["1280, light: image-alt"],
        ),
        ("", "<div style='width: 600px'>Breit.</div>", ["390, light: scrolls sideways", "390, dark: scrolls sideways"]),
    ],
    ids=["sound", "no label", "pale", "dark on dark", "link in the dark", "pale on phones", "wide only", "too wide"],
)  # fmt: skip
def test_what_is_broken_is_found_where_it_is(page, style, body, expected):
    page.set_content(PAGE.format(style=style, body=body))

    faults = faults_every_way(page, "Seite")

    short = r"^Seite \((.+)\): (scrolls sideways|\S+).*"
    assert [re.sub(short, r"\1: \2", fault, flags=re.DOTALL) for fault in faults] == expected


def test_the_rules_for_the_dark_are_all_that_axe_has_about_colours(page):
    page.goto("about:blank")
    page.evaluate(AXE_SCRIPT)
    rules = page.evaluate("axe.getRules(['cat.color']).map(rule => [rule.ruleId, rule.tags])")

    # What WCAG asks for at AAA alone is off in both themes.
    assert {name for name, tags in rules if "wcag2aaa" not in tags} == set(COLOUR_RULES)


def test_the_dark_theme_changes_colours_only():
    for path in sorted((ROOT / "static").rglob("*.css")):
        for declaration in dark_declarations(path.read_text()):
            name, _, value = (part.strip() for part in declaration.partition(":"))
            assert name.startswith("--") or name in ("color", "background-color", "fill", "stroke"), (path, declaration)
            assert re.fullmatch(r"#[0-9a-f]{3,8}", value), (path, declaration)


def test_the_theme_and_the_width_are_asked_for_by_style_sheets_only():
    """So that a page that was loaded in one way and shown in another is what it would be if loaded in the other."""
    asks = re.compile(r"prefers-color-scheme|light-dark\(|matchMedia|innerWidth|<picture")
    asking = {
        str(path.relative_to(ROOT))
        for folder, ending in (("static", "*.js"), ("templates", "*"), ("app", "*.py"))
        for path in (ROOT / folder).rglob(ending)
        if path.is_file() and asks.search(path.read_text(errors="replace"))
    }

    # The colour of the browser's own bar; mails; and a house's own colours (test_own_colours.py).
    assert asking == {"templates/layout/base.html", "templates/notifications/mail.html", "app/alliance/house_rules.py"}


def dark_declarations(text):
    """What a style sheet declares for the dark theme alone: ["--ink: #fff", …]."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    assert text.count("prefers-color-scheme") == text.count(DARK + " {")
    assert "light-dark(" not in text
    found = []
    for block in text.split(DARK + " {")[1:]:
        depth, end = 1, 0
        while depth:
            depth += {"{": 1, "}": -1}.get(block[end], 0)
            end += 1
        for rules in re.findall(r"\{([^{}]*)\}", block[: end - 1]):
            found += [declaration.strip() for declaration in rules.split(";") if declaration.strip()]
    return found
