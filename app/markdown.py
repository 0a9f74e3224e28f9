"""Texts of the house with paragraphs, lists, emphasis and links (CommonMark), safe to show.

Guests' texts are shown as they were typed, without any of this (the macro `prose`).
"""

import functools
import html as entities
import re

from markupsafe import Markup

# No headings: the page has its own, in their order. No pictures: pages load nothing from elsewhere.
ALLOWED = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote"}
LEFT_OUT = ("heading", "lheading", "code", "fence", "backticks", "hr", "html_block", "html_inline", "image", "table")


def init_app(app):
    """Give the filter to the templates."""
    app.jinja_env.filters["markdown"] = html
    app.jinja_env.filters["excerpt"] = excerpt


def html(text):
    """Return what somebody of the house typed as HTML; whatever is not allowed is shown as text or left out."""
    import nh3

    return Markup(
        nh3.clean(
            _reader().render(text or ""),
            tags=ALLOWED,
            attributes={"a": {"href"}},
            url_schemes={"https", "http", "mailto", "tel"},
            link_rel="noopener nofollow",
        )
    )


def plain(text):
    """Return what somebody of the house typed as words alone, a line per paragraph: for feeds and other programs."""
    if not text:
        return ""
    return re.sub(r"\s*\n\s*", "\n", entities.unescape(re.sub(r"<[^>]*>", "", html(text)))).strip()


def excerpt(text, length=155):
    """Return the beginning of what somebody typed in one line of plain words, cut between words."""
    line = " ".join(plain(text).split())
    return line if len(line) <= length else line[:length].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


@functools.cache
def _reader():
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable(list(LEFT_OUT), ignoreInvalid=True)
