"""What languages are called where texts are written in them, and texts in easy language line by line."""

from babel.dates import format_date, format_time
from flask_babel import lazy_gettext as _

from app import clock
from app.alliance import words
from app.programme.translations import EASY

# Into what the team translates, in the order of the page.
LANGUAGES = {
    **{code: name for code, name in words.LANGUAGES.items() if code != "de"},
    EASY: _("Leichte Sprache"),
}


# What speakers call their language.
OWN_NAMES = {"hsb": "Hornjoserbsce", "pl": "Polski", "cs": "Čeština", "en": "English"}
# The words around what a format says in a language: "de" leads back to the German page.
HEADINGS = {
    "hsb": {
        "description": "Što so stawa?", "for_whom": "Za koho?", "bring": "Što sobu přinjesć?", "cost": "Kóšty",
        "minors": "Dźěći a młodostni", "photo_rule": "Fota", "dates": "Přichodne terminy", "de": "Němsce",
        "more": "Dalše informacije a přizjewjenje (němsce)",
        "next": "Přichodne zarjadowanja", "all": "Cyły program",
        "nothing": "Tuchwilu ničo planowane njeje.", "window": "wočini nowe wokno",
    },
    "pl": {
        "description": "Co się dzieje?", "for_whom": "Dla kogo?", "bring": "Co zabrać ze sobą?", "cost": "Koszt",
        "minors": "Dzieci i młodzież", "photo_rule": "Zdjęcia", "dates": "Najbliższe terminy", "de": "Po niemiecku",
        "more": "Szczegóły i zapisy (po niemiecku)",
        "next": "Najbliższe wydarzenia", "all": "Cały program",
        "nothing": "Obecnie nic nie jest zaplanowane.", "window": "otwiera się nowe okno",
    },
    "cs": {
        "description": "Co se děje?", "for_whom": "Pro koho?", "bring": "Co si vzít s sebou?", "cost": "Cena",
        "minors": "Děti a mládež", "photo_rule": "Fotografie", "dates": "Nejbližší termíny", "de": "Německy",
        "more": "Podrobnosti a přihlášení (německy)",
        "next": "Nejbližší akce", "all": "Celý program",
        "nothing": "Právě není nic naplánováno.", "window": "otevře se nové okno",
    },
    "en": {
        "description": "What happens?", "for_whom": "Who is it for?", "bring": "What should I bring?", "cost": "Cost",
        "minors": "Children and young people", "photo_rule": "Photos", "dates": "Next dates", "de": "In German",
        "more": "Details and booking (in German)",
        "next": "Next events", "all": "The whole programme",
        "nothing": "Nothing is planned at the moment.", "window": "opens a new window",
    },
}  # fmt: skip
# English of Europe: 18:30, and the day before the month.
_LOCALES = {"en": "en_GB"}


def days(event, language):
    """Return the dates of an event in words of a language, local time: ["sobota, 6 lutego 2027, 14:00–17:00"]."""
    locale = _LOCALES.get(language, language)
    shown = []
    for begin, end in ((clock.local(begin), clock.local(end)) for begin, end in event.spans):
        times = "–".join(format_time(moment.time(), "HH:mm", locale=locale) for moment in (begin, end))
        shown.append(f"{format_date(begin.date(), 'full', locale=locale)}, {times}")
    return shown


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
