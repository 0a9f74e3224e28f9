"""A test browser that reads every page it gets, and complains of what must stand on none of them."""

import re
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from lxml import html

from app.programme.translation_words import OWN_NAMES

# Fields of which a form has one.
ONLY_ONCE = {"csrf_token", "form_key", "step", "kind", "seats", "name", "email"}
VOID_OF_LABEL = {"hidden", "submit", "button", "image", "reset"}
# Addresses that a page may name; it loads nothing from any of them.
KNOWN_SCHEMES = {"", "http", "https", "mailto", "webcal", "webcals"}
OURS = {"", "localhost"}


class PageFault(AssertionError):
    """A page breaks a promise that all pages make."""


class CheckingClient(FlaskClient):
    """As Flask's test client; every HTML answer is checked."""

    def open(self, *args, **kwargs):
        answer = super().open(*args, **kwargs)
        if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303, 308) and answer.data:
            check_page(answer)
        return answer


def check_page(answer):
    """Raise PageFault with all faults of an HTML answer."""
    page = html.document_fromstring(answer.get_data(as_text=True))
    where = answer.request.path
    # What staff may open is asked of the session, so it may speak of cookies.
    is_team = where.startswith(("/team", "/c/", "/C/")) or where == "/metrics"
    faults = [*_structure(page), *_code(page), *_foreign(page), *_fields(page)]
    if not is_team and "Set-Cookie" in answer.headers:
        faults.append("sets a cookie")
    is_private = "no-store" in answer.headers.get("Cache-Control", "")
    if not is_team and not is_private and "Cookie" in answer.headers.get("Vary", ""):
        faults.append("varies by cookie")
    for header in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
        if header not in answer.headers:
            faults.append(f"lacks {header}")
    if faults:
        raise PageFault(f"{where} ({answer.status_code}): " + "; ".join(faults))


def _structure(page):
    if page.get("lang") not in ("de", *OWN_NAMES):
        yield "does not say its language"
    headings = page.xpath("//h1")
    if len(headings) != 1:
        yield f"has {len(headings)} h1"
    else:
        title = _text(page.xpath("//title")[0]).removeprefix("Fehler: ")
        if not title.startswith(_text(headings[0])):
            yield f"title {title!r} does not begin with h1 {_text(headings[0])!r}"
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4")]
    if any(later - earlier > 1 for earlier, later in zip(levels, levels[1:], strict=False)):
        yield f"leaves out a level of headings: {levels}"
    idents = page.xpath("//@id")
    if twice := {ident for ident in idents if idents.count(ident) > 1}:
        yield f"has ids twice: {twice}"
    for attribute in ("for", "aria-describedby", "aria-labelledby"):
        for names in page.xpath(f"//@{attribute}"):
            if missing := set(names.split()) - set(idents):
                yield f"{attribute} names unknown ids {missing}"
    if len(page.xpath("//main")) != 1:
        yield "has no single main"
    for image in page.xpath("//img[not(@alt)]"):
        yield f"has an image without alt: {image.get('src')}"


def _code(page):
    if page.xpath("//script[not(@src)][not(@type='application/ld+json')]"):
        yield "has inline script"
    if page.xpath("//style|//*[@style]"):
        yield "has inline style"
    if handlers := page.xpath("//@*[starts-with(name(), 'on')]"):
        yield f"has inline handlers: {handlers[:3]}"


def _foreign(page):
    loading = page.xpath(
        "//img/@src|//script/@src|//iframe/@src|//link[@rel='stylesheet' or @rel='icon' or @rel='preload']/@href"
    )
    for address in loading:
        if urlsplit(address).netloc not in OURS:
            yield f"loads {address}"
    for address in page.xpath("//a/@href|//form/@action"):
        parts = urlsplit(address)
        if parts.scheme not in KNOWN_SCHEMES:
            yield f"links to {address}"
        if "video.example.org" in address:
            yield "names the address of a digital room"


def _fields(page):
    labelled = set(page.xpath("//label/@for"))
    for field in page.xpath("//input|//select|//textarea"):
        if field.get("type") in VOID_OF_LABEL:
            continue
        has_label = field.get("id") in labelled or field.get("aria-label") or field.xpath("ancestor::label")
        if not has_label:
            yield f"has a field without label: {field.get('name')}"
    for form in page.xpath("//form[translate(@method, 'POST', 'post')='post']"):
        # Of a list of checkboxes several travel under one name, each with another value.
        hidden = [(field.get("name"), field.get("value")) for field in form.xpath(".//input[@type='hidden']")]
        several = {name for name, _value in hidden if sum(other == name for other, _value in hidden) > 1}
        if len(hidden) != len(set(hidden)) or several & ONLY_ONCE:
            yield f"sends hidden fields twice: {hidden}"


def _text(element):
    return re.sub(r"\s+", " ", element.text_content()).strip()
