"""How a mail begins."""

import re

from app.notifications import letter_words

# Anybody can type an address of ours and a name: mails of the house must not carry strangers' links to strangers.
_LIKE_AN_ADDRESS = re.compile(r"[/@\\:]|www\.|\w\.\w\w", re.IGNORECASE)
_LONGEST_GREETING = 60


def greeting(name, language=letter_words.GERMAN):
    """ "Guten Tag, Jana," or without the name where it looks like an advertisement or is none."""
    words = letter_words.GREETINGS.get(language, "Guten Tag")
    if not name or len(name) > _LONGEST_GREETING or not name.isprintable() or _LIKE_AN_ADDRESS.search(name):
        return f"{words},"
    return f"{words}, {name},"
