"""What a visitor can open without a link from a mail."""

import re

from flask import url_for

from app.alliance import queries as alliance
from app.programme import queries as programme
from app.programme.filters import Filter
from app.rooms import queries as rooms

BLUEPRINTS = ("programme", "house", "calendars")
# Only leads to another.
REDIRECTS = ("programme.events",)


def public_paths(app, now):
    """Return the address of every public page and feed of a filled house, with one format, event, room and place."""
    event = programme.public_events(Filter(), now)[0]
    of_one = {
        "programme.format": event.format.slug,
        "programme.event": event.slug,
        "programme.room": rooms.all_rooms()[0].slug,
        "programme.place": alliance.all_places()[0].key,
        "calendars.event_file": event.slug,
        "registrations.book_seat": event.slug,
    }
    paths = {"/programm?ansicht=monat"}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            is_public = getattr(app.view_functions[rule.endpoint], "open_to", None) == "everyone"
            if rule.endpoint in REDIRECTS or not is_public:
                continue
            if "GET" in rule.methods and rule.endpoint in of_one:
                paths.add(url_for(rule.endpoint, **{next(iter(rule.arguments)): of_one[rule.endpoint]}))
            elif "GET" in rule.methods and rule.endpoint.startswith(BLUEPRINTS) and not rule.arguments:
                paths.add(rule.rule)
    return sorted(paths)


def files_of(html, css):
    """Return the addresses that a page and its style sheet make a browser of a German reader load.

    Of the fonts only those whose range of characters holds plain Latin.
    """
    linked = re.findall(r'<link\b[^>]*\brel="(?:preload|stylesheet|icon)"[^>]*\bhref="([^"]+)"', html)
    linked += re.findall(r'<link\b[^>]*\bhref="([^"]+)"[^>]*\brel="(?:preload|stylesheet|icon)"', html)
    shown = re.findall(r'<(?:img|script)\b[^>]*\bsrc="([^"]+)"', html)
    faces = [face for face in re.findall(r"@font-face\s*{(.*?)}", css, re.DOTALL) if "U+0000-00FF" in face]
    fonts = [re.search(r'url\("?\.\./([^")]+)"?\)', face).group(1) for face in faces]
    return {*linked, *shown, *(f"/static/{font}" for font in fonts)}
