"""Texts of the house with paragraphs, lists, emphasis and links (CommonMark), safe to show.

Guests' texts are shown as they were typed, without any of this (the macro `prose`).
"""

import functools

from markupsafe import Markup

# No headings: the page has its own, in their order. No pictures: pages load nothing from elsewhere.
ALLOWED = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote"}
LEFT_OUT = ("heading", "lheading", "code", "fence", "backticks", "hr", "html_block", "html_inline", "image", "table")


def init_app(app):
    """Give the filter to the templates."""
    app.jinja_env.filters["markdown"] = html


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


@functools.cache
def _reader():
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable(list(LEFT_OUT), ignoreInvalid=True)
