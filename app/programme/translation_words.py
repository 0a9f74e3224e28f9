"""What languages are called where texts are written in them, and texts in easy language line by line."""

from flask_babel import lazy_gettext as _

from app.alliance import words
from app.programme.translations import EASY

# Into what the team translates, in the order of the page.
LANGUAGES = {
    **{code: name for code, name in words.LANGUAGES.items() if code != "de"},
    EASY: _("Leichte Sprache"),
}


def lang(code):
    """Return the language as HTML names it: easy language is German."""
    return "de" if code == EASY else code


def easy_blocks(text):
    """Return a text in easy language in blocks: each a list of points, or lines that belong together.

    [("lines", ["Haben Sie etwas Kaputtes?", "Zum Beispiel:"]), ("points", ["ein Radio"])]: an empty line parts blocks,
    a hyphen or dash begins a point.
    """
    blocks = []
    for line in text.splitlines():
        line = line.strip()
        is_point = line.startswith(("- ", "– ", "• "))
        kind = "points" if is_point else "lines"
        if not line:
            blocks.append(None)
        elif blocks and blocks[-1] and blocks[-1][0] == kind:
            blocks[-1][1].append(line[2:] if is_point else line)
        else:
            blocks.append((kind, [line[2:] if is_point else line]))
    return [block for block in blocks if block]
