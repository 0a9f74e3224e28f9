"""Texts of the house: what they may hold, and what never reaches a page."""

import pytest

from app import markdown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Eins.\n\nZwei.", "<p>Eins.</p>\n<p>Zwei.</p>\n"),
        ("**fett** und *betont*", "<p><strong>fett</strong> und <em>betont</em></p>\n"),
        ("- Schere\n- Leim", "<ul>\n<li>Schere</li>\n<li>Leim</li>\n</ul>\n"),
        (
            "[Plan](https://example.org/plan)",
            '<p><a href="https://example.org/plan" rel="noopener nofollow">Plan</a></p>\n',
        ),
        ("5 < 6 & 7", "<p>5 &lt; 6 &amp; 7</p>\n"),
        ("# Keine Überschrift", "<p># Keine Überschrift</p>\n"),
        ("    vier Leerzeichen", "<p>vier Leerzeichen</p>\n"),
        ("", ""),
    ],
)
def test_a_text_has_paragraphs_lists_emphasis_and_links(typed, shown):
    assert markdown.html(typed) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[klick](javascript:alert(1))",
        "[klick](data:text/html;base64,PHNjcmlwdD4=)",
        "![Bild](https://anderswo.example/zaehler.png)",
        "<https://a.example/\"onmouseover=alert(1)>",
        "[a](https://a.example \"\\\" onclick=alert(1)\")",
        "<svg/onload=alert(1)>",
        "<a href='javascript:alert(1)'>klick</a>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<iframe src=//anderswo.example></iframe>",
    ],
)
def test_no_script_and_nothing_from_elsewhere_comes_through(typed):
    from lxml import html

    page = html.fragment_fromstring(markdown.html(typed), create_parent="div")

    assert {each.tag for each in page.iter()} <= {"div", *markdown.ALLOWED}
    assert {name for each in page.iter() for name in each.attrib} <= {"href", "rel", "title"}
    assert all(each.get("href").startswith("https://") for each in page.iter("a") if each.get("href"))
